#include <cmath>
#include <cstring>

#include "lexicnn/core/half.hpp"
#include "lexicnn/store/activation_file.hpp"
#include "lexicnn/store/h5ad.hpp"

#include "store/support.hpp"

namespace lexicnn {
namespace {

using test::error_of;
using test::is_error;
using Texts = std::vector<std::string>;
using Whole = std::vector<std::int64_t>;

std::filesystem::path kept_file(const std::string& name) {
  return std::filesystem::path(LEXICNN_SOURCE_DIR) / "tests/store/data" / name;
}

/// What make_everything.py put there, as far as every version of anndata can write it.
void expect_everything(const AnnotatedMatrix& data) {
  EXPECT_EQ(data.x, (Array{{4, 3}, std::vector<float>{0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11}}));
  EXPECT_EQ(data.obs.index, (Texts{"x/1", "ü", "line\nbreak", "last"}));
  EXPECT_EQ(data.var.index, (Texts{"conv1:0", "conv1:1", "conv2:0"}));
  EXPECT_EQ(data.var.get<std::vector<double>>("place"), (std::vector<double>{0.5, 1.5, 2.5}));
  const Table& obs = data.obs;
  EXPECT_EQ(obs.get<Categorical>("class"), (Categorical{{0, 1, 0, -1}, {"cat", "dog"}, false}));
  EXPECT_EQ(obs.get<Categorical>("level"), (Categorical{{0, 1, 0, 0}, {"low", "high"}, true}));
  EXPECT_EQ(obs.get<Categorical>("digit"), (Categorical{{0, 1, 0, 0}, {"3", "5"}, false}));
  EXPECT_EQ(obs.get<Texts>("note"), (Texts{"a", "b/ü", "c\nd", ""}));
  EXPECT_EQ(obs.get<Whole>("count"), (Whole{1, 2, 3, -4}));
  EXPECT_EQ(obs.get<std::vector<double>>("big"), (std::vector<double>{1, 2, 3, 0x1p63}));
  const auto& share = obs.get<std::vector<double>>("share");
  EXPECT_EQ(share[1], 0.25);
  EXPECT_TRUE(std::isnan(share[2]));
  EXPECT_EQ(obs.get<std::vector<bool>>("flag"), (std::vector<bool>{true, false, true, true}));

  ASSERT_EQ(data.layers.size(), 1U);
  EXPECT_EQ(data.layers[0].first, "half");

  const Dict& uns = data.uns;
  EXPECT_EQ(uns.get<std::string>("text"), "hello");
  EXPECT_EQ(uns.get<double>("number"), 1.5);
  EXPECT_EQ(uns.get<std::int64_t>("whole"), 7);
  EXPECT_TRUE(uns.get<bool>("truth"));
  EXPECT_EQ(uns.get<Texts>("texts"), (Texts{"b", "ü"}));
  EXPECT_EQ(uns.get<Array>("array"), (Array{{2, 3}, std::vector<double>{0, 1, 2, 3, 4, 5}}));
  EXPECT_EQ(uns.get<Array>("truths"), (Array{{2}, std::vector<std::uint8_t>{1, 0}}));
  EXPECT_EQ(uns.get<Table>("table").index, (Texts{"r1", "r2"}));
  EXPECT_EQ(uns.get<Table>("table").get<Whole>("q"), (Whole{1, 2}));
  EXPECT_EQ(uns.get<Dict>("nested").get<Dict>("deep").get<std::int64_t>("x"), 1);
}

void expect_nullables(const Table& obs) {
  const auto& maybe = obs.get<std::vector<double>>("maybe");
  EXPECT_EQ(maybe[0], 1);
  EXPECT_TRUE(std::isnan(maybe[1]));
  EXPECT_EQ(obs.get<Whole>("whole"), (Whole{1, 2, 3, 4}));
  EXPECT_EQ(obs.get<Categorical>("perhaps"),
            (Categorical{{1, -1, 0, 1}, {"false", "true"}, false}));
  EXPECT_EQ(obs.get<std::vector<bool>>("sure"), (std::vector<bool>{true, false, false, true}));
}

const Texts kSkipped{"/layers/thin", "/uns/record", "/uns/sparse",
                     "/obsm/pca",    "/obsp/near",  "/raw"};

TEST(Foreign, Anndata07WithLegacyCategories) {
  Texts skipped;
  const AnnotatedMatrix data = read_h5ad(kept_file("anndata-0.7.8.h5ad"), {.skipped = &skipped});
  expect_everything(data);
  EXPECT_EQ(skipped, kSkipped);
}

TEST(Foreign, Anndata013WithNullableStrings) {
  Texts skipped;
  const AnnotatedMatrix data = read_h5ad(kept_file("anndata-0.13.4.h5ad"), {.skipped = &skipped});
  expect_everything(data);
  expect_nullables(data.obs);
  EXPECT_EQ(skipped, kSkipped);
}

TEST(Foreign, TheAnndataOfTheTests) {
  if (!test::has_python()) GTEST_SKIP() << "LEXICNN_PYTHON is not set";
  const test::TempDir folder;
  ASSERT_EQ(test::run_python("make_everything.py", {folder / "x.h5ad"}), "");
  Texts skipped;
  const AnnotatedMatrix data = read_h5ad(folder / "x.h5ad", {.skipped = &skipped});
  expect_everything(data);
  expect_nullables(data.obs);
  EXPECT_EQ(skipped, kSkipped);
}

TEST(Foreign, ReadThenWrittenComesBack) {
  const test::TempDir folder;
  AnnotatedMatrix data = read_h5ad(kept_file("anndata-0.13.4.h5ad"));
  for (const char* column : {"share", "maybe"}) {  // NaN is never equal to itself
    data.obs.set(column, std::vector<double>(4, 1));
  }
  write_h5ad(folder / "x.h5ad", data, false);
  const AnnotatedMatrix back = read_h5ad(folder / "x.h5ad");
  EXPECT_EQ(back.obs, data.obs);
  EXPECT_EQ(back.uns, data.uns);
  EXPECT_EQ(back.layers, data.layers);
}

constexpr std::uint64_t kRows = 300;
constexpr std::uint64_t kColumns = 70;

/// Columns [first, first + count) of a source, as doubles, by column.
std::vector<double> columns_of(const FeatureSource& source, std::uint64_t first,
                               std::uint64_t count) {
  const std::uint64_t elements = count * source.rows();
  std::vector<double> out(elements);
  std::vector<std::byte> bytes(elements * element_size(source.type()));
  source.read(first, count, bytes);
  for (std::uint64_t i = 0; i < elements; ++i) {
    const std::byte* at = bytes.data() + i * element_size(source.type());
    if (source.type() == ElementType::f64) {
      std::memcpy(&out[i], at, 8);
    } else if (source.type() == ElementType::f32) {
      float value = 0;
      std::memcpy(&value, at, 4);
      out[i] = static_cast<double>(value);
    } else {
      Half value;
      std::memcpy(&value, at, 2);
      out[i] = static_cast<double>(to_float(value));
    }
  }
  return out;
}

/// make_matrices.py's files.
class ForeignMatrices : public test::MadeFiles {
 protected:
  ForeignMatrices() : MadeFiles("make_matrices.py") {}

  /// Every block of columns holds `expected(8 · row + column - 4)`.
  void expect_source(const std::string& name, ElementType type,
                     const std::function<double(std::int64_t)>& expected) const {
    const H5adSource source(file(name));
    ASSERT_EQ(source.rows(), kRows) << name;
    ASSERT_EQ(source.features(), kColumns) << name;
    EXPECT_EQ(source.type(), type) << name;
    EXPECT_GE(source.preferred_block(), 1U);
    EXPECT_LE(source.preferred_block(), kColumns);
    for (const auto& [first, count] :
         {std::pair{0U, 70U}, {0U, 1U}, {5U, 64U}, {69U, 1U}, {70U, 0U}}) {
      const std::vector<double> got = columns_of(source, first, count);
      for (std::uint64_t column = 0; column < count; ++column) {
        for (std::uint64_t row = 0; row < kRows; ++row) {
          const auto number = static_cast<std::int64_t>(8 * row + first + column) - 4;
          ASSERT_EQ(got[column * kRows + row], expected(number))
              << name << " " << row << " " << first + column;
        }
      }
    }
  }
};

double half_more(std::int64_t number) {
  return static_cast<double>(number) + 0.5;
}
double half_more_in_f16(std::int64_t number) {
  return static_cast<double>(to_float(to_half(static_cast<float>(half_more(number)))));
}
double itself(std::int64_t number) {
  return static_cast<double>(number);
}
double hundredth(std::int64_t number) {
  return static_cast<double>((number + 100) % 100);
}
double third(std::int64_t number) {
  return number % 3 == 0 ? 1 : 0;
}

TEST_F(ForeignMatrices, EveryTypeByteOrderAndLayoutIsReadExactly) {
  expect_source("float16", ElementType::f16, half_more_in_f16);
  expect_source("float32", ElementType::f32, half_more);
  expect_source("float64", ElementType::f64, half_more);
  // Integers become the narrowest float that holds all values of their type.
  expect_source("int8", ElementType::f32, hundredth);
  expect_source("uint8", ElementType::f32, hundredth);
  expect_source("int16", ElementType::f32, itself);
  expect_source("uint16", ElementType::f32, hundredth);
  expect_source("int32", ElementType::f64, itself);
  expect_source("uint32", ElementType::f64, hundredth);
  expect_source("int64", ElementType::f64, itself);
  expect_source("uint64", ElementType::f64, hundredth);
  expect_source("bool", ElementType::f32, third);
  // Big-endian.
  expect_source("big_f2", ElementType::f16, half_more_in_f16);
  expect_source("big_f4", ElementType::f32, half_more);
  expect_source("big_i4", ElementType::f64, itself);
  // Layouts.
  for (const char* name : {"gzip", "tall", "wide", "single"}) {
    expect_source(name, ElementType::f32, half_more);
  }
  expect_source("unwritten", ElementType::f32, [](std::int64_t) { return 2.5; });
  for (const char* name : {"float32", "gzip", "big_f4"}) {
    const AnnotatedMatrix data = read_h5ad(file(name));
    const auto& values = std::get<std::vector<float>>(data.x.data);
    ASSERT_EQ(values.size(), kRows * kColumns);
    EXPECT_EQ(values[3 * kColumns + 2], 22.5F) << name;
  }
}

TEST_F(ForeignMatrices, WhatCannotBeReadExactlyIsNamed) {
  const auto error = [this](const std::string& name) {
    return error_of([&] { const H5adSource source(file(name)); });
  };
  EXPECT_TRUE(is_error(error("strings"), "invalid-file", "'/X' does not hold numbers"));
  EXPECT_TRUE(is_error(error("long_double"), "invalid-file", "'/X' does not hold numbers"));
  EXPECT_TRUE(is_error(error("other"), "invalid-file", "there is no table 'obs'"));
  EXPECT_TRUE(is_error(error_of([&] { read_h5ad(file("sparse")); }), "invalid-file",
                       "'/X' is sparse (csr_matrix)"));

  const H5adSource huge(file("huge"));
  EXPECT_EQ(columns_of(huge, 0, 1), (std::vector<double>{1, 0x1p53}));
  EXPECT_TRUE(
      is_error(error_of([&] { columns_of(huge, 0, 2); }), "invalid-file", "9007199254740993"));
}

}  // namespace
}  // namespace lexicnn
