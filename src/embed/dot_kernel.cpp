#include "embed/dot_kernel.hpp"

#include "lexicnn/core/instruction_set.hpp"

namespace lexicnn::embed_stage {
namespace {

/// Bits of a word, without the instruction that not every processor has (Warren, Hacker's Delight,
/// 2nd edition, 5-1).
std::uint64_t bits_of(std::uint64_t word) {
  word -= (word >> 1) & 0x5555555555555555U;
  word = (word & 0x3333333333333333U) + ((word >> 2) & 0x3333333333333333U);
  word = (word + (word >> 4)) & 0x0F0F0F0F0F0F0F0FU;
  return (word * 0x0101010101010101U) >> 56;
}

std::int64_t dot(const PackedDigits::Line* a, const PackedDigits::Line* b, std::uint64_t lines) {
  std::uint64_t both = 0;
  std::uint64_t differ = 0;
  for (std::uint64_t i = 0; i < lines; ++i) {
    for (std::size_t word = 0; word < 8; ++word) {
      const std::uint64_t common = a[i].nonzero[word] & b[i].nonzero[word];
      both += bits_of(common);
      differ += bits_of(common & (a[i].negative[word] ^ b[i].negative[word]));
    }
  }
  return static_cast<std::int64_t>(both) - 2 * static_cast<std::int64_t>(differ);
}

}  // namespace

void dot_baseline(PackedRows queries, PackedRows database, std::uint64_t lines, std::int64_t* out) {
  for (std::uint64_t q = 0; q < queries.rows; ++q) {
    for (std::uint64_t d = 0; d < database.rows; ++d)
      *out++ = dot(queries.lines + q * lines, database.lines + d * lines, lines);
  }
}

DotKernel dot_kernel() noexcept {
#if defined(__x86_64__)
  const InstructionSet set = instruction_set();
  if (set == InstructionSet::avx512 && __builtin_cpu_supports("avx512vpopcntdq")) {
    return dot_avx512;
  }
  if (set >= InstructionSet::avx2) return dot_avx2;
#endif
  return dot_baseline;
}

}  // namespace lexicnn::embed_stage
