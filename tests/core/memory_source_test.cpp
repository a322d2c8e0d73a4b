#include "lexicnn/core/memory_source.hpp"

#include <gtest/gtest.h>
#include <vector>

#include "lexicnn/core/error.hpp"

namespace lexicnn {
namespace {

std::vector<float> read_all(const FeatureSource& source, std::uint64_t first, std::uint64_t count) {
  std::vector<float> out(count * source.rows());
  source.read(first, count, std::as_writable_bytes(std::span(out)));
  return out;
}

TEST(MemorySource, TurnsRowsIntoColumnsAcrossTiles) {
  constexpr std::uint64_t kRows = 1200;  // more than two tiles
  std::vector<float> values(kRows * 3);
  for (std::size_t i = 0; i < values.size(); ++i)
    values[i] = static_cast<float>(i);
  const MemorySource source(row_major(values.data(), kRows, 3));
  const std::vector<float> columns = read_all(source, 1, 2);
  for (std::uint64_t row = 0; row < kRows; ++row) {
    ASSERT_EQ(columns[row], values[row * 3 + 1]);
    ASSERT_EQ(columns[kRows + row], values[row * 3 + 2]);
  }
}

TEST(MemorySource, FollowsAnyStrides) {
  const std::vector<float> values{0, 1, 2, 3, 4, 5};
  const MemorySource by_column({values.data(), ElementType::f32, 2, 3, 1, 2});
  EXPECT_EQ(read_all(by_column, 0, 3), values);
  const MemorySource every_second({values.data(), ElementType::f32, 3, 1, 2, 1});
  EXPECT_EQ(read_all(every_second, 0, 1), (std::vector<float>{0, 2, 4}));
}

TEST(MemorySource, RefusesWhatIsNotThere) {
  EXPECT_THROW(MemorySource({nullptr, ElementType::f32, 2, 2, 2, 1}), Error);
  const std::vector<float> values(4);
  const MemorySource source(row_major(values.data(), 2, 2));
  EXPECT_THROW(read_all(source, 1, 2), Error);
  std::vector<std::byte> wrong(3);
  EXPECT_THROW(source.read(0, 1, wrong), Error);
}

}  // namespace
}  // namespace lexicnn
