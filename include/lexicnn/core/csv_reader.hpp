/// Reads comma- or tab-separated text by RFC 4180.
#pragma once

#include <cstdint>
#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

#include "lexicnn/core/export.hpp"

namespace lexicnn {

/// One record and the line of the file where it begins, counted from 1.
struct CsvRecord {
  std::uint64_t line = 0;
  bool after_empty = false;  ///< the line before holds no character
  std::vector<std::string> fields;
};

/// All records, a header like any other. A field in double quotes may hold separators, line breaks
/// and doubled quotes. Lines end with LF, CR LF or CR; lines without any character are passed over,
/// and so is a byte-order mark. Throws Error(invalid_file) with the line where a quote is not
/// closed, or is closed before the field ends.
LEXICNN_API std::vector<CsvRecord> parse_csv(std::string_view text, char separator = ',');

/// The records of a file. Throws Error(file_missing), Error(invalid_file) naming the file.
LEXICNN_API std::vector<CsvRecord> read_csv(const std::filesystem::path& path,
                                            char separator = ',');

}  // namespace lexicnn
