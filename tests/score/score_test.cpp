#include "lexicnn/score/score.hpp"

#include <cmath>
#include <functional>
#include <gtest/gtest.h>
#include <limits>
#include <map>

#include "lexicnn/core/error.hpp"
#include "lexicnn/core/half.hpp"
#include "lexicnn/score/p_value.hpp"

#include "score/reference.hpp"
#include "score/score_fixture.hpp"

namespace lexicnn {
namespace {

using test::numbered_classes;
using test::reference_score;
using test::ReferenceScore;
using test::score_values;
using test::with_threads;

template <typename T>
std::vector<T> column_of(const std::vector<T>& values, std::uint64_t columns,
                         std::uint64_t column) {
  std::vector<T> out;
  for (std::size_t i = column; i < values.size(); i += columns)
    out.push_back(values[i]);
  return out;
}

/// (U - n m / 2) over its standard deviation under the null with ties, by the textbook.
template <typename T>
double slow_z(const std::vector<T>& column, const ReferenceScore& score) {
  std::map<T, double> runs;
  for (const T value : column)
    runs[value] += 1;
  double ties = 0;
  for (const auto& [value, t] : runs)
    ties += t * t * t - t;
  const auto total = static_cast<double>(column.size());
  const auto pairs = static_cast<double>(score.n * score.m);
  const double variance = pairs / 12 * (total + 1 - ties / (total * (total - 1)));
  return runs.size() == 1
             ? 0
             : (static_cast<double>(score.doubled_u) - pairs) / 2 / std::sqrt(variance);
}

/// `fires`, and the signed KS of the values above 0 alone.
template <typename T>
void expect_positive_part(const Scores& scores, const std::vector<T>& column,
                          const ClassLabels& labels, std::uint64_t c, std::uint64_t f) {
  std::vector<T> values;
  std::vector<std::int32_t> codes;
  double inner = 0;
  for (std::size_t i = 0; i < column.size(); ++i) {
    if (!(column[i] > 0)) continue;
    values.push_back(column[i]);
    codes.push_back(labels.codes[i]);
    inner += labels.codes[i] == static_cast<std::int32_t>(c) ? 1 : 0;
  }
  const double outer = static_cast<double>(values.size()) - inner;
  const auto n = static_cast<double>(scores.classes.get<std::vector<std::int64_t>>("n")[c]);
  const auto m = static_cast<double>(scores.classes.get<std::vector<std::int64_t>>("m")[c]);
  ASSERT_NEAR(scores.fires(c, f), inner / n - outer / m, 1e-15);
  if (inner == 0 || outer == 0) {
    ASSERT_TRUE(std::isnan(scores.ks_positive(c, f)));
    return;
  }
  const auto expected = reference_score(values, codes, static_cast<std::int32_t>(c));
  ASSERT_EQ(scores.ks_positive(c, f),
            static_cast<double>(expected.numerator) / static_cast<double>(expected.n * expected.m));
}

/// Every pair of `scores` against the slow definition.
template <typename T>
void expect_reference(const Scores& scores, const std::vector<T>& values,
                      const ClassLabels& labels) {
  for (std::uint64_t f = 0; f < scores.feature_count(); ++f) {
    const auto column = column_of(values, scores.feature_count(), f);
    for (std::uint64_t c = 0; c < scores.class_count(); ++c) {
      const auto expected = reference_score(column, labels.codes, static_cast<std::int32_t>(c));
      const auto pairs = static_cast<double>(expected.n * expected.m);
      ASSERT_EQ(scores.numerator(c, f), expected.numerator) << "class " << c << " feature " << f;
      ASSERT_EQ(scores.signed_ks(c, f), static_cast<double>(expected.numerator) / pairs);
      ASSERT_EQ(scores.presence(c, f), static_cast<double>(expected.plus) / pairs);
      ASSERT_EQ(scores.absence(c, f), static_cast<double>(expected.minus) / pairs);
      ASSERT_EQ(scores.location(c, f), expected.location) << "class " << c << " feature " << f;
      ASSERT_NEAR(scores.auc(c, f), static_cast<double>(expected.doubled_u) / (2 * pairs), 1e-15);
      std::int64_t inner = 0;
      std::int64_t outer = 0;
      for (std::size_t i = 0; i < column.size(); ++i) {
        const bool above = static_cast<double>(column[i]) > expected.location;
        (labels.codes[i] == static_cast<std::int32_t>(c) ? inner : outer) += above ? 1 : 0;
      }
      ASSERT_EQ(scores.inner_share(c, f),
                static_cast<double>(inner) / static_cast<double>(expected.n));
      ASSERT_EQ(scores.outer_share(c, f),
                static_cast<double>(outer) / static_cast<double>(expected.m));
      const KsPValues p(static_cast<std::uint64_t>(expected.n),
                        static_cast<std::uint64_t>(expected.m));
      ASSERT_EQ(scores.log10_p(c, f), p.log10_p(std::abs(expected.numerator)));
      ASSERT_NEAR(scores.mann_whitney_z(c, f), slow_z(column, expected), 1e-12);
      expect_positive_part(scores, column, labels, c, f);
    }
  }
}

template <typename T>
void random_shapes(std::uint64_t seed) {
  for (std::uint64_t trial = 0; trial < 600; ++trial) {
    RandomStream stream(seed, trial);
    const std::uint32_t rows = 2 + stream.below(trial % 20 == 0 ? 500 : 60);
    const std::uint32_t classes = 2 + stream.below(5);
    const std::uint32_t columns = 1 + stream.below(4);
    std::vector<std::int32_t> codes(rows);
    for (auto& code : codes)
      code = static_cast<std::int32_t>(stream.below(classes + 1)) - 1;
    for (std::int32_t c = 0; c < static_cast<std::int32_t>(std::min(classes, rows)); ++c) {
      codes[static_cast<std::size_t>(c)] = c;
    }
    const auto labels = numbered_classes(codes, static_cast<std::int32_t>(std::min(classes, rows)));
    std::vector<T> values;
    for (std::uint32_t i = 0; i < rows * columns; ++i) {
      values.push_back(test::awkward_value<T>(stream, trial));
    }
    ASSERT_NO_FATAL_FAILURE(expect_reference(score_values(values, labels), values, labels))
        << "trial " << trial;
  }
}

TEST(Score, EqualsTheSlowDefinitionOnRandomShapesInFloat) {
  random_shapes<float>(11);
}
TEST(Score, EqualsTheSlowDefinitionOnRandomShapesInDouble) {
  random_shapes<double>(12);
}

TEST(Score, PresenceIsPositiveAndAbsenceNegative) {
  const auto labels = numbered_classes({0, 0, 1, 1, 1}, 2);
  const Scores scores = score_values<float>({5, 6, 1, 2, 3}, labels);
  EXPECT_EQ(scores.signed_ks(0, 0), 1.0);
  EXPECT_EQ(scores.signed_ks(1, 0), -1.0);
  EXPECT_EQ(scores.location(0, 0), 3.0);
  EXPECT_EQ(scores.inner_share(0, 0), 1.0);
  EXPECT_EQ(scores.outer_share(0, 0), 0.0);
  EXPECT_EQ(scores.auc(0, 0), 1.0);
  EXPECT_EQ(scores.auc(1, 0), 0.0);
}

TEST(Score, ExactTieOfBothSidesIsPresence) {
  // Class {1, 4} against {2, 3}: D+ = D- = 1/2.
  const Scores scores = score_values<float>({1, 4, 2, 3}, numbered_classes({0, 0, 1, 1}, 2));
  EXPECT_EQ(scores.signed_ks(0, 0), 0.5);
  EXPECT_EQ(scores.location(0, 0), 3.0);
  EXPECT_EQ(scores.auc(0, 0), 0.5);
}

TEST(Score, ConstantFeatureIsDeadWithoutSay) {
  const Scores scores = score_values<float>({2, 2, 2}, numbered_classes({0, 1, 1}, 2));
  EXPECT_EQ(scores.signed_ks(0, 0), 0.0);
  EXPECT_EQ(scores.auc(0, 0), 0.5);
  EXPECT_EQ(scores.location(0, 0), 2.0);
  EXPECT_TRUE(scores.features.get<std::vector<bool>>("dead")[0]);
  EXPECT_EQ(scores.features.get<std::vector<double>>("std")[0], 0.0);
  EXPECT_EQ(scores.features.get<std::vector<std::int64_t>>("distinct")[0], 1);
}

TEST(Score, AllZeroFeatureCountsAsDeadWithZeroShareOne) {
  const Scores scores = score_values<float>({0, -0.0F, 0}, numbered_classes({0, 1, 1}, 2));
  EXPECT_TRUE(scores.features.get<std::vector<bool>>("dead")[0]);
  EXPECT_EQ(scores.features.get<std::vector<double>>("zero_share")[0], 1.0);
  EXPECT_EQ(scores.class_zero_share(0, 0), 1.0);
}

TEST(Score, SignedZerosAreOneValue) {
  const Scores scores = score_values<float>({0.0F, -0.0F, 1, 1}, numbered_classes({0, 1, 0, 1}, 2));
  EXPECT_EQ(scores.numerator(0, 0), 0);
  EXPECT_EQ(scores.features.get<std::vector<std::int64_t>>("distinct")[0], 2);
}

TEST(Score, DenormalsAreKeptApart) {
  const float tiny = std::numeric_limits<float>::denorm_min();
  const Scores scores = score_values<float>({tiny, 0, -tiny, 0}, numbered_classes({0, 1, 1, 1}, 2));
  EXPECT_EQ(scores.signed_ks(0, 0), 1.0);
  EXPECT_EQ(scores.features.get<std::vector<std::int64_t>>("distinct")[0], 3);
}

TEST(Score, DoublesAreNeverNarrowed) {
  // Apart by less than a float can tell.
  const Scores scores =
      score_values<double>({1e6 + 2e-9, 1e6 + 1e-9, 1e6}, numbered_classes({0, 1, 1}, 2));
  EXPECT_EQ(scores.signed_ks(0, 0), 1.0);
  EXPECT_EQ(scores.location(0, 0), 1e6 + 1e-9);
}

TEST(Score, HalvesGiveWhatTheirFloatsGive) {
  RandomStream stream(3, 0);
  std::vector<Half> halves(90);
  std::vector<float> floats(90);
  for (auto& value : floats)
    value = test::awkward_value<float>(stream, 1);
  to_half(floats, halves);
  to_float(halves, floats);
  std::vector<std::int32_t> codes(30);
  for (std::size_t i = 0; i < codes.size(); ++i)
    codes[i] = static_cast<std::int32_t>(i % 3);
  const auto labels = numbered_classes(codes, 3);
  const MemorySource source({halves.data(), ElementType::f16, 30, 3, 3, 1});
  const Scores narrow = score(source, labels, test::numbered_features(3), {.nulls = 2});
  const Scores wide = score_values(floats, labels, {.nulls = 2});
  EXPECT_EQ(narrow.numerator, wide.numerator);
  EXPECT_EQ(narrow.location, wide.location);
  EXPECT_EQ(narrow.null.counts, wide.null.counts);
}

TEST(Score, ClassOfOneImageIsScoredAndFlagged) {
  const Scores scores = score_values<float>({3, 1, 2}, numbered_classes({0, 1, 1}, 2));
  EXPECT_EQ(scores.signed_ks(0, 0), 1.0);
  EXPECT_TRUE(scores.classes.get<std::vector<bool>>("single")[0]);
  EXPECT_FALSE(scores.classes.get<std::vector<bool>>("single")[1]);
}

TEST(Score, ImagesWithoutClassCountInEveryRest) {
  const std::vector<float> values{1, 2, 3, 4, 5};
  const auto labels = numbered_classes({0, -1, 0, -1, 1}, 2);
  const Scores scores = score_values(values, labels);
  expect_reference(scores, values, labels);
  EXPECT_EQ(scores.classes.get<std::vector<std::int64_t>>("m")[1], 4);
}

TEST(Score, ClassMeansAndZeroShares) {
  const Scores scores = score_values<float>({0, 2, 4, 0}, numbered_classes({0, 0, 1, 1}, 2));
  EXPECT_EQ(scores.class_mean(0, 0), 1.0);
  EXPECT_EQ(scores.class_mean(1, 0), 2.0);
  EXPECT_EQ(scores.class_zero_share(0, 0), 0.5);
  EXPECT_EQ(scores.features.get<std::vector<double>>("mean")[0], 1.5);
  EXPECT_NEAR(scores.features.get<std::vector<double>>("std")[0], std::sqrt(2.75), 1e-15);
}

/// Share of class `c` among the `top` largest, over all orders of equal values at the last place.
double slow_precision(std::vector<std::pair<float, bool>> images, std::size_t top) {
  std::sort(images.begin(), images.end(), std::greater<>());
  const float last = images[top - 1].first;
  double sure = 0;
  double above = 0;
  double equal = 0;
  double equal_inner = 0;
  for (const auto& [value, inner] : images) {
    if (value > last) {
      above += 1;
      sure += inner ? 1 : 0;
    } else if (value == last) {
      equal += 1;
      equal_inner += inner ? 1 : 0;
    }
  }
  const auto wanted = static_cast<double>(top);
  return (sure + equal_inner * (wanted - above) / equal) / wanted;
}

TEST(Score, PanelHasOneSidedPSelectivityAndPrecision) {
  for (std::uint64_t trial = 0; trial < 300; ++trial) {
    RandomStream stream(21, trial);
    const std::uint32_t rows = 3 + stream.below(80);
    const std::uint64_t top = 1 + stream.below(100);
    std::vector<float> values;
    std::vector<std::int32_t> codes;
    for (std::uint32_t i = 0; i < rows; ++i) {
      values.push_back(test::awkward_value<float>(stream, trial));
      codes.push_back(i < 2 ? static_cast<std::int32_t>(i)
                            : static_cast<std::int32_t>(stream.below(2)));
    }
    const Scores scores = score_values(values, numbered_classes(codes, 2),
                                       {.nulls = 0, .panel = true, .panel_top = top});
    const bool negative = std::any_of(values.begin(), values.end(), [](float v) { return v < 0; });
    for (std::int32_t c = 0; c < 2; ++c) {
      const auto row = static_cast<std::uint64_t>(c);
      const auto expected = reference_score(values, codes, c);
      const KsPValues p(static_cast<std::uint64_t>(expected.n),
                        static_cast<std::uint64_t>(expected.m));
      ASSERT_EQ(scores.log10_p_presence(row, 0), p.log10_p(expected.plus, KsSide::presence));
      ASSERT_EQ(scores.log10_p_absence(row, 0), p.log10_p(expected.minus, KsSide::absence));
      std::vector<std::pair<float, bool>> images;
      double inner = 0;
      double outer = 0;
      for (std::size_t i = 0; i < values.size(); ++i) {
        images.emplace_back(values[i], codes[i] == c);
        (codes[i] == c ? inner : outer) += static_cast<double>(values[i]);
      }
      ASSERT_NEAR(scores.precision_at_k(row, 0),
                  slow_precision(images, std::min<std::size_t>(top, rows)), 1e-12)
          << "trial " << trial;
      inner /= static_cast<double>(expected.n);
      outer /= static_cast<double>(expected.m);
      if (negative) {
        ASSERT_TRUE(std::isnan(scores.class_selectivity(row, 0)));
      } else {
        const double want = inner + outer == 0 ? 0 : (inner - outer) / (inner + outer);
        ASSERT_NEAR(scores.class_selectivity(row, 0), want, 1e-12) << "trial " << trial;
      }
    }
  }
}

TEST(Score, WithoutThePanelItsGridsAreEmpty) {
  const auto labels = numbered_classes({0, 1, 1}, 2);
  EXPECT_FALSE(score_values<float>({1, 2, 3}, labels).has_panel());
  EXPECT_TRUE(score_values<float>({1, 2, 3}, labels, {.nulls = 0, .panel = true}).has_panel());
}

void expect_error(ErrorKind kind, const std::string& part, const std::function<void()>& run) {
  try {
    run();
    FAIL() << "no error";
  } catch (const Error& error) {
    EXPECT_EQ(error.name(), error_name(kind));
    EXPECT_NE(std::string(error.what()).find(part), std::string::npos) << error.what();
  }
}

TEST(Score, NanAndInfinityAreNamedWithImageAndFeature) {
  const float nan = std::numeric_limits<float>::quiet_NaN();
  const double infinity = -std::numeric_limits<double>::infinity();
  const auto labels = numbered_classes({0, 1, 1}, 2);
  expect_error(ErrorKind::not_finite, "feature 'layer:1' of image 2", [&] {
    score_values<float>({1, 2, 3, 4, 5, nan}, labels);
  });
  expect_error(ErrorKind::not_finite, "'layer:0' of image 1 (counted from 0) is -inf", [&] {
    score_values<double>({1, infinity, 3}, labels);
  });
}

TEST(Score, MeansThatOverflowAreANamedError) {
  const auto labels = numbered_classes({0, 0, 1}, 2);
  expect_error(ErrorKind::not_finite, "the values of feature 'layer:0' are so large", [&] {
    score_values<double>({1.7e308, 1.7e308, 1}, labels);
  });
  expect_error(ErrorKind::not_finite, "scale them down", [&] {
    score_values<double>({1e200, -1e200, 1}, labels);
  });
}

TEST(Score, OneClassOnlyIsANamedError) {
  expect_error(ErrorKind::one_class, "'class0' holds all 3 images", [] {
    score_values<float>({1, 2, 3}, numbered_classes({0, 0, 0}, 1));
  });
}

TEST(Score, ClassWithoutImagesIsANamedError) {
  expect_error(ErrorKind::invalid_input, "'class1' has no images", [] {
    score_values<float>({1, 2, 3}, numbered_classes({0, 0, -1}, 2));
  });
}

TEST(Score, LengthsMustAgree) {
  const std::vector<float> values{1, 2, 3};
  const MemorySource source(row_major(values.data(), 3, 1));
  expect_error(ErrorKind::invalid_input, "2 labels for 3 images", [&] {
    score(source, numbered_classes({0, 1}, 2), test::numbered_features(1));
  });
  expect_error(ErrorKind::invalid_input, "2 feature names for 1 features", [&] {
    score(source, numbered_classes({0, 1, 1}, 2), test::numbered_features(2));
  });
  expect_error(ErrorKind::invalid_input, "class number 5 of 2", [&] {
    score(source, numbered_classes({0, 5, 1}, 2), test::numbered_features(1));
  });
}

TEST(Score, NothingToScoreIsANamedError) {
  const MemorySource no_rows({nullptr, ElementType::f32, 0, 3, 3, 1});
  expect_error(ErrorKind::invalid_input, "no images",
               [&] { score(no_rows, numbered_classes({}, 2), test::numbered_features(3)); });
  const MemorySource no_columns({nullptr, ElementType::f32, 2, 0, 0, 1});
  expect_error(ErrorKind::invalid_input, "no features", [&] {
    score(no_columns, numbered_classes({0, 1}, 2), {});
  });
}

TEST(Score, SameForAnyThreadsAndBothOrders) {
  RandomStream stream(9, 0);
  constexpr std::uint64_t kRows = 700;
  constexpr std::uint64_t kColumns = 37;
  std::vector<float> rows(kRows * kColumns);
  std::vector<float> columns(rows.size());
  for (std::uint64_t i = 0; i < kRows; ++i) {
    for (std::uint64_t j = 0; j < kColumns; ++j) {
      rows[i * kColumns + j] = columns[j * kRows + i] = test::awkward_value<float>(stream, j);
    }
  }
  std::vector<std::int32_t> codes(kRows);
  for (auto& code : codes)
    code = static_cast<std::int32_t>(stream.below(9)) - 1;
  const auto labels = numbered_classes(codes, 8);
  const ScoreOptions options{.nulls = 5};
  const Scores one = score_values(rows, labels, options, with_threads(1));
  for (const unsigned threads : {2U, 3U}) {
    const Scores more = score_values(rows, labels, options, with_threads(threads));
    EXPECT_EQ(one.signed_ks, more.signed_ks);
    EXPECT_EQ(one.class_mean, more.class_mean);
    EXPECT_EQ(one.log10_p, more.log10_p);
    EXPECT_EQ(one.mann_whitney_z, more.mann_whitney_z);
    EXPECT_EQ(one.features, more.features);
    EXPECT_EQ(one.null.counts, more.null.counts);
  }
  const MemorySource source({columns.data(), ElementType::f32, kRows, kColumns, 1, kRows});
  const Scores turned = score(source, labels, test::numbered_features(kColumns), options);
  EXPECT_EQ(one.signed_ks, turned.signed_ks);
  EXPECT_EQ(one.auc, turned.auc);
  EXPECT_EQ(one.null.counts, turned.null.counts);
}

TEST(Score, MemoryChangesThePlanAndNothingElse) {
  constexpr std::uint64_t kRows = 500;
  constexpr std::uint64_t kColumns = 70;
  RandomStream stream(31, 0);
  std::vector<float> values(kRows * kColumns);
  for (std::size_t i = 0; i < values.size(); ++i)
    values[i] = test::awkward_value<float>(stream, i % kColumns);
  std::vector<std::int32_t> codes(kRows);
  for (auto& code : codes)
    code = static_cast<std::int32_t>(stream.below(6));
  const auto labels = numbered_classes(codes, 6);
  const MemorySource source(row_major(values.data(), kRows, kColumns));
  const Table features = test::numbered_features(kColumns);
  ScoreOptions options{.nulls = 3};
  const ScorePlan most = plan_score(source, labels, features, options, with_threads(3));
  EXPECT_EQ(most.threads, 3U);
  EXPECT_EQ(most.block, (kColumns + 2) / 3);  // all threads are busy
  EXPECT_LT(most.bytes, options.memory.bytes);
  const Scores all = score(source, labels, features, options, with_threads(3));
  ScorePlan last = most;
  for (options.memory.bytes = most.bytes;; options.memory.bytes -= 300) {
    ScorePlan plan;
    try {
      plan = plan_score(source, labels, features, options, with_threads(3));
    } catch (const Error& error) {
      EXPECT_EQ(error.kind(), ErrorKind::invalid_option);
      EXPECT_NE(std::string(error.what()).find("is too little"), std::string::npos);
      break;
    }
    EXPECT_LE(plan.bytes, options.memory.bytes);
    if (plan.threads == last.threads && plan.block == last.block) continue;
    last = plan;
    const Scores some = score(source, labels, features, options, with_threads(3));
    ASSERT_EQ(some.numerator, all.numerator);
    ASSERT_EQ(some.location, all.location);
    ASSERT_EQ(some.class_mean, all.class_mean);
    ASSERT_EQ(some.log10_p, all.log10_p);
    ASSERT_EQ(some.features, all.features);
    ASSERT_EQ(some.null.counts, all.null.counts);
  }
  EXPECT_EQ(last.threads, 1U);
  EXPECT_EQ(last.block, 1U);
}

TEST(Score, LeavingOutClassesDoesNotChangeAnother) {
  RandomStream stream(10, 0);
  std::vector<float> values(50);
  for (auto& value : values)
    value = static_cast<float>(stream.uniform());
  std::vector<std::int32_t> codes(50);
  for (std::size_t i = 0; i < 50; ++i)
    codes[i] = static_cast<std::int32_t>(i % 3);
  const Scores all = score_values(values, numbered_classes(codes, 3));
  for (auto& code : codes)
    code = code == 0 ? 0 : -1;
  const Scores some = score_values(values, numbered_classes(codes, 1));
  EXPECT_EQ(all.numerator(0, 0), some.numerator(0, 0));
  EXPECT_EQ(all.location(0, 0), some.location(0, 0));
}

}  // namespace
}  // namespace lexicnn
