#include "lexicnn/core/provenance.hpp"

#include <charconv>
#include <fmt/format.h>

#include "lexicnn/core/error.hpp"
#include "lexicnn/core/instruction_set.hpp"

namespace lexicnn {
namespace {

constexpr int kFormatVersion = 1;
constexpr std::string_view kFormatVersionText = "1";

int parse_version(const std::string& text) {
  int version = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), version);
  return error == std::errc() && end == text.data() + text.size() ? version : -1;
}

}  // namespace

std::string_view version() noexcept {
  return LEXICNN_VERSION;
}
std::string_view format_version() noexcept {
  return kFormatVersionText;
}

Dict make_provenance(std::string_view kind, std::string_view command_line) {
  Dict out;
  out.set("kind", std::string(kind));
  out.set("format_version", std::string(format_version()));
  out.set("version", std::string(version()));
  out.set("instruction_set", std::string(to_string(instruction_set())));
  if (!command_line.empty()) out.set("command_line", std::string(command_line));
  return out;
}

const Dict& require_provenance(const Dict& uns, std::string_view kind) {
  const Value* value = uns.find("lexicnn");
  const Dict* ours = value == nullptr ? nullptr : std::get_if<Dict>(value);
  if (ours == nullptr) {
    throw Error(
        ErrorKind::invalid_file,
        fmt::format("not a lexicnn file (uns has no 'lexicnn'); a file of {} is needed", kind));
  }
  if (const auto& found = ours->get<std::string>("kind"); found != kind) {
    throw Error(ErrorKind::invalid_file,
                fmt::format("the file holds {}, a file of {} is needed", found, kind));
  }
  const auto& written = ours->get<std::string>("format_version");
  if (const int number = parse_version(written); number < 1 || number > kFormatVersion) {
    throw Error(
        ErrorKind::invalid_file,
        fmt::format("format version '{}' is not known to lexicnn {}; a newer one may read it",
                    written, version()));
  }
  return *ours;
}

}  // namespace lexicnn
