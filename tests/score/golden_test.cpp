/// Against reference values made by other implementations (a direct integer definition, SciPy).
#include <cstdint>
#include <fstream>
#include <gtest/gtest.h>
#include <sstream>
#include <string>
#include <vector>

#include "lexicnn/core/memory_source.hpp"
#include "lexicnn/score/score.hpp"

#include "support/npy.hpp"
#include "support/shared_data.hpp"

namespace lexicnn {
namespace {

struct GoldenRow {
  std::string feature;
  std::uint64_t cls = 0;
  std::int64_t n = 0, numerator = 0, denominator = 0;
  double signed_ks = 0, location = 0, plus = 0, minus = 0, auc = 0;
};

std::vector<GoldenRow> read_rows(const std::filesystem::path& path) {
  std::ifstream file(path);
  std::string line;
  std::getline(file, line);
  std::vector<GoldenRow> rows;
  while (std::getline(file, line)) {
    std::istringstream cells(line);
    std::vector<std::string> cell;
    for (std::string each; std::getline(cells, each, ',');)
      cell.push_back(each);
    rows.push_back({cell[0], std::stoull(cell[1]), std::stoll(cell[2]), std::stoll(cell[3]),
                    std::stoll(cell[4]), std::strtod(cell[5].c_str(), nullptr),
                    std::strtod(cell[6].c_str(), nullptr), std::strtod(cell[7].c_str(), nullptr),
                    std::strtod(cell[8].c_str(), nullptr), std::strtod(cell[9].c_str(), nullptr)});
  }
  return rows;
}

TEST(ScoreGolden, EveryRowOfScoresCsv) {
  const auto golden = test::golden_dir();
  if (!golden)
    GTEST_SKIP() << "the reference values (LEXICNN_GOLDEN or ../shared/golden) are absent";
  const auto rows = read_rows(*golden / "scores.csv");
  ASSERT_EQ(rows.size(), 119U);
  const auto matrix = test::read_npy<float>(*golden / "matrix.npy");
  const auto codes = test::read_npy<std::int32_t>(*golden / "labels.npy");

  ClassLabels labels;
  labels.names = {"0", "1", "2", "3", "4", "5", "6"};
  labels.codes.assign(codes.data.begin(), codes.data.end());
  Table features;
  for (const GoldenRow& row : rows) {
    if (row.cls == 0) features.index.push_back(row.feature);
  }
  const MemorySource source(row_major(matrix.data.data(), matrix.shape[0], matrix.shape[1]));
  const Scores scores = score(source, labels, features, {.nulls = 0});

  for (std::size_t i = 0; i < rows.size(); ++i) {
    const GoldenRow& row = rows[i];
    const std::uint64_t feature = i / labels.names.size();
    ASSERT_EQ(features.index[feature], row.feature);
    SCOPED_TRACE(row.feature + " / class " + std::to_string(row.cls));
    EXPECT_EQ(scores.numerator(row.cls, feature), row.numerator);
    EXPECT_EQ(scores.classes.get<std::vector<std::int64_t>>("n")[row.cls], row.n);
    EXPECT_EQ(row.n * scores.classes.get<std::vector<std::int64_t>>("m")[row.cls], row.denominator);
    EXPECT_EQ(scores.location(row.cls, feature), row.location);
    EXPECT_NEAR(scores.signed_ks(row.cls, feature), row.signed_ks, 1e-15);
    EXPECT_NEAR(scores.presence(row.cls, feature), row.plus, 1e-15);
    EXPECT_NEAR(scores.absence(row.cls, feature), row.minus, 1e-15);
    EXPECT_NEAR(scores.auc(row.cls, feature), row.auc, 1e-12);
  }
}

}  // namespace
}  // namespace lexicnn
