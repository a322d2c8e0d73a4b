#include "lexicnn/embed/compat.hpp"

#include <algorithm>
#include <cmath>
#include <vector>

#include "lexicnn/core/error.hpp"
#include "lexicnn/core/parallel.hpp"

#include "embed/column_block.hpp"
#include "embed/column_names.hpp"
#include "embed/digits.hpp"

namespace lexicnn {
namespace {

using embed_stage::ColumnBlock;
using embed_stage::DigitRule;
using embed_stage::FneDigit;
using embed_stage::StrictDigit;

/// Strict above, but the lower threshold itself belongs to -1.
std::int8_t digit_with_edge(double x, const DigitRule& rule) {
  const bool at_edge = rule.std != 0 && (x - rule.mean) / rule.std == rule.lower;
  return at_edge ? std::int8_t{-1} : StrictDigit::of(x, rule);
}

/// Takes one step after the other from the reference to the other program.
class Ladder {
 public:
  Ladder(const DigitRule& reference, const DigitRule& other, EmbedCompat compat,
         std::uint64_t training_images)
      : reference_(reference), sample_(reference), other_(other), compat_(compat) {
    const auto n = static_cast<double>(training_images);
    if (training_images > 1) sample_.std *= std::sqrt(n / (n - 1));
  }

  void count(double x, CompatDifferences& out) const {
    const std::int8_t first = StrictDigit::of(x, reference_);
    const std::int8_t last =
        compat_ == EmbedCompat::fne ? FneDigit::of(x, other_) : StrictDigit::of(x, other_);
    ++out.digits;
    if (first == last) return;
    ++out.different;
    if (reference_.std == 0) {
      ++out.constant;
    } else if (compat_ == EmbedCompat::fne && StrictDigit::of(x, sample_) != first) {
      ++out.deviation;
    } else if (compat_ == EmbedCompat::fne && digit_with_edge(x, sample_) != first) {
      ++out.edge;
    } else {
      ++out.rounding;
    }
  }

 private:
  DigitRule reference_;
  DigitRule sample_;
  DigitRule other_;
  EmbedCompat compat_;
};

DigitRule rule_of(const Embedding& embedding, std::uint64_t feature) {
  return {embedding.mean[feature], embedding.std[feature], embedding.lower, embedding.upper};
}

}  // namespace

CompatDifferences compat_differences(const FeatureSource& source, const Embedding& compat,
                                     const Embedding& reference, const Context& context) {
  if (compat.columns != reference.columns || compat.lower != reference.lower ||
      compat.upper != reference.upper || compat.training_images != reference.training_images ||
      compat.options.compat == EmbedCompat::none || reference.options.compat != EmbedCompat::none) {
    throw Error(ErrorKind::invalid_input,
                "a compat embedding is compared with the reference embedding of the same features, "
                "thresholds and training images");
  }
  const std::vector<std::string> names = embed_stage::names_by_column(compat, source.features());
  std::vector<CompatDifferences> counts(context.thread_count());
  std::vector<ColumnBlock> blocks(counts.size(), ColumnBlock(source, names));
  parallel_ranges(compat.feature_count(), kEmbedBlock, context, [&](Range range, unsigned worker) {
    ColumnBlock& block = blocks[worker];
    block.read(std::span(compat.columns).subspan(range.begin, range.size()));
    for (std::uint64_t i = 0; i < range.size(); ++i) {
      const Ladder ladder(rule_of(reference, range.begin + i), rule_of(compat, range.begin + i),
                          compat.options.compat, compat.training_images);
      std::visit(
          [&](const auto values) {
            for (const auto value : values)
              ladder.count(static_cast<double>(value), counts[worker]);
          },
          block.column(i));
    }
  });
  CompatDifferences out;
  for (const CompatDifferences& each : counts) {
    out.digits += each.digits;
    out.different += each.different;
    out.constant += each.constant;
    out.deviation += each.deviation;
    out.edge += each.edge;
    out.rounding += each.rounding;
  }
  return out;
}

}  // namespace lexicnn
