#include <gtest/gtest.h>
#include <thread>

#include "lexicnn/store/activation_file.hpp"

#include "store/file_editor.hpp"
#include "store/support.hpp"

namespace lexicnn {
namespace {

using test::error_of;
using test::FileEditor;
using test::is_error;

constexpr std::uint64_t kRows = 300;
constexpr std::uint64_t kColumns = 70;

std::vector<std::byte> columns_of(const FeatureSource& source, std::uint64_t first,
                                  std::uint64_t count) {
  std::vector<std::byte> out(count * source.rows() * element_size(source.type()), std::byte{0xAA});
  source.read(first, count, out);
  return out;
}

/// make_sparse.py's files.
class Sparse : public test::MadeFiles {
 protected:
  Sparse() : MadeFiles("make_sparse.py") {}

  /// Every block of columns has the bytes of the dense matrix, in whatever order they are read.
  void expect_same(const std::string& name, const std::string& dense,
                   std::uint64_t sparse_bytes = H5adSource::kSparseBytes) const {
    const H5adSource source(file(name), sparse_bytes);
    const H5adSource expected(file("dense_" + dense));
    ASSERT_EQ(source.rows(), kRows) << name;
    ASSERT_EQ(source.features(), kColumns) << name;
    ASSERT_EQ(source.type(), expected.type()) << name;
    EXPECT_GE(source.preferred_block(), 1U);
    for (const auto& [first, count] :
         {std::pair{0U, 70U}, {69U, 1U}, {5U, 64U}, {0U, 1U}, {4U, 3U}, {70U, 0U}}) {
      EXPECT_EQ(columns_of(source, first, count), columns_of(expected, first, count))
          << name << " " << first << " " << count << " " << sparse_bytes;
    }
  }

  /// The error of opening and reading `name` after `edit`.
  [[nodiscard]] std::string error_after(const std::string& name,
                                        const std::function<void(FileEditor&)>& edit) const {
    std::filesystem::copy_file(file(name), file("edited"),
                               std::filesystem::copy_options::overwrite_existing);
    {
      FileEditor editor(file("edited"));
      edit(editor);
    }
    return error_of([&] {
      const H5adSource source(file("edited"));
      columns_of(source, 0, source.features());
    });
  }
};

TEST_F(Sparse, EveryElementTypeIsReadAsTheDenseMatrix) {
  for (const std::string type : {"float16", "float32", "float64", "int8", "uint8", "int16",
                                 "uint16", "int32", "uint32", "int64", "uint64", "bool"}) {
    for (const char* layout : {"_csr", "_csc"}) {
      expect_same(type + layout, type);
    }
  }
}

TEST_F(Sparse, EveryWayOfWritingIsReadAsTheDenseMatrix) {
  for (const std::string layout : {"csr", "csc"}) {
    for (const char* way :
         {"scipy", "int64", "uint32", "big", "gzip", "legacy", "zeros", "reverse"}) {
      expect_same("ways_" + layout + "_" + way, "ways");
    }
    expect_same("none_" + layout, "none");
  }
}

TEST_F(Sparse, GroupsOfColumnsGiveTheSame) {
  // Some 4,000 entries of 8 bytes: all at once, in groups, and a column at a time.
  for (const std::uint64_t bytes : {40'000U, 20'000U, 1'000U, 0U}) {
    expect_same("ways_csr_zeros", "ways", bytes);
    expect_same("float64_csr", "float64", bytes);
  }
}

TEST_F(Sparse, SeveralThreadsReadAtOnce) {
  const H5adSource expected(file("dense_ways"));
  const std::vector<std::byte> all = columns_of(expected, 0, kColumns);
  const std::size_t column = kRows * element_size(expected.type());
  for (const char* name : {"ways_csr_gzip", "ways_csc_gzip"}) {
    const H5adSource source(file(name), 10'000);
    std::vector<std::vector<std::byte>> got(3);
    {
      std::vector<std::jthread> threads;
      for (std::size_t t = 0; t < got.size(); ++t) {
        threads.emplace_back([&source, &got, t] {
          for (std::uint64_t i = 0; i < kColumns; ++i) {
            const std::vector<std::byte> one = columns_of(source, (i + 20 * t) % kColumns, 1);
            got[t].insert(got[t].end(), one.begin(), one.end());
          }
        });
      }
    }
    for (std::size_t t = 0; t < got.size(); ++t) {
      std::rotate(got[t].begin(), got[t].end() - static_cast<std::ptrdiff_t>(20 * t * column),
                  got[t].end());
      EXPECT_EQ(got[t], all) << name << " " << t;
    }
  }
}

TEST_F(Sparse, WhatADoubleDoesNotHoldIsNamed) {
  const H5adSource source(file("huge"));
  EXPECT_TRUE(is_error(error_of([&] { columns_of(source, 0, 2); }), "invalid-file",
                       "'/X/data' holds 9007199254740993"));
}

TEST_F(Sparse, DamagedArraysAreNamed) {
  const std::string name = "invalid-file";
  for (const std::string layout : {"float32_csr", "float32_csc"}) {
    const auto damaged = [&](const std::function<void(FileEditor&)>& edit) {
      return error_after(layout, edit);
    };
    const bool by_row = layout == "float32_csr";
    const double places = by_row ? kColumns : kRows;
    EXPECT_EQ(damaged([](FileEditor&) {}), "no error");
    EXPECT_TRUE(is_error(damaged([](FileEditor& f) { f.set_number("/X/indptr", 0, 1); }), name,
                         "'/X/indptr' does not begin with 0"));
    EXPECT_TRUE(is_error(damaged([](FileEditor& f) { f.set_number("/X/indptr", 5, -7); }), name,
                         "'/X/indptr' falls from "));
    EXPECT_TRUE(is_error(damaged([](FileEditor& f) { f.set_number("/X/indptr", 5, 2e9); }), name,
                         "'/X/indptr' gives "));
    const std::uint64_t last = by_row ? kRows : kColumns;
    EXPECT_TRUE(is_error(damaged([&](FileEditor& f) { f.set_number("/X/indptr", last, 2e9); }),
                         name, "'/X/indptr' gives "));
    EXPECT_TRUE(is_error(damaged([](FileEditor& f) { f.set_number("/X/indices", 3, -1); }), name,
                         "'/X/indices' holds -1 at 3, but there are "));
    EXPECT_TRUE(is_error(damaged([&](FileEditor& f) { f.set_number("/X/indices", 9, places); }),
                         name, "'/X/indices' holds "));
    EXPECT_TRUE(is_error(damaged([](FileEditor& f) { f.remove("/X/data"); }), name,
                         "the sparse matrix '/X' has no array 'data'"));
    EXPECT_TRUE(is_error(damaged([](FileEditor& f) { f.remove("/X/indptr"); }), name,
                         "the sparse matrix '/X' has no array 'indptr'"));
  }
}

TEST_F(Sparse, ArraysOfAnotherShapeOrTypeAreNamed) {
  const auto damaged = [&](const std::function<void(FileEditor&)>& edit) {
    return error_after("float32_csr", edit);
  };
  const auto replaced = [&](const std::string& array, hid_t type,
                            const std::vector<hsize_t>& shape) {
    return damaged([&](FileEditor& f) { f.replace("/X/" + array, type, shape); });
  };
  const std::string name = "invalid-file";
  EXPECT_TRUE(is_error(replaced("data", H5T_NATIVE_FLOAT, {5}), name, "'/X/data' has 5 values"));
  EXPECT_TRUE(is_error(replaced("data", H5T_NATIVE_FLOAT, {5, 2}), name, "not one-dimensional"));
  EXPECT_TRUE(is_error(replaced("indices", H5T_NATIVE_DOUBLE, {5}), name,
                       "'/X/indices' does not hold whole numbers"));
  EXPECT_TRUE(is_error(replaced("indptr", H5T_NATIVE_INT, {5}), name,
                       "'/X/indptr' has 5 elements, not 301"));
  EXPECT_TRUE(is_error(damaged([](FileEditor& f) { f.remove_attribute("/X", "shape"); }), name,
                       "no attribute 'shape'"));
  EXPECT_TRUE(is_error(damaged([](FileEditor& f) { f.set_attribute("/X", "shape", "300, 70"); }),
                       name, "no attribute 'shape'"));
  EXPECT_TRUE(
      is_error(damaged([](FileEditor& f) { f.set_attribute("/X", "encoding-type", "coo_matrix"); }),
               name, "'/X' is neither dense nor a sparse matrix that lexicnn reads"));
  EXPECT_TRUE(
      is_error(damaged([](FileEditor& f) { f.set_attribute("/X", "encoding-type", "csc_matrix"); }),
               name, "'/X/indptr' has 301 elements, not 71"));
}

TEST_F(Sparse, TwoEntriesForOneElementAreNamed) {
  // Row 1 has its entries in the columns 1, 6, …; column 1 in the rows 1, 6, ….
  const auto repeat = [](FileEditor& f) { f.set_number("/X/indices", 2, 6); };
  EXPECT_TRUE(is_error(error_after("float32_csr", repeat), "invalid-file",
                       "more than one entry for row 1, column 6"));
  EXPECT_TRUE(is_error(error_after("float32_csc", repeat), "invalid-file",
                       "more than one entry for row 6, column 1"));
}

}  // namespace
}  // namespace lexicnn
