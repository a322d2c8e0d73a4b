#include "lexicnn/embed/packed.hpp"

#include <algorithm>
#include <cstring>
#include <fstream>
#include <gtest/gtest.h>
#include <iterator>

#include "lexicnn/core/crc32c.hpp"
#include "lexicnn/core/random.hpp"
#include "lexicnn/embed/search.hpp"

#include "embed/support.hpp"
#include "support/temp_dir.hpp"

namespace {

using namespace lexicnn;
using namespace lexicnn::test;
using Digits = Grid<std::int8_t>;

Digits random_digits(std::uint64_t rows, std::uint64_t features, std::uint64_t seed) {
  Digits out(rows, features);
  RandomStream stream(seed, features);
  for (std::int8_t& digit : out.values())
    digit = static_cast<std::int8_t>(static_cast<int>(stream.below(3)) - 1);
  return out;
}

PackedDigits packed(const Digits& digits) {
  PackedDigits out(digits.columns());
  out.append(digits.values());
  return out;
}

std::vector<std::string> names(std::string_view stem, std::uint64_t count) {
  std::vector<std::string> out;
  for (std::uint64_t i = 0; i < count; ++i)
    out.push_back(std::string(stem) + std::to_string(i));
  return out;
}

std::string bytes_of(const std::filesystem::path& path) {
  std::ifstream in(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(in), {}};
}

void write_bytes(const std::filesystem::path& path, const std::string& bytes) {
  std::ofstream(path, std::ios::binary | std::ios::trunc) << bytes;
}

void write_packed(const std::filesystem::path& path, const Digits& digits) {
  PackedWriter writer(path, names("image", digits.rows()), names("f", digits.columns()), true);
  writer.append(digits.values());
  writer.finish();
}

std::int64_t dot(const Digits& a, std::uint64_t i, const Digits& b, std::uint64_t j) {
  std::int64_t out = 0;
  for (std::uint64_t f = 0; f < a.columns(); ++f)
    out += a(i, f) * b(j, f);
  return out;
}

std::uint64_t distance(const Digits& a, std::uint64_t i, const Digits& b, std::uint64_t j) {
  std::uint64_t out = 0;
  for (std::uint64_t f = 0; f < a.columns(); ++f) {
    const int difference = a(i, f) - b(j, f);
    out += static_cast<std::uint64_t>(difference * difference);
  }
  return out;
}

constexpr std::uint64_t kWidths[] = {1, 7, 8, 63, 64, 65, 511, 512, 513, 1100, 8200};

TEST(Packed, UnpacksToTheSameDigits) {
  for (const std::uint64_t features : kWidths) {
    const Digits digits = random_digits(5, features, 1);
    const PackedDigits all = packed(digits);
    ASSERT_EQ(all.rows(), 5U);
    for (std::uint64_t row = 0; row < 5; ++row) {
      std::vector<std::int8_t> out(features);
      all.unpack(row, out);
      EXPECT_TRUE(std::equal(out.begin(), out.end(), &digits(row, 0))) << features;
      EXPECT_EQ(all.nonzeros(row), static_cast<std::uint64_t>(dot(digits, row, digits, row)));
    }
    const PackedDigits::Counts counts = all.counts();
    ASSERT_EQ(counts.positive.size(), features);
    for (std::uint64_t f = 0; f < features; ++f) {
      std::uint64_t positive = 0;
      std::uint64_t negative = 0;
      for (std::uint64_t row = 0; row < 5; ++row) {
        positive += digits(row, f) == 1 ? 1U : 0U;
        negative += digits(row, f) == -1 ? 1U : 0U;
      }
      EXPECT_EQ(counts.positive[f], positive);
      EXPECT_EQ(counts.negative[f], negative);
    }
  }
}

TEST(Packed, RefusesOtherDigits) {
  for (const std::int8_t bad :
       {std::int8_t{2}, std::int8_t{-2}, std::int8_t{127}, std::int8_t{-128}}) {
    Digits digits = random_digits(2, 70, 1);
    digits(1, 69) = bad;
    EXPECT_NE(error_of(ErrorKind::invalid_input, [&] { (void)packed(digits); })
                  .find("none of -1, 0 and 1"),
              std::string::npos);
  }
  PackedDigits digits(3);
  EXPECT_NE(error_of(ErrorKind::invalid_input, [&] { digits.append(std::vector<std::int8_t>(4)); })
                .find("no whole rows"),
            std::string::npos);
}

TEST(Search, DotProductsEqualTheirDefinition) {
  for (const std::uint64_t features : kWidths) {
    const Digits queries = random_digits(23, features, 2);
    const Digits database = random_digits(61, features, 3);
    for (const unsigned threads : {1U, 3U}) {
      Context context;
      context.threads = threads;
      const Grid<std::int64_t> dots = dot_products(packed(queries), packed(database), context);
      for (std::uint64_t q = 0; q < queries.rows(); ++q) {
        for (std::uint64_t d = 0; d < database.rows(); ++d)
          ASSERT_EQ(dots(q, d), dot(queries, q, database, d)) << features;
      }
    }
  }
}

TEST(Search, DotProductsOfAllOnesDoNotOverflow) {
  Digits ones(3, 40'000, 1);
  Digits minus(3, 40'000, -1);
  EXPECT_EQ(dot_products(packed(ones), packed(ones))(2, 2), 40'000);
  EXPECT_EQ(dot_products(packed(ones), packed(minus))(0, 1), -40'000);
}

/// All neighbours by sorting all distances.
void expect_nearest(const Digits& queries, const Digits& database, std::uint64_t k) {
  std::vector<std::vector<std::pair<std::uint64_t, std::uint64_t>>> all(queries.rows());
  for (std::uint64_t q = 0; q < queries.rows(); ++q) {
    for (std::uint64_t d = 0; d < database.rows(); ++d)
      all[q].emplace_back(distance(queries, q, database, d), d);
    std::sort(all[q].begin(), all[q].end());
  }
  for (const unsigned threads : {1U, 2U, 3U}) {
    Context context;
    context.threads = threads;
    const Neighbours found = nearest(packed(queries), packed(database), k, context);
    ASSERT_EQ(found.rows.columns(), std::min(k, database.rows()));
    for (std::uint64_t q = 0; q < queries.rows(); ++q) {
      for (std::uint64_t i = 0; i < found.rows.columns(); ++i) {
        ASSERT_EQ(found.squared_distance(q, i), all[q][i].first);
        ASSERT_EQ(found.rows(q, i), all[q][i].second);
      }
    }
  }
}

TEST(Search, NearestEqualsBruteForce) {
  for (const std::uint64_t features : {3U, 65U, 600U}) {  // 3: nearly all distances tie
    const Digits queries = random_digits(37, features, 4);
    expect_nearest(queries, random_digits(1500, features, 5), 10);
    expect_nearest(queries, random_digits(4, features, 6), 10);
  }
}

TEST(Search, SmallestCases) {
  const Digits one = random_digits(1, 1, 1);
  expect_nearest(one, one, 1);
  EXPECT_EQ(nearest(packed(one), PackedDigits(1), 3).rows.columns(), 0U);
  EXPECT_EQ(nearest(PackedDigits(1), packed(one), 3).rows.rows(), 0U);
  EXPECT_EQ(error_of(ErrorKind::invalid_option, [&] { (void)nearest(packed(one), packed(one), 0); })
                .find("no neighbour"),
            0U);
  EXPECT_EQ(
      error_of(ErrorKind::invalid_input, [&] { (void)nearest(packed(one), PackedDigits(2), 1); })
          .find("queries have 1 features"),
      0U);
}

TEST(PackedFile, IsReadBack) {
  const TempDir folder;
  for (const std::uint64_t features : kWidths) {
    const Digits digits = random_digits(9, features, 7);
    write_packed(folder / "digits", digits);
    EXPECT_EQ(std::filesystem::file_size(folder / "digits"), 104 + 9 * 2 * ((features + 7) / 8));
    const PackedFile file = read_packed(folder / "digits");
    ASSERT_EQ(file.digits.rows(), 9U);
    ASSERT_EQ(file.digits.features(), features);
    EXPECT_EQ(file.images_sha256, names_sha256(names("image", 9)));
    EXPECT_EQ(file.features_sha256, names_sha256(names("f", features)));
    for (std::uint64_t row = 0; row < 9; ++row) {
      std::vector<std::int8_t> out(features);
      file.digits.unpack(row, out);
      EXPECT_TRUE(std::equal(out.begin(), out.end(), &digits(row, 0)));
      EXPECT_EQ(file.digits.nonzeros(row), packed(digits).nonzeros(row));
    }
  }
}

TEST(PackedFile, IsAFifteenthOfFloats) {
  const TempDir folder;
  write_packed(folder / "digits", random_digits(500, 4224, 8));
  EXPECT_LE(15 * std::filesystem::file_size(folder / "digits"), 500 * 4224 * sizeof(float));
}

TEST(PackedFile, MayHaveNoRows) {
  const TempDir folder;
  write_packed(folder / "digits", Digits(0, 5));
  EXPECT_EQ(read_packed(folder / "digits").digits.rows(), 0U);
}

TEST(PackedFile, EveryChangedByteIsNoticed) {
  const TempDir folder;
  write_packed(folder / "whole", random_digits(3, 70, 9));
  const std::string whole = bytes_of(folder / "whole");
  for (std::size_t i = 0; i < whole.size(); ++i) {
    for (const char change : {'\x01', '\x80', '\xFF'}) {
      std::string bytes = whole;
      bytes[i] = static_cast<char>(bytes[i] ^ change);
      write_bytes(folder / "changed", bytes);
      EXPECT_NE(error_of(ErrorKind::invalid_file, [&] { (void)read_packed(folder / "changed"); })
                    .find("cannot read"),
                std::string::npos)
          << "byte " << i;
    }
  }
  for (std::size_t size = 0; size < whole.size(); ++size) {
    write_bytes(folder / "changed", whole.substr(0, size));
    EXPECT_NE(error_of(ErrorKind::invalid_file, [&] { (void)read_packed(folder / "changed"); })
                  .find("cannot read"),
              std::string::npos);
  }
  write_bytes(folder / "changed", whole + "x");
  EXPECT_NE(error_of(ErrorKind::invalid_file, [&] { (void)read_packed(folder / "changed"); })
                .find("but holds"),
            std::string::npos);
}

/// A head that is whole by its checksum, but says anything.
TEST(PackedFile, SizesThatCannotBeAreRefused) {
  const TempDir folder;
  write_packed(folder / "whole", random_digits(3, 70, 9));
  const std::string whole = bytes_of(folder / "whole");
  for (const std::size_t at : {16U, 24U}) {
    for (const std::uint64_t value : {std::uint64_t{0}, std::uint64_t{1}, std::uint64_t{1} << 40,
                                      ~std::uint64_t{0}, std::uint64_t{1} << 63}) {
      std::string bytes = whole;
      std::memcpy(&bytes[at], &value, 8);
      const std::uint32_t checksum = crc32c(std::as_bytes(std::span(bytes).first(100)));
      std::memcpy(&bytes[100], &checksum, 4);
      write_bytes(folder / "changed", bytes);
      EXPECT_NE(error_of(ErrorKind::invalid_file, [&] { (void)read_packed(folder / "changed"); })
                    .find("but holds"),
                std::string::npos);
    }
  }
}

/// Bits that no digit has, under checksums that are right.
TEST(PackedFile, DigitsThatCannotBeAreRefused) {
  const TempDir folder;
  write_packed(folder / "whole", Digits(1, 9));  // nonzero: 2 bytes, negative: 2 bytes
  for (const std::size_t at : {105U, 106U}) {
    std::string bytes = bytes_of(folder / "whole");
    bytes[at] = at == 105 ? '\x02' : '\x01';  // beyond the last feature; negative but zero
    const std::uint32_t rows = crc32c(std::as_bytes(std::span(bytes).subspan(104)));
    std::memcpy(&bytes[12], &rows, 4);
    const std::uint32_t head = crc32c(std::as_bytes(std::span(bytes).first(100)));
    std::memcpy(&bytes[100], &head, 4);
    write_bytes(folder / "changed", bytes);
    EXPECT_NE(error_of(ErrorKind::invalid_file, [&] { (void)read_packed(folder / "changed"); })
                  .find("none of -1, 0 and 1"),
              std::string::npos);
  }
}

TEST(PackedFile, IsWholeOrAbsent) {
  const TempDir folder;
  {
    PackedWriter writer(folder / "digits", names("i", 2), names("f", 3), false);
    writer.append(std::vector<std::int8_t>(3));
    EXPECT_NE(error_of(ErrorKind::invalid_input, [&] { writer.finish(); }).find("1 of 2 rows"),
              std::string::npos);
    EXPECT_NE(
        error_of(ErrorKind::invalid_input, [&] { writer.append(std::vector<std::int8_t>(6)); })
            .find("cannot go into 2 × 3"),
        std::string::npos);
  }
  EXPECT_TRUE(std::filesystem::is_empty(folder.path()));
  EXPECT_NE(error_of(ErrorKind::file_missing, [&] { (void)read_packed(folder / "digits"); })
                .find("No such file"),
            std::string::npos);
  write_packed(folder / "digits", random_digits(1, 1, 1));
  EXPECT_NE(error_of(ErrorKind::output_exists,
                     [&] { PackedWriter(folder / "digits", {}, names("f", 1), false); })
                .find("exists"),
            std::string::npos);
}

}  // namespace
