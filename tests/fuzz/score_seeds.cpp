#include "lexicnn/core/random.hpp"

#include "fuzz/target.hpp"

namespace lexicnn::fuzz {

/// Every sequence of bytes is a case; these are of several lengths.
std::vector<Seed> seeds() {
  constexpr std::uint64_t kCount = 64;
  std::vector<Seed> out;
  for (std::uint64_t i = 0; i < kCount; ++i) {
    RandomStream stream(3, i);
    Seed seed;
    const std::uint32_t size = 16 + stream.below(i % 4 == 0 ? 1000 : 200);
    for (std::uint32_t at = 0; at < size; ++at)
      seed.bytes += static_cast<char>(stream.below(256));
    out.push_back(std::move(seed));
  }
  return out;
}

}  // namespace lexicnn::fuzz
