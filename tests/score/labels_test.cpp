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
  const auto truths = labels_from(table_with(std::vector<bool>{true, false}), "kind");
  EXPECT_EQ(truths.names, (std::vector<std::string>{"false", "true"}));
  EXPECT_EQ(truths.codes, (std::vector<std::int32_t>{1, 0}));
  EXPECT_EQ(labels_from(table_with(std::vector<bool>{true, true}), "kind").names,
            (std::vector<std::string>{"true"}));
}

std::string error_of(const Table& obs, const std::string& column) {
  try {
    labels_from(obs, column);
  } catch (const Error& error) {
    EXPECT_EQ(error.kind(), ErrorKind::invalid_input);
    return error.what();
  }
  return "no error";
}

std::string error_of(ColumnData data) {
  return error_of(table_with(std::move(data)), "kind");
}

TEST(Labels, NamesTheColumnsThatWillDo) {
  Table obs = table_with(std::vector<double>{0.5});
  EXPECT_EQ(error_of(obs, "kinds"),
            "there is no label column 'kinds' (no column of obs can name classes)");
  obs.set("kinds", std::vector<bool>{true});
  obs.set("batch", std::vector<std::int64_t>{1});
  EXPECT_EQ(error_of(obs, "kind"),
            "column 'kind' holds the fraction 0.5 for image 0; classes need text, categories or "
            "whole numbers (in Python: obs['kind'].astype('category')); did you mean 'kinds'? "
            "(columns that can: kinds, batch)");
  EXPECT_EQ(error_of(obs, "bath"),
            "there is no label column 'bath'; did you mean 'batch'? (columns that can: kinds, "
            "batch)");
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
