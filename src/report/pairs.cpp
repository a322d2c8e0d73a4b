#include "report/pairs.hpp"

#include <algorithm>
#include <cmath>

#include "lexicnn/core/parallel.hpp"

namespace lexicnn::reporting {
namespace {

/// All selected pairs of a class in order, with their ranks.
std::vector<KeptPair> ranked_pairs(const PairChoice& choice, std::uint64_t c) {
  const Scores& scores = choice.input.scores;
  const Selection& selection = choice.input.selection;
  std::vector<KeptPair> out;
  for (std::uint64_t f = 0; f < scores.feature_count(); ++f) {
    if (selection.selected(c, f) != 0)
      out.push_back({static_cast<std::uint32_t>(c), static_cast<std::uint32_t>(f), 0, false});
  }
  std::sort(out.begin(), out.end(), [&](const KeptPair& a, const KeptPair& b) {
    const double left = std::fabs(scores.signed_ks(c, a.feature));
    const double right = std::fabs(scores.signed_ks(c, b.feature));
    return left != right ? left > right : a.feature < b.feature;
  });
  std::vector<std::uint32_t> ranks(2 * choice.input.profile.layers.size());
  std::array<std::uint64_t, 2> of_side{};
  for (KeptPair& pair : out) {
    const std::size_t side = selection.selected(c, pair.feature) < 0 ? 1 : 0;
    pair.rank = ranks[2 * choice.layer_of[pair.feature] + side]++;
    pair.statement = of_side[side]++ < choice.statements;
  }
  return out;
}

}  // namespace

std::array<std::uint64_t, kPairsEach.size()> count_pairs(const PairChoice& choice,
                                                         const Context& context) {
  using Counts = std::array<std::uint64_t, kPairsEach.size()>;
  std::vector<Counts> of_class(choice.input.scores.class_count());
  parallel_ranges(of_class.size(), 1, context, [&](Range range, unsigned) {
    for (const KeptPair& pair : ranked_pairs(choice, range.begin)) {
      for (std::size_t i = 0; i < kPairsEach.size(); ++i)
        of_class[range.begin][i] += pair.kept_by(kPairsEach[i]) ? 1U : 0U;
    }
  });
  Counts out{};
  for (const Counts& counts : of_class) {
    for (std::size_t i = 0; i < out.size(); ++i)
      out[i] += counts[i];
  }
  return out;
}

std::vector<KeptPair> strongest_pairs(const PairChoice& choice, std::uint64_t each,
                                      const Context& context) {
  std::vector<std::vector<KeptPair>> of_class(choice.input.scores.class_count());
  parallel_ranges(of_class.size(), 1, context, [&](Range range, unsigned) {
    std::vector<KeptPair> pairs = ranked_pairs(choice, range.begin);
    std::erase_if(pairs, [each](const KeptPair& pair) { return !pair.kept_by(each); });
    pairs.shrink_to_fit();
    of_class[range.begin] = std::move(pairs);
  });
  std::vector<KeptPair> out;
  for (const std::vector<KeptPair>& pairs : of_class)
    out.insert(out.end(), pairs.begin(), pairs.end());
  return out;
}

}  // namespace lexicnn::reporting
