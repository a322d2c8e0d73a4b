/// The two passes over the images that a signature takes: which classes each statement tells, and
/// in which images the statements taken hold.
#pragma once

#include <cstdint>
#include <vector>

#include "lexicnn/lexicon/signature.hpp"

#include "lexicon/multicover.hpp"

namespace lexicnn::signature {

/// What the candidate statements of a class tell it from.
struct Cover {
  std::uint64_t class_code = 0;
  std::vector<std::uint64_t> features;  ///< one a candidate
  ItemSets told;                        ///< set = candidate, item = other class
};

/// Fills `told` of every cover from the training images: the share of the class in which the
/// statement holds must be above the other's by `gap` (to 1e-9).
void fill_told(std::vector<Cover>& covers, const Scores& scores, const FeatureSource& train,
               const ClassLabels& train_labels, double gap, const Context& context);

/// Fills in what holds in which images; `classes` are the codes of the signatures.
void test(std::vector<Signature>& signatures, const std::vector<std::uint64_t>& classes,
          const FeatureSource& source, const ClassLabels& labels, const TrainTest& rows,
          const Context& context);

}  // namespace lexicnn::signature
