/// The features that a report names, and its tables of features and pairs.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "lexicnn/core/array.hpp"
#include "lexicnn/core/context.hpp"
#include "lexicnn/report/report.hpp"

#include "report/pairs.hpp"

namespace lexicnn::reporting {

/// The features of some pairs, each once, in the order of the scores.
class FeatureTable {
 public:
  explicit FeatureTable(const std::vector<KeptPair>& pairs);

  [[nodiscard]] const std::vector<std::uint64_t>& features() const noexcept { return features_; }

  /// The place of a feature of the scores in the table, which has it.
  [[nodiscard]] std::uint64_t place_of(std::uint64_t feature) const;

 private:
  std::vector<std::uint64_t> features_;
};

/// For how many classes each feature of the scores is selected.
struct SideCounts {
  std::vector<std::uint32_t> presence;
  std::vector<std::uint32_t> absence;
};

SideCounts count_sides(const Selection& selection);

/// Where the distribution of a feature is told: place of the block and within it.
struct DetailPlace {
  std::uint64_t block = 0;
  std::uint64_t place = 0;
};

/// The block `features`; `details` holds one entry a feature of the table.
std::string features_json(const FeatureTable& table, const ReportInput& input,
                          const std::vector<std::uint64_t>& layer_of, const SideCounts& counts,
                          const std::vector<std::optional<DetailPlace>>& details);

/// The block `pairs`.
std::string pairs_json(const std::vector<KeptPair>& pairs, const FeatureTable& table,
                       const ReportInput& input, const Context& context);

/// The block `matrix`: what each layer says of each class.
std::string matrix_json(const ReportInput& input, const std::vector<std::uint64_t>& layer_of,
                        const Context& context);

}  // namespace lexicnn::reporting
