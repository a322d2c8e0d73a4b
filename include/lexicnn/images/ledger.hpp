/// What became of every file of a set: the ledger, and the rows that the good ones give.
#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "lexicnn/core/export.hpp"
#include "lexicnn/core/sha256.hpp"
#include "lexicnn/core/table.hpp"
#include "lexicnn/images/decode.hpp"
#include "lexicnn/images/image_set.hpp"

namespace lexicnn {

/// The outcome of one file, in the order of the set.
struct ImageRecord {
  bool good = false;
  std::string reason;  ///< why it is bad; empty where good
  ImageFacts facts;    ///< as far as known
  std::uint64_t bytes = 0;
  Digest sha256;              ///< of the file; empty where it could not be read
  std::int64_t modified = 0;  ///< when the file was changed last, in ns of its file system's clock

  friend bool operator==(const ImageRecord&, const ImageRecord&) = default;
};

/// The columns that a ledger has besides the labels: no label column can have one of these names.
inline constexpr std::array<std::string_view, 10> kLedgerColumns{
    "outcome", "reason",      "format", "mode",   "width",
    "height",  "orientation", "bytes",  "sha256", "duplicate_of"};

/// One row a file, bad ones too: the labels, then kLedgerColumns; `outcome` is "good" or "bad",
/// `duplicate_of` the name of the first good file of the same content before this one, or empty.
/// Throws Error(invalid_input) where there is not one record a file.
LEXICNN_API Table make_ledger(const ImageSet& set, const std::vector<ImageRecord>& records);

/// What a ledger was made of. The files have no paths, and the set has no classes.
struct LedgerContent {
  ImageSet set;
  std::vector<ImageRecord> records;
};

/// The inverse of make_ledger, also for a table without `outcome` and `reason` (obs: all are good).
/// Throws Error(invalid_input) naming the column that is missing or of another type.
LEXICNN_API LedgerContent read_ledger(const Table& ledger);

/// One row a good file, in the ledger's order: the obs of an activations file. The ledger's columns
/// but `outcome` and `reason`; categories are those that occur.
LEXICNN_API Table make_obs(const ImageSet& set, const std::vector<ImageRecord>& records);

/// The places of the good files in the set.
LEXICNN_API std::vector<std::uint64_t> good_rows(const std::vector<ImageRecord>& records);

/// The classes of the set that no good file has, in the set's order.
LEXICNN_API std::vector<std::string> classes_without_images(
    const ImageSet& set, const std::vector<ImageRecord>& records);

}  // namespace lexicnn
