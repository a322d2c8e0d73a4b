/// Classifiers for rows of numbers: what an embedding is worth is how well they do on it.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "lexicnn/core/export.hpp"
#include "lexicnn/embed/dot_products.hpp"

namespace lexicnn {

/// svm: linear, L2-regularised squared hinge loss, one against rest; logistic: L2-regularised
/// logistic regression, one against rest (both are LIBLINEAR's: Fan et al., JMLR 9, 2008; the bias
/// is regularised too). knn: k nearest neighbours; centroid: nearest class mean; both Euclidean.
enum class ClassifierKind { svm, logistic, knn, centroid };

LEXICNN_API std::string_view to_string(ClassifierKind kind) noexcept;

/// Whether it has a C to choose.
LEXICNN_API bool is_linear(ClassifierKind kind) noexcept;

/// The C among which cross-validation chooses, the preferred ones first: the first is taken where
/// there is nothing to choose by.
inline constexpr double kCosts[] = {1, 0.1, 10, 0.01, 100};

struct ClassifierSettings {
  std::vector<ClassifierKind> kinds;
  double cost = 0;                ///< C of the linear ones; 0 = by cross-validation
  std::uint64_t neighbours = 1;   ///< k of knn
  std::uint64_t inner_folds = 5;  ///< of the cross-validation within the training rows
  bool inner_accuracy = false;    ///< tell it even where no C is to be chosen
  std::uint64_t seed = 1;         ///< of the inner folds, with `stream`
  std::uint64_t stream = 0;
};

/// What one classifier made of the test rows.
struct Classified {
  std::vector<std::int32_t> predicted;  ///< class of each test row
  double cost = 0;                      ///< C used; NaN for knn and centroid
  /// Share right in the cross-validation within the training rows (of the best C); NaN without one.
  double inner_accuracy = 0;
};

/// What `classify` works on: rows by number, and the class (0 … classes - 1) of each.
struct ClassifierTask {
  const DotProducts& products;
  const std::vector<std::int32_t>& codes;
  std::uint64_t classes = 0;
  const std::vector<std::uint64_t>& train;  ///< each class at least once
  const std::vector<std::uint64_t>& test;
};

struct ClassifierResult {
  std::vector<Classified> classified;  ///< as `kinds`
  /// The linear classifiers see every row times this: 1 / root of the training rows' mean squared
  /// norm, so that one C means the same for every representation. 1 where all rows are 0.
  double scale = 1;
};

/// Trains on the training rows, predicts the test rows.
///
/// C, where not given, is the one of `kCosts` with the most right in a stratified cross-validation
/// of `inner_folds` folds (fewer where a class has fewer rows) within the training rows, of several
/// the first; with a class of one training row it is the first of all. Decisions that are equal go
/// to the earlier class. knn counts the min(k, n) nearest
/// training rows, of equal distance the earlier rows; of classes with the most votes it takes the
/// one with the nearest neighbour.
///
/// The optimum of an L2-regularised linear model lies in the span of its training rows, so where
/// they are fewer than the columns the model is trained on a Cholesky factor of their dot products
/// (n × n) instead of the rows (n × d): the same optimum.
///
/// Memory: 24 · n² bytes and 512 · n for n training rows (24 · n · d where n > d). Throws
/// Error(invalid_input) where a class has no training row.
LEXICNN_API ClassifierResult classify(const ClassifierTask& task,
                                      const ClassifierSettings& settings);

}  // namespace lexicnn
