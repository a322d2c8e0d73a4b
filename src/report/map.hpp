/// The map: images as points, by the first two principal components of an embedding.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "lexicnn/core/context.hpp"
#include "lexicnn/report/report.hpp"

namespace lexicnn::reporting {

/// The images drawn, and where they lie.
struct MapPoints {
  std::vector<std::uint64_t> rows;  ///< of the embedding, ascending
  std::vector<std::int32_t> codes;  ///< class of each point, place in the scores, or -1
  std::vector<double> x;
  std::vector<double> y;
  std::array<double, 2> variance{};  ///< share of the whole that x and y tell
};

/// At most `most` images: all, or a random part that keeps the shares of the classes.
MapPoints make_map(const ReportInput& input, std::uint64_t most, const Context& context);

/// How many of how many, as a sentence.
std::string map_text(const MapPoints& points, const ReportMap& map);

/// The block `map`; `images`: of each point its place in images.table, or empty.
std::string map_json(const MapPoints& points, const ReportMap& map,
                     const std::vector<std::optional<std::uint64_t>>& images);

}  // namespace lexicnn::reporting
