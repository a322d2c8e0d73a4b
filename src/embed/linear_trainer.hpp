/// L2-regularised linear models, one class against the rest, trained by LIBLINEAR.
#pragma once

#include <cstdint>
#include <memory>
#include <span>
#include <vector>

#include "lexicnn/core/array.hpp"
#include "lexicnn/embed/classifier.hpp"

namespace lexicnn {

/// How near to the optimum training goes: the largest gradient left, as a share of that at 0 (times
/// the share of the rarer side).
inline constexpr double kFineTolerance = 1e-5;
inline constexpr double kCoarseTolerance = 1e-2;  ///< to choose a C by: LIBLINEAR's own default

/// Holds rows in LIBLINEAR's form, for any number of trainings on some of them.
class LinearTrainer {
 public:
  /// `values` is n × r, `codes` the class (0 … classes - 1) of each row.
  LinearTrainer(const Grid<double>& values, std::vector<std::int32_t> codes, std::uint64_t classes);
  ~LinearTrainer();
  LinearTrainer(const LinearTrainer&) = delete;
  LinearTrainer& operator=(const LinearTrainer&) = delete;

  /// Weights, classes × r, trained on the rows `rows` (each class at least once); the decision for
  /// a class is the dot product with its weights. Of two classes one's weights are the other's
  /// negated. The bias must be among the columns. `kind` is svm or logistic.
  [[nodiscard]] Grid<double> train(ClassifierKind kind, std::span<const std::uint64_t> rows,
                                   double cost, double tolerance) const;

 private:
  struct Nodes;
  std::unique_ptr<Nodes> nodes_;
  std::vector<std::int32_t> codes_;
  std::uint64_t classes_;
  std::uint64_t columns_;
};

}  // namespace lexicnn
