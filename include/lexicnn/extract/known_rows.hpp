/// Rows of activations that an earlier run has computed.
#pragma once

#include <span>
#include <string>

#include "lexicnn/core/export.hpp"
#include "lexicnn/images/ledger.hpp"

namespace lexicnn {

/// Finds rows by the content of their image.
class LEXICNN_API KnownRows {
 public:
  KnownRows() = default;
  KnownRows(const KnownRows&) = delete;
  KnownRows& operator=(const KnownRows&) = delete;
  virtual ~KnownRows();

  /// Writes the row of the good image with that SHA-256 to `row`, one float a feature of the
  /// capture, and says what the image was. False where there is none. Safe to call from several
  /// threads.
  virtual bool find(const Digest& sha256, ImageFacts& facts, std::span<float> row) const = 0;
};

}  // namespace lexicnn
