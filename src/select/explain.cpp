#include "lexicnn/select/explain.hpp"

#include <algorithm>
#include <cmath>
#include <fmt/format.h>

#include "lexicnn/score/p_value.hpp"

namespace lexicnn {
namespace {

std::uint64_t images_of(const Scores& scores, std::string_view column, std::uint64_t c) {
  return static_cast<std::uint64_t>(scores.classes.get<std::vector<std::int64_t>>(column)[c]);
}

/// The largest log10 p with which one more pair would be a discovery.
double critical_log10_p(const Scores& scores, const Selection& selection) {
  const auto pairs = static_cast<double>(scores.log10_p.values().size());
  const auto found = static_cast<double>(selection.count());
  return std::log10(selection.options.fdr * std::min(found + 1, pairs) / pairs);
}

/// log10 p of |s| for a class of n images against m.
double log10_p(std::uint64_t n, std::uint64_t m, double s) {
  const auto numerator = std::llround(s * static_cast<double>(n) * static_cast<double>(m));
  return KsPValues(n, m).log10_p(numerator);
}

std::string p_text(double log10_p) {
  constexpr double kSmallest = -300;  // of a double, with room
  return log10_p > kSmallest ? fmt::format("{:.2g}", std::pow(10, log10_p))
                             : fmt::format("1e{:.0f}", log10_p);
}

/// The null's thresholds fall as the root of the images: so many times more are needed.
std::optional<std::uint64_t> images_by_quantile(const NearestPair& pair, std::uint64_t n) {
  const double times = std::pow(pair.threshold / std::abs(pair.signed_ks), 2);
  return static_cast<std::uint64_t>(std::floor(static_cast<double>(n) * times)) + 1;
}

/// The smallest whole number of images at which p is small enough, found by halving.
std::optional<std::uint64_t> images_by_p(double s, std::uint64_t n, std::uint64_t m,
                                         double critical) {
  constexpr std::uint64_t kMost = std::uint64_t{1} << 22;
  const double rest = static_cast<double>(m) / static_cast<double>(n);
  const auto enough = [&](std::uint64_t images) {
    const auto outer = std::llround(static_cast<double>(images) * rest);
    return log10_p(images, static_cast<std::uint64_t>(std::max(outer, 1LL)), s) <= critical;
  };
  std::uint64_t high = n;
  while (!enough(high)) {
    if (high > kMost) return std::nullopt;
    high *= 2;
  }
  std::uint64_t low = high / 2;
  while (high - low > 1) {
    const std::uint64_t middle = low + (high - low) / 2;
    (enough(middle) ? high : low) = middle;
  }
  return high;
}

}  // namespace

std::vector<bool> unscorable_classes(const Scores& scores, const Selection& selection) {
  std::vector<bool> out(scores.class_count());
  const std::uint64_t features = scores.feature_count();
  for (std::uint64_t c = 0; c < out.size(); ++c) {
    if (selection.options.rule == SelectRule::fdr) {
      out[c] = log10_p(images_of(scores, "n", c), images_of(scores, "m", c), 1) >
               critical_log10_p(scores, selection);
      continue;
    }
    const double* thresholds = selection.threshold.values().data() + c * features;
    out[c] = std::none_of(thresholds, thresholds + features, [](double t) { return t < 1; });
  }
  return out;
}

std::optional<NearestPair> nearest_pair(const Scores& scores, const Selection& selection) {
  const auto& s = scores.signed_ks.values();
  if (s.empty() || selection.count() != 0) return std::nullopt;
  const auto& p = scores.log10_p.values();
  const auto& t = selection.threshold.values();
  const bool by_p = selection.options.rule == SelectRule::fdr;
  std::size_t best = 0;
  for (std::size_t i = 1; i < s.size(); ++i) {
    // |s| / t without a division by 0.
    const bool nearer = by_p ? p[i] < p[best] : std::abs(s[i]) * t[best] > std::abs(s[best]) * t[i];
    if (nearer) best = i;
  }
  NearestPair out;
  out.class_place = best / scores.feature_count();
  out.feature = best % scores.feature_count();
  out.signed_ks = s[best];
  out.threshold = t[best];
  out.log10_p = p[best];
  out.smallest_log10_p = *std::min_element(p.begin(), p.end());
  const std::uint64_t n = images_of(scores, "n", out.class_place);
  const std::uint64_t m = images_of(scores, "m", out.class_place);
  if (s[best] == 0 || selection.options.rule == SelectRule::threshold) return out;
  out.images_needed =
      by_p ? images_by_p(std::abs(s[best]), n, m, critical_log10_p(scores, selection))
           : images_by_quantile(out, n);
  return out;
}

std::string to_text(const NearestPair& nearest, const Scores& scores, const Selection& selection) {
  std::string out = fmt::format(
      "the smallest p of a pair is {}; nearest to being selected is class '{}' × feature '{}' "
      "with s = {:.3f} and p = {}",
      p_text(nearest.smallest_log10_p), scores.classes.index[nearest.class_place],
      scores.features.index[nearest.feature], nearest.signed_ks, p_text(nearest.log10_p));
  if (selection.options.rule == SelectRule::fdr) {
    out += fmt::format(", where p = {} is needed", p_text(critical_log10_p(scores, selection)));
  } else {
    out += fmt::format(", where |s| must be above {:.3f}", nearest.threshold);
  }
  if (!nearest.images_needed) return out;
  return out + fmt::format(
                   "; with the same s it would take about {} images of the class in place of {}, "
                   "and as many times more of the rest",
                   *nearest.images_needed, images_of(scores, "n", nearest.class_place));
}

}  // namespace lexicnn
