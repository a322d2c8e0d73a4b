#include "lexicon/query_tokens.hpp"

#include <algorithm>
#include <fmt/format.h>

#include "lexicnn/core/text.hpp"

namespace lexicnn {
namespace {

bool is_digit(char c) {
  return c >= '0' && c <= '9';
}

bool is_space(char c) {
  return c == ' ' || c == '\t' || c == '\n' || c == '\r';
}

bool is_control(char c) {
  return static_cast<unsigned char>(c) < 0x20 || c == 0x7F;
}

/// A byte after the first of a character in UTF-8.
bool continues(char c) {
  return (static_cast<unsigned char>(c) & 0xC0U) == 0x80U;
}

bool is_word_byte(char c) {
  return is_digit(c) || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
         static_cast<unsigned char>(c) >= 0x80 ||
         std::string_view("_./-*?@#%~$").find(c) != std::string_view::npos;
}

/// The character at byte `at`, to be put into a message.
std::string shown(std::string_view query, std::size_t at) {
  if (is_control(query[at]))
    return fmt::format("the byte {:#04x}", static_cast<unsigned char>(query[at]));
  std::size_t end = at + 1;
  while (end < query.size() && continues(query[end]))
    ++end;
  return fmt::format("'{}'", query.substr(at, end - at));
}

class Tokeniser {
 public:
  explicit Tokeniser(std::string_view query) : query_(query) {}

  std::vector<Token> all() {
    std::vector<Token> out;
    while (true) {
      while (is_space(peek()))
        ++at_;
      if (at_ >= query_.size()) break;
      out.push_back(next());
    }
    out.push_back({TokenKind::end, query_.size(), query_.size(), {}});
    return out;
  }

 private:
  /// 0 beyond the end. (A NUL within the query is no character of any token either.)
  [[nodiscard]] char peek(std::size_t ahead = 0) const {
    return at_ + ahead < query_.size() ? query_[at_ + ahead] : '\0';
  }

  Token take(TokenKind kind, std::size_t bytes) {
    const std::size_t begin = at_;
    at_ += bytes;
    return {kind, begin, at_, std::string(query_.substr(begin, bytes))};
  }

  /// -0.5 and -.5 are numbers.
  [[nodiscard]] bool at_negative_number() const {
    return peek() == '-' && (is_digit(peek(1)) || (peek(1) == '.' && is_digit(peek(2))));
  }

  [[nodiscard]] bool at_size_of_s() const {
    if (query_.substr(at_, 3) != "|s|") return false;
    const std::size_t after = query_.find_first_not_of(" \t\r\n", at_ + 3);
    return after != std::string_view::npos &&
           std::string_view("(<>=!").find(query_[after]) != std::string_view::npos &&
           (query_[after] != '!' || query_.substr(after, 2) == "!=");
  }

  Token next() {
    const char c = peek();
    if (c == '"' || c == '\'') return quoted(c);
    if (at_size_of_s()) return take(TokenKind::size_of_s, 3);
    if (c == '<' || c == '>' || c == '=' || (c == '!' && peek(1) == '='))
      return take(TokenKind::comparison, peek(1) == '=' ? 2 : 1);
    if (at_negative_number() || c == '[' || (is_word_byte(c) && c != '-')) return word();
    constexpr std::string_view kSigns = "(),:!&|+-";
    constexpr TokenKind kKinds[] = {TokenKind::open,   TokenKind::close,    TokenKind::comma,
                                    TokenKind::colon,  TokenKind::negation, TokenKind::both,
                                    TokenKind::either, TokenKind::plus,     TokenKind::minus};
    const std::size_t sign = kSigns.find(c);
    if (sign == std::string_view::npos) {
      fail_query(query_, at_,
                 fmt::format("{} has no meaning here; names with such characters stand between "
                             "quotes",
                             shown(query_, at_)));
    }
    return take(kKinds[sign], 1);
  }

  Token word() {
    std::size_t end = at_;
    while (end < query_.size() && (is_word_byte(query_[end]) || query_[end] == '[')) {
      if (query_[end] == '[') {
        // A ']' that comes first is one of the set, as in a shell.
        const std::size_t first = end + 1 + (query_.substr(end + 1, 1) == "!" ? 1 : 0);
        const std::size_t close = query_.find(']', first + 1);
        if (close == std::string_view::npos)
          fail_query(query_, end, "the '[' is not closed by a ']'");
        end = close;
      }
      ++end;
    }
    return take(TokenKind::word, end - at_);
  }

  Token quoted(char quote) {
    Token out{TokenKind::quoted, at_, at_, {}};
    for (++at_; at_ < query_.size() && query_[at_] != quote; ++at_) {
      if (query_[at_] == '\\') {
        const char escaped = peek(1);
        if (escaped != '\\' && escaped != '"' && escaped != '\'') {
          fail_query(query_, at_,
                     "within quotes a backslash stands before a quote or a backslash only");
        }
        ++at_;
      }
      out.text += query_[at_];
    }
    if (at_ >= query_.size()) fail_query(query_, out.begin, "the quote is not closed");
    if (out.text.empty()) fail_query(query_, out.begin, "a name between quotes is empty");
    out.end = ++at_;
    return out;
  }

  std::string_view query_;
  std::size_t at_ = 0;
};

}  // namespace

void fail_query(std::string_view query, std::size_t at, const std::string& message,
                ErrorKind kind) {
  constexpr std::size_t kAbout = 50;  // characters shown on either side
  std::size_t begin = at;
  for (std::size_t left = kAbout; left > 0 && begin > 0; --left) {
    --begin;
    while (begin > 0 && continues(query[begin]))
      --begin;
  }
  std::size_t end = at;
  for (std::size_t left = kAbout; left > 0 && end < query.size(); --left) {
    ++end;
    while (end < query.size() && continues(query[end]))
      ++end;
  }
  std::string line = begin > 0 ? "…" : "";
  const std::size_t column = text_width(line) + text_width(query.substr(begin, at - begin));
  line += query.substr(begin, end - begin);
  if (end < query.size()) line += "…";
  std::ranges::replace_if(line, is_control, ' ');
  std::string plain = message;
  std::ranges::replace_if(plain, is_control, ' ');
  throw Error(kind, fmt::format("character {} of the query: {}\n  {}\n  {}^",
                                text_width(query.substr(0, at)) + 1, plain, line,
                                std::string(column, ' ')));
}

std::vector<Token> query_tokens(std::string_view query) {
  return Tokeniser(query).all();
}

}  // namespace lexicnn
