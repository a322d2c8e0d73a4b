#include "lexicnn/embed/split.hpp"

#include <algorithm>
#include <cmath>
#include <gtest/gtest.h>
#include <numeric>
#include <set>

#include "lexicnn/core/error.hpp"

#include "embed/support.hpp"

namespace lexicnn {
namespace {

/// `sizes[c]` images of class c, their rows mixed.
ClassLabels labels_of(const std::vector<std::uint64_t>& sizes) {
  ClassLabels out;
  for (std::size_t c = 0; c < sizes.size(); ++c)
    out.names.push_back("c" + std::to_string(c));
  const std::uint64_t most = *std::max_element(sizes.begin(), sizes.end());
  for (std::uint64_t i = 0; i < most; ++i) {
    for (std::size_t c = 0; c < sizes.size(); ++c) {
      if (i < sizes[c]) out.codes.push_back(static_cast<std::int32_t>(c));
    }
  }
  return out;
}

std::vector<ImageRole> all_both(const ClassLabels& labels) {
  return std::vector<ImageRole>(labels.codes.size(), ImageRole::both);
}

std::vector<std::uint64_t> count(const ClassLabels& labels,
                                 const std::vector<std::uint64_t>& rows) {
  std::vector<std::uint64_t> out(labels.names.size(), 0);
  for (const std::uint64_t row : rows)
    ++out.at(static_cast<std::size_t>(labels.codes[row]));
  return out;
}

using Rows = std::vector<std::uint64_t>;

TEST(Splits, DrawSoManyOfEachClassAndTestOnTheOthers) {
  const ClassLabels labels = labels_of({7, 9, 12});
  const auto splits = make_splits(labels, all_both(labels), {{2, 5}, 30, 5, 3});
  ASSERT_EQ(splits.size(), 60U);
  std::set<Rows> different;
  for (const TrainTestSplit& split : splits) {
    EXPECT_EQ(count(labels, split.train), Rows(3, split.shots));
    EXPECT_TRUE(std::is_sorted(split.train.begin(), split.train.end()));
    Rows all = split.train;
    all.insert(all.end(), split.test.begin(), split.test.end());
    std::sort(all.begin(), all.end());
    Rows every(28);
    std::iota(every.begin(), every.end(), 0U);
    EXPECT_EQ(all, every);
    different.insert(split.train);
  }
  EXPECT_GT(different.size(), 55U);
}

TEST(Splits, FewerShotsAreAPartOfMoreAndDoNotDependOnWhatElseIsAsked) {
  const ClassLabels labels = labels_of({9, 9});
  const auto both = make_splits(labels, all_both(labels), {{2, 5}, 4, 5, 8});
  const auto alone = make_splits(labels, all_both(labels), {{5}, 4, 5, 8});
  for (std::size_t repeat = 0; repeat < 4; ++repeat) {
    EXPECT_EQ(both[4 + repeat].train, alone[repeat].train);
    EXPECT_TRUE(std::includes(both[4 + repeat].train.begin(), both[4 + repeat].train.end(),
                              both[repeat].train.begin(), both[repeat].train.end()));
  }
  EXPECT_NE(make_splits(labels, all_both(labels), {{5}, 4, 5, 9})[0].train, alone[0].train);
}

TEST(Splits, EachImageIsDrawnAboutAsOften) {
  const ClassLabels labels = labels_of({10, 10});
  std::vector<int> drawn(20, 0);
  for (const TrainTestSplit& split : make_splits(labels, all_both(labels), {{3}, 2000, 5, 1})) {
    for (const std::uint64_t row : split.train)
      ++drawn[row];
  }
  for (const int times : drawn)
    EXPECT_NEAR(times, 600, 5 * std::sqrt(2000 * 0.3 * 0.7));
}

TEST(Splits, AllIsAStratifiedCrossValidation) {
  const ClassLabels labels = labels_of({11, 5, 23});
  const auto splits = make_splits(labels, all_both(labels), {{0}, 20, 5, 1});
  ASSERT_EQ(splits.size(), 5U);
  Rows tested;
  for (const TrainTestSplit& split : splits) {
    const Rows counts = count(labels, split.test);
    EXPECT_TRUE(counts[0] == 2 || counts[0] == 3);
    EXPECT_EQ(counts[1], 1U);
    EXPECT_TRUE(counts[2] == 4 || counts[2] == 5);
    EXPECT_EQ(split.train.size() + split.test.size(), 39U);
    tested.insert(tested.end(), split.test.begin(), split.test.end());
  }
  std::sort(tested.begin(), tested.end());
  EXPECT_EQ(std::unique(tested.begin(), tested.end()) - tested.begin(), 39);
  const ClassLabels small = labels_of({3, 8});
  EXPECT_EQ(make_splits(small, all_both(small), {{0}, 20, 5, 1}).size(), 3U);
}

TEST(Splits, ATestSplitIsNeverTrainedOn) {
  const ClassLabels labels{{"a", "b"}, {0, 0, 0, 1, 1, 1, 0, 1, 0, -1}};
  const std::vector<ImageRole> roles = roles_of(
      {"train", "train", "train", "train", "train", "train", "test", "test", "val", "test"});
  for (const TrainTestSplit& split : make_splits(labels, roles, {{1, 3}, 6, 5, 1})) {
    EXPECT_EQ(split.test, (Rows{6, 7}));
    EXPECT_LT(split.train.back(), 6U);
  }
  const auto all = make_splits(labels, roles, {{0}, 6, 5, 1});
  ASSERT_EQ(all.size(), 1U);
  EXPECT_EQ(all[0].train, (Rows{0, 1, 2, 3, 4, 5}));
  EXPECT_EQ(all[0].test, (Rows{6, 7}));
}

TEST(Splits, UnlabelledImagesAreLeftOut) {
  const ClassLabels labels{{"a", "b"}, {0, -1, 1, 0, 1, -1}};
  for (const TrainTestSplit& split : make_splits(labels, all_both(labels), {{1, 0}, 5, 2, 1})) {
    for (const Rows& rows : {split.train, split.test}) {
      for (const std::uint64_t row : rows)
        EXPECT_GE(labels.codes[row], 0);
    }
  }
}

TEST(Splits, ErrorsNameTheClass) {
  const ClassLabels labels = labels_of({3, 8});
  const auto draw = [&labels](std::vector<std::uint64_t> shots) {
    return make_splits(labels, all_both(labels), {std::move(shots), 2, 5, 1});
  };
  EXPECT_EQ(draw({2}).size(), 2U);
  EXPECT_EQ(test::error_of(ErrorKind::invalid_input, [&] { draw({3}); }),
            "class 'c0' has 3 images, but 4 are needed: ask for fewer shots, or leave the class "
            "out");
  const ClassLabels single = labels_of({1, 8});
  EXPECT_NE(test::error_of(ErrorKind::invalid_input,
                           [&] {
                             make_splits(single, all_both(single), {{0}, 2, 5, 1});
                           })
                .find("class 'c0' has 1 image, but 2 are needed"),
            std::string::npos);
  const ClassLabels one = labels_of({4});
  EXPECT_EQ(test::error_of(ErrorKind::one_class,
                           [&] {
                             make_splits(one, all_both(one), {{1}, 2, 5, 1});
                           }),
            "there is only one class, 'c0': nothing to tell apart");
  EXPECT_NE(test::error_of(ErrorKind::invalid_input,
                           [] {
                             roles_of({"test", "val"});
                           })
                .find("no training images"),
            std::string::npos);
}

TEST(Folds, AreOfLikeSizeWithinClassesAndInAll) {
  std::vector<std::int32_t> codes;
  for (int i = 0; i < 47; ++i)
    codes.push_back(i % 7 == 0 ? 0 : i % 3 == 0 ? 1 : 2);
  const std::vector<std::uint64_t> folds = stratified_folds(codes, 4, 1, 0);
  for (std::int32_t code = -1; code < 3; ++code) {
    std::vector<int> sizes(4, 0);
    for (std::size_t i = 0; i < codes.size(); ++i)
      sizes[folds[i]] += code < 0 || codes[i] == code ? 1 : 0;
    EXPECT_LE(*std::max_element(sizes.begin(), sizes.end()) -
                  *std::min_element(sizes.begin(), sizes.end()),
              1);
  }
}

}  // namespace
}  // namespace lexicnn
