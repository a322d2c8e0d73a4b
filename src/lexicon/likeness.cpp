#include "lexicnn/lexicon/likeness.hpp"

#include <algorithm>
#include <cmath>
#include <utility>
#include <vector>

#include "lexicnn/core/parallel.hpp"

#include "lexicon/dot.hpp"
#include "lexicon/mid_ranks.hpp"

namespace lexicnn {
namespace {

/// Classes that are compared while their profiles are in the cache.
constexpr std::uint64_t kClassTile = 16;

/// Likeness of each two of `count` classes: likeness(i, j), i < j, on all threads.
template <typename Likeness>
Grid<double> all_pairs(std::size_t count, const Context& context, const Likeness& likeness) {
  Grid<double> out(count, count, 1.0);
  const std::uint64_t tiles = (count + kClassTile - 1) / kClassTile;
  std::vector<std::pair<std::uint64_t, std::uint64_t>> blocks;  // first classes of two tiles
  for (std::uint64_t a = 0; a < tiles; ++a) {
    for (std::uint64_t b = a; b < tiles; ++b)
      blocks.emplace_back(a * kClassTile, b * kClassTile);
  }
  parallel_ranges(blocks.size(), 1, context, [&](Range range, unsigned) {
    const auto [rows, columns] = blocks[range.begin];
    for (std::uint64_t i = rows; i < std::min(rows + kClassTile, count); ++i) {
      for (std::uint64_t j = std::max(columns, i + 1); j < std::min(columns + kClassTile, count);
           ++j)
        out(i, j) = out(j, i) = likeness(i, j);
    }
  });
  return out;
}

/// Rows × features, of the signed KS or of its centred ranks within the row.
Grid<double> profiles(const Scores& scores, std::span<const std::uint64_t> rows,
                      std::span<const std::uint64_t> features, bool ranks) {
  Grid<double> out(rows.size(), features.size());
  for (std::size_t i = 0; i < rows.size(); ++i) {
    const std::span<double> row(&out.values()[i * features.size()], features.size());
    for (std::size_t f = 0; f < features.size(); ++f)
      row[f] = scores.signed_ks(rows[i], features[f]);
    if (ranks) std::ranges::copy(centred_mid_ranks(row), row.begin());
  }
  return out;
}

Grid<double> cosines(const Grid<double>& profiles, const Context& context) {
  const auto row = [&profiles](std::uint64_t i) {
    return std::span(profiles.values()).subspan(i * profiles.columns(), profiles.columns());
  };
  std::vector<double> lengths;
  for (std::uint64_t i = 0; i < profiles.rows(); ++i)
    lengths.push_back(std::sqrt(dot(row(i), row(i))));
  return all_pairs(profiles.rows(), context, [&](std::uint64_t i, std::uint64_t j) {
    const double lengths_product = lengths[i] * lengths[j];
    return lengths_product == 0 ? 0 : std::clamp(dot(row(i), row(j)) / lengths_product, -1.0, 1.0);
  });
}

Grid<double> overlaps(const Selection& selection, std::span<const std::uint64_t> rows,
                      std::span<const std::uint64_t> features, const Context& context) {
  return all_pairs(rows.size(), context, [&](std::uint64_t i, std::uint64_t j) {
    std::uint64_t both = 0;
    std::uint64_t either = 0;
    for (const std::uint64_t f : features) {
      const std::int8_t a = selection.selected(rows[i], f);
      const std::int8_t b = selection.selected(rows[j], f);
      // Opposite sides are two statements, of which none is shared.
      both += a != 0 && a == b ? 1U : 0U;
      either += a != 0 && b != 0 && a != b ? 2U : (a != 0 || b != 0 ? 1U : 0U);
    }
    return either == 0 ? 0.0 : static_cast<double>(both) / static_cast<double>(either);
  });
}

}  // namespace

std::string_view to_string(LikenessMeasure measure) noexcept {
  switch (measure) {
    case LikenessMeasure::cosine:
      return "cosine";
    case LikenessMeasure::rank:
      return "rank";
    case LikenessMeasure::overlap:
      return "overlap";
  }
  return {};
}

Grid<double> class_likeness(const Scores& scores, const Selection& selection,
                            std::span<const std::uint64_t> rows,
                            std::span<const std::uint64_t> features, LikenessMeasure measure,
                            const Context& context) {
  if (rows.empty() || features.empty()) return Grid<double>(rows.size(), rows.size(), 0.0);
  if (measure == LikenessMeasure::overlap) return overlaps(selection, rows, features, context);
  return cosines(profiles(scores, rows, features, measure == LikenessMeasure::rank), context);
}

}  // namespace lexicnn
