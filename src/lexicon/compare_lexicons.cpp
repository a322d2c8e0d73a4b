#include "lexicnn/lexicon/compare_lexicons.hpp"

#include <algorithm>
#include <cmath>
#include <fmt/format.h>
#include <limits>
#include <numeric>
#include <unordered_map>

#include "lexicnn/core/error.hpp"
#include "lexicnn/core/random.hpp"

#include "lexicon/require_selection.hpp"

namespace lexicnn {
namespace {

constexpr double kNan = std::numeric_limits<double>::quiet_NaN();

[[noreturn]] void refuse(const std::string& message) {
  throw Error(ErrorKind::invalid_input, message);
}

std::unordered_map<std::string, std::uint64_t> places(const std::vector<std::string>& names) {
  std::unordered_map<std::string, std::uint64_t> out;
  for (std::uint64_t i = 0; i < names.size(); ++i)
    out.emplace(names[i], i);
  return out;
}

/// Rows of the classes that both have, in the order of the first.
struct CommonRows {
  std::vector<std::uint64_t> first, second;
};

CommonRows common_rows(const Scores& first, const Scores& second, LexiconComparison& out) {
  CommonRows rows;
  const auto in_first = places(first.classes.index);
  const auto in_second = places(second.classes.index);
  for (std::uint64_t row = 0; row < first.class_count(); ++row) {
    const std::string& name = first.classes.index[row];
    const auto found = in_second.find(name);
    if (found == in_second.end()) {
      out.only_first.push_back(name);
      continue;
    }
    rows.first.push_back(row);
    rows.second.push_back(found->second);
    out.classes.push_back(name);
  }
  for (const std::string& name : second.classes.index) {
    if (in_first.find(name) == in_first.end()) out.only_second.push_back(name);
  }
  if (rows.first.empty()) refuse("no class is in both lexicons: classes are matched by name");
  return rows;
}

std::vector<FeatureMatch> matches_by_name(const Scores& first, const Scores& second) {
  std::vector<FeatureMatch> out;
  const auto in_second = places(second.features.index);
  for (std::uint64_t f = 0; f < first.feature_count(); ++f) {
    const auto found = in_second.find(first.features.index[f]);
    if (found != in_second.end()) out.push_back({f, found->second, kNan});
  }
  if (out.empty()) refuse("no feature has the same name in both lexicons: give --match profile");
  return out;
}

Grid<double> profiles(const Scores& scores, const std::vector<std::uint64_t>& rows) {
  Grid<double> out(rows.size(), scores.feature_count());
  for (std::size_t i = 0; i < rows.size(); ++i) {
    for (std::uint64_t f = 0; f < scores.feature_count(); ++f)
      out(i, f) = scores.signed_ks(rows[i], f);
  }
  return out;
}

MatchQuality quality_of(const std::vector<FeatureMatch>& matches) {
  if (matches.empty()) return {0, kNan, kNan, kNan};
  std::vector<double> r;
  for (const FeatureMatch& match : matches)
    r.push_back(match.r);
  std::ranges::sort(r);
  const auto at = [&r](double share) {
    return r[static_cast<std::size_t>(std::floor(share * static_cast<double>(r.size() - 1)))];
  };
  return {r.size(), at(0.05), at(0.5), at(0.95)};
}

void match_by_profile(const Scores& first, const Scores& second, CommonRows rows,
                      const CompareOptions& options, const Context& context,
                      LexiconComparison& out) {
  const Grid<double> ours = profiles(first, rows.first);
  out.matches = match_features(ours, profiles(second, rows.second), context);
  out.quality = quality_of(out.matches);
  RandomStream(options.match_seed, 0).shuffle(std::span(rows.second));
  out.chance = quality_of(match_features(ours, profiles(second, rows.second), context));
  std::erase_if(out.matches,
                [&options](const FeatureMatch& match) { return match.r < options.least_r; });
  if (out.matches.empty())
    refuse(fmt::format("no two features match with r of {} or more", options.least_r));
}

Change change_of(std::int8_t first, std::int8_t second) {
  if (first == second) return Change::kept;
  if (first == 0) return Change::appeared;
  return second == 0 ? Change::vanished : Change::flipped;
}

void count(ChangeCounts& counts, Change change) {
  switch (change) {
    case Change::kept:
      ++counts.kept;
      break;
    case Change::appeared:
      ++counts.appeared;
      break;
    case Change::vanished:
      ++counts.vanished;
      break;
    case Change::flipped:
      ++counts.flipped;
      break;
  }
}

}  // namespace

std::string_view to_string(MatchBy match) noexcept {
  switch (match) {
    case MatchBy::automatic:
      return "auto";
    case MatchBy::name:
      return "name";
    case MatchBy::profile:
      return "profile";
  }
  return {};
}

std::string_view to_string(Change change) noexcept {
  switch (change) {
    case Change::kept:
      return "kept";
    case Change::appeared:
      return "appeared";
    case Change::vanished:
      return "vanished";
    case Change::flipped:
      return "flipped";
  }
  return {};
}

LexiconComparison compare_lexicons(const Scores& first, const Selection& first_selection,
                                   const Scores& second, const Selection& second_selection,
                                   const CompareOptions& options, const Context& context) {
  require_selection(first, first_selection);
  require_selection(second, second_selection);
  LexiconComparison out;
  const CommonRows rows = common_rows(first, second, out);
  const bool same_names = first.features.index == second.features.index;
  out.match = options.match != MatchBy::automatic ? options.match
              : same_names                        ? MatchBy::name
                                                  : MatchBy::profile;
  out.first_features = first.feature_count();
  out.second_features = second.feature_count();
  if (out.match == MatchBy::name) {
    out.matches = matches_by_name(first, second);
    out.quality = out.chance = {0, kNan, kNan, kNan};
  } else {
    match_by_profile(first, second, rows, options, context, out);
  }
  for (std::string& name : first.layer_names())
    out.layers.push_back({std::move(name), {}});
  const std::vector<std::uint32_t> layer_of = first.layer_of_feature();
  for (std::size_t i = 0; i < rows.first.size(); ++i) {
    out.by_class.push_back({out.classes[i], {}});
    for (const FeatureMatch& match : out.matches) {
      const std::int8_t before = first_selection.selected(rows.first[i], match.first);
      const std::int8_t after = second_selection.selected(rows.second[i], match.second);
      if (before == 0 && after == 0) continue;
      const Change change = change_of(before, after);
      count(out.all, change);
      count(out.by_class.back().counts, change);
      count(out.layers[layer_of[match.first]].counts, change);
      if (change == Change::kept) continue;
      out.changes.push_back({out.classes[i], first.features.index[match.first],
                             second.features.index[match.second], match.r, change,
                             first.signed_ks(rows.first[i], match.first),
                             second.signed_ks(rows.second[i], match.second)});
    }
  }
  std::ranges::stable_sort(out.changes, [](const StatementChange& a, const StatementChange& b) {
    return std::abs(a.second_signed_ks - a.first_signed_ks) >
           std::abs(b.second_signed_ks - b.first_signed_ks);
  });
  return out;
}

}  // namespace lexicnn
