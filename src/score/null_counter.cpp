#include "score/null_counter.hpp"

#include <algorithm>
#include <limits>

#include "lexicnn/score/scores.hpp"

namespace lexicnn {

NullCounter::NullCounter(const ScoreTask& task, NullTally* tally) : task_(task), tally_(tally) {
  if (tally == nullptr) return;
  lists_ = ClassLists(task.sizes);
  numerators_.resize(task.classes());
  counts_.resize(tally->layer_counts());
  own_.resize(tally->own_counts());
}

void NullCounter::add(const SortedFeature& sorted, std::uint32_t layer, std::uint64_t feature) {
  if (tally_ == nullptr) return;
  // A count of 32 bits takes this many features.
  const std::uint64_t most =
      std::numeric_limits<std::uint32_t>::max() / (task_.repeats * task_.classes());
  if (layer != layer_ || features_ >= most) flush();
  layer_ = layer;
  std::fill(own_.begin(), own_.end(), 0U);
  for (std::uint64_t repeat = 0; repeat < task_.repeats; ++repeat) {
    task_.random.deal(repeat, sorted, lists_);
    ks_largest(lists_.samples(task_.sizes, task_.total(), sorted.floor()), numerators_);
    count(repeat);
  }
  ++features_;
  if (!own_.empty()) tally_->keep_own(feature, own_);
}

void NullCounter::count(std::uint64_t repeat) {
  std::uint32_t* const batch = counts_.data() + tally_->batch_begin(repeat);
  for (std::uint64_t c = 0; c < task_.classes(); ++c) {
    const std::uint64_t size = task_.sizes[c];
    const std::uint64_t bin = NullDistribution::bin(numerators_[c], size * (task_.total() - size));
    const std::uint64_t place = task_.null_place[c] * NullDistribution::kBins + bin;
    ++batch[place];
    if (!own_.empty()) ++own_[place];
  }
}

void NullCounter::flush() {
  if (features_ == 0) return;
  tally_->add(layer_, counts_, features_);
  std::fill(counts_.begin(), counts_.end(), 0U);
  features_ = 0;
}

}  // namespace lexicnn
