/// The images nearest to one, and the features that make them near.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "lexicnn/core/context.hpp"
#include "lexicnn/core/export.hpp"
#include "lexicnn/core/options.hpp"
#include "lexicnn/core/table.hpp"
#include "lexicnn/embed/packed.hpp"

namespace lexicnn {

struct ImageSearchOptions {
  std::uint64_t top = 10;    ///< images at most
  std::uint64_t shared = 3;  ///< features named an image at most
};

template <typename Options, typename Visitor>
requires std::same_as<std::remove_const_t<Options>, ImageSearchOptions>
void visit_options(Options& options, Visitor&& visit) {
  visit(OptionInfo{"top", "", "nearest images to list", "1 or more"}, options.top);
  visit(OptionInfo{"shared", "", "features to name of those that an image shares", "0 or more"},
        options.shared);
}

/// A feature whose digit is the same in the query and a near image, and not 0.
struct SharedFeature {
  std::uint64_t feature = 0;  ///< place in var
  std::string name;           ///< layer:channel
  std::int8_t digit = 0;
  double share = 0;  ///< of the images searched that have this digit: the rarer, the more it says
};

struct NearImage {
  std::uint64_t row = 0;
  std::string name;
  std::string class_name;       ///< empty where there is none
  double squared_distance = 0;  ///< sum over the features of w² (a - b)²
  std::uint64_t agree = 0;      ///< features with the same digit, not 0
  std::uint64_t oppose = 0;     ///< features with -1 here and +1 there
  /// Of those that agree, the ones of the largest w² · log2(1 / share).
  std::vector<SharedFeature> shared;
};

struct ImageSearchResult {
  std::string query;
  std::uint64_t images = 0;  ///< searched
  std::uint64_t features = 0;
  std::vector<NearImage> nearest;  ///< nearest first; of equal distances the lower row first
};

/// What is searched: digits, one row a row of `obs`, one column a row of `var`, whose column
/// `weight` counts.
struct ImageIndex {
  const PackedDigits& digits;
  const Table& obs;
  const Table& var;
};

/// The nearest images to the only row of `query`, by looking at every image but the row `left_out`
/// (the query's own, where it is one of them). Where all weights are equal, distances are exact.
/// Throws Error(invalid_input) for shapes that differ, Error(cancelled).
LEXICNN_API ImageSearchResult search_images(const ImageIndex& index, const std::string& query_name,
                                            const PackedDigits& query,
                                            std::optional<std::uint64_t> left_out,
                                            const ImageSearchOptions& options = {},
                                            const Context& context = {});

/// As the command prints it.
LEXICNN_API std::string to_text(const ImageSearchResult& result);

/// All fields by name; documented in docs/embedding.md.
LEXICNN_API std::string to_json(const ImageSearchResult& result);

}  // namespace lexicnn
