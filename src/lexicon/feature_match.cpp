#include "lexicnn/lexicon/feature_match.hpp"

#include <algorithm>
#include <cmath>
#include <fmt/format.h>
#include <limits>
#include <span>

#include "lexicnn/core/error.hpp"
#include "lexicnn/core/parallel.hpp"

#include "lexicon/dot.hpp"

namespace lexicnn {
namespace {

constexpr std::uint64_t kNoFeature = std::numeric_limits<std::uint64_t>::max();
constexpr std::uint64_t kTile = 32;

/// The best match so far.
struct Best {
  double r = -std::numeric_limits<double>::infinity();
  std::uint64_t feature = kNoFeature;

  /// Larger r, then the smaller place: the same in whatever order they are offered.
  void offer(double other_r, std::uint64_t other) {
    if (other_r > r || (other_r == r && other < feature)) {
      r = other_r;
      feature = other;
    }
  }
};

/// Feature × class, each row centred and of length 1; a row of zeros for a constant one.
class UnitProfiles {
 public:
  explicit UnitProfiles(const Grid<double>& profiles)
      : rows_(profiles.columns(), profiles.rows()), constant_(profiles.columns(), false) {
    for (std::uint64_t f = 0; f < rows_.rows(); ++f) {
      const std::span<double> out(&rows_(f, 0), rows_.columns());
      for (std::uint64_t c = 0; c < out.size(); ++c)
        out[c] = profiles(c, f);
      constant_[f] = std::ranges::all_of(out, [&out](double v) { return v == out[0]; });
      make_unit(out);
    }
  }

  [[nodiscard]] std::uint64_t features() const { return rows_.rows(); }
  [[nodiscard]] bool is_constant(std::uint64_t f) const { return constant_[f]; }
  [[nodiscard]] std::span<const double> row(std::uint64_t f) const {
    return std::span(rows_.values()).subspan(f * rows_.columns(), rows_.columns());
  }

 private:
  static void make_unit(std::span<double> row) {
    double mean = 0;
    for (const double value : row)
      mean += value;
    mean /= static_cast<double>(row.size());
    for (double& value : row)
      value -= mean;
    const double length = std::sqrt(dot(row, row));
    for (double& value : row)
      value = length == 0 ? 0 : value / length;
  }

  Grid<double> rows_;
  std::vector<bool> constant_;
};

}  // namespace

std::vector<FeatureMatch> match_features(const Grid<double>& first, const Grid<double>& second,
                                         const Context& context) {
  if (first.rows() != second.rows() || first.rows() < 3) {
    throw Error(ErrorKind::invalid_input,
                fmt::format("features are matched over three classes or more that both have, not "
                            "over {} and {}",
                            first.rows(), second.rows()));
  }
  const UnitProfiles a(first);
  const UnitProfiles b(second);
  std::vector<Best> best_of_a(a.features());
  std::vector<std::vector<Best>> best_of_b(context.thread_count());
  parallel_ranges(a.features(), kTile, context, [&](Range range, unsigned worker) {
    std::vector<Best>& columns = best_of_b[worker];
    columns.resize(b.features());
    for (std::uint64_t g = 0; g < b.features(); ++g) {
      if (b.is_constant(g)) continue;
      for (std::uint64_t f = range.begin; f < range.end; ++f) {
        if (a.is_constant(f)) continue;
        const double r = std::clamp(dot(a.row(f), b.row(g)), -1.0, 1.0);
        best_of_a[f].offer(r, g);
        columns[g].offer(r, f);
      }
    }
  });
  std::vector<Best> columns(b.features());
  for (const std::vector<Best>& part : best_of_b) {
    for (std::uint64_t g = 0; g < part.size(); ++g)
      columns[g].offer(part[g].r, part[g].feature);
  }
  std::vector<FeatureMatch> out;
  for (std::uint64_t f = 0; f < a.features(); ++f) {
    const Best& best = best_of_a[f];
    if (best.feature != kNoFeature && columns[best.feature].feature == f)
      out.push_back({f, best.feature, best.r});
  }
  return out;
}

}  // namespace lexicnn
