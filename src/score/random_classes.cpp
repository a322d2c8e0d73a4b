#include "score/random_classes.hpp"

#include <algorithm>
#include <limits>

#include "lexicnn/core/parallel.hpp"
#include "lexicnn/core/random.hpp"

namespace lexicnn {

template <typename Code>
std::vector<Code> RandomClasses::draw(std::span<const std::uint32_t> codes, std::uint64_t repeats,
                                      std::uint64_t seed, const Context& context) const {
  std::vector<Code> out(repeats * images_);
  parallel_ranges(repeats, 1, context, [&](Range range, unsigned) {
    for (std::uint64_t repeat = range.begin; repeat < range.end; ++repeat) {
      const auto row = std::span(out).subspan(repeat * images_, images_);
      std::transform(codes.begin(), codes.end(), row.begin(),
                     [](std::uint32_t code) { return static_cast<Code>(code); });
      RandomStream(seed, repeat).shuffle(row);
    }
  });
  return out;
}

RandomClasses::RandomClasses(std::span<const std::uint32_t> codes, std::uint64_t repeats,
                             std::uint64_t seed, const Context& context)
    : images_(codes.size()) {
  const std::uint32_t largest = codes.empty() ? 0 : *std::max_element(codes.begin(), codes.end());
  if (largest <= std::numeric_limits<std::uint16_t>::max()) {
    codes_ = draw<std::uint16_t>(codes, repeats, seed, context);
  } else {
    codes_ = draw<std::uint32_t>(codes, repeats, seed, context);
  }
}

void RandomClasses::deal(std::uint64_t repeat, const SortedFeature& feature,
                         ClassLists& lists) const {
  std::visit(
      [&](const auto& codes) {
        using Code = typename std::decay_t<decltype(codes)>::value_type;
        lists.deal<Code>(feature, std::span(codes).subspan(repeat * images_, images_));
      },
      codes_);
}

}  // namespace lexicnn
