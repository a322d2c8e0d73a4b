#include "lexicon/multicover.hpp"

#include <algorithm>
#include <bit>

namespace lexicnn {
namespace {

/// Items of the set that are still needed.
std::uint64_t gain(const ItemSets& sets, std::uint64_t set,
                   const std::vector<std::uint64_t>& needed) {
  std::uint64_t out = 0;
  for (std::uint64_t item = 0; item < needed.size(); ++item)
    out += needed[item] != 0 && sets.has(set, item) ? 1U : 0U;
  return out;
}

/// Leaves out what the others do without, the latest first.
void drop_spare(std::vector<std::uint64_t>& chosen, const ItemSets& sets,
                const std::vector<std::uint64_t>& wanted) {
  std::vector<std::uint64_t> held(wanted.size());
  for (const std::uint64_t set : chosen) {
    for (std::uint64_t item = 0; item < held.size(); ++item)
      held[item] += sets.has(set, item) ? 1U : 0U;
  }
  for (std::size_t i = chosen.size(); i-- > 0;) {
    const std::uint64_t set = chosen[i];
    bool spare = true;
    for (std::uint64_t item = 0; item < held.size(); ++item)
      spare = spare && (!sets.has(set, item) || held[item] > wanted[item]);
    if (!spare) continue;
    for (std::uint64_t item = 0; item < held.size(); ++item)
      held[item] -= sets.has(set, item) ? 1U : 0U;
    chosen.erase(chosen.begin() + static_cast<std::ptrdiff_t>(i));
  }
}

}  // namespace

std::uint64_t ItemSets::size(std::uint64_t set) const noexcept {
  std::uint64_t out = 0;
  for (std::uint64_t word = 0; word < words_; ++word)
    out += static_cast<std::uint64_t>(std::popcount(bits_[set * words_ + word]));
  return out;
}

std::uint64_t ItemSets::count(std::uint64_t item) const noexcept {
  std::uint64_t out = 0;
  for (std::uint64_t set = 0; set < sets(); ++set)
    out += has(set, item) ? 1U : 0U;
  return out;
}

std::vector<std::uint64_t> multicover(const ItemSets& sets, std::uint64_t times) {
  std::vector<std::uint64_t> wanted(sets.items());
  for (std::uint64_t item = 0; item < wanted.size(); ++item)
    wanted[item] = std::min(times, sets.count(item));
  std::vector<std::uint64_t> needed = wanted;
  std::vector<bool> taken(sets.sets());
  std::vector<std::uint64_t> chosen;
  while (std::ranges::any_of(needed, [](std::uint64_t count) { return count != 0; })) {
    std::uint64_t best = 0;
    std::uint64_t most = 0;
    for (std::uint64_t set = 0; set < sets.sets(); ++set) {
      const std::uint64_t each = taken[set] ? 0 : gain(sets, set, needed);
      if (each > most) {
        most = each;
        best = set;
      }
    }
    taken[best] = true;
    chosen.push_back(best);
    for (std::uint64_t item = 0; item < needed.size(); ++item) {
      if (needed[item] != 0 && sets.has(best, item)) --needed[item];
    }
  }
  std::ranges::sort(chosen);
  drop_spare(chosen, sets, wanted);
  return chosen;
}

}  // namespace lexicnn
