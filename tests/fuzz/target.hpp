/// What a fuzz target is: a function of bytes, and inputs to start from.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <utility>
#include <vector>

/// libFuzzer's interface. A mistake that is found ends the process.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size);

namespace lexicnn::fuzz {

/// Bytes [begin, end) of an input.
struct ByteRange {
  std::size_t begin = 0;
  std::size_t end = 0;
};

/// A good input, and what the smoke test may change in it.
struct Seed {
  std::string bytes;
  /// Where bytes may change, so that all else stays in its place; empty: anything may.
  std::vector<ByteRange> open = {};
};

/// The target's own seeds, the same in every run.
std::vector<Seed> seeds();

}  // namespace lexicnn::fuzz
