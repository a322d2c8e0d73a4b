#include "lexicnn/embed/pca.hpp"

#include <cmath>
#include <gtest/gtest.h>
#include <limits>

#include "lexicnn/core/error.hpp"
#include "lexicnn/core/random.hpp"

namespace lexicnn {
namespace {

/// Rows in `directions` random directions of falling length, with a little noise everywhere.
Grid<double> make_rows(std::uint64_t rows, std::uint64_t columns, std::uint64_t directions) {
  Grid<double> out(rows, columns);
  for (std::uint64_t d = 0; d < directions; ++d) {
    RandomStream along(1, d);
    RandomStream across(2, d);
    std::vector<double> direction(columns);
    for (double& value : direction)
      value = across.uniform() - 0.5;
    for (std::uint64_t i = 0; i < rows; ++i) {
      const double length = (along.uniform() - 0.5) * std::pow(0.6, static_cast<double>(d));
      for (std::uint64_t j = 0; j < columns; ++j)
        out(i, j) += 3 + length * direction[j];
    }
  }
  RandomStream noise(3, 0);
  for (double& value : out.values())
    value += 0.01 * noise.uniform();
  return out;
}

/// The slow way: the covariance matrix, and its largest eigenvector by very many multiplications;
/// then the same without it.
PcaResult reference(Grid<double> rows, std::uint64_t components) {
  const std::uint64_t n = rows.rows();
  const std::uint64_t columns = rows.columns();
  for (std::uint64_t j = 0; j < columns; ++j) {
    double mean = 0;
    for (std::uint64_t i = 0; i < n; ++i)
      mean += rows(i, j) / static_cast<double>(n);
    for (std::uint64_t i = 0; i < n; ++i)
      rows(i, j) -= mean;
  }
  Grid<double> covariance(columns, columns);
  double trace = 0;
  for (std::uint64_t a = 0; a < columns; ++a) {
    for (std::uint64_t b = 0; b < columns; ++b) {
      for (std::uint64_t i = 0; i < n; ++i)
        covariance(a, b) += rows(i, a) * rows(i, b);
    }
    trace += covariance(a, a);
  }
  PcaResult out{Grid<double>(n, components), {}};
  for (std::uint64_t k = 0; k < components; ++k) {
    std::vector<double> vector(columns);
    for (std::uint64_t j = 0; j < columns; ++j)
      vector[j] = 1 + static_cast<double>(j % 7);
    double value = 0;
    for (int step = 0; step < 3000; ++step) {
      std::vector<double> next(columns);
      for (std::uint64_t a = 0; a < columns; ++a) {
        for (std::uint64_t b = 0; b < columns; ++b)
          next[a] += covariance(a, b) * vector[b];
      }
      value = 0;
      for (const double each : next)
        value += each * each;
      value = std::sqrt(value);
      for (std::uint64_t j = 0; j < columns; ++j)
        vector[j] = next[j] / value;
    }
    for (std::uint64_t a = 0; a < columns; ++a) {
      for (std::uint64_t b = 0; b < columns; ++b)
        covariance(a, b) -= value * vector[a] * vector[b];
    }
    double farthest = 0;
    for (std::uint64_t i = 0; i < n; ++i) {
      for (std::uint64_t j = 0; j < columns; ++j)
        out.coordinates(i, k) += rows(i, j) * vector[j];
      if (std::fabs(out.coordinates(i, k)) > std::fabs(farthest)) farthest = out.coordinates(i, k);
    }
    if (farthest < 0) {
      for (std::uint64_t i = 0; i < n; ++i)
        out.coordinates(i, k) = -out.coordinates(i, k);
    }
    out.variance_share.push_back(value / trace);
  }
  return out;
}

void expect_near(const PcaResult& found, const PcaResult& wanted, double tolerance) {
  ASSERT_EQ(found.coordinates.rows(), wanted.coordinates.rows());
  ASSERT_EQ(found.coordinates.columns(), wanted.coordinates.columns());
  for (std::size_t i = 0; i < found.coordinates.values().size(); ++i)
    EXPECT_NEAR(found.coordinates.values()[i], wanted.coordinates.values()[i], tolerance) << i;
  for (std::size_t k = 0; k < wanted.variance_share.size(); ++k)
    EXPECT_NEAR(found.variance_share[k], wanted.variance_share[k], tolerance);
}

TEST(Pca, EqualsTheEigenvectorsOfTheCovariance) {
  for (const auto& [rows, columns] :
       {std::pair<std::uint64_t, std::uint64_t>{60, 20}, {20, 60}, {40, 40}, {300, 8}}) {
    const Grid<double> given = make_rows(rows, columns, 8);
    expect_near(principal_components(given, 2), reference(given, 2), 1e-8);
  }
}

TEST(Pca, TakesFloatsAsTheDoublesTheyAre) {
  const Grid<double> given = make_rows(50, 30, 6);
  Grid<float> floats(50, 30);
  Grid<double> same(50, 30);
  for (std::size_t i = 0; i < given.values().size(); ++i) {
    floats.values()[i] = static_cast<float>(given.values()[i]);
    same.values()[i] = static_cast<double>(floats.values()[i]);
  }
  const PcaResult found = principal_components(floats, 3);
  EXPECT_EQ(found.coordinates, principal_components(same, 3).coordinates);
}

TEST(Pca, DoesNotDependOnThreads) {
  const Grid<double> given = make_rows(70, 600, 9);
  Context one;
  one.threads = 1;
  Context three;
  three.threads = 3;
  const PcaResult a = principal_components(given, 2, one);
  const PcaResult b = principal_components(given, 2, three);
  EXPECT_EQ(a.coordinates, b.coordinates);
  EXPECT_EQ(a.variance_share, b.variance_share);
}

TEST(Pca, DigitsOfNoStructureConvergeToo) {
  Grid<double> given(120, 200);
  RandomStream random(5, 0);
  for (double& value : given.values())
    value = static_cast<double>(random.below(3)) - 1;
  const PcaResult found = principal_components(given, 2);
  expect_near(found, reference(given, 2), 1e-6);
}

TEST(Pca, TheFarthestCoordinateIsPositive) {
  const PcaResult found = principal_components(make_rows(40, 12, 5), 3);
  for (std::uint64_t k = 0; k < 3; ++k) {
    double farthest = 0;
    for (std::uint64_t i = 0; i < 40; ++i) {
      if (std::fabs(found.coordinates(i, k)) > std::fabs(farthest))
        farthest = found.coordinates(i, k);
    }
    EXPECT_GT(farthest, 0);
  }
}

TEST(Pca, ComponentsBeyondTheRankAreZero) {
  Grid<double> line(5, 3);
  for (std::uint64_t i = 0; i < 5; ++i) {
    for (std::uint64_t j = 0; j < 3; ++j)
      line(i, j) = static_cast<double>(i * i * (j + 1));
  }
  const PcaResult found = principal_components(line, 2);
  EXPECT_NEAR(found.variance_share[0], 1, 1e-12);
  EXPECT_NEAR(found.variance_share[1], 0, 1e-12);
  EXPECT_NEAR(found.coordinates(4, 0), 10 * std::sqrt(14.0), 1e-12);
  for (std::uint64_t i = 0; i < 5; ++i)
    EXPECT_NEAR(found.coordinates(i, 1), 0, 1e-6);
}

TEST(Pca, EqualRowsHaveNoVarianceToShare) {
  for (const std::uint64_t rows : {1U, 4U}) {
    const PcaResult found = principal_components(Grid<double>(rows, 3, 2.5), 2);
    EXPECT_EQ(found.coordinates, Grid<double>(rows, 2));
    EXPECT_TRUE(std::isnan(found.variance_share[0]));
  }
}

TEST(Pca, TwoRowsLieOnALine) {
  Grid<double> two(2, 2);
  two(1, 0) = 3;
  two(1, 1) = 4;
  const PcaResult found = principal_components(two, 2);
  EXPECT_NEAR(std::fabs(found.coordinates(0, 0) - found.coordinates(1, 0)), 5, 1e-12);
  EXPECT_NEAR(found.variance_share[0], 1, 1e-12);
}

TEST(Pca, WhatCannotBeIsNamed) {
  const auto kind_of = [](const Grid<double>& rows, std::uint64_t components) {
    try {
      principal_components(rows, components);
    } catch (const Error& error) {
      return error.kind();
    }
    return ErrorKind::engine;
  };
  EXPECT_EQ(kind_of(Grid<double>(2, 2), 0), ErrorKind::invalid_option);
  EXPECT_EQ(kind_of(Grid<double>(0, 2), 1), ErrorKind::invalid_input);
  EXPECT_EQ(kind_of(Grid<double>(2, 2, std::numeric_limits<double>::quiet_NaN()), 1),
            ErrorKind::not_finite);
}

}  // namespace
}  // namespace lexicnn
