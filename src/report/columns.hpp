/// What a report reads from the activations: the images of statements, and distributions. Each
/// column that is needed is read once.
#pragma once

#include <cstdint>
#include <vector>

#include "lexicnn/core/context.hpp"
#include "lexicnn/report/report.hpp"

#include "report/feature_table.hpp"
#include "report/firing.hpp"
#include "report/gzip.hpp"

namespace lexicnn::reporting {

/// The distribution of one feature, compressed but for its images.
struct DetailFound {
  std::uint64_t feature = 0;  ///< place in the scores
  DeflatedPart begin;         ///< of `detail_begin`
  std::vector<Firing> most;
};

struct ColumnsFound {
  std::vector<FiringImages> firing;  ///< in the order of the requests
  std::vector<DetailFound> details;  ///< of the first features wanted, as many as fit
};

struct ColumnsWanted {
  const std::vector<std::int32_t>& codes;  ///< class of each row, place in the scores, or -1
  const std::vector<FiringRequest>& requests;
  const std::vector<std::uint64_t>& details;  ///< features of the scores, the most wanted first
  const FeatureTable& table;                  ///< has the features of `details`
  std::uint64_t detail_bytes = 0;             ///< what details may take in the page
  std::uint64_t images = 0;                   ///< a list, at most
};

/// Bytes that a detail takes in the page, without its images.
std::uint64_t detail_size(const DetailFound& detail);

/// Memory: a block of columns a thread, and the compressed details.
ColumnsFound read_columns(const ReportInput& input, const ColumnsWanted& wanted,
                          const Context& context);

}  // namespace lexicnn::reporting
