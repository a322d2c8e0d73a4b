/// The images of a feature: those that make it fire, and those that should and fail to.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "lexicnn/core/context.hpp"
#include "lexicnn/core/export.hpp"
#include "lexicnn/core/source.hpp"
#include "lexicnn/score/labels.hpp"
#include "lexicnn/score/scores.hpp"
#include "lexicnn/select/select.hpp"

namespace lexicnn {

struct FeatureImage {
  std::uint64_t row = 0;  ///< of the source
  std::string name;
  std::string class_name;  ///< empty: none
  double value = 0;        ///< the feature's activation
};

struct FeatureImages {
  std::vector<FeatureImage> most;  ///< largest value first; ties by row, here and below
  /// The class that the feature is selected for by presence with the largest s; empty where there
  /// is none, and what follows too.
  std::string class_name;
  double location = 0;                ///< its cut
  std::uint64_t class_images = 0;     ///< images of the class
  std::uint64_t failing_images = 0;   ///< those not above the cut, all of them
  std::vector<FeatureImage> failing;  ///< smallest value first
  std::uint64_t other_images = 0;     ///< images not of the class
  std::uint64_t firing_images = 0;    ///< those above the cut, all of them
  std::vector<FeatureImage> firing;   ///< largest value first
};

/// The images that were scored, as rows of a matrix.
struct LabelledImages {
  const FeatureSource& source;
  const ClassLabels& labels;              ///< one a row
  const std::vector<std::string>& names;  ///< one a row
};

/// At most `top` images a list (0 = all). Rows of the scores that are no class of the labels
/// (unions of classes) are passed over. Takes room for one column. Throws Error(not_finite), and
/// Error(invalid_input) where the images are not those of the scores' features, or a feature is
/// none.
LEXICNN_API FeatureImages feature_images(const Scores& scores, const Selection& selection,
                                         std::uint64_t feature, const LabelledImages& images,
                                         std::uint64_t top, const Context& context = {});

}  // namespace lexicnn
