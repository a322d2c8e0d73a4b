#include "report/feature_table.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <functional>
#include <string_view>
#include <utility>

#include "lexicnn/core/parallel.hpp"

#include "report/json_text.hpp"

namespace lexicnn::reporting {
namespace {

/// A list of `count` values, written by write(json, i).
template <typename Write>
std::string list_json(std::uint64_t count, const Write& write) {
  JsonText json;
  json.begin_array();
  for (std::uint64_t i = 0; i < count; ++i)
    write(json, i);
  return json.end_array().take();
}

/// What the features of one layer say of one class.
struct LayerWord {
  std::uint64_t presence = 0;
  std::uint64_t absence = 0;
  double strongest_presence = -HUGE_VAL;
  double strongest_absence = HUGE_VAL;
  double sum = 0;  ///< of |s|
  std::uint64_t features = 0;
};

std::vector<LayerWord> words_of(const ReportInput& input,
                                const std::vector<std::uint64_t>& layer_of, std::uint64_t c) {
  std::vector<LayerWord> out(input.profile.layers.size());
  for (std::uint64_t f = 0; f < layer_of.size(); ++f) {
    LayerWord& word = out[layer_of[f]];
    const double s = input.scores.signed_ks(c, f);
    const std::int8_t selected = input.selection.selected(c, f);
    word.presence += selected > 0 ? 1U : 0U;
    word.absence += selected < 0 ? 1U : 0U;
    word.strongest_presence = std::max(word.strongest_presence, s);
    word.strongest_absence = std::min(word.strongest_absence, s);
    word.sum += std::fabs(s);
    ++word.features;
  }
  return out;
}

/// The rows of the matrix's lists for one class, in the order of kMatrixLists.
constexpr std::array<std::string_view, 5> kMatrixLists{"presence", "absence", "strongest_presence",
                                                       "strongest_absence", "mean_abs"};
std::array<std::string, kMatrixLists.size()> matrix_rows(const std::vector<LayerWord>& words) {
  const auto row = [&words](const auto& write) {
    return list_json(words.size(), [&](JsonText& json, std::uint64_t i) { write(json, words[i]); });
  };
  return {row([](JsonText& json, const LayerWord& word) { json.count(word.presence); }),
          row([](JsonText& json, const LayerWord& word) { json.count(word.absence); }),
          row([](JsonText& json, const LayerWord& word) { json.rounded(word.strongest_presence); }),
          row([](JsonText& json, const LayerWord& word) { json.rounded(word.strongest_absence); }),
          row([](JsonText& json, const LayerWord& word) {
            json.rounded(word.sum / static_cast<double>(word.features));
          })};
}

}  // namespace

FeatureTable::FeatureTable(const std::vector<KeptPair>& pairs) {
  for (const KeptPair& pair : pairs)
    features_.push_back(pair.feature);
  std::sort(features_.begin(), features_.end());
  features_.erase(std::unique(features_.begin(), features_.end()), features_.end());
}

std::uint64_t FeatureTable::place_of(std::uint64_t feature) const {
  const auto found = std::lower_bound(features_.begin(), features_.end(), feature);
  return static_cast<std::uint64_t>(found - features_.begin());
}

SideCounts count_sides(const Selection& selection) {
  const std::uint64_t features = selection.selected.columns();
  SideCounts out{std::vector<std::uint32_t>(features), std::vector<std::uint32_t>(features)};
  for (std::uint64_t c = 0; c < selection.selected.rows(); ++c) {
    for (std::uint64_t f = 0; f < features; ++f) {
      out.presence[f] += selection.selected(c, f) > 0 ? 1U : 0U;
      out.absence[f] += selection.selected(c, f) < 0 ? 1U : 0U;
    }
  }
  return out;
}

std::string features_json(const FeatureTable& table, const ReportInput& input,
                          const std::vector<std::uint64_t>& layer_of, const SideCounts& counts,
                          const std::vector<std::optional<DetailPlace>>& details) {
  const Table& features = input.scores.features;
  const std::vector<std::uint64_t>& places = table.features();
  JsonText json;
  json.begin_object();
  const auto column = [&](std::string_view name, const auto& write) {
    json.key(name).begin_array();
    for (std::uint64_t i = 0; i < places.size(); ++i)
      write(i, places[i]);
    json.end_array();
  };
  column("name", [&](std::uint64_t, std::uint64_t f) { json.text(features.index[f]); });
  column("layer", [&](std::uint64_t, std::uint64_t f) { json.count(layer_of[f]); });
  for (const char* name : {"mean", "std", "zero_share"}) {
    const auto& values = features.get<std::vector<double>>(name);
    column(name, [&](std::uint64_t, std::uint64_t f) { json.exact(values[f]); });
  }
  column("presence_classes",
         [&](std::uint64_t, std::uint64_t f) { json.count(counts.presence[f]); });
  column("absence_classes", [&](std::uint64_t, std::uint64_t f) { json.count(counts.absence[f]); });
  column("detail", [&](std::uint64_t i, std::uint64_t) {
    details[i] ? json.count(details[i]->block) : json.null();
  });
  column("detail_place", [&](std::uint64_t i, std::uint64_t) {
    details[i] ? json.count(details[i]->place) : json.null();
  });
  return json.end_object().take();
}

std::string pairs_json(const std::vector<KeptPair>& pairs, const FeatureTable& table,
                       const ReportInput& input, const Context& context) {
  const Scores& scores = input.scores;
  const auto numbers = [](const Grid<double>& grid) {
    return [&grid](JsonText& json, const KeptPair& pair) {
      json.rounded(grid(pair.class_place, pair.feature));
    };
  };
  using Write = std::function<void(JsonText&, const KeptPair&)>;
  const std::vector<std::pair<std::string_view, Write>> columns{
      {"class", [](JsonText& json, const KeptPair& pair) { json.count(pair.class_place); }},
      {"feature",
       [&](JsonText& json, const KeptPair& pair) { json.count(table.place_of(pair.feature)); }},
      {"signed_ks", numbers(scores.signed_ks)},
      {"auc", numbers(scores.auc)},
      {"location", numbers(scores.location)},
      {"inner_share", numbers(scores.inner_share)},
      {"outer_share", numbers(scores.outer_share)},
      {"noise_threshold", numbers(input.selection.threshold)},
      {"log10_p", numbers(scores.log10_p)}};
  std::vector<std::string> lists(columns.size());
  parallel_ranges(columns.size(), 1, context, [&](Range range, unsigned) {
    lists[range.begin] = list_json(pairs.size(), [&](JsonText& json, std::uint64_t i) {
      columns[range.begin].second(json, pairs[i]);
    });
  });
  JsonText json;
  json.begin_object();
  for (std::size_t i = 0; i < columns.size(); ++i)
    json.key(columns[i].first).raw(lists[i]);
  return json.end_object().take();
}

std::string matrix_json(const ReportInput& input, const std::vector<std::uint64_t>& layer_of,
                        const Context& context) {
  std::vector<std::array<std::string, kMatrixLists.size()>> rows(input.scores.class_count());
  parallel_ranges(rows.size(), 1, context, [&](Range range, unsigned) {
    rows[range.begin] = matrix_rows(words_of(input, layer_of, range.begin));
  });
  JsonText json;
  json.begin_object();
  for (std::size_t list = 0; list < kMatrixLists.size(); ++list) {
    json.key(kMatrixLists[list]).begin_array();
    for (const auto& row : rows)
      json.raw(row[list]);
    json.end_array();
  }
  return json.end_object().take();
}

}  // namespace lexicnn::reporting
