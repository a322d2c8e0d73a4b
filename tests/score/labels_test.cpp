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

TEST(Labels, NumbersSortAsNumbersAndTruthsAsTheyAre) {
  EXPECT_EQ(labels_from(table_with(std::vector<std::int64_t>{10, 9, 10}), "kind").names,
            (std::vector<std::string>{"9", "10"}));
  EXPECT_EQ(labels_from(table_with(std::vector<bool>{true, false}), "kind").codes,
            (std::vector<std::int32_t>{1, 0}));
}

TEST(Labels, RefusesFractionsAndMissingColumns) {
  EXPECT_THROW(labels_from(table_with(std::vector<double>{0.5}), "kind"), Error);
  try {
    labels_from(table_with(std::vector<bool>{true}), "kinds");
    FAIL();
  } catch (const Error& error) {
    EXPECT_NE(std::string(error.what()).find("did you mean 'kind'? (columns: kind)"),
              std::string::npos)
        << error.what();
  }
}

}  // namespace
}  // namespace lexicnn
