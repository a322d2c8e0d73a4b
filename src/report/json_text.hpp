/// JSON written straight into a text: the blocks of a report hold millions of numbers.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace lexicnn::reporting {

/// Puts the commas. What does not exist (NaN, infinity) is null; text that is not UTF-8 is
/// replaced. '<' stands as it is: see `escape_tags`.
class JsonText {
 public:
  JsonText& begin_object() { return begin('{'); }
  JsonText& end_object() { return end('}'); }
  JsonText& begin_array() { return begin('['); }
  JsonText& end_array() { return end(']'); }
  JsonText& key(std::string_view name);

  JsonText& text(std::string_view value);
  JsonText& count(std::uint64_t value);
  JsonText& truth(bool value) { return raw(value ? "true" : "false"); }
  JsonText& null() { return raw("null"); }
  /// The shortest text that reads back the same double.
  JsonText& exact(double value);
  /// With six significant digits.
  JsonText& rounded(double value);
  /// With four decimals.
  JsonText& decimals(double value);
  /// A value that is JSON already.
  JsonText& raw(std::string_view json);

  [[nodiscard]] std::size_t size() const noexcept { return out_.size(); }
  [[nodiscard]] std::string take() { return std::move(out_); }

 private:
  JsonText& begin(char bracket);
  JsonText& end(char bracket);
  void separate();

  std::string out_;
  bool follows_ = false;  ///< whether a value lies before the next one
};

/// The same JSON with every '<' as an escape, so that it may stand inside <script>: it occurs in
/// texts only.
std::string escape_tags(std::string_view json);

}  // namespace lexicnn::reporting
