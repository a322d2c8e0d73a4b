/// A short text that is kept in place: N + 1 bytes, where a string takes 32 and more.
#pragma once

#include <array>
#include <concepts>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include "lexicnn/core/error.hpp"

namespace lexicnn {

/// At most N bytes of text, N < 256.
template <std::size_t N>
class FixedText {
 public:
  FixedText() = default;

  /// Throws Error(invalid_input) where the text is longer than N bytes.
  template <std::convertible_to<std::string_view> Text>
  FixedText(const Text& given) {
    static_assert(N < 256);
    const std::string_view text = given;
    if (text.size() > N) {
      throw Error(ErrorKind::invalid_input, "'" + std::string(text.substr(0, 80)) +
                                                "' is longer than the " + std::to_string(N) +
                                                " bytes that are kept of it");
    }
    text.copy(bytes_.data(), text.size());
    size_ = static_cast<std::uint8_t>(text.size());
  }

  [[nodiscard]] std::string_view view() const noexcept { return {bytes_.data(), size_}; }
  [[nodiscard]] bool empty() const noexcept { return size_ == 0; }

  friend bool operator==(const FixedText&, const FixedText&) = default;
  template <std::convertible_to<std::string_view> Text>
  friend bool operator==(const FixedText& left, const Text& right) noexcept {
    return left.view() == std::string_view(right);
  }

 private:
  std::array<char, N> bytes_{};  // zeros behind the text, so that == may compare all
  std::uint8_t size_ = 0;
};

}  // namespace lexicnn
