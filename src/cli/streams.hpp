/// The program's standard streams, which may be closed or full.
#pragma once

#include <string>
#include <string_view>

namespace lexicnn::cli {

/// Puts /dev/null, where nothing can be written, in the place of each standard stream that is
/// closed: else the next file opened would get its number, and messages written into it.
void open_missing_streams();

/// Control characters but line ends and tabs written \xNN: names of files and classes must not
/// command the terminal.
std::string harmless(std::string_view text);

/// To stderr. What cannot be written there is lost: the run matters more.
void write_stderr(std::string_view text) noexcept;

}  // namespace lexicnn::cli
