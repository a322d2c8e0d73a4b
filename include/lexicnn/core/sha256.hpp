/// SHA-256 (FIPS 180-4) of memory and files: 64 lower-case hexadecimal digits, or the 32 bytes.
#pragma once

#include <array>
#include <compare>
#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "lexicnn/core/export.hpp"

namespace lexicnn {

/// A digest in a third of the memory that its digits take, or none.
class LEXICNN_API Digest {
 public:
  Digest() = default;

  /// Of 64 hexadecimal digits, or none of an empty text; nothing where it is neither.
  static std::optional<Digest> parse(std::string_view digits);

  [[nodiscard]] bool empty() const noexcept { return !known_; }
  [[nodiscard]] std::string hex() const;  ///< empty where there is none

  friend bool operator==(const Digest&, const Digest&) = default;
  friend auto operator<=>(const Digest&, const Digest&) = default;

 private:
  std::array<std::uint8_t, 32> bytes_{};
  bool known_ = false;
};

class LEXICNN_API Sha256 {
 public:
  Sha256();
  Sha256(const Sha256&) = delete;
  Sha256& operator=(const Sha256&) = delete;
  ~Sha256();

  void update(std::span<const std::byte> bytes);
  void update(std::string_view text);

  /// The digest of everything so far; the object is used up.
  [[nodiscard]] std::string finish();

 private:
  struct State;
  std::unique_ptr<State> state_;
};

LEXICNN_API std::string sha256(std::span<const std::byte> bytes);
LEXICNN_API Digest digest_of(std::span<const std::byte> bytes);

/// Throws Error(file_missing) where the file cannot be read.
LEXICNN_API std::string sha256_file(const std::filesystem::path& path);

}  // namespace lexicnn
