#include "lexicnn/score/compare.hpp"

#include <functional>
#include <gtest/gtest.h>
#include <numeric>

#include "lexicnn/core/error.hpp"
#include "lexicnn/core/row_subset.hpp"

#include "score/reference.hpp"
#include "score/score_fixture.hpp"

namespace lexicnn {
namespace {

using test::numbered_classes;
using test::numbered_features;

constexpr std::uint64_t kRows = 60;
constexpr std::uint64_t kColumns = 6;

class Compare : public testing::Test {
 protected:
  Compare() : values_(kRows * kColumns), labels_(numbered_classes({}, 4)) {
    RandomStream stream(41, 0);
    for (std::size_t i = 0; i < values_.size(); ++i)
      values_[i] = test::awkward_value<float>(stream, i % kColumns);
    for (std::uint64_t row = 0; row < kRows; ++row)
      labels_.codes.push_back(static_cast<std::int32_t>(row % 5) - 1);
  }

  [[nodiscard]] MemorySource source() const {
    return MemorySource(row_major(values_.data(), kRows, kColumns));
  }

  /// The slow definition, class `a` against class `b` alone.
  void expect_pair(const Scores& scores, std::uint64_t row, std::int32_t a, std::int32_t b) const {
    for (std::uint64_t f = 0; f < kColumns; ++f) {
      std::vector<float> values;
      std::vector<std::int32_t> codes;
      for (std::uint64_t image = 0; image < kRows; ++image) {
        const std::int32_t code = labels_.codes[image];
        if (code != a && code != b) continue;
        values.push_back(values_[image * kColumns + f]);
        codes.push_back(code);
      }
      const auto expected = test::reference_score(values, codes, a);
      const auto pairs = static_cast<double>(expected.n * expected.m);
      ASSERT_EQ(scores.numerator(row, f), expected.numerator) << row << ", " << f;
      ASSERT_EQ(scores.location(row, f), expected.location);
      ASSERT_NEAR(scores.auc(row, f), static_cast<double>(expected.doubled_u) / (2 * pairs), 1e-15);
    }
  }

  std::vector<float> values_;
  ClassLabels labels_;
};

TEST_F(Compare, AgainstAReferenceOnlyItsImagesCount) {
  const MemorySource matrix = source();
  const Scores scores =
      score_against(matrix, labels_, "class2", numbered_features(kColumns), {.nulls = 4});
  EXPECT_EQ(scores.classes.index, (std::vector<std::string>{"class0", "class1", "class3"}));
  EXPECT_EQ(scores.classes.get<std::vector<std::string>>("reference"),
            std::vector<std::string>(3, "class2"));
  EXPECT_EQ(scores.classes.get<std::vector<std::int64_t>>("m"),
            std::vector<std::int64_t>(3, kRows / 5));
  expect_pair(scores, 0, 0, 2);
  expect_pair(scores, 1, 1, 2);
  expect_pair(scores, 2, 3, 2);
  // Three classes of one size, four relabellings, six features.
  EXPECT_EQ(scores.null.sizes, std::vector<std::uint64_t>{kRows / 5});
  EXPECT_EQ(std::accumulate(scores.null.counts.begin(), scores.null.counts.end(), 0U), 3U * 4 * 6);
  const Scores all = score(matrix, labels_, numbered_features(kColumns), {.nulls = 0});
  EXPECT_EQ(scores.features, all.features);
}

TEST_F(Compare, OneAgainstOneGivesEveryPairOnce) {
  const MemorySource matrix = source();
  const Scores scores = score_one_vs_one(matrix, labels_, numbered_features(kColumns));
  ASSERT_EQ(scores.class_count(), 6U);
  EXPECT_EQ(scores.classes.index[1], "class0 vs class2");
  EXPECT_EQ(scores.classes.get<std::vector<std::string>>("class")[5], "class2");
  EXPECT_EQ(scores.classes.get<std::vector<std::string>>("reference")[5], "class3");
  EXPECT_TRUE(scores.null.empty());
  std::uint64_t row = 0;
  for (std::int32_t a = 0; a < 4; ++a) {
    for (std::int32_t b = a + 1; b < 4; ++b)
      expect_pair(scores, row++, a, b);
  }
}

TEST_F(Compare, GroupsUniteClassesAndMayOverlap) {
  const std::vector<ClassLabels> groups = group_labels(labels_, {{"low", {"class0", "class1"}},
                                                                 {"high", {"class2", "class3"}},
                                                                 {"middle", {"class1", "class2"}}});
  ASSERT_EQ(groups.size(), 2U);
  EXPECT_EQ(groups[0].names, (std::vector<std::string>{"low", "high"}));
  EXPECT_EQ(groups[1].names, std::vector<std::string>{"middle"});
  std::vector<ClassLabels> sets{labels_};
  sets.insert(sets.end(), groups.begin(), groups.end());
  const MemorySource matrix = source();
  const Scores scores = score_sets(matrix, sets, numbered_features(kColumns), {.nulls = 2});
  EXPECT_EQ(scores.classes.index, (std::vector<std::string>{"class0", "class1", "class2", "class3",
                                                            "low", "high", "middle"}));
  EXPECT_EQ(scores.classes.get<std::vector<std::int64_t>>("n")[6], 24);
  EXPECT_EQ(scores.null.sizes, (std::vector<std::uint64_t>{12, 24}));
  const Scores alone = score(matrix, groups[1], numbered_features(kColumns), {.nulls = 0});
  for (std::uint64_t f = 0; f < kColumns; ++f) {
    EXPECT_EQ(scores.numerator(6, f), alone.numerator(0, f));
    EXPECT_EQ(scores.log10_p(6, f), alone.log10_p(0, f));
  }
}

std::string error_of(const std::function<void()>& run) {
  try {
    run();
  } catch (const Error& error) {
    return error.what();
  }
  return "";
}

TEST_F(Compare, WrongNamesAreNamed) {
  const MemorySource matrix = source();
  const Table features = numbered_features(kColumns);
  EXPECT_NE(error_of([&] {
              score_against(matrix, labels_, "clas2", features);
            }).find("there is no class 'clas2'; did you mean 'class2'"),
            std::string::npos);
  EXPECT_NE(error_of([&] {
              group_labels(labels_, {{"g", {"clas1"}}});
            }).find("'clas1' that is no class; did you mean 'class1'"),
            std::string::npos);
  EXPECT_NE(error_of([&] {
              group_labels(labels_, {{"class1", {"class0"}}});
            }).find("has the name of a class"),
            std::string::npos);
  const std::vector<ClassLabels> twice{labels_, labels_};
  EXPECT_NE(error_of([&] { score_sets(matrix, twice, features); }).find("two sets of labels"),
            std::string::npos);
  const ClassLabels one = numbered_classes(std::vector<std::int32_t>(kRows, 0), 1);
  EXPECT_NE(error_of([&] { score_against(matrix, one, "class0", features); }).find("only class"),
            std::string::npos);
}

TEST_F(Compare, SubsetReadsItsRowsInOrder) {
  const MemorySource matrix = source();
  const RowSubset some(matrix, {7, 3, 59});
  std::vector<float> got(6);
  some.read(2, 2, std::as_writable_bytes(std::span(got)));
  for (std::uint64_t i = 0; i < 3; ++i) {
    const std::uint64_t row = std::vector<std::uint64_t>{7, 3, 59}[i];
    EXPECT_EQ(got[i], values_[row * kColumns + 2]);
    EXPECT_EQ(got[3 + i], values_[row * kColumns + 3]);
  }
  EXPECT_EQ(some.stored_row(2), 59U);
  EXPECT_THROW(RowSubset(matrix, {kRows}), Error);
}

}  // namespace
}  // namespace lexicnn
