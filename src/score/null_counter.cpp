#include "score/null_counter.hpp"

#include <algorithm>
#include <atomic>
#include <limits>

#include "lexicnn/score/scores.hpp"

namespace lexicnn {

NullCounter::NullCounter(const ScoreTask& task) : task_(task) {
  if (task.repeats == 0) return;
  lists_ = ClassLists(task.sizes);
  numerators_.resize(task.classes());
  counted_.resize(task.p_values.size() * NullDistribution::kBins);
}

void NullCounter::add(const SortedFeature& feature, std::span<std::uint64_t> counts) {
  if (counts.data() != counts_.data()) flush();
  counts_ = counts;
  for (std::uint64_t repeat = 0; repeat < task_.repeats; ++repeat) {
    if (classes_counted_ > std::numeric_limits<std::uint32_t>::max() - task_.classes()) flush();
    task_.random.deal(repeat, feature, lists_);
    ks_largest(lists_.samples(task_.sizes, task_.total(), feature.floor()), numerators_);
    for (std::uint64_t c = 0; c < task_.classes(); ++c) {
      const std::uint64_t size = task_.sizes[c];
      const std::uint64_t bin =
          NullDistribution::bin(numerators_[c], size * (task_.total() - size));
      ++counted_[task_.size_place[c] * NullDistribution::kBins + bin];
    }
    classes_counted_ += task_.classes();
  }
}

void NullCounter::flush() {
  if (classes_counted_ == 0) return;
  for (std::size_t i = 0; i < counted_.size(); ++i) {
    if (counted_[i] == 0) continue;
    std::atomic_ref(counts_[i]).fetch_add(counted_[i], std::memory_order_relaxed);
    counted_[i] = 0;
  }
  classes_counted_ = 0;
}

}  // namespace lexicnn
