/// The noise-aware embedding: layers weighed by how far they tell classes above their own noise.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "lexicnn/core/array.hpp"
#include "lexicnn/core/context.hpp"
#include "lexicnn/core/export.hpp"
#include "lexicnn/core/options.hpp"
#include "lexicnn/core/source.hpp"
#include "lexicnn/core/table.hpp"
#include "lexicnn/score/labels.hpp"

namespace lexicnn {

/// The defaults were chosen on Imagenette, emoji and Caltech 101, on other draws than those of
/// studies/embedding but partly on the same images.
struct NoiseAwareOptions {
  double power = 10;          ///< sharpness of the layers' shares
  double prior_pairs = 30;    ///< "every layer has the same signal", as so many pairs of one class
  double prior_noise = 5;     ///< "noise falls by noise_fall", as so many pairs of two classes
  double noise_fall = 5;      ///< from the first layer to the last
  double clip = 3;            ///< standardised values are cut off there
  double least_share = 1e-3;  ///< layers below it are dropped
  std::uint64_t nulls = 20;   ///< random relabellings for the weights of the features
  std::uint64_t seed = 1;
};

template <typename Options, typename Visitor>
requires std::same_as<std::remove_const_t<Options>, NoiseAwareOptions>
void visit_options(Options& options, Visitor&& visit) {
  visit(OptionInfo{"power", "", "sharpness of the layers' shares", "0 < p <= 100"}, options.power);
  visit(OptionInfo{"prior-pairs", "", "prior of one signal in all layers, in pairs of one class",
                   "0 <= p <= 1000000"},
        options.prior_pairs);
  visit(
      OptionInfo{"prior-noise", "", "prior of noise that falls with depth, in pairs of two classes",
                 "0 < p <= 1000000"},
      options.prior_noise);
  visit(OptionInfo{"noise-fall", "", "how many times noise falls from the first layer to the last",
                   "1 <= f <= 1000"},
        options.noise_fall);
  visit(OptionInfo{"clip", "", "standardised values are cut off there", "0 < c <= 1000"},
        options.clip);
  visit(OptionInfo{"least-share", "", "layers below this share are dropped", "0 <= s < 0.5"},
        options.least_share);
  visit(OptionInfo{"nulls", "R", "random relabellings for the weights of features", "1 to 100,000"},
        options.nulls);
  visit(OptionInfo{"seed", "", "seed of the relabellings", "0 to 9,223,372,036,854,775,807"},
        options.seed);
}

/// How the rows of a layer become vectors of length 1: x / |x|, or the same of sign(x) √|x|.
enum class BlockForm { plain, root };

LEXICNN_API std::string_view to_string(BlockForm form) noexcept;

/// One form of one layer. The vectors hold one entry a feature of the layer.
struct NoiseAwareBlock {
  std::string layer;
  BlockForm form = BlockForm::plain;
  std::vector<std::uint64_t> columns;  ///< of the source, all of the layer's
  double signal = 0;  ///< mean similarity of images of one class less that of two classes'
  double noise = 0;   ///< standard deviation of the similarity of images of two classes
  double share = 0;   ///< of the squared length of the embedding, over the training images
  double clip = 0;    ///< infinite for plain
  std::vector<double> mean;
  std::vector<double> spread;  ///< 1 for plain
  std::vector<double> shift;   ///< 0 for plain
  std::vector<double> weight;  ///< 0 where the feature is constant over the training images
};

struct NoiseAwareEmbedding {
  NoiseAwareOptions options;
  std::uint64_t training_images = 0;
  std::vector<NoiseAwareBlock> blocks;  ///< those kept: by layer, plain before root

  /// Columns of the embedding: the features of all blocks.
  [[nodiscard]] std::uint64_t width() const noexcept;
};

/// Fits on all rows of `training` that have a class. Of each layer (column `layer` of `features`,
/// in order of first appearance, the first to the last of the network; one layer where there is no
/// such column) two blocks are made, plain and root:
///
///     a = row of length 1;  b = a - mean (plain), or clip((a - mean) / √(v + v̄)) - shift (root)
///
/// with v the variance of a feature and v̄ the layer's mean of it: a deviation out of few images is
/// too noisy to divide by. Similarities b · b' (over their mean square) of pairs of different
/// training images give a block's signal and noise, drawn towards their priors, and its share
/// (signal / noise)^power. A feature's weight is max over the classes |signed KS|, over the mean of
/// the same for random relabellings; 1 for all where a class has one image. Blocks are scaled so
/// that the mean squared length of the training images is 1. docs/embedding.md has it in full.
///
/// At most 2,000 images, spread evenly over the classes, go into signal and noise. Memory: three
/// copies in float64 of one layer of the training images, and the embedding. The result does not
/// depend on threads. Throws Error(one_class) for fewer than two classes with images,
/// Error(not_finite), Error(invalid_input) for lengths that differ or where every layer is
/// constant, Error(invalid_option), Error(cancelled).
LEXICNN_API NoiseAwareEmbedding fit_noise_aware(const FeatureSource& training,
                                                const ClassLabels& labels, const Table& features,
                                                const NoiseAwareOptions& options = {},
                                                const Context& context = {});

/// All rows of `source`: rows × width(). Memory: one layer in float64, and the result. Throws
/// Error(not_finite), Error(invalid_input) where the source lacks a column.
LEXICNN_API Grid<float> embed(const FeatureSource& source, const NoiseAwareEmbedding& embedding,
                              const Context& context = {});

}  // namespace lexicnn
