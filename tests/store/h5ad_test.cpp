#include "lexicnn/store/h5ad.hpp"

#include <cmath>
#include <fmt/format.h>
#include <limits>

#include "lexicnn/core/half.hpp"

#include "store/support.hpp"

namespace lexicnn {
namespace {

using test::error_of;
using test::is_error;
using test::plain_matrix;

/// One value of every kind, and names that are awkward.
AnnotatedMatrix everything() {
  AnnotatedMatrix out = plain_matrix(4, 3);
  out.obs.index = {"cats/ü 1.jpg", "new\nline", "quote\"'\\", "\xF0\x9F\x90\x88"};
  out.obs.set("class", Categorical{{0, 1, -1, 0}, {"cat/big", "dog"}, false}, "the class");
  out.obs.set("size", Categorical{{2, 0, 1, 2}, {"low", "middle", "high"}, true});
  out.obs.set("path", std::vector<std::string>{"a/b", "", "ü", "two\nlines"}, "where it was");
  out.obs.set("width",
              std::vector<std::int64_t>{1, -2, std::numeric_limits<std::int64_t>::max(), 0});
  out.obs.set("share",
              std::vector<double>{0.5, -0.0, std::numeric_limits<double>::infinity(), 1e-300});
  out.obs.set("good", std::vector<bool>{true, false, true, true});
  out.var.index = {"conv/1:0", "conv/1:1", "fc:0"};
  out.var.set("layer", make_categorical({"conv/1", "conv/1", "fc"}), "name of the layer");
  out.layers.emplace_back("second", test::counting<double>(4, 3));
  out.layers.emplace_back("first", test::counting<std::int8_t>(4, 3));
  Dict deep;
  deep.set("nothing", Dict());
  deep.set("list", std::vector<std::string>{"b", "a", ""});
  deep.set("none", std::vector<std::string>{});
  Dict facts;
  facts.set("zeta", std::string("last name, first entry"));
  facts.set("text", std::string("ü\nline"));
  facts.set("empty", std::string());
  facts.set("number", 0.1);
  facts.set("whole", std::int64_t{-7});
  facts.set("yes", true);
  facts.set("no", false);
  facts.set("array", Array{{2, 1, 3}, std::vector<std::uint64_t>{1, 2, 3, 4, 5, 1ULL << 63U}});
  facts.set("halves", Array{{2}, std::vector<Half>{to_half(1.5F), to_half(-2.0F)}});
  facts.set("void", Array{{0, 5}, std::vector<double>{}});
  facts.set("table", out.obs);
  facts.set("deep", deep);
  out.uns.set("lexicnn", facts);
  return out;
}

void expect_equal(const AnnotatedMatrix& a, const AnnotatedMatrix& b) {
  EXPECT_EQ(a.obs, b.obs);
  EXPECT_EQ(a.var, b.var);
  EXPECT_EQ(a.x, b.x);
  EXPECT_EQ(a.layers, b.layers);
  EXPECT_EQ(a.uns, b.uns);
}

TEST(H5ad, EverythingComesBack) {
  const test::TempDir folder;
  const AnnotatedMatrix written = everything();
  write_h5ad(folder / "x.h5ad", written, false);
  std::vector<std::string> skipped;
  expect_equal(read_h5ad(folder / "x.h5ad", {.skipped = &skipped}), written);
  EXPECT_TRUE(skipped.empty());
  EXPECT_EQ(test::files_in(folder.path()), std::vector<std::string>{"x.h5ad"});
}

TEST(H5ad, TheSameDataGiveTheSameBytes) {
  const test::TempDir folder;
  write_h5ad(folder / "a.h5ad", everything(), false);
  write_h5ad(folder / "b.h5ad", everything(), false);
  EXPECT_TRUE(test::bytes_of(folder / "a.h5ad") == test::bytes_of(folder / "b.h5ad"));
}

TEST(H5ad, AnndataReadsEverything) {
  if (!test::has_python()) GTEST_SKIP() << "LEXICNN_PYTHON is not set";
  const test::TempDir folder;
  write_h5ad(folder / "x.h5ad", everything(), false);
  EXPECT_EQ(test::run_python("check_everything.py", {folder / "x.h5ad"}), "");
}

TEST(H5ad, EmptyTablesComeBack) {
  const test::TempDir folder;
  std::vector<std::string> expected;
  for (const auto& [rows, columns] : {std::pair{0U, 0U}, {0U, 5U}, {5U, 0U}, {300U, 0U}}) {
    const auto path = folder / fmt::format("{}x{}.h5ad", rows, columns);
    const AnnotatedMatrix written = plain_matrix(rows, columns);
    write_h5ad(path, written, true);
    expect_equal(read_h5ad(path), written);
    expected.insert(expected.end(), {path, std::to_string(rows), std::to_string(columns)});
  }
  if (!test::has_python()) GTEST_SKIP() << "LEXICNN_PYTHON is not set";
  EXPECT_EQ(test::run_python("check_shape.py", expected), "");
}

TEST(H5ad, EveryElementTypeOfXComesBack) {
  const test::TempDir folder;
  const auto check = [&folder](const Array& x) {
    AnnotatedMatrix written = plain_matrix(x.shape[0], x.shape[1]);
    written.x = x;
    written.layers.emplace_back("copy", x);
    write_h5ad(folder / "x.h5ad", written, true);
    expect_equal(read_h5ad(folder / "x.h5ad"), written);
  };
  check(test::counting<double>(3, 2));
  check(test::counting<float>(257, 65));
  check(test::counting<std::int64_t>(3, 2));
  check(test::counting<std::uint64_t>(3, 2));
  check(test::counting<std::int32_t>(300, 2));
  check(test::counting<std::int8_t>(1, 9));
  check(test::counting<std::uint8_t>(1, 9));
  check({{2, 2}, std::vector<Half>{{0x0001}, {0x7BFF}, {0xFC00}, {0x7E01}}});
}

TEST(H5ad, ChunkBorders) {
  const test::TempDir folder;
  for (const std::uint64_t rows : {255U, 256U, 257U}) {
    for (const std::uint64_t columns : {63U, 64U, 65U}) {
      const AnnotatedMatrix written = plain_matrix(rows, columns);
      write_h5ad(folder / "x.h5ad", written, true);
      EXPECT_EQ(read_h5ad(folder / "x.h5ad").x, written.x) << rows << " × " << columns;
    }
  }
}

TEST(H5ad, ArraysOfRunsAreCompressed) {
  const test::TempDir folder;
  AnnotatedMatrix written = plain_matrix(2, 40'000);
  std::vector<std::uint64_t> counts(500'000, 0);
  for (std::size_t i = 0; i < counts.size(); i += 7)
    counts[i] = i;
  written.layers.emplace_back("flat", Array{{2, 40'000}, std::vector<double>(80'000, 0.125)});
  written.uns.set("counts", Array{{5, 100, 1000}, counts});
  write_h5ad(folder / "x.h5ad", written, false);
  expect_equal(read_h5ad(folder / "x.h5ad"), written);
  EXPECT_LT(std::filesystem::file_size(folder / "x.h5ad"), 4'500'000U);  // raw: 4.96 MB + names
}

TEST(H5ad, XOrLayersCanBeLeftOut) {
  const test::TempDir folder;
  write_h5ad(folder / "x.h5ad", everything(), false);
  const AnnotatedMatrix without = read_h5ad(folder / "x.h5ad", {.x = false, .layers = false});
  EXPECT_EQ(without.x.shape, (std::vector<std::uint64_t>{4, 3}));
  EXPECT_TRUE(std::get<std::vector<double>>(without.x.data).empty());
  EXPECT_TRUE(without.layers.empty());
  EXPECT_EQ(without.obs, everything().obs);
}

TEST(H5ad, AnOutputIsReplacedOnlyOnRequest) {
  const test::TempDir folder;
  const auto path = folder / "x.h5ad";
  write_h5ad(path, plain_matrix(2, 2), false);
  EXPECT_TRUE(is_error(error_of([&] { write_h5ad(path, plain_matrix(3, 3), false); }),
                       "output-exists", "x.h5ad"));
  EXPECT_EQ(read_h5ad(path).obs.rows(), 2U);
  write_h5ad(path, plain_matrix(3, 3), true);
  EXPECT_EQ(read_h5ad(path).obs.rows(), 3U);
}

TEST(H5ad, AFailedWriteLeavesTheOldFileAndNothingElse) {
  const test::TempDir folder;
  const auto path = folder / "x.h5ad";
  write_h5ad(path, plain_matrix(2, 2), false);
  AnnotatedMatrix bad = plain_matrix(3, 3);
  bad.uns.set("text", std::string("\xFF"));
  EXPECT_TRUE(is_error(error_of([&] { write_h5ad(path, bad, true); }), "invalid-input", "UTF-8"));
  EXPECT_EQ(read_h5ad(path).obs.rows(), 2U);
  EXPECT_EQ(test::files_in(folder.path()), std::vector<std::string>{"x.h5ad"});
}

TEST(H5ad, AFolderThatIsMissingIsNamed) {
  const test::TempDir folder;
  EXPECT_TRUE(
      is_error(error_of([&] { write_h5ad(folder / "no" / "x.h5ad", plain_matrix(1, 1), false); }),
               "output-unwritable", "no folder"));
}

std::string refusal(const std::function<void(AnnotatedMatrix&)>& spoil) {
  const test::TempDir folder;
  AnnotatedMatrix matrix = everything();
  spoil(matrix);
  const std::string error = error_of([&] { write_h5ad(folder / "x.h5ad", matrix, false); });
  EXPECT_TRUE(test::files_in(folder.path()).empty());
  return error;
}

TEST(H5ad, WhatAFileCannotHoldIsRefused) {
  const auto expect = [](const std::function<void(AnnotatedMatrix&)>& spoil,
                         const std::string& part) {
    EXPECT_TRUE(is_error(refusal(spoil), "invalid-input", part));
  };
  expect([](auto& m) { m.x.shape = {3, 4}; }, "X is 3 × 4, but obs and var have 4 and 3 rows");
  expect([](auto& m) { m.x.data = std::vector<float>(11); }, "11 elements, its shape says 12");
  expect([](auto& m) { m.layers[0].second.shape = {12}; }, "layer 'second' is not 4 × 3");
  expect([](auto& m) { m.layers[0].first = "a/b"; }, "'a/b' cannot be the name of a layer");
  expect([](auto& m) { m.layers[0].first = "first"; }, "'first'");
  expect([](auto& m) { m.obs.index[1] = m.obs.index[0]; },
         "obs' has two rows named 'cats/ü 1.jpg'");
  expect([](auto& m) { m.obs.index[1] = "\xC3"; }, "text 1 of '/obs/_index' is not UTF-8");
  expect([](auto& m) { m.obs.index[1] = std::string("a\0b", 3); }, "zero bytes");
  expect([](auto& m) { m.obs.columns[1].name = "a/b"; }, "'a/b' cannot be the name of a column");
  expect([](auto& m) { m.obs.columns[1].name = ""; }, "'' cannot be the name of a column");
  expect([](auto& m) { m.obs.columns[1].name = "class"; }, "the column 'class' twice");
  expect([](auto& m) { m.obs.columns[1].name = "_index"; }, "the column '_index' twice");
  expect([](auto& m) { m.obs.columns[3].data = std::vector<std::int64_t>{1}; },
         "'obs/width' has 1 rows, the table has 4");
  expect(
      [](auto& m) {
        m.obs.columns[0].data = Categorical{{0, 1, 2, 0}, {"a", "b"}, false};
      },
      "'obs/class' holds the code 2 but 2 categories");
  expect(
      [](auto& m) {
        m.obs.columns[0].data = Categorical{{0, 1, 1, 0}, {"a", "a"}, false};
      },
      "'obs/class' has the category 'a' twice");
  expect([](auto& m) { m.uns.set("a", Array{{3}, std::vector<double>{1}}); }, "'a' has 1 elements");
}

}  // namespace
}  // namespace lexicnn
