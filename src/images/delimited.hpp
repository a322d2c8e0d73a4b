/// CSV and TSV tables with their line numbers, by RFC 4180.
#pragma once

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace lexicnn::images {

struct DelimitedRow {
  std::uint64_t line = 0;  ///< where the row begins, from 1
  std::vector<std::string> fields;
};

/// A table with a header; every row has as many fields as the header.
struct DelimitedTable {
  std::filesystem::path path;
  std::vector<std::string> header;
  std::vector<DelimitedRow> rows;

  [[nodiscard]] std::optional<std::size_t> column(std::string_view name) const;

  /// The place of that column; throws Error(invalid_file) where there is none.
  [[nodiscard]] std::size_t require_column(std::string_view name) const;

  /// Throws Error(invalid_file) for that line.
  [[noreturn]] void fail(std::uint64_t line, std::string_view why) const;
};

/// Reads a file, `.csv` with commas, any other with tabs. A field in quotes may hold delimiters,
/// line breaks and doubled quotes; lines end with LF or CR LF; a byte order mark and empty lines
/// are passed over. Throws Error(file_missing), or Error(invalid_file) with the line for an open
/// quote, text after a closing quote, a row of another length, or a header with empty or repeated
/// names.
DelimitedTable read_delimited(const std::filesystem::path& path);

}  // namespace lexicnn::images
