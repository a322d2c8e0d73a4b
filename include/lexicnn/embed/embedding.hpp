/// Ternary embeddings of images: standardised features as digits -1, 0 and +1.
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <span>
#include <string_view>
#include <vector>

#include "lexicnn/core/array.hpp"
#include "lexicnn/core/context.hpp"
#include "lexicnn/core/export.hpp"
#include "lexicnn/core/options.hpp"
#include "lexicnn/core/source.hpp"
#include "lexicnn/core/table.hpp"
#include "lexicnn/embed/derived_thresholds.hpp"
#include "lexicnn/score/scores.hpp"
#include "lexicnn/select/select.hpp"

namespace lexicnn {

/// Which features are kept, and what they weigh (feature_weights.hpp).
enum class EmbedMethod { full_network, selected };

LEXICNN_API std::string_view to_string(EmbedMethod method) noexcept;

/// Whose arithmetic and edges: lexicnn's own, or those of another program.
enum class EmbedCompat { none, fne, basic_fne };

LEXICNN_API std::string_view to_string(EmbedCompat compat) noexcept;

/// Thresholds of Garcia-Gasulla et al., "An Out-of-the-box Full-network Embedding for
/// Convolutional Neural Networks" (arXiv 1705.07706): f_t^- and f_t^+.
inline constexpr double kPaperLower = -0.25;
inline constexpr double kPaperUpper = 0.15;

struct EmbedOptions {
  EmbedMethod method = EmbedMethod::full_network;
  double lower = kPaperLower;              ///< z below it becomes -1
  double upper = kPaperUpper;              ///< z above it becomes +1
  bool derived = false;                    ///< take both from the training images' scores instead
  EmbedCompat compat = EmbedCompat::none;  ///< not `none`: full_network with the paper's thresholds
};

template <typename Options, typename Visitor>
requires std::same_as<std::remove_const_t<Options>, EmbedOptions>
void visit_options(Options& options, Visitor&& visit) {
  visit(OptionInfo{"method", "", "which features are kept, and what they weigh",
                   "full-network|selected"},
        options.method);
  visit(OptionInfo{"lower", "ft-", "standardised values below it become -1", ""}, options.lower);
  visit(OptionInfo{"upper", "ft+", "standardised values above it become +1", ""}, options.upper);
  visit(OptionInfo{"derived", "", "derive both thresholds from the scores", ""}, options.derived);
  visit(
      OptionInfo{"compat", "", "the arithmetic and edges of another program", "none|fne|basic-fne"},
      options.compat);
}

/// What is known of the classes of the training images, and of no others.
struct EmbedGuide {
  const Scores& scores;
  const Selection& selection;
};

/// A fitted embedding: what turns activations into digits. Vectors hold one entry a kept feature.
struct Embedding {
  EmbedOptions options;
  double lower = kPaperLower;  ///< thresholds in use
  double upper = kPaperUpper;
  std::uint64_t training_images = 0;
  Table features;                      ///< of those given, the kept ones
  std::vector<std::uint64_t> columns;  ///< their places among the columns of a source
  std::vector<double> mean;            ///< over the training images
  std::vector<double> std;             ///< population; sample with compat fne; 0 where constant
  std::vector<double> weight;  ///< what a digit counts: w · digit is the feature of a classifier,
                               ///< and squared distances and dot products use w²
  std::optional<DerivedThresholds> derived;  ///< where options.derived

  [[nodiscard]] std::uint64_t feature_count() const noexcept { return columns.size(); }
};

/// Fits mean and standard deviation of each feature over all rows of `training` (RowSubset gives
/// some of a file's), and chooses features, weights and thresholds.
///
/// Mean and std are NumPy's `mean(axis=0)` and `std(axis=0)` of the float64 matrix in C order, to
/// the bit: sums run down the rows one by one. A feature with one value in all rows has std 0
/// whatever rounding says, and digits 0; so has every feature where there is one row. With compat
/// fne, PyTorch's float32 mean and sample deviation.
///
/// `features` describes the columns of `training`. `guide` is needed by method selected and for
/// derived thresholds; its features must have the same names in the same order. Memory: 64 features
/// of the training rows a thread. Throws Error(not_finite) naming row and feature,
/// Error(invalid_option), Error(invalid_input) for lengths or names that differ, for no rows, and
/// for scores whose means are not those of the training rows; Error(cancelled).
LEXICNN_API Embedding fit_embedding(const FeatureSource& training, const Table& features,
                                    const EmbedOptions& options = {},
                                    const EmbedGuide* guide = nullptr, const Context& context = {});

/// Features that are turned into digits together.
inline constexpr std::uint64_t kEmbedBlock = 64;

/// A block of digits: rows × `count`, row-major, of the kept features from `first` on.
using DigitSink =
    std::function<void(std::uint64_t first, std::uint64_t count, std::span<const std::int8_t>)>;

/// Gives `sink` the digits of all rows of `source`, `block` features at a time, ascending, from
/// this thread. z = (x - mean) / std in float64; -1 where z < lower, +1 where z > upper, else 0.
/// Memory: `block` features a thread, twice where few features are kept. Throws Error(not_finite),
/// Error(invalid_input) where the source lacks a column, Error(cancelled), and what `sink` throws.
LEXICNN_API void embed_blocks(const FeatureSource& source, const Embedding& embedding,
                              const DigitSink& sink, const Context& context = {},
                              std::uint64_t block = kEmbedBlock);

/// All digits in memory: rows × kept features.
LEXICNN_API Grid<std::int8_t> embed(const FeatureSource& source, const Embedding& embedding,
                                    const Context& context = {});

}  // namespace lexicnn
