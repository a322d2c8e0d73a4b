/// What every file says about its making: `uns["lexicnn"]`.
#pragma once

#include <string>
#include <string_view>

#include "lexicnn/core/annotated.hpp"
#include "lexicnn/core/export.hpp"

namespace lexicnn {

/// Version of the library, e.g. "0.1.0".
LEXICNN_API std::string_view version() noexcept;

/// Version of the file format written, e.g. "1"; see docs/format.md.
LEXICNN_API std::string_view format_version() noexcept;

/// A fresh `uns["lexicnn"]`: `kind` ("activations", "scores", …), format and library version,
/// instruction set and, where given, the command line.
LEXICNN_API Dict make_provenance(std::string_view kind, std::string_view command_line);

/// The `uns["lexicnn"]` of a file of ours; throws Error(invalid_file) that names the expected and
/// the found kind where it is missing, of another kind, or of a newer format.
LEXICNN_API const Dict& require_provenance(const Dict& uns, std::string_view kind);

}  // namespace lexicnn
