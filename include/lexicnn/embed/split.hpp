/// Which images train a classifier and which test it.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "lexicnn/core/export.hpp"
#include "lexicnn/score/labels.hpp"

namespace lexicnn {

/// One cut of the images; both lists are ascending row numbers.
struct TrainTestSplit {
  std::uint64_t shots = 0;   ///< training images of each class; 0 = all
  std::uint64_t repeat = 0;  ///< number of the draw, or of the fold
  std::vector<std::uint64_t> train;
  std::vector<std::uint64_t> test;
};

/// What an image may be used for.
enum class ImageRole { both, train, test, none };

/// From the column `split`: its values "train" and "test", others are used for nothing. Every image
/// is `both` where `column` is empty or has no "test". Throws Error(invalid_input) where it has
/// "test" and no "train".
LEXICNN_API std::vector<ImageRole> roles_of(const std::vector<std::string>& column);

struct SplitOptions {
  std::vector<std::uint64_t> shots;  ///< ascending or not; 0 = all
  std::uint64_t repeats = 20;
  std::uint64_t folds = 5;
  std::uint64_t seed = 1;
};

/// For each number of shots `repeats` random draws of so many images a class, all other images
/// being the test; where roles name a test part, draws are from the training part and the test is
/// always that. The draws of one repeat lie within each other: two shots are the first two of five.
/// "All" is one stratified cross-validation of `folds` folds (of as many as the smallest class has
/// images, if that is less), or the training part against the test part, once.
///
/// Images in no class are left out. Throws Error(one_class), and Error(invalid_input) naming the
/// class that has too few images.
LEXICNN_API std::vector<TrainTestSplit> make_splits(const ClassLabels& labels,
                                                    const std::vector<ImageRole>& roles,
                                                    const SplitOptions& options);

/// Fold of each item (0 … folds - 1), each class dealt out in turn after a shuffle by (seed,
/// stream). Items in no class (-1) are dealt to fold 0.
LEXICNN_API std::vector<std::uint64_t> stratified_folds(const std::vector<std::int32_t>& codes,
                                                        std::uint64_t folds, std::uint64_t seed,
                                                        std::uint64_t stream);

}  // namespace lexicnn
