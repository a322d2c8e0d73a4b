#include "lexicnn/select/fdr.hpp"

#include <algorithm>
#include <cmath>
#include <gtest/gtest.h>
#include <limits>
#include <vector>

#include "lexicnn/core/error.hpp"
#include "lexicnn/core/random.hpp"

namespace lexicnn {
namespace {

std::vector<double> logs(const std::vector<double>& values) {
  std::vector<double> out;
  for (const double value : values)
    out.push_back(std::log10(value));
  return out;
}

void expect_near(const std::vector<double>& got, const std::vector<double>& want) {
  ASSERT_EQ(got.size(), want.size());
  for (std::size_t i = 0; i < got.size(); ++i)
    EXPECT_NEAR(got[i], want[i], 1e-13) << i;
}

// From scipy.stats.false_discovery_control 1.17.1; the first is the example of its documentation.
TEST(BenjaminiHochberg, EqualsSciPy) {
  expect_near(
      benjamini_hochberg_log10(logs({0.0001, 0.0004, 0.0019, 0.0095, 0.0201, 0.0278, 0.0298, 0.0344,
                                     0.0459, 0.3240, 0.4262, 0.5719, 0.6528, 0.7590, 1.000})),
      logs({0.0015, 0.003, 0.0095, 0.035625, 0.0603, 0.06385714285714285, 0.06385714285714285,
            0.0645, 0.0765, 0.486, 0.5811818181818182, 0.714875, 0.7532307692307692,
            0.8132142857142857, 1.0}));
  expect_near(
      benjamini_hochberg_log10(
          logs({0.5, 0.01, 1e-200, 0.03, 0.01, 0.9, 0.02, 1e-5, 0.04, 0.0301})),
      logs({0.5555555555555556, 0.025, 1e-199, 0.043, 0.025, 0.9, 0.04, 5e-5, 0.05, 0.043}));
}

// By the definition: the smallest rate over all cuts that take the value in, each counted anew.
TEST(BenjaminiHochberg, EqualsItsDefinition) {
  RandomStream stream(3, 1);
  for (std::uint64_t size = 1; size <= 60; ++size) {
    std::vector<double> log10_p;
    for (std::uint64_t i = 0; i < size; ++i)
      log10_p.push_back(std::floor(-40 * stream.uniform()) / 10);
    std::vector<double> want;
    for (const double p : log10_p) {
      double smallest = 0;
      for (const double cut : log10_p) {
        if (cut < p) continue;
        const auto taken = std::count_if(log10_p.begin(), log10_p.end(),
                                         [cut](double each) { return each <= cut; });
        smallest = std::min(smallest, cut + std::log10(static_cast<double>(size)) -
                                          std::log10(static_cast<double>(taken)));
      }
      want.push_back(smallest);
    }
    expect_near(benjamini_hochberg_log10(log10_p), want);
  }
}

TEST(BenjaminiHochberg, NothingToAdjust) {
  EXPECT_TRUE(benjamini_hochberg_log10({}).empty());
  expect_near(benjamini_hochberg_log10(std::vector{-3.0}), {-3.0});
  expect_near(benjamini_hochberg_log10(std::vector{0.0, 0.0, 0.0}), {0.0, 0.0, 0.0});
}

TEST(BenjaminiHochberg, FarBelowTheSmallestDouble) {
  expect_near(benjamini_hochberg_log10(std::vector{-5000.0, 0.0, -400.0, -1.0}),
              {-5000 + std::log10(4.0), 0.0, -400 + std::log10(2.0), -1 + std::log10(4.0 / 3)});
}

TEST(BenjaminiHochberg, NotProbabilities) {
  for (const double bad : {0.5, std::nan(""), std::numeric_limits<double>::infinity()}) {
    try {
      benjamini_hochberg_log10(std::vector{-1.0, bad});
      FAIL() << bad;
    } catch (const Error& error) {
      EXPECT_EQ(error.kind(), ErrorKind::invalid_input);
      EXPECT_NE(std::string(error.what()).find("value 1"), std::string::npos) << error.what();
    }
  }
}

}  // namespace
}  // namespace lexicnn
