/// What became of every file of a set: the ledger, and the rows that the good ones give.
#pragma once

#include "lexicnn/core/export.hpp"
#include "lexicnn/core/table.hpp"
#include "lexicnn/images/decode.hpp"
#include "lexicnn/images/image_set.hpp"

#include <cstdint>
#include <string>
#include <vector>

namespace lexicnn {

/// The outcome of one file, in the order of the set.
struct ImageRecord {
  bool good = false;
  std::string reason;  ///< why it is bad; empty where good
  ImageFacts facts;    ///< as far as known
  std::uint64_t bytes = 0;
  std::string sha256;  ///< of the file; empty where it could not be read
};

/// One row a file, bad ones too: labels, `outcome` ("good" or "bad"), `reason`, `format`, `mode`,
/// `width`, `height`, `orientation`, `bytes`, `sha256`, `duplicate_of` (name of the first good file
/// of the same content).
LEXICNN_API Table make_ledger(const ImageSet& set, const std::vector<ImageRecord>& records);

/// One row a good file, in the ledger's order: the obs of an activations file.
LEXICNN_API Table make_obs(const ImageSet& set, const std::vector<ImageRecord>& records);

/// The places of the good files in the set.
LEXICNN_API std::vector<std::uint64_t> good_rows(const std::vector<ImageRecord>& records);

}  // namespace lexicnn
