/// The numbers of one pair, and where each of them is kept: the one list of what `Scores` holds.
#pragma once

#include <cstdint>
#include <span>

#include "lexicnn/score/scores.hpp"

namespace lexicnn {

/// One (class, feature) pair; the names are those of `Scores`.
struct PairScores {
  std::int64_t numerator = 0;
  double signed_ks = 0, presence = 0, absence = 0, location = 0, auc = 0;
  double inner_share = 0, outer_share = 0, class_mean = 0, class_zero_share = 0;
  double log10_p = 0, mann_whitney_z = 0, fires = 0, ks_positive = 0;
  // The panel.
  double log10_p_presence = 0, log10_p_absence = 0, class_selectivity = 0, precision_at_k = 0;
};

/// A number of a pair: its element of a scores file, its grid, its place in PairScores.
struct ScoreGrid {
  const char* name;
  Grid<double> Scores::*grid;
  double PairScores::*number;
};

inline constexpr ScoreGrid kScoreGridList[] = {
    {"X", &Scores::signed_ks, &PairScores::signed_ks},
    {"presence", &Scores::presence, &PairScores::presence},
    {"absence", &Scores::absence, &PairScores::absence},
    {"location", &Scores::location, &PairScores::location},
    {"auc", &Scores::auc, &PairScores::auc},
    {"inner_share", &Scores::inner_share, &PairScores::inner_share},
    {"outer_share", &Scores::outer_share, &PairScores::outer_share},
    {"class_mean", &Scores::class_mean, &PairScores::class_mean},
    {"class_zero_share", &Scores::class_zero_share, &PairScores::class_zero_share},
    {"log10_p", &Scores::log10_p, &PairScores::log10_p},
    {"mann_whitney_z", &Scores::mann_whitney_z, &PairScores::mann_whitney_z},
    {"fires", &Scores::fires, &PairScores::fires},
    {"ks_positive", &Scores::ks_positive, &PairScores::ks_positive},
    {"log10_p_presence", &Scores::log10_p_presence, &PairScores::log10_p_presence},
    {"log10_p_absence", &Scores::log10_p_absence, &PairScores::log10_p_absence},
    {"class_selectivity", &Scores::class_selectivity, &PairScores::class_selectivity},
    {"precision_at_k", &Scores::precision_at_k, &PairScores::precision_at_k},
};

/// All of them, the signed KS first; those that are always there; and those of the panel, which is
/// there as a whole or not at all.
inline constexpr std::span<const ScoreGrid> kScoreGrids(kScoreGridList);
inline constexpr std::span<const ScoreGrid> kPanelGrids = kScoreGrids.last(4);
inline constexpr std::span<const ScoreGrid> kPlainGrids =
    kScoreGrids.first(kScoreGrids.size() - kPanelGrids.size());

}  // namespace lexicnn
