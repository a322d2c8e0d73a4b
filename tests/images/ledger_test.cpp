#include "lexicnn/images/ledger.hpp"

#include <gtest/gtest.h>

#include "lexicnn/core/error.hpp"

namespace lexicnn {
namespace {

using Texts = std::vector<std::string>;
using Numbers = std::vector<std::int64_t>;

ImageSet example_set() {
  ImageSet set;
  set.label_columns = {"class", "group"};
  const auto labels = [](Texts row) { return std::make_shared<const Texts>(std::move(row)); };
  set.files = {{"a/1.jpg", "a/1.jpg", labels({"a", "x"})},
               {"a/2.jpg", "a/2.jpg", labels({"a", "x"})},
               {"b/1.jpg", "b/1.jpg", labels({"b", ""})},
               {"b/2.jpg", "b/2.jpg", labels({"b", ""})},
               {"c/1.jpg", "c/1.jpg", labels({"c", "y"})}};
  set.classes.index = {"a", "b", "c"};
  return set;
}

/// A digest that is easy to tell: 64 times the same digit.
std::string digits(char one) {
  return std::string(64, one);
}

Digest digest(char one) {
  return *Digest::parse(digits(one));
}

std::vector<ImageRecord> example_records() {
  return {{false, "truncated", {"jpeg", "rgb", 30, 20, 1}, 70, digest('1')},
          {true, "", {"png", "palette", 31, 21, 1}, 71, digest('2')},
          {true, "", {"jpeg", "rgb", 32, 22, 6}, 72, digest('3')},
          {true, "", {"png", "palette", 31, 21, 1}, 71, digest('2')},
          {false, "the file cannot be read: no right", {}, 0, {}}};
}

Texts text(const Table& table, const char* column) {
  return column_text(table.find(column)->data);
}

TEST(Ledger, HasARowForEveryFile) {
  const Table ledger = make_ledger(example_set(), example_records());
  EXPECT_EQ(ledger.index, (Texts{"a/1.jpg", "a/2.jpg", "b/1.jpg", "b/2.jpg", "c/1.jpg"}));
  EXPECT_EQ(text(ledger, "class"), (Texts{"a", "a", "b", "b", "c"}));
  EXPECT_EQ(ledger.get<Categorical>("group").codes, (std::vector<std::int32_t>{0, 0, -1, -1, 1}));
  EXPECT_EQ(text(ledger, "outcome"), (Texts{"bad", "good", "good", "good", "bad"}));
  EXPECT_EQ(ledger.get<Categorical>("outcome").categories, (Texts{"good", "bad"}));
  EXPECT_EQ(text(ledger, "reason"),
            (Texts{"truncated", "", "", "", "the file cannot be read: no right"}));
  EXPECT_EQ(text(ledger, "format"), (Texts{"jpeg", "png", "jpeg", "png", ""}));
  EXPECT_EQ(text(ledger, "mode"), (Texts{"rgb", "palette", "rgb", "palette", ""}));
  EXPECT_EQ(ledger.get<Numbers>("width"), (Numbers{30, 31, 32, 31, 0}));
  EXPECT_EQ(ledger.get<Numbers>("height"), (Numbers{20, 21, 22, 21, 0}));
  EXPECT_EQ(ledger.get<Numbers>("orientation"), (Numbers{1, 1, 6, 1, 1}));
  EXPECT_EQ(ledger.get<Numbers>("bytes"), (Numbers{70, 71, 72, 71, 0}));
  EXPECT_EQ(ledger.get<Texts>("sha256"),
            (Texts{digits('1'), digits('2'), digits('3'), digits('2'), ""}));
  EXPECT_EQ(ledger.get<Texts>("duplicate_of"), (Texts{"", "", "", "a/2.jpg", ""}));
}

TEST(Ledger, ItsOwnColumnsAreTheReservedNames) {
  const Table ledger = make_ledger(example_set(), example_records());
  Texts own;
  for (std::size_t i = 2; i < ledger.columns.size(); ++i) {
    own.push_back(ledger.columns[i].name);
    EXPECT_NE(ledger.columns[i].description, "");
  }
  EXPECT_EQ(own, Texts(kLedgerColumns.begin(), kLedgerColumns.end()));
}

TEST(Ledger, ObsHasTheGoodOnesOnly) {
  const Table obs = make_obs(example_set(), example_records());
  EXPECT_EQ(obs.index, (Texts{"a/2.jpg", "b/1.jpg", "b/2.jpg"}));
  EXPECT_EQ(obs.get<Categorical>("class").categories, (Texts{"a", "b"}));
  EXPECT_EQ(obs.get<Numbers>("width"), (Numbers{31, 32, 31}));
  EXPECT_EQ(obs.get<Texts>("duplicate_of"), (Texts{"", "", "a/2.jpg"}));
  EXPECT_EQ(obs.find("outcome"), nullptr);
  EXPECT_EQ(obs.find("reason"), nullptr);
}

TEST(Ledger, IsReadBackIntoWhatItWasMadeOf) {
  const LedgerContent all = read_ledger(make_ledger(example_set(), example_records()));
  EXPECT_EQ(all.records, example_records());
  EXPECT_EQ(all.set.label_columns, example_set().label_columns);
  EXPECT_EQ(make_ledger(all.set, all.records), make_ledger(example_set(), example_records()));
  const LedgerContent good = read_ledger(make_obs(example_set(), example_records()));
  EXPECT_EQ(make_obs(good.set, good.records), make_obs(example_set(), example_records()));
  EXPECT_THROW(read_ledger(Table{{"a"}, {}}), Error);
}

TEST(Ledger, GoodRowsAndClassesWithoutImages) {
  EXPECT_EQ(good_rows(example_records()), (std::vector<std::uint64_t>{1, 2, 3}));
  EXPECT_EQ(classes_without_images(example_set(), example_records()), Texts{"c"});
}

TEST(Ledger, NoGoodFileAtAll) {
  auto records = example_records();
  for (ImageRecord& record : records)
    record.good = false;
  EXPECT_EQ(make_obs(example_set(), records).rows(), 0U);
  EXPECT_EQ(classes_without_images(example_set(), records), (Texts{"a", "b", "c"}));
}

TEST(Ledger, ARecordTooFew) {
  auto records = example_records();
  records.pop_back();
  try {
    make_ledger(example_set(), records);
    FAIL();
  } catch (const Error& error) {
    EXPECT_EQ(error.kind(), ErrorKind::invalid_input);
    EXPECT_STREQ(error.what(), "5 files of the set, but 4 records");
  }
}

}  // namespace
}  // namespace lexicnn
