#include "lexicnn/store/npy.hpp"

#include <cstring>
#include <fmt/format.h>
#include <numeric>

#include "lexicnn/core/half.hpp"

#include "store/support.hpp"

namespace lexicnn {
namespace {

using test::error_of;
using test::is_error;
using test::write_bytes;
using Texts = std::vector<std::string>;

/// A .npy file of version `version`, its header padded as NumPy pads it.
std::string npy(const std::string& descr, const std::string& order, const std::string& shape,
                const std::string& data, char version = 1) {
  std::string header =
      fmt::format("{{'descr': {}, 'fortran_order': {}, 'shape': {}, }}", descr, order, shape);
  const std::size_t start = version == 1 ? 10 : 12;
  header.append(64 - (start + header.size() + 1) % 64, ' ');
  header += '\n';
  std::string out = std::string("\x93NUMPY") + version + '\0';
  out += static_cast<char>(header.size() & 0xFFU);
  out += static_cast<char>(header.size() >> 8U);
  if (version > 1) out += std::string(2, '\0');
  return out + header + data;
}

template <typename T>
std::string raw(const std::vector<T>& values) {
  return {reinterpret_cast<const char*>(values.data()), values.size() * sizeof(T)};
}

template <typename T>
std::vector<T> columns_of(const FeatureSource& source, std::uint64_t first, std::uint64_t count) {
  std::vector<T> out(count * source.rows());
  source.read(first, count, std::as_writable_bytes(std::span(out)));
  return out;
}

class Npy : public testing::Test {
 protected:
  std::filesystem::path put(const std::string& bytes, const std::string& name = "x.npy") {
    write_bytes(folder_ / name, bytes);
    return folder_ / name;
  }
  std::string matrix_error(const std::string& bytes) {
    return error_of([&] { const NpySource source(put(bytes)); });
  }
  std::string label_error(const std::string& bytes, const std::string& name = "y.npy") {
    return error_of([&] { read_label_file(put(bytes, name)); });
  }
  Texts labels(const std::string& bytes, const std::string& name = "y.npy") {
    return read_label_file(put(bytes, name));
  }

  test::TempDir folder_;
};

const std::vector<float> kSix{1, 2, 3, 4, 5, 6};

TEST_F(Npy, LargeFilesAreReadByPartsOfRows) {
  // 72 MB: several tiles of rows.
  constexpr std::uint64_t kSide = 6000;
  std::vector<std::uint16_t> values(kSide * kSide);
  for (std::size_t i = 0; i < values.size(); ++i)
    values[i] = static_cast<std::uint16_t>(i * 40503U % 30000U);
  for (const bool by_column : {false, true}) {
    const NpySource source(
        put(npy("'<f2'", by_column ? "True" : "False", "(6000, 6000)", raw(values))));
    for (const std::uint64_t first : {std::uint64_t{0}, kSide - 3}) {
      const auto got = columns_of<std::uint16_t>(source, first, 3);
      for (std::uint64_t column = 0; column < 3; ++column) {
        for (std::uint64_t row = 0; row < kSide; ++row) {
          const std::uint64_t at =
              by_column ? (first + column) * kSide + row : row * kSide + first + column;
          ASSERT_EQ(got[column * kSide + row], values[at]) << row << ", " << first + column;
        }
      }
    }
    EXPECT_GE(source.preferred_block(), by_column ? 64U : 512U);
  }
}

TEST_F(Npy, LargeFileThatShrinksWhileItIsReadIsNamed) {
  constexpr std::uint64_t kSide = 6000;
  const std::filesystem::path path =
      put(npy("'<f2'", "False", "(6000, 6000)", raw(std::vector<std::uint16_t>(kSide * kSide))));
  const NpySource source(path);
  std::filesystem::resize_file(path, kSide);
  const std::string error = error_of([&] { (void)columns_of<std::uint16_t>(source, 0, 1); });
  EXPECT_TRUE(is_error(error, "file-missing", "is shorter than it was"));
}

TEST_F(Npy, COrder) {
  const NpySource source(put(npy("'<f4'", "False", "(2, 3)", raw(kSix))));
  EXPECT_EQ(source.rows(), 2U);
  EXPECT_EQ(source.features(), 3U);
  EXPECT_EQ(source.type(), ElementType::f32);
  EXPECT_GE(source.preferred_block(), 1U);
  EXPECT_EQ(columns_of<float>(source, 0, 3), (std::vector<float>{1, 4, 2, 5, 3, 6}));
  EXPECT_EQ(columns_of<float>(source, 2, 1), (std::vector<float>{3, 6}));
}

TEST_F(Npy, FortranOrder) {
  const NpySource source(put(npy("'<f4'", "True", "(2, 3)", raw(kSix))));
  EXPECT_EQ(columns_of<float>(source, 0, 3), kSix);
  EXPECT_EQ(columns_of<float>(source, 1, 1), (std::vector<float>{3, 4}));
}

TEST_F(Npy, EveryFloatType) {
  const NpySource f64(
      put(npy("'<f8'", "False", "(1, 2)", raw(std::vector<double>{0.1, 2})), "a.npy"));
  EXPECT_EQ(f64.type(), ElementType::f64);
  EXPECT_EQ(columns_of<double>(f64, 0, 2), (std::vector<double>{0.1, 2}));
  const std::vector<std::uint16_t> halves{to_half(1.5F).bits, 0x7BFF};
  const NpySource f16(put(npy("'<f2'", "False", "(1, 2)", raw(halves)), "b.npy"));
  EXPECT_EQ(f16.type(), ElementType::f16);
  EXPECT_EQ(columns_of<std::uint16_t>(f16, 0, 2), halves);
}

TEST_F(Npy, HeaderVersions2And3) {
  for (const char version : {'\2', '\3'}) {
    const NpySource source(put(npy("'<f4'", "False", "(2, 3)", raw(kSix), version)));
    EXPECT_EQ(columns_of<float>(source, 0, 1), (std::vector<float>{1, 4}));
  }
}

TEST_F(Npy, NoRowsOrColumns) {
  const NpySource rows(put(npy("'<f4'", "False", "(0, 3)", ""), "a.npy"));
  EXPECT_EQ(rows.rows(), 0U);
  EXPECT_EQ(rows.features(), 3U);
  EXPECT_TRUE(columns_of<float>(rows, 0, 3).empty());
  const NpySource columns(put(npy("'<f4'", "False", "(3, 0)", ""), "b.npy"));
  EXPECT_EQ(columns.features(), 0U);
}

TEST_F(Npy, OtherFilesAreNamed) {
  EXPECT_TRUE(is_error(error_of([&] { const NpySource source(folder_ / "no.npy"); }),
                       "file-missing", "No such file"));
  EXPECT_TRUE(is_error(error_of([&] { const NpySource source(folder_.path()); }), "file-missing"));
  const auto invalid = [this](const std::string& bytes, const std::string& part) {
    EXPECT_TRUE(is_error(matrix_error(bytes), "invalid-file", part));
  };
  invalid("", "is not a .npy file");
  invalid("some text that is no array", "is not a .npy file");
  invalid(npy("'<i8'", "False", "(2, 3)", std::string(48, '\0')), "holds elements of '<i8'");
  invalid(npy("'>f4'", "False", "(2, 3)", raw(kSix)), "holds elements of '>f4'");
  invalid(npy("'<f4'", "False", "(6,)", raw(kSix)), "has 1 dimensions");
  invalid(npy("'<f4'", "False", "()", std::string(4, '\0')), "has 0 dimensions");
  invalid(npy("'<f4'", "False", "(1, 2, 3)", raw(kSix)), "has 3 dimensions");
  invalid(npy("'|O'", "False", "(2, 3)", "pickle"), "Python objects");
  invalid(npy("[('a', '<f4')]", "False", "(6,)", raw(kSix)), "records of several fields");
  invalid(npy("'<f4'", "False", "(2, x)", raw(kSix)), "no readable shape");
  invalid(npy("'<f4'", "False", "(2, -3)", raw(kSix)), "no readable shape");
  invalid(npy("'<f4'", "False", "[2, 3]", raw(kSix)), "no readable .npy header");
  invalid(npy("'<f4'", "False", "(2, 3)", raw(kSix), '\7'), "unknown .npy version 7");
}

TEST_F(Npy, ATruncatedFileIsNamed) {
  const std::string whole = npy("'<f4'", "False", "(2, 3)", raw(kSix));
  for (std::size_t size = 0; size < whole.size(); ++size) {
    EXPECT_TRUE(is_error(matrix_error(whole.substr(0, size)), "invalid-file")) << size;
  }
  EXPECT_TRUE(is_error(matrix_error(npy("'<f4'", "False", "(4294967296, 4294967296)", raw(kSix))),
                       "invalid-file",
                       "says it is 4294967296 × 4294967296, more than any file holds"));
}

TEST_F(Npy, BytesAfterTheArrayAreNamed) {
  EXPECT_TRUE(is_error(matrix_error(npy("'<f4'", "False", "(2, 3)", raw(kSix) + "??")),
                       "invalid-file", "has 2 bytes after its array"));
}

TEST_F(Npy, LabelsOfIntegers) {
  EXPECT_EQ(labels(npy("'<i8'", "False", "(3,)", raw(std::vector<std::int64_t>{7, -1, 0}))),
            (Texts{"7", "-1", "0"}));
  EXPECT_EQ(labels(npy("'<i4'", "False", "(1,)", raw(std::vector<std::int32_t>{-9}))), Texts{"-9"});
  EXPECT_EQ(labels(npy("'<u2'", "False", "(1,)", raw(std::vector<std::uint16_t>{65535}))),
            Texts{"65535"});
  EXPECT_EQ(labels(npy("'<u8'", "False", "(1,)", raw(std::vector<std::uint64_t>{~0ULL}))),
            Texts{"18446744073709551615"});
  EXPECT_EQ(labels(npy("'|i1'", "False", "(2,)", raw(std::vector<std::int8_t>{-128, 5}))),
            (Texts{"-128", "5"}));
  EXPECT_EQ(labels(npy("'|b1'", "False", "(2,)", std::string("\1\0", 2))),
            (Texts{"true", "false"}));
}

TEST_F(Npy, LabelsOfText) {
  EXPECT_EQ(labels(npy("'|S4'", "False", "(2,)", std::string("cat\0dogs", 8))),
            (Texts{"cat", "dogs"}));
  const std::u32string wide = U"k\u00fc\u4e2d\U0001F408";
  EXPECT_EQ(labels(npy("'<U4'", "False", "(2,)",
                       raw(std::vector<char32_t>(wide.begin(), wide.end())) +
                           raw(std::vector<char32_t>{U'x', 0, 0, 0}))),
            (Texts{"k\xC3\xBC\xE4\xB8\xAD\xF0\x9F\x90\x88", "x"}));
  EXPECT_EQ(labels(npy("'<U3'", "False", "(0,)", "")), Texts{});
}

TEST_F(Npy, OtherLabelsAreNamed) {
  EXPECT_TRUE(is_error(label_error(npy("'<f8'", "False", "(1,)", std::string(8, '\0'))),
                       "invalid-file", "labels of '<f8'"));
  EXPECT_TRUE(is_error(label_error(npy("'|S2'", "False", "(2,)", std::string("ab\0\0", 4))),
                       "invalid-file", "number 1, that is empty"));
  EXPECT_TRUE(is_error(label_error(npy("'|S0'", "False", "(1000000000000000000,)", "")),
                       "invalid-file", "without a character"));
  EXPECT_TRUE(is_error(label_error(npy("'<i8'", "False", "(1, 1)", std::string(8, '\0'))),
                       "invalid-file", "2 dimensions"));
  EXPECT_TRUE(
      is_error(label_error(npy("'|O'", "False", "(1,)", "pickle")), "invalid-file", "pickle"));
  EXPECT_TRUE(
      is_error(label_error(npy("'|S1'", "False", "(1,)", "\xFF")), "invalid-file", "UTF-8"));
  EXPECT_TRUE(
      is_error(label_error(npy("'<U1'", "False", "(1,)", raw(std::vector<std::uint32_t>{0xD800}))),
               "invalid-file", "UTF-8"));
  EXPECT_TRUE(is_error(
      label_error(npy("'<U1'", "False", "(1,)", raw(std::vector<std::uint32_t>{0xFFFFFFFF}))),
      "invalid-file", "UTF-8"));
}

TEST_F(Npy, LabelsOfCsv) {
  EXPECT_EQ(labels("cat\ndog\n", "y.csv"), (Texts{"cat", "dog"}));
  EXPECT_EQ(labels("class\r\ncat\r\n\"a,b\"\r\n", "y.csv"), (Texts{"cat", "a,b"}));
  EXPECT_EQ(labels("label\n1\n2\n", "y.txt"), (Texts{"1", "2"}));
  EXPECT_EQ(labels("path,label,class\na,1,cat\nb,2,dog\n", "y.csv"), (Texts{"cat", "dog"}));
  EXPECT_EQ(labels("class\na\n\n\n", "y.csv"), Texts{"a"});
}

TEST_F(Npy, OtherCsvIsNamed) {
  EXPECT_TRUE(is_error(label_error("", "y.csv"), "invalid-file", "holds no labels"));
  EXPECT_TRUE(is_error(label_error("a,b\n1,2\n", "y.csv"), "invalid-file", "has the columns a, b"));
  EXPECT_TRUE(is_error(label_error("x,class\n1,2\n3\n", "y.csv"), "invalid-file",
                       "1 fields in line 3, 2 in the first"));
  EXPECT_TRUE(is_error(label_error("\xFF\n", "y.csv"), "invalid-file", "UTF-8"));
  EXPECT_TRUE(is_error(label_error("class\na\n\nb\n", "y.csv"), "invalid-file", "empty in line 3"));
  EXPECT_TRUE(is_error(label_error("\na\nb\n", "y.csv"), "invalid-file", "empty in line 1"));
  EXPECT_TRUE(is_error(label_error("path,label\na,1\nb,\n", "y.csv"), "invalid-file",
                       "an empty label in line 3"));
  EXPECT_TRUE(is_error(label_error(std::string("a\0b\nc\n", 6), "y.csv"), "invalid-file",
                       "number 0, that holds a zero byte"));
  EXPECT_TRUE(is_error(error_of([&] { read_label_file(folder_ / "no.csv"); }), "file-missing"));
  EXPECT_TRUE(is_error(error_of([&] { read_label_file(folder_ / "no.npy"); }), "file-missing"));
}

TEST_F(Npy, NumpyWritesThem) {
  if (!test::has_python()) GTEST_SKIP() << "LEXICNN_PYTHON is not set";
  ASSERT_EQ(test::run_python("make_npy.py", {folder_.path()}), "");
  const NpySource c(folder_ / "c.npy");
  const NpySource fortran(folder_ / "fortran.npy");
  ASSERT_EQ(c.rows(), 1000U);
  ASSERT_EQ(c.features(), 70U);
  std::vector<float> expected(70'000);
  for (std::size_t i = 0; i < expected.size(); ++i) {
    expected[i] = static_cast<float>(i % 1000 * 70 + i / 1000);
  }
  EXPECT_TRUE(columns_of<float>(c, 0, 70) == expected);
  EXPECT_TRUE(columns_of<float>(fortran, 0, 70) == expected);
  EXPECT_EQ(read_label_file(folder_ / "text.npy"), (Texts{"cat", "kü"}));
  EXPECT_EQ(read_label_file(folder_ / "whole.npy"), (Texts{"3", "1"}));
}

}  // namespace
}  // namespace lexicnn
