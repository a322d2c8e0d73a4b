#include "report/map.hpp"

#include <algorithm>
#include <fmt/format.h>
#include <span>
#include <unordered_map>

#include "lexicnn/core/error.hpp"
#include "lexicnn/core/random.hpp"
#include "lexicnn/embed/pca.hpp"
#include "lexicnn/score/labels.hpp"

#include "report/json_text.hpp"
#include "report/matching.hpp"
#include "report/words.hpp"

namespace lexicnn::reporting {
namespace {

constexpr std::uint64_t kSeed = 1;

/// The class of each image of the embedding as a place in the scores; -1 for all where it does not
/// name the classes.
std::vector<std::int32_t> codes_of(const ReportInput& input, const Table& obs) {
  std::vector<std::int32_t> out(obs.rows(), -1);
  if (obs.find(label_column(input)) == nullptr) return out;
  const ClassLabels labels = labels_from(obs, label_column(input));
  std::unordered_map<std::string, std::int32_t> place_of;
  for (const std::string& name : input.scores.classes.index)
    place_of.try_emplace(name, static_cast<std::int32_t>(place_of.size()));
  for (std::size_t row = 0; row < out.size(); ++row) {
    if (labels.codes[row] < 0) continue;
    const auto found = place_of.find(labels.names[static_cast<std::size_t>(labels.codes[row])]);
    if (found != place_of.end()) out[row] = found->second;
  }
  if (std::ranges::all_of(out, [](std::int32_t code) { return code < 0; })) {
    throw Error(ErrorKind::invalid_input,
                fmt::format("the images of {} are of none of the scores' classes: give an "
                            "embedding of the same images",
                            input.map->source));
  }
  return out;
}

/// `most` rows, of each class its share (largest remainders), drawn at random; ascending.
std::vector<std::uint64_t> draw_rows(const std::vector<std::int32_t>& codes, std::uint64_t most) {
  const auto classes = static_cast<std::size_t>(
      codes.empty() ? 1 : *std::max_element(codes.begin(), codes.end()) + 2);
  std::vector<std::vector<std::uint64_t>> rows(classes);  // the first: in no class
  for (std::uint64_t row = 0; row < codes.size(); ++row)
    rows[static_cast<std::size_t>(codes[row] + 1)].push_back(row);
  std::vector<std::pair<std::uint64_t, std::size_t>> remainders;
  std::vector<std::uint64_t> counts;
  std::uint64_t left = most;
  for (std::size_t c = 0; c < classes; ++c) {
    const std::uint64_t share = rows[c].size() * most;
    counts.push_back(share / codes.size());
    left -= counts.back();
    remainders.emplace_back(share % codes.size(), c);
  }
  std::stable_sort(remainders.begin(), remainders.end(),
                   [](const auto& a, const auto& b) { return a.first > b.first; });
  for (std::uint64_t i = 0; i < left; ++i)
    ++counts[remainders[i].second];
  std::vector<std::uint64_t> out;
  for (std::size_t c = 0; c < classes; ++c) {
    RandomStream random(kSeed, c);
    random.shuffle(std::span(rows[c]));
    out.insert(out.end(), rows[c].begin(),
               rows[c].begin() + static_cast<std::ptrdiff_t>(counts[c]));
  }
  std::sort(out.begin(), out.end());
  return out;
}

}  // namespace

MapPoints make_map(const ReportInput& input, std::uint64_t most, const Context& context) {
  const ReportMap& map = *input.map;
  const std::vector<std::int32_t> codes = codes_of(input, map.obs);
  MapPoints out;
  out.rows = draw_rows(codes, std::min<std::uint64_t>(most, codes.size()));
  for (const std::uint64_t row : out.rows)
    out.codes.push_back(codes[row]);
  const PcaResult pca = principal_components(map.read(out.rows), 2, context);
  out.variance = {pca.variance_share[0], pca.variance_share[1]};
  for (std::uint64_t point = 0; point < out.rows.size(); ++point) {
    out.x.push_back(pca.coordinates(point, 0));
    out.y.push_back(pca.coordinates(point, 1));
  }
  return out;
}

std::string map_text(const MapPoints& points, const ReportMap& map) {
  const std::uint64_t all = map.obs.rows();
  if (points.rows.size() == all)
    return fmt::format("all {} images of {}", grouped(all), isolated(map.source));
  return fmt::format("{} of {} images of {}, drawn at random in the classes' shares (seed {})",
                     grouped(points.rows.size()), grouped(all), isolated(map.source), kSeed);
}

std::string map_json(const MapPoints& points, const ReportMap& map,
                     const std::vector<std::optional<std::uint64_t>>& images) {
  JsonText json;
  json.begin_object();
  json.key("method").text("pca");
  json.key("source").text(map.source);
  json.key("images").count(map.obs.rows());
  json.key("shown").count(points.rows.size());
  json.key("features").count(map.features);
  json.key("variance").begin_array();
  json.rounded(points.variance[0]).rounded(points.variance[1]).end_array();
  const auto column = [&](std::string_view name, const auto& write) {
    json.key(name).begin_array();
    for (std::size_t i = 0; i < points.rows.size(); ++i)
      write(i);
    json.end_array();
  };
  column("x", [&](std::size_t i) { json.rounded(points.x[i]); });
  column("y", [&](std::size_t i) { json.rounded(points.y[i]); });
  column("class", [&](std::size_t i) {
    points.codes[i] < 0 ? json.null() : json.count(static_cast<std::uint64_t>(points.codes[i]));
  });
  column("name", [&](std::size_t i) { json.text(map.obs.index[points.rows[i]]); });
  column("image", [&](std::size_t i) {
    i < images.size() && images[i] ? json.count(*images[i]) : json.null();
  });
  return json.end_object().take();
}

}  // namespace lexicnn::reporting
