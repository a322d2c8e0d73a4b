/// The distribution of one feature over the classes: what histograms and ECDFs are drawn from.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "lexicnn/score/scores.hpp"

namespace lexicnn::reporting {

/// Classes whose counts a detail holds at most: those with the largest |s|.
inline constexpr std::uint64_t kClassesPerDetail = 40;

/// Values at which a detail's counts are cut at most.
inline constexpr std::size_t kKnots = 512;

/// Equal bins of a detail; one where the feature is constant.
inline constexpr std::size_t kBins = 64;

/// Images, a number for each interval between knots and for each bin.
struct DetailCounts {
  std::vector<std::uint32_t> knots;
  std::vector<std::uint32_t> bins;
  std::uint64_t zeros = 0;  ///< images in which the feature is exactly 0
};

struct DetailClass {
  std::uint64_t class_place = 0;
  DetailCounts counts;
};

/// Interval k of the knots is (t_{k-1}, t_k], the first takes all up to t_0; bin j is
/// (low + j·width, low + (j+1)·width], the first includes low, the last all above its lower edge.
struct FeatureDetail {
  std::vector<double> knots;  ///< ascending
  double low = 0;
  double width = 0;
  DetailCounts total;  ///< all images
  std::vector<DetailClass> classes;
};

/// Counts a feature's column. `codes` is the class of each row, place in the scores (-1: none).
/// All distinct values are knots where they are at most kKnots; else the smallest, the largest, the
/// locations of the classes shown, and values at equal ranks between them.
FeatureDetail make_detail(const Scores& scores, std::uint64_t feature,
                          const std::vector<double>& column,
                          const std::vector<std::int32_t>& codes);

/// The detail as JSON without its end, to be followed by `detail_end`. `place`: of the feature in
/// the report's table.
std::string detail_begin(const Scores& scores, std::uint64_t feature, std::uint64_t place,
                         const FeatureDetail& detail);

/// The rest: the images that fire most, as JSON.
std::string detail_end(const std::string& most);

}  // namespace lexicnn::reporting
