#include <algorithm>
#include <cmath>
#include <functional>
#include <gtest/gtest.h>
#include <string>
#include <vector>

#include "lexicnn/core/error.hpp"
#include "lexicnn/core/provenance.hpp"
#include "lexicnn/store/embedding_file.hpp"
#include "lexicnn/store/h5ad.hpp"
#include "lexicnn/store/validate.hpp"

#include "support/temp_dir.hpp"

namespace {

using namespace lexicnn;
using lexicnn::test::TempDir;

std::vector<std::string> names(char stem, std::uint64_t count) {
  std::vector<std::string> out;
  for (std::uint64_t i = 0; i < count; ++i)
    out.push_back(stem + std::to_string(i));
  return out;
}

/// Tables and digits of an embedding.
struct Sample {
  Sample(std::uint64_t rows, std::uint64_t columns) {
    obs.index = names('i', rows);
    var.index = names('f', columns);
    for (const char* name : {"mean", "std", "weight"})
      var.set(name, std::vector<double>(columns, 1.0));
    Dict ours = make_provenance("embedding", "lexicnn embed");
    ours.set("embed", Dict());
    ours.set("lower", -0.25);
    ours.set("upper", 0.15);
    ours.set("training_images", std::int64_t{3});
    uns.set("lexicnn", std::move(ours));
    for (std::uint64_t i = 0; i < rows * columns; ++i)
      digits.push_back(static_cast<std::int8_t>(static_cast<int>(i * 7 % 3) - 1));
  }

  void write(const std::filesystem::path& path, std::uint64_t block) const {
    EmbeddingWriter writer(path, obs, var, uns, true);
    for (std::uint64_t first = 0; first < var.rows(); first += block) {
      const std::uint64_t count = std::min(block, var.rows() - first);
      std::vector<std::int8_t> some;
      for (std::uint64_t row = 0; row < obs.rows(); ++row) {
        const auto* from = &digits[row * var.rows() + first];
        some.insert(some.end(), from, from + count);
      }
      writer.write(first, count, some);
    }
    writer.finish();
  }

  /// As one whole matrix, for the tests that spoil it.
  [[nodiscard]] AnnotatedMatrix matrix() const {
    return {obs, var, {{obs.rows(), var.rows()}, digits}, {}, uns};
  }

  Table obs;
  Table var;
  Dict uns;
  std::vector<std::int8_t> digits;
};

std::string problem(const std::filesystem::path& path) {
  const ValidateResult result = validate(path);
  return result.findings.empty() ? "valid"
                                 : result.findings[0].element + " " + result.findings[0].problem;
}

template <typename Work>
std::string error_of(ErrorKind kind, const Work& work) {
  try {
    work();
  } catch (const Error& error) {
    return error.kind() == kind ? error.what() : "of another kind";
  }
  return "no error";
}

TEST(EmbeddingFile, IsReadBackByRows) {
  const TempDir folder;
  for (const auto& [rows, columns] :
       std::vector<std::pair<std::uint64_t, std::uint64_t>>{{0, 5}, {1, 1}, {7, 130}, {600, 130}}) {
    const Sample sample(rows, columns);
    sample.write(folder / "e.h5ad", 64);
    const ValidateResult result = validate(folder / "e.h5ad");
    EXPECT_EQ(result.kind, "embedding");
    EXPECT_TRUE(result.findings.empty()) << problem(folder / "e.h5ad");
    const EmbeddingFile file(folder / "e.h5ad");
    EXPECT_EQ(file.obs(), sample.obs);
    EXPECT_EQ(file.var(), sample.var);
    EXPECT_EQ(file.provenance().get<double>("lower"), -0.25);
    std::vector<std::int8_t> all;
    for (std::uint64_t begin = 0; begin < rows; begin += 100) {
      const std::uint64_t count = std::min<std::uint64_t>(100, rows - begin);
      std::vector<std::int8_t> some(count * columns);
      file.read_rows(begin, count, some);
      all.insert(all.end(), some.begin(), some.end());
    }
    EXPECT_EQ(all, sample.digits);
    EXPECT_EQ(read_h5ad(folder / "e.h5ad").x, sample.matrix().x);
  }
}

TEST(EmbeddingFile, RefusesRowsThatAreNotThere) {
  const TempDir folder;
  Sample(4, 3).write(folder / "e.h5ad", 64);
  const EmbeddingFile file(folder / "e.h5ad");
  std::vector<std::int8_t> some(6);
  EXPECT_NE(error_of(ErrorKind::invalid_input, [&] { file.read_rows(3, 2, some); }).find("of 4"),
            std::string::npos);
  EXPECT_NE(
      error_of(ErrorKind::invalid_input, [&] { file.read_rows(0, 1, some); }).find("6 digits"),
      std::string::npos);
}

TEST(EmbeddingFile, IsWholeOrAbsent) {
  const TempDir folder;
  const Sample sample(4, 3);
  {
    EmbeddingWriter writer(folder / "e.h5ad", sample.obs, sample.var, sample.uns, false);
    const std::vector<std::int8_t> some(8);
    EXPECT_NE(error_of(ErrorKind::invalid_input, [&] { writer.write(1, 2, some); })
                  .find("cannot follow 0 features"),
              std::string::npos);
    writer.write(0, 2, some);
    EXPECT_NE(error_of(ErrorKind::invalid_input, [&] { writer.write(2, 2, some); })
                  .find("cannot follow 2 features"),
              std::string::npos);
    EXPECT_NE(error_of(ErrorKind::invalid_input, [&] { writer.finish(); }).find("2 of 3 features"),
              std::string::npos);
  }
  EXPECT_TRUE(std::filesystem::is_empty(folder.path()));
  sample.write(folder / "e.h5ad", 64);
  EXPECT_NE(
      error_of(
          ErrorKind::output_exists,
          [&] { EmbeddingWriter(folder / "e.h5ad", sample.obs, sample.var, sample.uns, false); })
          .find("exists"),
      std::string::npos);
}

TEST(EmbeddingFile, EveryBreachIsFound) {
  const TempDir folder;
  const Sample sample(4, 3);
  const auto broken = [&](const std::function<void(AnnotatedMatrix&, Dict&)>& change) {
    AnnotatedMatrix matrix = sample.matrix();
    Dict ours = matrix.uns.get<Dict>("lexicnn");
    change(matrix, ours);
    matrix.uns.set("lexicnn", std::move(ours));
    write_h5ad(folder / "bad.h5ad", matrix, true);
    return problem(folder / "bad.h5ad");
  };
  using Change = std::function<void(AnnotatedMatrix&, Dict&)>;
  const std::vector<std::pair<std::string, Change>> cases{
      {"valid", [](AnnotatedMatrix&, Dict&) {}},
      {"/X is 2 for image 'i1', feature 'f2'",
       [](AnnotatedMatrix& m, Dict&) { std::get<std::vector<std::int8_t>>(m.x.data)[5] = 2; }},
      {"/X is float32; int8 is needed",
       [](AnnotatedMatrix& m, Dict&) { m.x.data = std::vector<float>(12); }},
      {"/var/mean holds inf",
       [](AnnotatedMatrix& m, Dict&) {
         m.var.set("mean", std::vector<double>{1, HUGE_VAL, 1});
       }},
      {"/var/std holds -1",
       [](AnnotatedMatrix& m, Dict&) {
         m.var.set("std", std::vector<double>{1, -1, NAN});
       }},
      {"/var/weight holds 0",
       [](AnnotatedMatrix& m, Dict&) {
         m.var.set("weight", std::vector<double>{1, 0, 1});
       }},
      {"/var/weight is missing", [](AnnotatedMatrix& m, Dict&) { m.var.columns.pop_back(); }},
      {"/uns/lexicnn/embed is not a dict",
       [](AnnotatedMatrix&, Dict& ours) { ours.set("embed", std::string("x")); }},
      {"/uns/lexicnn/upper is not a float",
       [](AnnotatedMatrix&, Dict& ours) { ours.set("upper", std::int64_t{1}); }},
      {"/uns/lexicnn/lower is 0.5, above the upper threshold 0.15",
       [](AnnotatedMatrix&, Dict& ours) { ours.set("lower", 0.5); }},
      {"/uns/lexicnn/training_images is 0",
       [](AnnotatedMatrix&, Dict& ours) { ours.set("training_images", std::int64_t{0}); }},
  };
  for (const auto& [expected, change] : cases)
    EXPECT_TRUE(broken(change).starts_with(expected)) << expected << " | " << broken(change);
}

TEST(EmbeddingFile, RefusesFilesOfOtherKinds) {
  const TempDir folder;
  AnnotatedMatrix matrix = Sample(4, 3).matrix();
  matrix.x.data = std::vector<float>(12);
  write_h5ad(folder / "floats.h5ad", matrix, false);
  EXPECT_NE(error_of(ErrorKind::invalid_file, [&] { EmbeddingFile(folder / "floats.h5ad"); })
                .find("'/X' is float32, not int8"),
            std::string::npos);
  matrix.uns.set("lexicnn", make_provenance("scores", ""));
  write_h5ad(folder / "scores.h5ad", matrix, false);
  EXPECT_NE(error_of(ErrorKind::invalid_file, [&] { EmbeddingFile(folder / "scores.h5ad"); })
                .find("scores.h5ad"),
            std::string::npos);
  EXPECT_NE(error_of(ErrorKind::file_missing, [&] { EmbeddingFile(folder / "none.h5ad"); })
                .find("none.h5ad"),
            std::string::npos);
}

}  // namespace
