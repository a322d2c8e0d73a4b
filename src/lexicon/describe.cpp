#include "lexicnn/lexicon/describe.hpp"

#include <algorithm>
#include <cmath>
#include <fmt/format.h>
#include <functional>
#include <numeric>

#include "lexicnn/core/error.hpp"
#include "lexicnn/score/layout.hpp"

#include "lexicon/class_rows.hpp"
#include "lexicon/evidence.hpp"
#include "lexicon/find_feature.hpp"
#include "lexicon/require_selection.hpp"

namespace lexicnn {
namespace {

enum class Side { presence, absence };

/// Whether a pair states something on this side, by the options.
bool states(double signed_ks, std::int8_t selected, Side side, const DescribeOptions& options) {
  if (options.selected_only && selected == 0) return false;
  return side == Side::presence ? signed_ks > 0 : signed_ks < 0;
}

/// The strongest `top` (0 = all) of the places for which `states_it(place)`, by |s|; ties keep the
/// order of the places.
template <typename Strength, typename Predicate>
std::vector<std::uint64_t> strongest(std::uint64_t count, std::uint64_t top, Strength strength,
                                     Predicate states_it) {
  std::vector<std::uint64_t> out;
  for (std::uint64_t place = 0; place < count; ++place) {
    if (states_it(place)) out.push_back(place);
  }
  const std::uint64_t kept = top == 0 ? out.size() : std::min<std::uint64_t>(top, out.size());
  const auto end = out.begin() + static_cast<std::ptrdiff_t>(kept);
  std::partial_sort(out.begin(), end, out.end(), [&](std::uint64_t a, std::uint64_t b) {
    const double left = std::abs(strength(a));
    const double right = std::abs(strength(b));
    return left != right ? left > right : a < b;
  });
  out.resize(kept);
  return out;
}

template <typename Description>
void count_selected(Description& description, std::int8_t selected) {
  if (selected > 0) ++description.selected_presence;
  if (selected < 0) ++description.selected_absence;
}

/// What several statements about one class are made with.
struct SelectedPairs {
  const Scores& scores;
  const Selection& selection;
  std::vector<std::uint64_t> classes;  ///< rows that are no synsets

  SelectedPairs(const Scores& all_scores, const Selection& all_selected)
      : scores(all_scores), selection(all_selected), classes(class_rows(all_scores)) {}
};

bool on_side(std::int8_t selected, Side side) {
  return side == Side::presence ? selected > 0 : selected < 0;
}

/// The other classes for which the feature is selected on that side, the strongest first.
std::vector<std::string> also(const SelectedPairs& pairs, std::uint64_t c, std::uint64_t f,
                              Side side) {
  std::vector<std::uint64_t> rows;
  for (const std::uint64_t other : pairs.classes) {
    if (other != c && on_side(pairs.selection.selected(other, f), side)) rows.push_back(other);
  }
  std::ranges::stable_sort(rows, std::greater{}, [&](std::uint64_t other) {
    return std::abs(pairs.scores.signed_ks(other, f));
  });
  std::vector<std::string> out;
  for (const std::uint64_t other : rows)
    out.push_back(pairs.scores.classes.index[other]);
  return out;
}

Statement statement(const SelectedPairs& pairs, std::uint64_t c, std::uint64_t f, Side side) {
  const auto& [scores, selection, classes] = pairs;
  Statement out{evidence_of(scores, selection, c, f),
                f,
                scores.features.index[f],
                0,
                0,
                also(pairs, c, f, side)};
  for (std::uint64_t other = 0; other < scores.class_count(); ++other) {
    if (selection.selected(other, f) > 0) ++out.presence_classes;
    if (selection.selected(other, f) < 0) ++out.absence_classes;
  }
  return out;
}

/// The strongest statements by the features `among`.
std::vector<Statement> statements(const SelectedPairs& pairs, std::uint64_t c,
                                  const std::vector<std::uint64_t>& among, Side side,
                                  const DescribeOptions& options) {
  const auto strength = [&](std::uint64_t place) {
    return pairs.scores.signed_ks(c, among[place]);
  };
  const auto states_it = [&](std::uint64_t place) {
    return states(pairs.scores.signed_ks(c, among[place]),
                  pairs.selection.selected(c, among[place]), side, options);
  };
  std::vector<Statement> out;
  for (const std::uint64_t place : strongest(among.size(), options.top, strength, states_it))
    out.push_back(statement(pairs, c, among[place], side));
  return out;
}

/// Counts and lists the statements by the features `among`.
template <typename Description>
void fill(Description& out, const SelectedPairs& pairs, std::uint64_t c,
          const std::vector<std::uint64_t>& among, const DescribeOptions& options) {
  for (const std::uint64_t f : among)
    count_selected(out, pairs.selection.selected(c, f));
  out.presence = statements(pairs, c, among, Side::presence, options);
  out.absence = statements(pairs, c, among, Side::absence, options);
}

ClassDescription described(const SelectedPairs& pairs, std::uint64_t c,
                           const DescribeOptions& options) {
  const Scores& scores = pairs.scores;
  ClassDescription out;
  out.name = scores.classes.index[c];
  out.images = static_cast<std::uint64_t>(scores.classes.get<std::vector<std::int64_t>>("n")[c]);
  out.reference = class_texts(scores, "reference")[c];
  std::vector<std::uint64_t> features(scores.feature_count());
  std::iota(features.begin(), features.end(), 0);
  fill(out, pairs, c, features, options);
  return out;
}

std::vector<BandStatements> band_statements(const SelectedPairs& pairs, std::uint64_t c,
                                            const DescribeOptions& options) {
  const NetworkLayout layout = layout_of(pairs.scores, options.bands);
  std::vector<BandStatements> out(layout.bands.size());
  std::vector<std::vector<std::uint64_t>> features(out.size());
  if (out.empty()) return out;
  for (std::uint64_t f = 0; f < layout.layer_of.size(); ++f)
    features[layout.layers[layout.layer_of[f]].band].push_back(f);
  for (const LayerPlace& layer : layout.layers) {
    BandStatements& band = out[layer.band];
    if (band.first_layer.empty()) band.first_layer = layer.name;
    band.last_layer = layer.name;
  }
  for (std::size_t i = 0; i < out.size(); ++i) {
    out[i].name = layout.bands[i].name;
    out[i].features = features[i].size();
    fill(out[i], pairs, c, features[i], options);
  }
  return out;
}

/// Counts what is said of this class alone, and what of others too.
void add_shared(ClassDescription& out, const SelectedPairs& pairs, std::uint64_t c) {
  std::vector<SharedStatements> shared(pairs.classes.size());
  for (std::size_t i = 0; i < shared.size(); ++i)
    shared[i].name = pairs.scores.classes.index[pairs.classes[i]];
  for (std::uint64_t f = 0; f < pairs.scores.feature_count(); ++f) {
    const std::int8_t side = pairs.selection.selected(c, f);
    if (side == 0) continue;
    bool alone = true;
    for (std::size_t i = 0; i < shared.size(); ++i) {
      const std::uint64_t other = pairs.classes[i];
      if (other == c || pairs.selection.selected(other, f) != side) continue;
      alone = false;
      ++(side > 0 ? shared[i].presence : shared[i].absence);
    }
    if (alone) ++(side > 0 ? out.unique_presence : out.unique_absence);
  }
  std::erase_if(shared,
                [](const SharedStatements& each) { return each.presence + each.absence == 0; });
  std::ranges::stable_sort(shared, std::greater{}, [](const SharedStatements& each) {
    return each.presence + each.absence;
  });
  out.shared = std::move(shared);
}

std::vector<ClassStatement> class_statements(const Scores& scores, const Selection& selection,
                                             std::uint64_t f, Side side,
                                             const DescribeOptions& options) {
  const auto& images = scores.classes.get<std::vector<std::int64_t>>("n");
  std::vector<ClassStatement> out;
  const auto strength = [&](std::uint64_t c) { return scores.signed_ks(c, f); };
  const auto states_it = [&](std::uint64_t c) {
    return states(scores.signed_ks(c, f), selection.selected(c, f), side, options);
  };
  for (const std::uint64_t c : strongest(scores.class_count(), options.top, strength, states_it)) {
    out.push_back({evidence_of(scores, selection, c, f), c, scores.classes.index[c],
                   static_cast<std::uint64_t>(images[c])});
  }
  return out;
}

}  // namespace

ClassDescription strongest_statements(const Scores& scores, const Selection& selection,
                                      std::string_view class_name, const DescribeOptions& options) {
  require_selection(scores, selection);
  return described(SelectedPairs(scores, selection), scores.find_class(class_name), options);
}

ClassDescription describe(const Scores& scores, const Selection& selection,
                          std::string_view class_name, const DescribeOptions& options) {
  require_selection(scores, selection);
  const std::uint64_t c = scores.find_class(class_name);
  const SelectedPairs pairs(scores, selection);
  ClassDescription out = described(pairs, c, options);
  out.bands = band_statements(pairs, c, options);
  add_shared(out, pairs, c);
  return out;
}

FeatureDescription describe_feature(const Scores& scores, const Selection& selection,
                                    std::string_view feature_name, const DescribeOptions& options) {
  require_selection(scores, selection);
  const std::uint64_t f = find_feature(scores, feature_name);
  FeatureDescription out;
  out.name = scores.features.index[f];
  out.classes = scores.class_count();
  out.dead = scores.features.get<std::vector<bool>>("dead")[f];
  out.mean = scores.features.get<std::vector<double>>("mean")[f];
  out.std = scores.features.get<std::vector<double>>("std")[f];
  out.zero_share = scores.features.get<std::vector<double>>("zero_share")[f];
  for (std::uint64_t c = 0; c < scores.class_count(); ++c) {
    count_selected(out, selection.selected(c, f));
  }
  out.presence = class_statements(scores, selection, f, Side::presence, options);
  out.absence = class_statements(scores, selection, f, Side::absence, options);
  return out;
}

FeatureDescription describe_feature(const Scores& scores, const Selection& selection,
                                    std::string_view feature_name, const LabelledImages& images,
                                    const DescribeOptions& options, const Context& context) {
  FeatureDescription out = describe_feature(scores, selection, feature_name, options);
  out.images = feature_images(scores, selection, find_feature(scores, feature_name), images,
                              options.top, context);
  return out;
}

}  // namespace lexicnn
