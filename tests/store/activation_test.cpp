#include <algorithm>
#include <cmath>
#include <csignal>
#include <cstring>
#include <fmt/format.h>
#include <limits>
#include <sys/resource.h>
#include <thread>

#include "lexicnn/core/half.hpp"
#include "lexicnn/core/provenance.hpp"
#include "lexicnn/store/activation_file.hpp"
#include "lexicnn/store/h5ad.hpp"

#include "store/support.hpp"

#if defined(__SANITIZE_ADDRESS__)
#include <sanitizer/lsan_interface.h>
#endif

namespace lexicnn {
namespace {

using test::error_of;
using test::files_in;
using test::is_error;
using test::plain_table;

/// A value that tells row and column, exact in float16 for the sizes used here.
float value_at(std::uint64_t row, std::uint64_t column) {
  return static_cast<float>(row % 1024) / 32.0F - static_cast<float>(column % 8);
}

std::vector<float> row_at(std::uint64_t row, std::uint64_t features) {
  std::vector<float> out(features);
  for (std::uint64_t column = 0; column < features; ++column)
    out[column] = value_at(row, column);
  return out;
}

std::vector<std::uint64_t> all_but(std::uint64_t rows, const std::vector<std::uint64_t>& bad) {
  std::vector<std::uint64_t> out;
  for (std::uint64_t row = 0; row < rows; ++row) {
    if (std::find(bad.begin(), bad.end(), row) == bad.end()) out.push_back(row);
  }
  return out;
}

/// Writes the rows `keep`, last first, of `rows` offered ones.
void write_activations(const std::filesystem::path& path, std::uint64_t rows,
                       std::uint64_t features, ElementType type,
                       const std::vector<std::uint64_t>& keep) {
  ActivationWriter writer(path, rows, features, type, true);
  for (std::size_t i = keep.size(); i-- > 0;)
    writer.write(keep[i], row_at(keep[i], features));
  Dict uns;
  uns.set("note", std::string("made by a test"));
  writer.finish(keep, plain_table(keep.size(), "i"), plain_table(features, "c:"), uns);
}

float element(ElementType type, const std::vector<std::byte>& bytes, std::uint64_t at) {
  if (type == ElementType::f32) {
    float out = 0;
    std::memcpy(&out, bytes.data() + 4 * at, 4);
    return out;
  }
  Half out;
  std::memcpy(&out, bytes.data() + 2 * at, 2);
  return to_float(out);
}

void expect_columns(const FeatureSource& source, const std::vector<std::uint64_t>& keep,
                    std::uint64_t first, std::uint64_t count) {
  std::vector<std::byte> bytes(count * source.rows() * element_size(source.type()));
  source.read(first, count, bytes);
  for (std::uint64_t column = 0; column < count; ++column) {
    for (std::uint64_t row = 0; row < source.rows(); ++row) {
      ASSERT_EQ(element(source.type(), bytes, column * source.rows() + row),
                value_at(keep[row], first + column))
          << row << " " << first + column;
    }
  }
}

TEST(Activations, ChunkBorders) {
  const test::TempDir folder;
  const auto check = [&folder](std::uint64_t rows, std::uint64_t features, ElementType type) {
    SCOPED_TRACE(std::to_string(rows) + " × " + std::to_string(features));
    const auto keep = all_but(rows, {});
    write_activations(folder / "x.h5ad", rows, features, type, keep);
    const H5adSource source(folder / "x.h5ad");
    ASSERT_EQ(source.rows(), rows);
    ASSERT_EQ(source.features(), features);
    EXPECT_EQ(source.type(), type);
    EXPECT_EQ(source.preferred_block(), std::min<std::uint64_t>(64, features));
    expect_columns(source, keep, 0, features);
    expect_columns(source, keep, features - 1, 1);
    expect_columns(source, keep, features / 2, features - features / 2);
  };
  for (const std::uint64_t rows : {255U, 256U, 257U}) {
    for (const std::uint64_t features : {63U, 64U, 65U})
      check(rows, features, ElementType::f32);
  }
  check(1, 1, ElementType::f32);
  check(5000, 129, ElementType::f32);
  check(513, 65, ElementType::f16);
}

TEST(Activations, ChunksSuitBothDirections) {
  const test::TempDir folder;
  std::vector<std::string> files;
  for (const auto& [rows, features] : std::vector<std::pair<std::uint64_t, std::uint64_t>>{
           {256, 70}, {257, 70}, {5'000, 3}, {700, 40'000}}) {
    const auto path = folder / fmt::format("{}x{}.h5ad", rows, features);
    write_activations(path, rows, features, ElementType::f32, all_but(rows, {}));
    files.push_back(path.string());
  }
  if (!test::has_python()) GTEST_SKIP() << "LEXICNN_PYTHON is not set";
  EXPECT_EQ(test::run_python("check_chunks.py", files), "");
}

TEST(Activations, WhatIsHeldWhenTheFileIsMadeHasABound) {
  constexpr std::uint64_t kMebibyte = std::uint64_t{1} << 20U;
  const auto held = [](std::uint64_t rows, std::uint64_t features) {
    return ActivationWriter::buffer_bytes(rows, features, ElementType::f16);
  };
  EXPECT_EQ(held(100, 50), 100U * 50 * 2);
  for (const std::uint64_t rows : {50'000UL, 1'281'167UL, 14'197'122UL, 400'000'000UL}) {
    EXPECT_GT(held(rows, 12'416), 48 * kMebibyte);
    EXPECT_LT(held(rows, 12'416), 66 * kMebibyte);
  }
}

TEST(Activations, RowsAreReadBack) {
  const test::TempDir folder;
  for (const ElementType type : {ElementType::f32, ElementType::f16}) {
    write_activations(folder / "x.h5ad", 300, 70, type, all_but(300, {}));
    const H5adSource source(folder / "x.h5ad");
    std::vector<float> rows(3 * 70);
    source.read_rows(255, 3, rows);
    for (std::uint64_t row = 0; row < 3; ++row) {
      const std::vector<float> expected = row_at(255 + row, 70);
      EXPECT_TRUE(std::equal(expected.begin(), expected.end(),
                             rows.begin() + static_cast<std::ptrdiff_t>(70 * row)));
    }
    source.read_rows(300, 0, {});
    EXPECT_TRUE(is_error(error_of([&] { source.read_rows(298, 3, rows); }), "invalid-input"));
    EXPECT_TRUE(is_error(error_of([&] { source.read_rows(0, 2, rows); }), "invalid-input"));
  }
}

TEST(Activations, BadRowsAreSqueezedOut) {
  const test::TempDir folder;
  const auto keep = all_but(600, {0, 1, 255, 256, 300, 599});
  write_activations(folder / "x.h5ad", 600, 70, ElementType::f32, keep);
  const H5adSource source(folder / "x.h5ad");
  ASSERT_EQ(source.rows(), 594U);
  expect_columns(source, keep, 0, 70);
}

TEST(Activations, NoRowKept) {
  const test::TempDir folder;
  write_activations(folder / "x.h5ad", 3, 2, ElementType::f32, {});
  const H5adSource source(folder / "x.h5ad");
  EXPECT_EQ(source.rows(), 0U);
  EXPECT_EQ(source.features(), 2U);
  source.read(0, 2, {});
}

TEST(Activations, NoFeatures) {
  const test::TempDir folder;
  write_activations(folder / "x.h5ad", 300, 0, ElementType::f32, all_but(300, {}));
  const H5adSource source(folder / "x.h5ad");
  EXPECT_EQ(source.rows(), 300U);
  EXPECT_EQ(source.features(), 0U);
  EXPECT_EQ(source.preferred_block(), 1U);
}

TEST(Activations, ObsVarAndUnsTravelAlong) {
  const test::TempDir folder;
  ActivationWriter writer(folder / "x.h5ad", 2, 1, ElementType::f32, false);
  writer.write(0, row_at(0, 1));
  writer.write(1, row_at(1, 1));
  Table obs = plain_table(2, "image");
  obs.set("class", make_categorical({"cat", "dog"}), "the class");
  Table var = plain_table(1, "conv:");
  var.set("depth", std::vector<double>{0.5});
  Dict uns;
  uns.set("lexicnn", make_provenance("activations", "a command"));
  writer.finish({0, 1}, obs, var, uns);
  const H5adSource source(folder / "x.h5ad");
  EXPECT_EQ(source.obs(), obs);
  EXPECT_EQ(source.var(), var);
  EXPECT_EQ(source.uns(), uns);
}

TEST(Activations, AnndataReadsThem) {
  if (!test::has_python()) GTEST_SKIP() << "LEXICNN_PYTHON is not set";
  const test::TempDir folder;
  const auto keep = all_but(600, {7});
  write_activations(folder / "f32.h5ad", 600, 70, ElementType::f32, keep);
  write_activations(folder / "f16.h5ad", 600, 70, ElementType::f16, keep);
  EXPECT_EQ(test::run_python("check_activations.py", {folder / "f32.h5ad", folder / "f16.h5ad"}),
            "");
}

TEST(Activations, InfinityAndNanPassThroughF16) {
  const test::TempDir folder;
  ActivationWriter writer(folder / "x.h5ad", 1, 2, ElementType::f16, false);
  constexpr float kInfinity = std::numeric_limits<float>::infinity();
  const float nan = std::numeric_limits<float>::quiet_NaN();
  writer.write(0, std::vector<float>{kInfinity, nan});
  writer.finish({0}, plain_table(1, "i"), plain_table(2, "c:"), {});
  const auto x = std::get<std::vector<Half>>(read_h5ad(folder / "x.h5ad").x.data);
  EXPECT_EQ(to_float(x[0]), kInfinity);
  EXPECT_TRUE(std::isnan(to_float(x[1])));
}

TEST(Activations, AnOverflowOfF16IsNamed) {
  const test::TempDir folder;
  ActivationWriter writer(folder / "x.h5ad", 9, 3, ElementType::f16, false);
  const std::vector<float> row{1, -70000, 80000};
  EXPECT_TRUE(is_error(error_of([&] { writer.write(8, row); }), "invalid-input",
                       "-70000 of image 8, feature 1"));
  EXPECT_TRUE(
      is_error(error_of([&] { writer.finish({8}, plain_table(1, "i"), plain_table(3, "c:"), {}); }),
               "invalid-input", "row 8 is to be kept but was never written"));
}

TEST(Activations, NothingIsLeftWithoutFinish) {
  const test::TempDir folder;
  {
    ActivationWriter writer(folder / "x.h5ad", 10, 4, ElementType::f32, false);
    writer.write(3, row_at(3, 4));
    EXPECT_EQ(files_in(folder.path()).size(), 2U);  // the part and the file to be
  }
  EXPECT_TRUE(files_in(folder.path()).empty());
}

TEST(Activations, OnlyTheFileIsLeftAfterFinish) {
  const test::TempDir folder;
  write_activations(folder / "x.h5ad", 3, 4, ElementType::f32, {0, 2});
  EXPECT_EQ(files_in(folder.path()), std::vector<std::string>{"x.h5ad"});
}

TEST(Activations, WrongRowsAreRefused) {
  const test::TempDir folder;
  ActivationWriter writer(folder / "x.h5ad", 3, 2, ElementType::f32, false);
  const auto refused = [](const std::function<void()>& body, const std::string& part) {
    EXPECT_TRUE(is_error(error_of(body), "invalid-input", part));
  };
  refused([&] { writer.write(3, row_at(0, 2)); }, "row 3 of 2 values");
  refused([&] { writer.write(0, row_at(0, 3)); }, "row 0 of 3 values");
  writer.write(0, row_at(0, 2));
  writer.write(2, row_at(2, 2));
  refused([&] { writer.write(2, row_at(2, 2)); }, "row 2 is written twice");
  const auto finish = [&writer](const std::vector<std::uint64_t>& keep, std::uint64_t obs,
                                std::uint64_t var) {
    writer.finish(keep, plain_table(obs, "i"), plain_table(var, "c:"), {});
  };
  refused([&] { finish({0, 1}, 2, 2); }, "row 1 is to be kept but was never written");
  refused([&] { finish({2, 0}, 2, 2); }, "not in ascending order");
  refused([&] { finish({0, 0}, 2, 2); }, "not in ascending order");
  refused([&] { finish({0, 2}, 1, 2); }, "obs and var have 1 and 2 rows");
  refused([&] { finish({0, 2}, 2, 3); }, "obs and var have 2 and 3 rows");
  finish({0, 2}, 2, 2);
  refused([&] { finish({0, 2}, 2, 2); }, "finished already");
  refused([&] { writer.write(1, row_at(1, 2)); }, "which are finished");
}

TEST(Activations, TheOutputIsCheckedFirst) {
  const test::TempDir folder;
  write_activations(folder / "x.h5ad", 1, 1, ElementType::f32, {0});
  const auto make = [](const std::filesystem::path& path, std::uint64_t rows,
                       std::uint64_t features, ElementType type) {
    return error_of([&] { const ActivationWriter writer(path, rows, features, type, false); });
  };
  EXPECT_TRUE(is_error(make(folder / "x.h5ad", 1, 1, ElementType::f32), "output-exists"));
  EXPECT_TRUE(
      is_error(make(folder / "no" / "x.h5ad", 1, 1, ElementType::f32), "output-unwritable"));
  EXPECT_TRUE(is_error(make(folder / "y.h5ad", 1, 1, ElementType::f64), "invalid-option"));
  EXPECT_TRUE(is_error(make(folder / "y.h5ad", 1U << 30U, 1U << 20U, ElementType::f32),
                       "output-unwritable", "4503599627370496 more while it is made"));
  EXPECT_TRUE(
      is_error(make(folder / "y.h5ad", std::uint64_t{1} << 62U, 1U << 20U, ElementType::f32),
               "invalid-input", "more than any disk holds"));
  EXPECT_EQ(files_in(folder.path()), std::vector<std::string>{"x.h5ad"});
}

/// Lets no file of this process grow beyond `bytes`, as a full disk would.
class FileSizeLimit {
 public:
  explicit FileSizeLimit(rlim_t bytes) : handler_(std::signal(SIGXFSZ, SIG_IGN)) {
    ::getrlimit(RLIMIT_FSIZE, &before_);
    const rlimit limit{bytes, before_.rlim_max};
    ::setrlimit(RLIMIT_FSIZE, &limit);
  }
  FileSizeLimit(const FileSizeLimit&) = delete;
  FileSizeLimit& operator=(const FileSizeLimit&) = delete;
  ~FileSizeLimit() {
    ::setrlimit(RLIMIT_FSIZE, &before_);
    std::signal(SIGXFSZ, handler_);
  }

 private:
  rlimit before_{};
  void (*handler_)(int);
};

/// What is allocated meanwhile is not looked for by the leak sanitiser.
class ExpectedLeak {
 public:
#if defined(__SANITIZE_ADDRESS__)
  ExpectedLeak() {
    __lsan_disable();
  }
  ~ExpectedLeak() {
    __lsan_enable();
  }
#else
  ExpectedLeak() {}
  ~ExpectedLeak() {}
#endif
  ExpectedLeak(const ExpectedLeak&) = delete;
  ExpectedLeak& operator=(const ExpectedLeak&) = delete;
};

TEST(Activations, AFullDiskIsAnErrorAndLeavesNothing) {
  const test::TempDir folder;
  write_activations(folder / "before.h5ad", 1, 1, ElementType::f32, {0});  // HDF5 is up
  std::filesystem::remove(folder / "before.h5ad");
  const std::size_t open_before = files_in("/proc/self/fd").size();
  testing::internal::CaptureStderr();
  {
    // The part file cannot be reserved.
    const FileSizeLimit limit(100'000);
    EXPECT_TRUE(is_error(error_of([&] {
                           const ActivationWriter writer(folder / "x.h5ad", 1000, 100,
                                                         ElementType::f32, false);
                         }),
                         "output-unwritable", "File too large"));
  }
  {
    // The rows fit, the file made from them does not.
    ActivationWriter writer(folder / "x.h5ad", 1000, 100, ElementType::f32, false);
    for (std::uint64_t row = 0; row < 1000; ++row)
      writer.write(row, row_at(row, 100));
    const FileSizeLimit limit(100'000);
    // HDF5 1.10 does not free the buffers of a file that it cannot close.
    const ExpectedLeak leak;
    EXPECT_TRUE(is_error(error_of([&] {
                           writer.finish(all_but(1000, {}), plain_table(1000, "i"),
                                         plain_table(100, "c:"), {});
                         }),
                         "output-unwritable", "File too large"));
  }
  EXPECT_EQ(testing::internal::GetCapturedStderr(), "");
  EXPECT_TRUE(files_in(folder.path()).empty());
  EXPECT_EQ(files_in("/proc/self/fd").size(), open_before);
  // The library is as good as before.
  write_activations(folder / "x.h5ad", 300, 3, ElementType::f32, all_but(300, {}));
  expect_columns(H5adSource(folder / "x.h5ad"), all_but(300, {}), 0, 3);
}

TEST(Activations, SeveralThreadsReadOneSource) {
  const test::TempDir folder;
  const auto keep = all_but(700, {});
  write_activations(folder / "x.h5ad", 700, 200, ElementType::f32, keep);
  const H5adSource source(folder / "x.h5ad");
  const H5adSource again(folder / "x.h5ad");
  std::vector<std::jthread> threads;
  for (unsigned thread = 0; thread < 4; ++thread) {
    threads.emplace_back([&, thread] {
      for (std::uint64_t first = thread; first < 190; first += 20) {
        expect_columns(thread % 2 == 0 ? source : again, keep, first, 10);
      }
    });
  }
}

TEST(Activations, ColumnsThatAreNotThereAreRefused) {
  const test::TempDir folder;
  write_activations(folder / "x.h5ad", 300, 5, ElementType::f32, all_but(300, {}));
  const H5adSource source(folder / "x.h5ad");
  std::vector<std::byte> out(300 * 4);
  EXPECT_TRUE(
      is_error(error_of([&] { source.read(5, 1, out); }), "invalid-input", "1 columns from 5"));
  EXPECT_TRUE(is_error(error_of([&] { source.read(~std::uint64_t{0}, 1, out); }), "invalid-input"));
  EXPECT_TRUE(is_error(error_of([&] { source.read(0, 2, out); }), "invalid-input", "1200 bytes"));
}

}  // namespace
}  // namespace lexicnn
