#include "lexicnn/embed/compat.hpp"

#include <cmath>
#include <gtest/gtest.h>
#include <limits>

#include "embed/support.hpp"

namespace {

using namespace lexicnn;
using namespace lexicnn::test;

Embedding fitted(const Grid<double>& x, EmbedCompat compat) {
  EmbedOptions options;
  options.compat = compat;
  return fit_embedding(MemorySource(row_major(x.values().data(), x.rows(), x.columns())),
                       named_features(x.columns()), options);
}

Grid<std::int8_t> digits(const Grid<double>& x, EmbedCompat compat) {
  return embed(MemorySource(row_major(x.values().data(), x.rows(), x.columns())),
               fitted(x, compat));
}

CompatDifferences differences(const Grid<double>& x, EmbedCompat compat) {
  return compat_differences(MemorySource(row_major(x.values().data(), x.rows(), x.columns())),
                            fitted(x, compat), fitted(x, EmbedCompat::none));
}

Grid<double> column(const std::vector<double>& values) {
  Grid<double> out(values.size(), 1);
  out.values() = values;
  return out;
}

TEST(Compat, FneTakesTheSampleDeviation) {
  const Embedding fne = fitted(column({0, 1, 2, 3}), EmbedCompat::fne);
  EXPECT_EQ(fne.mean[0], 1.5);
  EXPECT_EQ(fne.std[0], static_cast<double>(static_cast<float>(std::sqrt(5.0 / 3))));
}

TEST(Compat, FneMakesPlusOneOfDeadFeaturesAndOfOneImage) {
  EXPECT_EQ(digits(column({0, 0, 0}), EmbedCompat::fne), Grid<std::int8_t>(3, 1, 1));
  EXPECT_EQ(digits(column({5}), EmbedCompat::fne), Grid<std::int8_t>(1, 1, 1));
  const CompatDifferences counts = differences(column({0, 0, 0}), EmbedCompat::fne);
  EXPECT_EQ(counts.digits, 3U);
  EXPECT_EQ(counts.different, 3U);
  EXPECT_EQ(counts.constant, 3U);
}

TEST(Compat, FneGivesItsLowerEdgeToMinusOne) {
  // Mean 0 and deviation 2: z of -0.5 is -0.25 in any precision, that of 0.3 not above 0.15.
  const Grid<double> x = column({-0.5, 0.3F, 0.31F});
  const MemorySource source(row_major(x.values().data(), 3, 1));
  Embedding fne = fitted(x, EmbedCompat::fne);
  fne.mean[0] = 0;
  fne.std[0] = 2;
  EXPECT_EQ(embed(source, fne).values(), (std::vector<std::int8_t>{-1, 0, 1}));
  fne.options.compat = EmbedCompat::none;
  EXPECT_EQ(embed(source, fne).values(), (std::vector<std::int8_t>{0, 1, 1}));
}

TEST(Compat, BasicFneSeesASpreadInConstantsThatItsSumsRound) {
  const Grid<double> x = column(std::vector<double>(10, 0.1));
  const Embedding basic = fitted(x, EmbedCompat::basic_fne);
  EXPECT_GT(basic.std[0], 0);
  const CompatDifferences counts = differences(x, EmbedCompat::basic_fne);
  EXPECT_EQ(counts.different, 10U);
  EXPECT_EQ(counts.constant, 10U);
  // Where the sums are exact it sees none.
  EXPECT_EQ(digits(column({2, 2, 2}), EmbedCompat::basic_fne), Grid<std::int8_t>(3, 1));
}

TEST(Compat, EveryDifferenceHasOneCause) {
  const Grid<float> x = random_matrix(40, 90, 3);
  Grid<double> wide(40, 90);
  for (std::size_t i = 0; i < x.values().size(); ++i)
    wide.values()[i] = x.values()[i] == 0.1F ? 0.1 : static_cast<double>(x.values()[i]);
  for (const EmbedCompat compat : {EmbedCompat::fne, EmbedCompat::basic_fne}) {
    const Grid<std::int8_t> ours = digits(wide, EmbedCompat::none);
    const Grid<std::int8_t> theirs = digits(wide, compat);
    std::uint64_t different = 0;
    for (std::size_t i = 0; i < ours.values().size(); ++i)
      different += ours.values()[i] != theirs.values()[i] ? 1U : 0U;
    const CompatDifferences counts = differences(wide, compat);
    EXPECT_EQ(counts.digits, ours.values().size());
    EXPECT_EQ(counts.different, different);
    EXPECT_EQ(counts.constant + counts.deviation + counts.edge + counts.rounding, different);
    EXPECT_GT(different, 0U);
  }
}

TEST(Compat, NeedsTheSameFit) {
  const Grid<double> x = column({1, 2, 3});
  const MemorySource source(row_major(x.values().data(), 3, 1));
  EXPECT_NE(error_of(ErrorKind::invalid_input,
                     [&] {
                       (void)compat_differences(source, fitted(x, EmbedCompat::none),
                                                fitted(x, EmbedCompat::none));
                     })
                .find("is compared with the reference"),
            std::string::npos);
}

}  // namespace
