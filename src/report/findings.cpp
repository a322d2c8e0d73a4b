#include "report/findings.hpp"

#include <algorithm>
#include <cmath>
#include <fmt/format.h>

#include "lexicnn/core/text.hpp"

#include "report/words.hpp"

namespace lexicnn::reporting {
namespace {

/// A difference of mean |s| between the ends of the network that is worth a verb.
constexpr double kTrend = 0.01;

std::optional<Finding> nothing_selected(const ProfileResult& profile) {
  if (profile.all.selected_share > 0) return std::nullopt;
  return Finding{
      "nothing-selected",
      0,
      percent_text(0),
      fmt::format("of the {} (class, feature) pairs pass the threshold: at this threshold "
                  "the features cannot tell these classes apart. The largest |s| is {}; a "
                  "lower threshold, or more images a class, may show more.",
                  grouped(profile.all.pairs),
                  fixed_text(std::max(profile.all.max_presence, -profile.all.max_absence), 2)),
      {},
      {}};
}

std::optional<Finding> both_ways(const ProfileResult& profile) {
  const LayerProfile& all = profile.all;
  std::string text = fmt::format(
      "of the features speak for one class by their presence and for another by their absence. {} "
      "speak for no class at all.",
      all.none_share > 0 ? percent_text(all.none_share) : "None");
  return Finding{"both-ways", all.both_share, percent_text(all.both_share), std::move(text), {},
                 {}};
}

std::optional<Finding> stands_out(const ProfileResult& profile) {
  const LayerProfile& all = profile.all;
  std::string text = fmt::format(
      "of all (class, feature) pairs pass the threshold: {} by presence, {} by absence.",
      percent_text(all.presence_share), percent_text(all.absence_share));
  if (std::isfinite(all.noise_share)) {
    text += fmt::format(" About {} of those that pass are expected by chance.",
                        percent_text(all.noise_share));
  }
  return Finding{
      "stands-out", all.selected_share, percent_text(all.selected_share), std::move(text), {}, {}};
}

std::optional<Finding> trend(const ProfileResult& profile) {
  if (profile.layers.size() < 2) return std::nullopt;
  const LayerProfile& first = profile.layers.front();
  const LayerProfile& last = profile.layers.back();
  const auto peak = std::max_element(
      profile.layers.begin(), profile.layers.end(),
      [](const LayerProfile& a, const LayerProfile& b) { return a.mean_abs < b.mean_abs; });
  const double change = last.mean_abs - first.mean_abs;
  const std::string_view verb = change > kTrend    ? "grow more distinct"
                                : change < -kTrend ? "grow less distinct"
                                                   : "stay about equally distinct";
  std::string text = "is the mean |s| of the first and of the last layer";
  if (std::isfinite(first.null_mean_abs) && std::isfinite(last.null_mean_abs)) {
    text += fmt::format(", with random classes {} and {}", fixed_text(first.null_mean_abs, 3),
                        fixed_text(last.null_mean_abs, 3));
  }
  text += fmt::format(": classes {} with depth. {} has the largest, {}", verb, isolated(peak->name),
                      fixed_text(peak->mean_abs, 3));
  if (std::isfinite(peak->null_mean_abs)) {
    text += fmt::format(" where random classes of the same sizes give {}",
                        fixed_text(peak->null_mean_abs, 3));
  }
  text += '.';
  return Finding{
      "depth",
      change,
      fmt::format("{} \u2192 {}", fixed_text(first.mean_abs, 3), fixed_text(last.mean_abs, 3)),
      std::move(text),
      {},
      static_cast<std::uint64_t>(peak - profile.layers.begin())};
}

/// The strongest statement of one sign over all classes.
struct Strongest {
  std::uint64_t class_place = 0;
  const Statement* statement = nullptr;
};

Strongest strongest(const std::vector<ClassDescription>& classes,
                    std::vector<Statement> ClassDescription::*side) {
  Strongest out;
  for (std::uint64_t place = 0; place < classes.size(); ++place) {
    const std::vector<Statement>& list = classes[place].*side;
    if (list.empty()) continue;
    const double strength = std::fabs(list.front().signed_ks);
    if (out.statement == nullptr || strength > std::fabs(out.statement->signed_ks)) {
      out = {place, &list.front()};
    }
  }
  return out;
}

std::optional<Finding> extremes(const std::vector<ClassDescription>& classes) {
  const Strongest presence = strongest(classes, &ClassDescription::presence);
  const Strongest absence = strongest(classes, &ClassDescription::absence);
  if (presence.statement == nullptr) return std::nullopt;
  std::string text = fmt::format(
      "is the strongest word by presence: {} fires above {} in {} of {} and in {} of {}.",
      isolated(presence.statement->name), short_text(presence.statement->location),
      percent_text(presence.statement->inner_share), isolated(classes[presence.class_place].name),
      percent_text(presence.statement->outer_share),
      classes[presence.class_place].reference.empty()
          ? "the rest"
          : isolated(classes[presence.class_place].reference));
  if (absence.statement != nullptr) {
    text += fmt::format(" The strongest by absence is {}, for {}.",
                        sign_text(absence.statement->signed_ks),
                        isolated(classes[absence.class_place].name));
  }
  return Finding{
      "strongest",     presence.statement->signed_ks, sign_text(presence.statement->signed_ks),
      std::move(text), presence.class_place,          {}};
}

std::optional<Finding> best_told(const Scores& scores,
                                 const std::vector<ClassDescription>& classes) {
  if (classes.size() < 2) return std::nullopt;
  const auto selected = [](const ClassDescription& a) {
    return a.selected_presence + a.selected_absence;
  };
  const auto [low, high] = std::minmax_element(
      classes.begin(), classes.end(), [&](const ClassDescription& a, const ClassDescription& b) {
        return selected(a) < selected(b);
      });
  const auto features = static_cast<double>(scores.feature_count());
  const double most = static_cast<double>(selected(*high)) / features;
  const double fewest = static_cast<double>(selected(*low)) / features;
  return Finding{"best-told",
                 most,
                 percent_text(most),
                 fmt::format("of the features say something about {}, the class told best; for {}, "
                             "told least, it is {}.",
                             isolated(high->name), isolated(low->name), percent_text(fewest)),
                 static_cast<std::uint64_t>(high - classes.begin()),
                 {}};
}

}  // namespace

std::vector<Finding> make_findings(const Scores& scores, const ProfileResult& profile,
                                   const std::vector<ClassDescription>& classes) {
  std::vector<Finding> out;
  if (auto empty = nothing_selected(profile)) return {*std::move(empty)};
  for (auto finding : {both_ways(profile), trend(profile), stands_out(profile), extremes(classes),
                       best_told(scores, classes)}) {
    if (finding) out.push_back(*std::move(finding));
  }
  return out;
}

}  // namespace lexicnn::reporting
