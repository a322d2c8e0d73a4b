/// Set multicover: few sets that hold each item several times.
#pragma once

#include <cstdint>
#include <vector>

namespace lexicnn {

/// Sets of items as bits; set i is the words [i · words, (i + 1) · words).
class ItemSets {
 public:
  ItemSets(std::uint64_t sets, std::uint64_t items)
      : items_(items), words_((items + 63) / 64), bits_(sets * words_) {}

  void add(std::uint64_t set, std::uint64_t item) noexcept {
    bits_[set * words_ + item / 64] |= std::uint64_t{1} << (item % 64);
  }
  [[nodiscard]] bool has(std::uint64_t set, std::uint64_t item) const noexcept {
    return (bits_[set * words_ + item / 64] >> (item % 64) & 1U) != 0;
  }
  [[nodiscard]] std::uint64_t sets() const noexcept {
    return words_ == 0 ? 0 : bits_.size() / words_;
  }
  [[nodiscard]] std::uint64_t items() const noexcept { return items_; }
  [[nodiscard]] std::uint64_t size(std::uint64_t set) const noexcept;
  /// In how many of the sets the item is.
  [[nodiscard]] std::uint64_t count(std::uint64_t item) const noexcept;

 private:
  std::uint64_t items_;
  std::uint64_t words_;
  std::vector<std::uint64_t> bits_;
};

/// Sets, each at most once, that together hold every item `times` times, or as often as all sets do
/// where that is less. Greedy: next comes the set with the most items still needed, the earlier one
/// of equal; then the later sets that are not needed are dropped. Ascending.
std::vector<std::uint64_t> multicover(const ItemSets& sets, std::uint64_t times);

}  // namespace lexicnn
