#include "images/resample_kernels.hpp"

#include <algorithm>

#include "lexicnn/core/instruction_set.hpp"

namespace lexicnn::images {
namespace {

std::uint8_t rounded(std::int32_t sum) {
  return static_cast<std::uint8_t>(std::clamp(sum >> kWeightBits, 0, 255));
}

void filter_row(const std::uint8_t* in, const FilterAxis& columns, std::uint8_t* out) {
  for (std::uint32_t place = 0; place < columns.size(); ++place, out += 3) {
    const std::uint8_t* pixel = in + std::size_t{3} * columns.first(place);
    std::int32_t sums[3] = {kHalf, kHalf, kHalf};
    for (const std::int32_t weight : columns.weights(place)) {
      for (int band = 0; band < 3; ++band)
        sums[band] += pixel[band] * weight;
      pixel += 3;
    }
    for (int band = 0; band < 3; ++band)
      out[band] = rounded(sums[band]);
  }
}

void filter_column(const std::uint8_t* const* rows, std::span<const std::int32_t> weights,
                   std::size_t begin, std::size_t end, std::uint8_t* out) {
  for (std::size_t i = begin; i < end; ++i) {
    std::int32_t sum = kHalf;
    for (std::size_t k = 0; k < weights.size(); ++k)
      sum += rows[k][i] * weights[k];
    out[i] = rounded(sum);
  }
}

}  // namespace

constexpr Kernels kPlainKernels{filter_row, filter_column};

const Kernels& kernels() {
  static const Kernels& best = kAvx2Kernels != nullptr && instruction_set() >= InstructionSet::avx2
                                   ? *kAvx2Kernels
                                   : kPlainKernels;
  return best;
}

}  // namespace lexicnn::images
