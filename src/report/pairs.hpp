/// The (class, feature) pairs that a report lists: of each class, layer and side the strongest.
#pragma once

#include <array>
#include <cstdint>
#include <vector>

#include "lexicnn/core/context.hpp"
#include "lexicnn/report/report.hpp"

namespace lexicnn::reporting {

/// How many pairs a class, layer and side may keep, the most first.
inline constexpr std::array<std::uint64_t, 7> kPairsEach{50, 20, 10, 5, 2, 1, 0};

/// Pairs that a report lists at most, apart from those of its statements.
inline constexpr std::uint64_t kMostPairs = 250'000;

struct KeptPair {
  std::uint32_t class_place = 0;
  std::uint32_t feature = 0;  ///< place in the scores
  std::uint32_t rank = 0;     ///< within the class, layer and side; 0 is the strongest
  bool statement = false;     ///< among the strongest of the class and side

  [[nodiscard]] bool kept_by(std::uint64_t each) const { return statement || rank < each; }
};

/// Which pairs are looked at, and how many of a class and side are statements.
struct PairChoice {
  const ReportInput& input;
  const std::vector<std::uint64_t>& layer_of;  ///< of each feature, place in the profile
  std::uint64_t statements = 0;
};

/// The number of pairs that each entry of kPairsEach keeps.
std::array<std::uint64_t, kPairsEach.size()> count_pairs(const PairChoice& choice,
                                                         const Context& context);

/// The pairs kept, by class, then strongest first, then by feature.
std::vector<KeptPair> strongest_pairs(const PairChoice& choice, std::uint64_t each,
                                      const Context& context);

}  // namespace lexicnn::reporting
