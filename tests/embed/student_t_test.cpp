#include "lexicnn/embed/student_t.hpp"

#include <cmath>
#include <gtest/gtest.h>
#include <vector>

namespace lexicnn {
namespace {

TEST(StudentT, EqualsClosedForms) {
  // One degree of freedom is Cauchy's law, two have P(|T| >= t) = 1 - t / sqrt(2 + t²).
  for (const double t : {0.0, 1e-9, 0.3, 1.0, 2.5, 40.0, 1e6}) {
    EXPECT_NEAR(student_t_two_sided(t, 1), 1 - 2 / M_PI * std::atan(t), 1e-14) << t;
    EXPECT_NEAR(student_t_two_sided(t, 2), 1 - t / std::sqrt(2 + t * t), 1e-14) << t;
    EXPECT_EQ(student_t_two_sided(-t, 7), student_t_two_sided(t, 7));
  }
}

TEST(StudentT, FarTailsKeepTheirRelativePrecision) {
  // scipy.stats.t.sf(30, 19) * 2
  EXPECT_NEAR(student_t_two_sided(30, 19) / 1.8097318417250446e-17, 1, 1e-9);
}

TEST(StudentT, CriticalValuesAreThoseOfTables) {
  EXPECT_NEAR(student_t_critical(0.05, 1), 12.706204736174698, 1e-10);
  EXPECT_NEAR(student_t_critical(0.05, 19), 2.093024054408263, 1e-12);
  EXPECT_NEAR(student_t_critical(0.05, 1e6), 1.9599663561733547, 1e-9);
}

TEST(MeanInterval, OfFewValues) {
  const std::vector<double> two{0.5, 0.7};
  const MeanInterval of_two = mean_interval(two);
  EXPECT_DOUBLE_EQ(of_two.mean, 0.6);
  EXPECT_NEAR(of_two.interval.high - 0.6, 12.706204736174698 * 0.1, 1e-12);
  const std::vector<double> one{0.5};
  EXPECT_EQ(mean_interval(one).mean, 0.5);
  EXPECT_TRUE(std::isnan(mean_interval(one).interval.low));
  EXPECT_TRUE(std::isnan(mean_interval({}).mean));
}

TEST(ResampledTest, IsTheFormulaOfNadeauAndBengio) {
  const std::vector<double> differences{0.02, -0.01, 0.03, 0.05};
  const double ratio = 9;
  const ResampledTest test = corrected_resampled_test(differences, ratio);
  const double mean = 0.0225;
  double variance = 0;
  for (const double each : differences)
    variance += (each - mean) * (each - mean) / 3;
  EXPECT_NEAR(test.t, mean / std::sqrt((0.25 + ratio) * variance), 1e-14);
  EXPECT_NEAR(test.p, student_t_two_sided(test.t, 3), 1e-15);
}

TEST(ResampledTest, WithoutSpreadThereIsNoTestUnlessNothingDiffers) {
  const std::vector<double> none{0, 0, 0};
  EXPECT_EQ(corrected_resampled_test(none, 1).p, 1);
  const std::vector<double> same{0.1, 0.1, 0.1};
  EXPECT_TRUE(std::isnan(corrected_resampled_test(same, 1).p));
  const std::vector<double> one{0.1};
  EXPECT_TRUE(std::isnan(corrected_resampled_test(one, 1).p));
  EXPECT_TRUE(std::isnan(corrected_resampled_test({}, 1).t));
}

}  // namespace
}  // namespace lexicnn
