/// Student's t: intervals of means, and the test for classifiers that share training images.
#pragma once

#include <span>

#include "lexicnn/core/export.hpp"
#include "lexicnn/score/scores.hpp"

namespace lexicnn {

/// P(|T| >= |t|) for T with `freedom` > 0 degrees of freedom.
LEXICNN_API double student_t_two_sided(double t, double freedom);

/// The t with P(|T| >= t) = p, 0 < p < 1.
LEXICNN_API double student_t_critical(double p, double freedom);

/// Mean of the values and its 95 % t interval; the ends are NaN for fewer than two values.
struct MeanInterval {
  double mean = 0;
  Interval interval;
};

LEXICNN_API MeanInterval mean_interval(std::span<const double> values);

struct ResampledTest {
  double t = 0;  ///< NaN where there is no test
  double p = 0;  ///< two-sided; NaN where there is no test
};

/// Corrected resampled t-test (Nadeau and Bengio, "Inference for the Generalization Error", Machine
/// Learning 52, 2003): R differences of accuracy, each from a split whose test part has
/// `test_over_train` times the images of its training part, have the variance (1/R +
/// test_over_train) s². The factor counts in that training parts overlap; it is the more careful
/// the larger the test part is against the training part. Differences that are all 0 have t = 0 and
/// p = 1; fewer than two, or all the same but not 0, give no test.
LEXICNN_API ResampledTest corrected_resampled_test(std::span<const double> differences,
                                                   double test_over_train);

}  // namespace lexicnn
