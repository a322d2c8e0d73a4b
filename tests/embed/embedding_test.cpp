#include "lexicnn/embed/embedding.hpp"

#include <bit>
#include <gtest/gtest.h>
#include <limits>

#include "lexicnn/core/half.hpp"
#include "lexicnn/core/row_subset.hpp"

#include "embed/support.hpp"
#include "support/small_scores.hpp"

namespace {

using namespace lexicnn;
using namespace lexicnn::test;

template <typename T>
Grid<std::int8_t> digits_of(const Grid<T>& x, const EmbedOptions& options = {},
                            unsigned threads = 1) {
  const MemorySource source(row_major(x.values().data(), x.rows(), x.columns()));
  Context context;
  context.threads = threads;
  const Embedding fitted =
      fit_embedding(source, named_features(x.columns()), options, nullptr, context);
  return embed(source, fitted, context);
}

Grid<double> column(const std::vector<double>& values) {
  Grid<double> out(values.size(), 1);
  out.values() = values;
  return out;
}

TEST(Embedding, EqualsItsDefinition) {
  for (const std::uint64_t rows : {1U, 2U, 3U, 17U, 600U, 1100U}) {
    for (const std::uint64_t columns : {1U, 7U, 64U, 130U}) {
      const Grid<float> x = random_matrix(rows, columns, rows + columns);
      EXPECT_EQ(digits_of(x), digits_by_definition(x, rows)) << rows << " × " << columns;
    }
  }
}

TEST(Embedding, TakesThresholds) {
  const Grid<float> x = random_matrix(50, 20, 3);
  EmbedOptions options;
  options.lower = -1;
  options.upper = 0.5;
  EXPECT_EQ(digits_of(x, options), digits_by_definition(x, 50, -1, 0.5));
}

TEST(Embedding, IsTheSameForAnyThreadsAndBlocks) {
  const Grid<float> x = random_matrix(70, 300, 5);
  const MemorySource source(row_major(x.values().data(), 70, 300));
  const Embedding fitted = fit_embedding(source, named_features(300));
  const Grid<std::int8_t> expected = digits_by_definition(x, 70);
  for (const unsigned threads : {1U, 2U, 3U}) {
    EXPECT_EQ(digits_of(x, {}, threads), expected) << threads;
    for (const std::uint64_t block : {0U, 1U, 7U, 64U, 1000U}) {
      Context context;
      context.threads = threads;
      Grid<std::int8_t> digits(70, 300);
      std::uint64_t next = 0;
      const DigitSink sink = [&](std::uint64_t first, std::uint64_t count,
                                 std::span<const std::int8_t> some) {
        EXPECT_EQ(first, next);
        ASSERT_EQ(some.size(), 70 * count);
        next += count;
        for (std::uint64_t i = 0; i < some.size(); ++i)
          digits(i / count, first + i % count) = some[i];
      };
      embed_blocks(source, fitted, sink, context, block);
      EXPECT_EQ(digits, expected) << threads << " threads, blocks of " << block;
    }
  }
}

TEST(Embedding, DoesNotDependOnHowValuesAreStored) {
  Grid<float> x = random_matrix(40, 30, 7);
  std::vector<Half> halves(x.values().size());
  to_half(x.values(), halves);
  to_float(halves, x.values());
  Grid<double> wide(40, 30);
  std::copy(x.values().begin(), x.values().end(), wide.values().begin());
  const MemorySource half_source({halves.data(), ElementType::f16, 40, 30, 30, 1});
  const Embedding fitted = fit_embedding(half_source, named_features(30));
  EXPECT_EQ(embed(half_source, fitted), digits_of(x));
  EXPECT_EQ(digits_of(wide), digits_of(x));
}

TEST(Embedding, FitsOnTrainingRowsOnly) {
  Grid<float> x = random_matrix(90, 20, 9);
  const MemorySource source(row_major(x.values().data(), 90, 20));
  std::vector<std::uint64_t> rows(60);
  for (std::uint64_t i = 0; i < 60; ++i)
    rows[i] = i;
  const RowSubset training(source, rows);
  const Embedding fitted = fit_embedding(training, named_features(20));
  EXPECT_EQ(fitted.training_images, 60U);
  EXPECT_EQ(embed(source, fitted), digits_by_definition(x, 60));
  // What the other rows hold changes their digits alone.
  for (std::uint64_t row = 60; row < 90; ++row)
    x(row, 0) = 1e6F;
  const Embedding again = fit_embedding(training, named_features(20));
  EXPECT_EQ(again.mean, fitted.mean);
  EXPECT_EQ(again.std, fitted.std);
}

TEST(Embedding, ConstantFeaturesAreZero) {
  // The sum of ten times 0.1 is not 1, so that arithmetic alone would see a spread.
  Grid<double> x = column(std::vector<double>(10, 0.1));
  EXPECT_EQ(digits_of(x), Grid<std::int8_t>(10, 1));
  const MemorySource source(row_major(x.values().data(), 10, 1));
  const Embedding fitted = fit_embedding(source, named_features(1));
  EXPECT_EQ(fitted.mean[0], 0.1);
  EXPECT_EQ(fitted.std[0], 0);
  // Also for images whose value is another.
  const double other = 7;
  EXPECT_EQ(embed(MemorySource(row_major(&other, 1, 1)), fitted)(0, 0), 0);
}

TEST(Embedding, OneTrainingImageGivesZeros) {
  const Grid<float> x = random_matrix(1, 9, 1);
  EXPECT_EQ(digits_of(x), Grid<std::int8_t>(1, 9));
}

TEST(Embedding, EdgesBelongToZero) {
  // One of two values in 1 + k² images, k of them… 17 images with one 1: z of the zeros is
  // -sqrt(1 / 16) = -0.25; rounding decides what the definition in float64 gives.
  std::vector<double> values(17, 0);
  values[0] = 1;
  EXPECT_EQ(digits_of(column(values)), digits_by_definition(column(values), 17));
  // Mean 0 and deviation 1 exactly: z is the value.
  EmbedOptions options;
  options.lower = -1;
  options.upper = 1;
  EXPECT_EQ(digits_of(column({-1, 1, -1, 1}), options), Grid<std::int8_t>(4, 1));
  options.upper = std::nextafter(1.0, 0.0);
  EXPECT_EQ(digits_of(column({-1, 1}), options)(1, 0), 1);
}

TEST(Embedding, RefusesValuesThatAreNotFinite) {
  Grid<float> x = random_matrix(5, 130, 2);
  const MemorySource source(row_major(x.values().data(), 5, 130));
  const Embedding fitted = fit_embedding(source, named_features(130));
  for (const float bad :
       {std::numeric_limits<float>::quiet_NaN(), std::numeric_limits<float>::infinity()}) {
    x(3, 129) = bad;
    x(4, 128) = bad;
    for (const auto& work :
         {std::function<void()>([&] { (void)fit_embedding(source, named_features(130)); }),
          std::function<void()>([&] { (void)embed(source, fitted); })}) {
      EXPECT_NE(error_of(ErrorKind::not_finite, work).find("feature 'layer:128' of image 4 "),
                std::string::npos);
    }
  }
  const Grid<double> huge = column({1e308, 1e308, -1e308});
  EXPECT_NE(error_of(ErrorKind::not_finite, [&] { (void)digits_of(huge); }).find("scale them down"),
            std::string::npos);
}

TEST(Embedding, RefusesWhatDoesNotFit) {
  const Grid<float> x = random_matrix(5, 4, 2);
  const MemorySource source(row_major(x.values().data(), 5, 4));
  const MemorySource none(row_major(x.values().data(), 0, 4));
  const auto fails = [](ErrorKind kind, const auto& work) {
    const std::string text = error_of(kind, work);
    return text != "no error" && !text.starts_with("of another kind");
  };
  EXPECT_TRUE(
      fails(ErrorKind::invalid_input, [&] { (void)fit_embedding(source, named_features(3)); }));
  EXPECT_TRUE(
      fails(ErrorKind::invalid_input, [&] { (void)fit_embedding(none, named_features(4)); }));
  EmbedOptions options;
  options.lower = 1;
  EXPECT_TRUE(fails(ErrorKind::invalid_option,
                    [&] { (void)fit_embedding(source, named_features(4), options); }));
  options = {};
  options.method = EmbedMethod::selected;
  EXPECT_TRUE(fails(ErrorKind::invalid_option,
                    [&] { (void)fit_embedding(source, named_features(4), options); }));
  options.compat = EmbedCompat::fne;
  EXPECT_TRUE(fails(ErrorKind::invalid_option,
                    [&] { (void)fit_embedding(source, named_features(4), options); }));
  const Embedding fitted = fit_embedding(source, named_features(4));
  const MemorySource narrow(row_major(x.values().data(), 5, 3));
  EXPECT_TRUE(fails(ErrorKind::invalid_input, [&] { (void)embed(narrow, fitted); }));
}

}  // namespace
