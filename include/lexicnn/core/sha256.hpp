/// SHA-256 (FIPS 180-4) of memory and files, as 64 lower-case hexadecimal digits.
#pragma once

#include <cstddef>
#include <filesystem>
#include <memory>
#include <span>
#include <string>
#include <string_view>

#include "lexicnn/core/export.hpp"

namespace lexicnn {

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

/// Throws Error(file_missing) where the file cannot be read.
LEXICNN_API std::string sha256_file(const std::filesystem::path& path);

}  // namespace lexicnn
