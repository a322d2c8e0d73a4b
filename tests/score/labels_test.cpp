#include "lexicnn/score/labels.hpp"

#include <gtest/gtest.h>
#include <limits>

#include "lexicnn/core/error.hpp"

namespace lexicnn {
namespace {

Table table_with(ColumnData data) {
  Table out;
  for (std::uint64_t i = 0; i < column_size(data); ++i)
    out.index.push_back(std::to_string(i));
  out.set("kind", std::move(data));
  return out;
}

TEST(Labels, TextIsSorted) {
  const auto labels = labels_from(table_with(std::vector<std::string>{"b", "a", "b"}), "kind");
  EXPECT_EQ(labels.names, (std::vector<std::string>{"a", "b"}));
  EXPECT_EQ(labels.codes, (std::vector<std::int32_t>{1, 0, 1}));
  EXPECT_EQ(class_sizes(labels), (std::vector<std::uint64_t>{1, 2}));
}

TEST(Labels, CategoriesKeepOrderAndLoseTheUnused) {
  const auto labels =
      labels_from(table_with(Categorical{{2, -1, 0}, {"z", "unused", "a"}, false}), "kind");
  EXPECT_EQ(labels.names, (std::vector<std::string>{"z", "a"}));
  EXPECT_EQ(labels.codes, (std::vector<std::int32_t>{1, -1, 0}));
}

TEST(Labels, NumbersSortAsNumbersAndTruthsAsTheyAre) {
  EXPECT_EQ(labels_from(table_with(std::vector<std::int64_t>{10, 9, 10}), "kind").names,
            (std::vector<std::string>{"9", "10"}));
  EXPECT_EQ(labels_from(table_with(std::vector<bool>{true, false}), "kind").codes,
            (std::vector<std::int32_t>{1, 0}));
}

TEST(Labels, RefusesFractionsAndMissingColumns) {
  try {
    labels_from(table_with(std::vector<bool>{true}), "kinds");
    FAIL();
  } catch (const Error& error) {
    EXPECT_NE(std::string(error.what()).find("did you mean 'kind'? (columns: kind)"),
              std::string::npos)
        << error.what();
  }
}

std::string error_of(ColumnData data) {
  try {
    labels_from(table_with(std::move(data)), "kind");
  } catch (const Error& error) {
    EXPECT_EQ(error.kind(), ErrorKind::invalid_input);
    return error.what();
  }
  return "no error";
}

TEST(Labels, SaysWhatIsWrongWithNumbers) {
  const double none = std::numeric_limits<double>::quiet_NaN();
  const auto error = [](std::vector<double> values) { return error_of(std::move(values)); };
  EXPECT_EQ(error({1, 0.5}).rfind("column 'kind' holds the fraction 0.5 for image 1;", 0), 0U);
  EXPECT_EQ(error({1, none}).rfind("column 'kind' holds no number for image 1;", 0), 0U);
  EXPECT_EQ(error({1, 2}).rfind("column 'kind' holds whole numbers as fractions;", 0), 0U);
  EXPECT_EQ(error({}), "the matrix has no images");
}

TEST(Labels, RefusesAnEmptyName) {
  EXPECT_EQ(error_of(std::vector<std::string>{"a", "", "b"})
                .rfind("the label of image 1 in column 'kind' is empty", 0),
            0U);
  EXPECT_EQ(error_of(Categorical{{1, 0}, {"", "a"}, false})
                .rfind("the label of image 1 in column 'kind' is empty", 0),
            0U);
}

}  // namespace
}  // namespace lexicnn
