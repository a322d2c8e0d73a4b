/// Random relabellings with the real class sizes: the noise that scores are held against.
#pragma once

#include <cstdint>
#include <span>
#include <variant>
#include <vector>

#include "lexicnn/core/context.hpp"

#include "score/class_lists.hpp"

namespace lexicnn {

/// R shuffles of the labels over the images, the same for all features. Shuffle r depends on (seed,
/// r) only. Takes R · images · 2 bytes (4 where there are more than 65,535 classes).
class RandomClasses {
 public:
  RandomClasses() = default;
  RandomClasses(std::span<const std::uint32_t> codes, std::uint64_t repeats, std::uint64_t seed,
                const Context& context);

  /// Deals out the images of `feature` to the classes of relabelling `repeat`.
  void deal(std::uint64_t repeat, const SortedFeature& feature, ClassLists& lists) const;

 private:
  template <typename Code>
  std::vector<Code> draw(std::span<const std::uint32_t> codes, std::uint64_t repeats,
                         std::uint64_t seed, const Context& context) const;

  std::uint64_t images_ = 0;
  std::variant<std::vector<std::uint16_t>, std::vector<std::uint32_t>> codes_;  // [repeat][image]
};

}  // namespace lexicnn
