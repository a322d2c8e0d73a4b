#include "lexicnn/score/p_value.hpp"

#include <algorithm>
#include <bit>
#include <cmath>
#include <cstdio>
#include <cstdlib>
#include <fstream>
#include <gtest/gtest.h>
#include <map>
#include <memory>
#include <numeric>
#include <sstream>
#include <string>
#include <thread>
#include <tuple>
#include <vector>

#include "lexicnn/core/error.hpp"

#include "support/shared_data.hpp"

namespace lexicnn {
namespace {

constexpr KsSide kSides[] = {KsSide::two_sided, KsSide::presence, KsSide::absence};

/// Of p, from two logarithms.
double relative_error(double log10_got, double log10_want) {
  return std::abs(std::expm1((log10_got - log10_want) * std::log(10)));
}

struct Gaps {
  std::int64_t presence = 0;
  std::int64_t absence = 0;
};

/// D+ and D- times n · m where the bits of `order`, from the lowest, say whose the next value is.
Gaps gaps(unsigned order, std::int64_t n, std::int64_t m) {
  Gaps out;
  std::int64_t inner = 0;
  std::int64_t outer = 0;
  for (std::int64_t at = 0; at < n + m; ++at) {
    ((order >> at) & 1U) != 0 ? ++inner : ++outer;
    out.presence = std::max(out.presence, n * outer - m * inner);
    out.absence = std::max(out.absence, m * inner - n * outer);
  }
  return out;
}

// Every order of n + m values, for every size up to twelve in all.
TEST(KsPValues, EqualsCountingAllOrders) {
  for (std::int64_t n = 1; n <= 11; ++n) {
    for (std::int64_t m = 1; n + m <= 12; ++m) {
      std::vector<Gaps> all;
      for (unsigned order = 0; order < 1U << (n + m); ++order) {
        if (std::popcount(order) == n) all.push_back(gaps(order, n, m));
      }
      const KsPValues p(static_cast<std::uint64_t>(n), static_cast<std::uint64_t>(m));
      ASSERT_EQ(p.law(), KsLaw::exact);
      for (std::int64_t k = 0; k <= n * m; ++k) {
        std::int64_t reached[3] = {};
        for (const Gaps& each : all) {
          reached[0] += std::max(each.presence, each.absence) >= k ? 1 : 0;
          reached[1] += each.presence >= k ? 1 : 0;
          reached[2] += each.absence >= k ? 1 : 0;
        }
        for (std::size_t side = 0; side < 3; ++side) {
          const double want = static_cast<double>(reached[side]) / static_cast<double>(all.size());
          EXPECT_LT(relative_error(p.log10_p(k, kSides[side]), std::log10(want)), 1e-13)
              << n << " and " << m << ", numerator " << k << ", side " << side;
        }
      }
    }
  }
}

struct Reference {
  std::string source, law, side;
  std::uint64_t n = 0, m = 0;
  std::int64_t numerator = 0;
  double log10_p = 0;
};

std::vector<Reference> read_references() {
  const std::string command = std::string("'") + LEXICNN_PYTHON + "' -B '" + LEXICNN_SOURCE_DIR +
                              "/tests/score/p_value_scipy.py'";
  std::string text;
  const std::unique_ptr<std::FILE, int (*)(std::FILE*)> pipe(::popen(command.c_str(), "r"),
                                                             &::pclose);
  if (pipe == nullptr) return {};
  char part[4096];
  for (std::size_t got = 0; (got = std::fread(part, 1, sizeof part, pipe.get())) > 0;)
    text.append(part, got);
  std::vector<Reference> out;
  std::istringstream lines(text);
  std::string number;
  for (Reference each; lines >> each.source >> each.law >> each.side >> each.n >> each.m >>
                       each.numerator >> number;) {
    each.log10_p = std::strtod(number.c_str(), nullptr);
    out.push_back(each);
  }
  return out;
}

TEST(KsPValues, EqualsSciPyAndWholeNumbers) {
  if (std::string(LEXICNN_PYTHON).empty()) GTEST_SKIP() << "LEXICNN_PYTHON is not set";
  const std::map<std::string, KsLaw> laws{{"exact", KsLaw::exact},
                                          {"large_sample", KsLaw::large_sample}};
  const std::map<std::string, KsSide> sides{{"two_sided", KsSide::two_sided},
                                            {"presence", KsSide::presence},
                                            {"absence", KsSide::absence}};
  std::map<std::tuple<std::uint64_t, std::uint64_t, std::string>, KsPValues> known;
  std::map<std::string, double> worst;
  std::size_t count = 0;
  for (const Reference& each : read_references()) {
    const KsPValues& p =
        known.try_emplace({each.n, each.m, each.law}, each.n, each.m, laws.at(each.law))
            .first->second;
    const double error =
        relative_error(p.log10_p(each.numerator, sides.at(each.side)), each.log10_p);
    EXPECT_LT(error, 1e-9) << each.source << " " << each.law << " " << each.side << ": " << each.n
                           << " and " << each.m << ", numerator " << each.numerator
                           << ", log10 p = " << each.log10_p;
    double& most = worst[each.source + "_" + each.law];
    most = std::max(most, error);
    ++count;
  }
  EXPECT_GT(count, 1500U);
  for (const auto& [source, error] : worst)
    RecordProperty(source, std::to_string(error * 1e12) + "e-12");
}

TEST(KsPValues, Golden) {
  const auto golden = test::golden_dir();
  if (!golden)
    GTEST_SKIP() << "the reference values (LEXICNN_GOLDEN or ../shared/golden) are absent";
  std::ifstream file(*golden / "scores.csv");
  std::string line;
  std::getline(file, line);
  std::size_t rows = 0;
  std::size_t underflows = 0;
  for (; std::getline(file, line); ++rows) {
    std::istringstream cells(line);
    std::vector<std::string> cell;
    for (std::string each; std::getline(cells, each, ',');)
      cell.push_back(each);
    const std::uint64_t n = std::stoull(cell[2]);
    const std::int64_t pairs = std::stoll(cell[4]);
    const std::int64_t numerator = std::abs(std::stoll(cell[3]));
    const std::uint64_t m = static_cast<std::uint64_t>(pairs) / n;
    const double exact = std::strtod(cell[10].c_str(), nullptr);
    const double large = std::strtod(cell[11].c_str(), nullptr);
    const KsPValues p(n, m);
    EXPECT_EQ(p.law(), KsLaw::exact);
    EXPECT_LT(relative_error(p.log10_p(numerator), std::log10(exact)), 1e-9) << line;
    const double got = KsPValues(n, m, KsLaw::large_sample).log10_p(numerator);
    if (large > 0) {
      EXPECT_LT(relative_error(got, std::log10(large)), 1e-9) << line;
    } else {  // where D = 1 SciPy gives 0; ours is the smallest p there is, which is then exact
      ++underflows;
      EXPECT_LT(relative_error(got, std::log10(exact)), 1e-9) << line;
    }
  }
  EXPECT_EQ(rows, 119U);
  EXPECT_EQ(underflows, 3U);
}

TEST(KsPValues, TakesTheExactLawForFewPairsOrAFewValues) {
  EXPECT_EQ(KsPValues(100, 200).law(), KsLaw::exact);
  EXPECT_EQ(KsPValues(67, 299).law(), KsLaw::large_sample);
  EXPECT_EQ(KsPValues(8, 1'000'000'000).law(), KsLaw::exact);
  EXPECT_EQ(KsPValues(1'000'000'000, 1).law(), KsLaw::exact);
  EXPECT_EQ(KsPValues(9, 1'000'000'000).law(), KsLaw::large_sample);
  EXPECT_EQ(KsPValues(400, 500, KsLaw::exact).law(), KsLaw::exact);
  EXPECT_EQ(KsPValues(2, 3, KsLaw::large_sample).law(), KsLaw::large_sample);
}

TEST(KsPValues, NoDifferenceIsCertain) {
  for (const auto& [n, m] :
       {std::pair<std::uint64_t, std::uint64_t>{1, 1}, {20, 30}, {500, 49'500}}) {
    for (const KsSide side : kSides) {
      EXPECT_EQ(KsPValues(n, m).log10_p(0, side), 0.0);
      EXPECT_EQ(KsPValues(n, m, KsLaw::large_sample).log10_p(0, side), 0.0);
    }
  }
  EXPECT_EQ(KsPValues(500, 49'500).log10_p(1), 0.0);
}

// Two orders separate the samples, one for each side.
TEST(KsPValues, SeparatedSamplesHaveTheSmallestP) {
  const double orders =
      (std::lgamma(50'001) - std::lgamma(501) - std::lgamma(49'501)) / std::log(10);
  const KsPValues p(500, 49'500);
  EXPECT_NEAR(p.log10_p(500 * 49'500), std::log10(2) - orders, 1e-7);
  EXPECT_LT(p.log10_p(500 * 49'500), -1000);
  EXPECT_GT(p.log10_p(500 * 49'500, KsSide::presence), p.log10_p(500 * 49'500));
  EXPECT_NEAR(KsPValues(2, 1'000'000).log10_p(2'000'000, KsSide::absence),
              -std::log10(1'000'002.0 * 1'000'001.0 / 2), 1e-13);
}

TEST(KsPValues, StaysFiniteWhereDoublesDoNot) {
  const KsPValues p(20'000, 20'000);
  const double half = p.log10_p(200'000'000);
  EXPECT_LT(half, -2000);
  EXPECT_GT(half, -3000);
  EXPECT_LT(p.log10_p(300'000'000), -5000);
  EXPECT_TRUE(std::isfinite(p.log10_p(400'000'000)));
  EXPECT_TRUE(std::isfinite(p.log10_p(400'000'000, KsSide::absence)));
  const KsPValues most(std::uint64_t{1} << 30, std::uint64_t{1} << 30);
  EXPECT_TRUE(std::isfinite(most.log10_p(std::int64_t{1} << 60)));
  EXPECT_LT(most.log10_p(std::int64_t{1} << 58), -1e7);
}

TEST(KsPValues, AGreaterDifferenceIsNotMoreProbable) {
  // Pelz-Good is an approximation, and meets its neighbours within 3e-5.
  const std::tuple<std::uint64_t, std::uint64_t, double> sizes[] = {
      {7, 300, 1e-12},   {30, 41, 1e-12},  {60, 90, 1e-12},  {50, 450, 1e-10},
      {12, 2001, 1e-10}, {280, 290, 2e-5}, {300, 5000, 2e-5}};
  for (const auto& [n, m, slack] : sizes) {
    const KsPValues p(n, m);
    for (const KsSide side : kSides) {
      double last = 0;
      const auto pairs = static_cast<std::int64_t>(n * m);
      const std::int64_t step = std::max<std::int64_t>(1, pairs / 5000);
      for (std::int64_t k = 0; k <= pairs; k += step) {
        const double now = p.log10_p(k, side);
        ASSERT_LE(now, last + slack) << n << " and " << m << ", numerator " << k;
        last = now;
      }
    }
  }
}

TEST(KsPValues, SidesAndSamplesAreAlike) {
  for (const auto& [n, m] :
       {std::pair<std::uint64_t, std::uint64_t>{4, 9}, {31, 57}, {200, 4000}}) {
    const KsPValues p(n, m);
    const KsPValues swapped(m, n);
    const auto pairs = static_cast<std::int64_t>(n * m);
    for (std::int64_t k = 0; k <= pairs; k += 1 + pairs / 300) {
      EXPECT_EQ(p.log10_p(k, KsSide::presence), p.log10_p(k, KsSide::absence));
      for (const KsSide side : kSides)
        EXPECT_EQ(p.log10_p(k, side), swapped.log10_p(k, side));
    }
  }
}

TEST(KsPValues, BetweenTheValuesOfTheStatisticTheNextCounts) {
  const KsPValues p(30, 45);  // D · n · m is a multiple of 15
  EXPECT_EQ(p.log10_p(301), p.log10_p(315));
  EXPECT_NE(p.log10_p(300), p.log10_p(315));
}

// The order of calls is another in every thread.
TEST(KsPValues, ThreadsAndOrderDoNotMatter) {
  for (const auto& [n, m] :
       {std::pair<std::uint64_t, std::uint64_t>{41, 200}, {60, 4001}, {500, 49'500}}) {
    const KsPValues p(n, m);
    const KsPValues alone(n, m);
    constexpr std::int64_t kCalls = 400;
    std::vector<std::vector<double>> got(4, std::vector<double>(kCalls));
    std::vector<std::thread> threads;
    const auto numerator = [pairs = static_cast<std::int64_t>(n * m)](std::int64_t call) {
      return pairs / kCalls * call;
    };
    for (std::size_t t = 0; t < got.size(); ++t) {
      threads.emplace_back([&, t] {
        for (std::int64_t i = 0; i < kCalls; ++i) {
          const std::int64_t call = (i * 37 + static_cast<std::int64_t>(t) * 100) % kCalls;
          got[t][static_cast<std::size_t>(call)] = p.log10_p(numerator(call));
        }
      });
    }
    for (std::thread& each : threads)
      each.join();
    for (std::int64_t call = 0; call < kCalls; ++call) {
      for (const auto& each : got)
        ASSERT_EQ(each[static_cast<std::size_t>(call)], alone.log10_p(numerator(call)));
    }
  }
}

template <typename Call>
void expect_error(ErrorKind kind, const std::string& part, Call&& call) {
  try {
    call();
    FAIL() << "nothing thrown; expected: " << part;
  } catch (const Error& error) {
    EXPECT_EQ(error.kind(), kind);
    EXPECT_NE(std::string(error.what()).find(part), std::string::npos) << error.what();
  }
}

TEST(KsPValues, Refuses) {
  expect_error(ErrorKind::invalid_input, "a class of 0", [] { KsPValues(0, 5); });
  expect_error(ErrorKind::invalid_input, "a rest of 0", [] { KsPValues(5, 0); });
  expect_error(ErrorKind::invalid_input, "2^60",
               [] { KsPValues(std::uint64_t{1} << 40, std::uint64_t{1} << 21); });
  expect_error(ErrorKind::invalid_option, "large-sample",
               [] { KsPValues(1000, 1000, KsLaw::exact); });
  expect_error(ErrorKind::invalid_input, "-1", [] { (void)KsPValues(3, 4).log10_p(-1); });
  expect_error(ErrorKind::invalid_input, "n · m = 12", [] { (void)KsPValues(3, 4).log10_p(13); });
}

}  // namespace
}  // namespace lexicnn
