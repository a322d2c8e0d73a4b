/// How the digits of another program differ from the reference embedding, and why.
#pragma once

#include <cstdint>
#include <string>

#include "lexicnn/core/context.hpp"
#include "lexicnn/core/export.hpp"
#include "lexicnn/core/source.hpp"
#include "lexicnn/embed/embedding.hpp"

namespace lexicnn {

/// Digits that differ, each counted under its first cause in the order of the fields.
struct CompatDifferences {
  std::uint64_t digits = 0;     ///< all of them
  std::uint64_t different = 0;  ///< the sum of those below
  std::uint64_t constant = 0;   ///< the feature has no spread over the training images
  std::uint64_t deviation = 0;  ///< sample in place of population standard deviation
  std::uint64_t edge = 0;       ///< z is the lower threshold itself
  std::uint64_t rounding = 0;   ///< float32 in place of float64
};

/// Compares over all rows of `source`. Both embeddings are fitted on the same training rows and
/// features: `compat` with compat fne or basic-fne, `reference` with none. Throws
/// Error(invalid_input) where they are not, and what embed_blocks throws. Memory: 64 features a
/// thread.
LEXICNN_API CompatDifferences compat_differences(const FeatureSource& source,
                                                 const Embedding& compat,
                                                 const Embedding& reference,
                                                 const Context& context = {});

/// As the command prints it.
LEXICNN_API std::string to_text(const CompatDifferences& differences);

/// All fields by name.
LEXICNN_API std::string to_json(const CompatDifferences& differences);

}  // namespace lexicnn
