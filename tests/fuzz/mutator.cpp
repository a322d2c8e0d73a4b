#include "fuzz/mutator.hpp"

#include <algorithm>
#include <array>
#include <limits>

#include "lexicnn/core/random.hpp"

namespace lexicnn::fuzz {
namespace {

constexpr std::uint64_t kSeed = 5;
constexpr std::size_t kLongestBlock = 64;

class Mutator {
 public:
  Mutator(const std::vector<Seed>& seeds, std::uint64_t number)
      : seeds_(seeds), stream_(kSeed, number), out_(any_seed()) {}

  std::string run() {
    const std::size_t changes = 1 + below(4);
    for (std::size_t i = 0; i < changes && !out_.bytes.empty(); ++i)
      change();
    return std::move(out_.bytes);
  }

 private:
  std::size_t below(std::size_t bound) {
    return stream_.below(static_cast<std::uint32_t>(std::max<std::size_t>(bound, 1)));
  }

  const Seed& any_seed() { return seeds_[below(seeds_.size())]; }

  /// A place of `seed` that is open: all ranges are equally likely, however long.
  ByteRange open_at(const Seed& seed) {
    const ByteRange range =
        seed.open.empty() ? ByteRange{0, seed.bytes.size()} : seed.open[below(seed.open.size())];
    const std::size_t end = std::min(range.end, seed.bytes.size());
    if (range.begin >= end) return {};
    return {range.begin + below(end - range.begin), end};
  }

  void change() {
    const bool is_open = out_.open.empty();
    switch (below(is_open ? 9 : 7)) {
      case 0:
        return flip();
      case 1:
        return put(std::string(1, static_cast<char>(below(256))));
      case 2:
        return put(extreme());
      case 3:
        return put(block(out_));
      case 4:
        return put(block(any_seed()));
      case 5:
        return put(std::string(1 + below(16), below(2) != 0 ? '\xFF' : '\0'));
      case 6:
        // Seldom: most of what is cut off is refused at once.
        if (below(8) == 0) out_.bytes.resize(below(out_.bytes.size()));
        return;
      case 7:
        out_.bytes.insert(below(out_.bytes.size() + 1), block(any_seed()));
        return;
      default:
        out_.bytes.erase(below(out_.bytes.size()), 1 + below(kLongestBlock));
    }
  }

  void flip() {
    const ByteRange at = open_at(out_);
    if (at.begin < at.end) {
      out_.bytes[at.begin] = static_cast<char>(out_.bytes[at.begin] ^ (1 << below(8)));
    }
  }

  /// Writes over what is there, within one open range.
  void put(const std::string& bytes) {
    const ByteRange at = open_at(out_);
    const std::size_t size = std::min(bytes.size(), at.end - at.begin);
    std::copy_n(bytes.begin(), size, out_.bytes.begin() + static_cast<std::ptrdiff_t>(at.begin));
  }

  /// Some bytes of an open range.
  std::string block(const Seed& seed) {
    const ByteRange at = open_at(seed);
    return seed.bytes.substr(at.begin, std::min(at.end - at.begin, 1 + below(kLongestBlock)));
  }

  /// A number at the edge of an integer type, little-endian in 1 to 8 bytes.
  std::string extreme() {
    constexpr std::array<std::uint64_t, 10> kNumbers{
        0,
        1,
        0x7F,
        0x80,
        0x7FFF,
        0x8000,
        0x7FFFFFFF,
        0x80000000,
        std::uint64_t{1} << 63U,
        std::numeric_limits<std::uint64_t>::max() >> 1U};
    const std::uint64_t number = kNumbers[below(kNumbers.size())] + below(3) - 1;
    std::string out;
    const std::size_t size = std::size_t{1} << below(4);
    for (std::size_t i = 0; i < size; ++i)
      out += static_cast<char>(number >> (8 * i) & 0xFFU);
    return out;
  }

  const std::vector<Seed>& seeds_;
  RandomStream stream_;
  Seed out_;
};

}  // namespace

std::string mutated(const std::vector<Seed>& seeds, std::uint64_t number) {
  return Mutator(seeds, number).run();
}

}  // namespace lexicnn::fuzz
