#include "lexicnn/core/instruction_set.hpp"

#include <algorithm>
#include <cstdlib>

namespace lexicnn {
namespace {

constexpr InstructionSet kSets[] = {InstructionSet::baseline, InstructionSet::avx2,
                                    InstructionSet::avx512};

InstructionSet of_processor() noexcept {
#if defined(__x86_64__)
  if (__builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512dq") &&
      __builtin_cpu_supports("avx512bw") && __builtin_cpu_supports("avx512vl")) {
    return InstructionSet::avx512;
  }
  if (__builtin_cpu_supports("avx2")) return InstructionSet::avx2;
#endif
  return InstructionSet::baseline;
}

InstructionSet allowed() noexcept {
  const char* name = std::getenv("LEXICNN_INSTRUCTION_SET");
  for (const InstructionSet set : kSets) {
    if (name != nullptr && to_string(set) == name) return set;
  }
  return InstructionSet::avx512;
}

}  // namespace

std::string_view to_string(InstructionSet set) noexcept {
  switch (set) {
    case InstructionSet::avx512:
      return "avx512";
    case InstructionSet::avx2:
      return "avx2";
    case InstructionSet::baseline:
      break;
  }
  return "baseline";
}

InstructionSet instruction_set() noexcept {
  static const InstructionSet set = std::min(of_processor(), allowed());
  return set;
}

}  // namespace lexicnn
