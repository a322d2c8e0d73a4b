#include "lexicnn/core/transpose.hpp"

#include <gtest/gtest.h>
#include <numeric>
#include <vector>

namespace lexicnn {
namespace {

template <typename Word>
class Transpose : public testing::Test {};

using Words = testing::Types<std::uint16_t, std::uint32_t, std::uint64_t>;
TYPED_TEST_SUITE(Transpose, Words, );

TYPED_TEST(Transpose, EveryShapeAroundATileAndNothingBesideIt) {
  for (const std::uint64_t rows : {0U, 1U, 15U, 16U, 17U, 130U, 257U}) {
    for (const std::uint64_t columns : {1U, 15U, 16U, 33U}) {
      const std::uint64_t stride = columns + 3;
      const std::uint64_t out_stride = rows + 2;
      std::vector<TypeParam> in(rows * stride + 1);
      std::iota(in.begin(), in.end(), TypeParam{1});
      std::vector<TypeParam> out(columns * out_stride);
      rows_to_columns(RowBlock<TypeParam>{in.data(), rows, columns, stride}, out.data(),
                      out_stride);
      for (std::uint64_t column = 0; column < columns; ++column) {
        for (std::uint64_t row = 0; row < out_stride; ++row) {
          const TypeParam wanted = row < rows ? in[row * stride + column] : TypeParam{0};
          ASSERT_EQ(out[column * out_stride + row], wanted) << rows << " x " << columns;
        }
      }
    }
  }
}

}  // namespace
}  // namespace lexicnn
