/// A query cut into tokens, and errors that point at one of its characters.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "lexicnn/core/error.hpp"

namespace lexicnn {

enum class TokenKind {
  word,        ///< a name, a glob, a number or the name of a function
  quoted,      ///< a name between quotes
  open,        ///< (
  close,       ///< )
  comma,       ///< ,
  colon,       ///< :
  negation,    ///< !
  both,        ///< &
  either,      ///< |
  plus,        ///< +
  minus,       ///< -
  size_of_s,   ///< |s| before a comparison or a parenthesis
  comparison,  ///< < <= > >= = !=
  end          ///< of the query
};

struct Token {
  TokenKind kind = TokenKind::end;
  std::size_t begin = 0;  ///< bytes [begin, end) of the query
  std::size_t end = 0;
  std::string text;  ///< as written, of a quoted name without quotes and escapes
};

/// Throws Error(kind) "character N of the query: MESSAGE", then the query, then a caret below byte
/// `at`. Of a long query only what is about the character is shown; control characters, also
/// of the message, are shown as spaces.
[[noreturn]] void fail_query(std::string_view query, std::size_t at, const std::string& message,
                             ErrorKind kind = ErrorKind::invalid_option);

/// All tokens, the last of them the end. Throws as fail_query does.
std::vector<Token> query_tokens(std::string_view query);

}  // namespace lexicnn
