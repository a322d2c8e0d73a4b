#include "lexicnn/core/column.hpp"

#include <cmath>
#include <gtest/gtest.h>

#include "lexicnn/core/array.hpp"
#include "lexicnn/core/error.hpp"
#include "lexicnn/core/memory_source.hpp"
#include "lexicnn/core/row_subset.hpp"

namespace lexicnn {
namespace {

template <typename T>
std::span<const std::byte> bytes_of(const std::vector<T>& values) {
  return std::as_bytes(std::span(values));
}

TEST(Column, IsExactInEveryType) {
  EXPECT_EQ(to_doubles(bytes_of(std::vector<float>{0.1F, -2}), ElementType::f32),
            (std::vector<double>{static_cast<double>(0.1F), -2}));
  EXPECT_EQ(to_doubles(bytes_of(std::vector<double>{0.1, 1e300}), ElementType::f64),
            (std::vector<double>{0.1, 1e300}));
  EXPECT_EQ(to_doubles(bytes_of(std::vector<Half>{{0x3C00}, {0xC400}}), ElementType::f16),
            (std::vector<double>{1, -4}));
  EXPECT_TRUE(to_doubles({}, ElementType::f32).empty());
}

/// 3 × 40; element (i, j) is 100 i + j.
std::vector<float> numbered() {
  std::vector<float> out;
  for (int i = 0; i < 3; ++i) {
    for (int j = 0; j < 40; ++j)
      out.push_back(static_cast<float>(100 * i + j));
  }
  return out;
}

TEST(Column, EachOnceWithItsPlace) {
  const std::vector<float> values = numbered();
  const MemorySource source(row_major(values.data(), 3, 40));
  const std::vector<std::uint64_t> wanted{0, 7, 8, 31, 39};
  for (const unsigned threads : {1U, 3U}) {
    Context context;
    context.threads = threads;
    std::vector<std::vector<double>> seen(wanted.size());
    for_each_column(source, wanted, context,
                    [&](std::uint64_t place, const std::vector<double>& column) {
                      EXPECT_TRUE(seen[place].empty());
                      seen[place] = column;
                    });
    for (std::size_t i = 0; i < wanted.size(); ++i) {
      const auto f = static_cast<double>(wanted[i]);
      EXPECT_EQ(seen[i], (std::vector<double>{f, 100 + f, 200 + f}));
    }
  }
  for_each_column(source, {}, {}, [](std::uint64_t, const std::vector<double>&) { FAIL(); });
}

TEST(Column, NotFiniteNamesTheStoredRow) {
  std::vector<float> values = numbered();
  values[2 * 40 + 5] = INFINITY;
  const MemorySource source(row_major(values.data(), 3, 40));
  const RowSubset subset(source, {1, 2});
  try {
    for_each_column(subset, {5}, {}, [](std::uint64_t, const std::vector<double>&) { FAIL(); });
    ADD_FAILURE() << "no error";
  } catch (const Error& error) {
    EXPECT_EQ(error.kind(), ErrorKind::not_finite);
    EXPECT_STREQ(error.what(), "the activation of image 2 in column 5 is not finite");
  }
}

}  // namespace
}  // namespace lexicnn
