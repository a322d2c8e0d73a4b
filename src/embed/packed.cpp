#include "lexicnn/embed/packed.hpp"

#include <algorithm>
#include <bit>
#include <cstring>
#include <fmt/format.h>

#include "lexicnn/core/error.hpp"
#include "lexicnn/core/sha256.hpp"

#include "embed/packed_codec.hpp"

namespace lexicnn {
namespace {

constexpr std::uint64_t kLineDigits = 512;

std::uint64_t count_bits(const std::array<std::uint64_t, 8>& words) {
  std::uint64_t out = 0;
  for (const std::uint64_t word : words)
    out += static_cast<std::uint64_t>(std::popcount(word));
  return out;
}

/// The bits of a plane, as bytes: words are little-endian.
void plane_to_bytes(const PackedDigits::Line* lines, std::uint64_t bytes, bool negative,
                    std::byte* out) {
  static_assert(std::endian::native == std::endian::little);
  for (std::uint64_t done = 0; done < bytes; done += 64, ++lines) {
    const auto& words = negative ? lines->negative : lines->nonzero;
    std::memcpy(out + done, words.data(), std::min<std::uint64_t>(64, bytes - done));
  }
}

void plane_from_bytes(const std::byte* in, std::uint64_t bytes, bool negative,
                      PackedDigits::Line* lines) {
  for (std::uint64_t done = 0; done < bytes; done += 64, ++lines) {
    auto& words = negative ? lines->negative : lines->nonzero;
    std::memcpy(words.data(), in + done, std::min<std::uint64_t>(64, bytes - done));
  }
}

/// Adds 1 to the count of each feature whose bit is set.
void count_each(const std::array<std::uint64_t, 8>& words, std::uint64_t* counts) {
  for (std::size_t i = 0; i < words.size(); ++i) {
    for (std::uint64_t left = words.at(i); left != 0; left &= left - 1)
      ++counts[i * 64 + static_cast<std::size_t>(std::countr_zero(left))];
  }
}

}  // namespace

std::uint64_t PackedCodec::row_bytes(std::uint64_t features) noexcept {
  return 2 * ((features + 7) / 8);
}

std::uint64_t PackedCodec::pack(std::span<const std::int8_t> digits, Line* lines) {
  std::uint64_t nonzeros = 0;
  for (std::size_t first = 0; first < digits.size(); first += 64) {
    const std::span<const std::int8_t> some =
        digits.subspan(first, std::min<std::size_t>(64, digits.size() - first));
    std::uint64_t nonzero = 0;
    std::uint64_t negative = 0;
    unsigned wrong = 0;
    for (std::size_t i = 0; i < some.size(); ++i) {
      const auto digit = static_cast<unsigned>(some[i] + 1);  // 0, 1, 2
      wrong |= static_cast<unsigned>(digit > 2);
      nonzero |= static_cast<std::uint64_t>(digit != 1) << i;
      negative |= static_cast<std::uint64_t>(digit == 0) << i;
    }
    if (wrong != 0) throw Error(ErrorKind::invalid_input, "a digit is none of -1, 0 and 1");
    Line& line = lines[first / kLineDigits];
    line.nonzero.at(first % kLineDigits / 64) = nonzero;
    line.negative.at(first % kLineDigits / 64) = negative;
    nonzeros += static_cast<std::uint64_t>(std::popcount(nonzero));
  }
  return nonzeros;
}

void PackedCodec::to_bytes(const Line* lines, std::uint64_t features, std::byte* out) {
  const std::uint64_t bytes = row_bytes(features) / 2;
  plane_to_bytes(lines, bytes, false, out);
  plane_to_bytes(lines, bytes, true, out + bytes);
}

bool PackedCodec::append_bytes(PackedDigits& digits, std::span<const std::byte> rows) {
  const std::uint64_t bytes = row_bytes(digits.features_) / 2;
  std::vector<Line> line(digits.lines_);
  for (std::size_t at = 0; at < rows.size(); at += 2 * bytes) {
    plane_from_bytes(&rows[at], bytes, false, line.data());
    plane_from_bytes(&rows[at + bytes], bytes, true, line.data());
    std::uint64_t nonzeros = 0;
    for (std::uint64_t i = 0; i < line.size(); ++i) {
      for (std::size_t word = 0; word < 8; ++word) {
        const std::uint64_t before = i * kLineDigits + word * 64;
        const std::uint64_t here = digits.features_ > before ? digits.features_ - before : 0;
        const std::uint64_t legal = here >= 64 ? ~std::uint64_t{0} : (std::uint64_t{1} << here) - 1;
        if ((line[i].nonzero.at(word) & ~legal) != 0 ||
            (line[i].negative.at(word) & ~line[i].nonzero.at(word)) != 0) {
          return false;
        }
      }
      nonzeros += count_bits(line[i].nonzero);
    }
    digits.all_.insert(digits.all_.end(), line.begin(), line.end());
    digits.nonzeros_.push_back(nonzeros);
  }
  return true;
}

PackedDigits::PackedDigits(std::uint64_t features)
    : features_(features), lines_((features + kLineDigits - 1) / kLineDigits) {}

void PackedDigits::reserve(std::uint64_t rows) {
  all_.reserve(rows * lines_);
  nonzeros_.reserve(rows);
}

void PackedDigits::append(std::span<const std::int8_t> digits) {
  if (features_ == 0 || digits.size() % features_ != 0) {
    throw Error(ErrorKind::invalid_input, fmt::format("{} digits are no whole rows of {} features",
                                                      digits.size(), features_));
  }
  std::vector<Line> line(lines_);
  for (std::size_t at = 0; at < digits.size(); at += features_) {
    const std::uint64_t nonzeros = PackedCodec::pack(digits.subspan(at, features_), line.data());
    all_.insert(all_.end(), line.begin(), line.end());
    nonzeros_.push_back(nonzeros);
  }
}

void PackedDigits::unpack(std::uint64_t row_number, std::span<std::int8_t> out) const {
  const Line* lines = row(row_number);
  for (std::uint64_t i = 0; i < features_; ++i) {
    const Line& line = lines[i / kLineDigits];
    const std::size_t word = i % kLineDigits / 64;
    const std::uint64_t bit = std::uint64_t{1} << (i % 64);
    const bool nonzero = (line.nonzero.at(word) & bit) != 0;
    out[i] = (line.negative.at(word) & bit) != 0 ? std::int8_t{-1} : std::int8_t{nonzero};
  }
}

PackedDigits::Counts PackedDigits::counts() const {
  std::vector<std::uint64_t> nonzero(lines_ * kLineDigits);
  std::vector<std::uint64_t> negative(nonzero.size());
  for (std::size_t i = 0; i < all_.size(); ++i) {
    const std::size_t first = i % lines_ * kLineDigits;
    count_each(all_[i].nonzero, &nonzero[first]);
    count_each(all_[i].negative, &negative[first]);
  }
  Counts out;
  for (std::uint64_t i = 0; i < features_; ++i) {
    out.positive.push_back(nonzero[i] - negative[i]);
    out.negative.push_back(negative[i]);
  }
  return out;
}

std::string names_sha256(const std::vector<std::string>& names) {
  Sha256 hash;
  for (const std::string& name : names) {
    hash.update(name);
    hash.update(std::string_view("\0", 1));
  }
  return hash.finish();
}

}  // namespace lexicnn
