#include "lexicnn/core/csv_reader.hpp"

#include <fstream>
#include <gtest/gtest.h>

#include "lexicnn/core/error.hpp"

#include "support/temp_dir.hpp"

namespace lexicnn {
namespace {

using Fields = std::vector<std::vector<std::string>>;

Fields fields_of(std::string_view text, char separator = ',') {
  Fields out;
  for (const CsvRecord& record : parse_csv(text, separator))
    out.push_back(record.fields);
  return out;
}

std::string error_of(std::string_view text) {
  try {
    parse_csv(text);
  } catch (const Error& error) {
    EXPECT_EQ(error.kind(), ErrorKind::invalid_file);
    return error.what();
  }
  return "no error";
}

TEST(CsvReader, SplitsRecordsAndFields) {
  EXPECT_EQ(fields_of("a,b\n1,2\n"), (Fields{{"a", "b"}, {"1", "2"}}));
  EXPECT_EQ(fields_of("a,b\r\n1,2"), (Fields{{"a", "b"}, {"1", "2"}}));
  EXPECT_EQ(fields_of("a\rb"), (Fields{{"a"}, {"b"}}));
  EXPECT_EQ(fields_of("a;,\tb\n", '\t'), (Fields{{"a;,", "b"}}));
}

TEST(CsvReader, KeepsEmptyFieldsAndSpaces) {
  EXPECT_EQ(fields_of(",\n"), (Fields{{"", ""}}));
  EXPECT_EQ(fields_of(" a , b "), (Fields{{" a ", " b "}}));
  EXPECT_EQ(fields_of("\"\"\n"), (Fields{{""}}));
}

TEST(CsvReader, QuotedFieldsHoldSeparatorsQuotesAndLineBreaks) {
  EXPECT_EQ(fields_of("\"a,b\",\"say \"\"hi\"\"\",\"two\r\nlines\"\nx"),
            (Fields{{"a,b", "say \"hi\"", "two\r\nlines"}, {"x"}}));
}

TEST(CsvReader, PassesOverEmptyLinesAndTheByteOrderMark) {
  EXPECT_EQ(fields_of("\xEF\xBB\xBF"
                      "a\n\n\r\nb\n\n"),
            (Fields{{"a"}, {"b"}}));
  EXPECT_EQ(fields_of(""), Fields{});
}

TEST(CsvReader, CountsTheLinesOfTheFile) {
  const auto records = parse_csv("a\n\n\"b\r\nc\nd\"\ne\n");
  ASSERT_EQ(records.size(), 3U);
  EXPECT_EQ(records[0].line, 1U);
  EXPECT_EQ(records[1].line, 3U);
  EXPECT_EQ(records[2].line, 6U);
}

TEST(CsvReader, NamesTheLineOfABadQuote) {
  EXPECT_EQ(error_of("a\n\"b\nc"), "line 2: a quote is not closed");
  EXPECT_EQ(error_of("a\n\"b\nc\"d"), "line 3: text follows a closing quote");
}

TEST(CsvReader, ReadsFilesAndNamesThemInErrors) {
  const test::TempDir folder;
  const auto path = folder / "x.csv";
  std::ofstream(path) << "a,b\n\"";
  try {
    read_csv(path);
    FAIL();
  } catch (const Error& error) {
    EXPECT_EQ(error.kind(), ErrorKind::invalid_file);
    EXPECT_NE(std::string(error.what()).find("x.csv', line 2"), std::string::npos);
  }
  std::ofstream(path) << "";
  EXPECT_TRUE(read_csv(path).empty());
  for (const auto& missing : {folder / "none.csv", folder.path()}) {
    try {
      read_csv(missing);
      FAIL();
    } catch (const Error& error) {
      EXPECT_EQ(error.kind(), ErrorKind::file_missing);
    }
  }
}

}  // namespace
}  // namespace lexicnn
