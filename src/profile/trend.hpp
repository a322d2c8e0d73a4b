/// Trends of layers over their depth.
#pragma once

#include <span>
#include <vector>

#include "lexicnn/profile/profile.hpp"

namespace lexicnn {

/// Spearman's correlation by mid-ranks; NaN where either side is constant or there are no two.
double spearman(std::span<const double> x, std::span<const double> y);

/// The trend of every measure that trends are given of.
std::vector<Trend> trends_of(std::span<const LayerProfile> layers);

}  // namespace lexicnn
