#include "lexicnn/score/labels.hpp"

#include <gtest/gtest.h>

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

TEST(Labels, EmptyTextIsMissing) {
  const auto labels = labels_from(table_with(std::vector<std::string>{"b", "", "a"}), "kind");
  EXPECT_EQ(labels.names, (std::vector<std::string>{"a", "b"}));
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

TEST(Labels, RefusesFloatsAndMissingColumnsAndNamesThoseThatWillDo) {
  Table obs = table_with(std::vector<double>{0.5});
  const auto error_of = [&obs](const std::string& column) {
    try {
      labels_from(obs, column);
    } catch (const Error& error) {
      return std::string(error.what());
    }
    return std::string("no error");
  };
  EXPECT_EQ(error_of("kinds"),
            "there is no label column 'kinds' (no column of obs can name classes)");
  obs.set("kinds", std::vector<bool>{true});
  obs.set("batch", std::vector<std::int64_t>{1});
  EXPECT_EQ(error_of("kind"),
            "column 'kind' holds floating-point numbers; classes need text, categories, whole "
            "numbers or truth values; did you mean 'kinds'? (columns that can: kinds, batch)");
  EXPECT_EQ(error_of("bath"),
            "there is no label column 'bath'; did you mean 'batch'? (columns that can: kinds, "
            "batch)");
}

}  // namespace
}  // namespace lexicnn
