#include "report/view_model.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <fmt/format.h>
#include <unordered_map>

#include "lexicnn/core/provenance.hpp"
#include "lexicnn/core/text.hpp"

#include "report/facts.hpp"
#include "report/findings.hpp"
#include "report/words.hpp"

namespace lexicnn::reporting {
namespace {

using Json = nlohmann::ordered_json;

constexpr std::uint64_t kClassesPerFeature = 6;  // a side, in the table of features

/// Place of each feature's layer in the profile, which the view-model's layers follow.
std::vector<std::uint64_t> layer_places(const Scores& scores, const ProfileResult& profile) {
  std::unordered_map<std::string, std::uint64_t> by_name;
  for (const LayerProfile& layer : profile.layers)
    by_name.try_emplace(layer.name, by_name.size());
  const std::vector<std::string> names = scores.layer_names();
  std::vector<std::uint64_t> out;
  for (const std::uint32_t layer : scores.layer_of_feature())
    out.push_back(by_name.at(names[layer]));
  return out;
}

/// The profile's own JSON, with the operation and the range of thresholds of each layer.
Json layers_json(const ReportInput& input, const Json& profile,
                 const std::vector<std::uint64_t>& layer_of) {
  Json layers = profile.at("layers");
  std::vector<double> low(layers.size(), HUGE_VAL);
  std::vector<double> high(layers.size(), -HUGE_VAL);
  std::vector<std::string> operations(layers.size());
  const Column* operation = input.scores.features.find("operation");
  const std::vector<std::string> texts = operation == nullptr
                                             ? std::vector<std::string>(layer_of.size())
                                             : column_text(operation->data);
  const Grid<double>& thresholds = input.selection.threshold;
  for (std::uint64_t f = 0; f < layer_of.size(); ++f)
    operations[layer_of[f]] = texts[f];
  for (std::uint64_t c = 0; c < thresholds.rows(); ++c) {
    for (std::uint64_t f = 0; f < layer_of.size(); ++f) {
      low[layer_of[f]] = std::min(low[layer_of[f]], thresholds(c, f));
      high[layer_of[f]] = std::max(high[layer_of[f]], thresholds(c, f));
    }
  }
  for (std::size_t place = 0; place < layers.size(); ++place) {
    layers[place]["operation"] = operations[place];
    layers[place]["threshold_low"] = low[place];  // infinity is written as null
    layers[place]["threshold_high"] = high[place];
  }
  return layers;
}

Json statement_json(const Statement& statement, std::uint64_t feature_place) {
  return {{"feature", feature_place},
          {"signed_ks", statement.signed_ks},
          {"auc", statement.auc},
          {"location", statement.location},
          {"inner_share", statement.inner_share},
          {"outer_share", statement.outer_share},
          {"noise_threshold", statement.noise_threshold},
          {"most", Json::array()},
          {"least", Json::array()},
          {"others", Json::array()}};
}

/// Selected features of each layer, one number a layer.
Json by_layer(const Selection& selection, std::uint64_t class_place, std::int8_t sign,
              const std::vector<std::uint64_t>& layer_of, std::size_t layers) {
  std::vector<std::uint64_t> counts(layers);
  for (std::uint64_t f = 0; f < layer_of.size(); ++f) {
    counts[layer_of[f]] += selection.selected(class_place, f) == sign ? 1U : 0U;
  }
  return counts;
}

Json classes_json(const ReportInput& input, const Statements& statements,
                  const std::vector<std::uint64_t>& layer_of) {
  std::unordered_map<std::uint64_t, std::uint64_t> place_of_feature;
  for (const std::uint64_t feature : statements.features) {
    place_of_feature.try_emplace(feature, place_of_feature.size());
  }
  const auto list = [&](const std::vector<Statement>& side) {
    Json out = Json::array();
    for (const Statement& statement : side) {
      out.push_back(statement_json(statement, place_of_feature.at(statement.feature)));
    }
    return out;
  };
  const auto& rest = input.scores.classes.get<std::vector<std::int64_t>>("m");
  const std::size_t layers = input.profile.layers.size();
  Json out = Json::array();
  for (std::uint64_t place = 0; place < statements.classes.size(); ++place) {
    const ClassDescription& described = statements.classes[place];
    out.push_back({{"name", described.name},
                   {"images", described.images},
                   {"rest", rest[place]},
                   {"reference", described.reference},
                   {"selected_presence", described.selected_presence},
                   {"selected_absence", described.selected_absence},
                   {"layer_presence", by_layer(input.selection, place, 1, layer_of, layers)},
                   {"layer_absence", by_layer(input.selection, place, -1, layer_of, layers)},
                   {"presence", list(described.presence)},
                   {"absence", list(described.absence)}});
  }
  return out;
}

/// The classes a feature speaks for most strongly on one side: [class, signed KS].
Json strongest_classes(const ReportInput& input, std::uint64_t feature, std::int8_t sign) {
  std::vector<std::pair<double, std::uint64_t>> found;
  for (std::uint64_t c = 0; c < input.scores.class_count(); ++c) {
    if (input.selection.selected(c, feature) != sign) continue;
    found.emplace_back(-std::fabs(input.scores.signed_ks(c, feature)), c);
  }
  const auto kept = std::min<std::size_t>(found.size(), kClassesPerFeature);
  std::partial_sort(found.begin(), found.begin() + static_cast<std::ptrdiff_t>(kept), found.end());
  Json out = Json::array();
  for (std::size_t i = 0; i < kept; ++i) {
    const std::uint64_t c = found[i].second;
    out.push_back(Json::array({c, input.scores.signed_ks(c, feature)}));
  }
  return out;
}

Json features_json(const ReportInput& input, const Statements& statements,
                   const std::vector<std::uint64_t>& layer_of) {
  const Table& table = input.scores.features;
  const auto& mean = table.get<std::vector<double>>("mean");
  const auto& std = table.get<std::vector<double>>("std");
  const auto& zero_share = table.get<std::vector<double>>("zero_share");
  std::unordered_map<std::uint64_t, const Statement*> any;
  for (const ClassDescription& described : statements.classes) {
    for (const auto* side : {&described.presence, &described.absence}) {
      for (const Statement& statement : *side)
        any.try_emplace(statement.feature, &statement);
    }
  }
  Json out = Json::array();
  for (const std::uint64_t feature : statements.features) {
    const Statement& statement = *any.at(feature);
    out.push_back({{"name", table.index[feature]},
                   {"layer", layer_of[feature]},
                   {"mean", mean[feature]},
                   {"std", std[feature]},
                   {"zero_share", zero_share[feature]},
                   {"presence_classes", statement.presence_classes},
                   {"absence_classes", statement.absence_classes},
                   {"presence", strongest_classes(input, feature, 1)},
                   {"absence", strongest_classes(input, feature, -1)}});
  }
  return out;
}

template <typename T>
Json or_null(const std::optional<T>& value) {
  return value ? Json(*value) : Json(nullptr);
}

Json findings_json(const ReportInput& input, const Statements& statements) {
  Json out = Json::array();
  for (const Finding& finding : make_findings(input.scores, input.profile, statements.classes)) {
    out.push_back({{"id", finding.id},
                   {"value", finding.value},
                   {"figure", finding.figure},
                   {"text", finding.text},
                   {"class", or_null(finding.class_place)},
                   {"layer", or_null(finding.layer_place)}});
  }
  return out;
}

Json facts_json(const ReportInput& input) {
  const std::uint64_t images = input.obs == nullptr ? 0 : input.obs->rows();
  Json out = Json::array();
  for (const Fact& fact : make_facts(input.scores, input.selection, input.provenance,
                                     input.activations_provenance, images)) {
    out.push_back({{"section", fact.section}, {"name", fact.name}, {"text", fact.text}});
  }
  return out;
}

std::string title(const ReportInput& input) {
  const std::string model = model_name(input.provenance, input.activations_provenance);
  const std::string classes = counted(input.scores.class_count(), "class");
  if (model.empty())
    return fmt::format("{} features, {}", grouped(input.scores.feature_count()), classes);
  return fmt::format("{} on {}", isolated(model), classes);
}

/// Six significant digits: enough to read, and shorter than a double.
double rounded(double value) {
  return std::stod(fmt::format("{:.6g}", value));
}

}  // namespace

Json image_json(const std::string& name, std::int32_t class_code, const Thumbnail& thumbnail) {
  Json out{{"name", name}, {"class", class_code < 0 ? Json(nullptr) : Json(class_code)}};
  if (thumbnail.problem.empty()) {
    out["data"] = thumbnail.base64;
  } else {
    out["problem"] = thumbnail.problem;
  }
  return out;
}

Json use_json(std::uint64_t place, double value) {
  return Json::array({place, rounded(value)});
}

Json make_view_model(const ReportInput& input, const ReportOptions& options,
                     const Statements& statements) {
  const Json profile = Json::parse(to_json(input.profile));
  const std::vector<std::uint64_t> layer_of = layer_places(input.scores, input.profile);
  const Dict* activations = input.activations_provenance;
  return {
      {"schema", "lexicnn-report"},
      {"version", kViewModelVersion},
      {"generator", fmt::format("lexicnn {}", version())},
      {"title", title(input)},
      {"notices", Json::array()},
      {"facts", facts_json(input)},
      {"findings", findings_json(input, statements)},
      {"layers", layers_json(input, profile, layer_of)},
      {"bands", profile.at("bands")},
      {"all", profile.at("all")},
      {"classes", classes_json(input, statements, layer_of)},
      {"features", features_json(input, statements, layer_of)},
      {"images",
       {{"media", "image/webp"}, {"wanted", 0}, {"missing", 0}, {"table", Json::array()}}},
      {"ledger", ledger_json(activations)},
      {"provenance",
       {{"scores", provenance_json(input.provenance)},
        {"activations", activations == nullptr ? Json(nullptr) : provenance_json(*activations)}}},
      {"limits",
       {{"statements", options.top},
        {"images", options.images},
        {"thumbnail", options.thumbnail},
        {"max_size", options.max_size.bytes},
        {"classes_per_feature", kClassesPerFeature},
        {"ledger_rows", kLedgerRows}}},
  };
}

void add_images(Json& model, const ImageTable& images) {
  const ShownImages& shown = images.shown;
  std::unordered_map<std::uint64_t, std::uint64_t> place_of_row;
  Json& table = model["images"]["table"];
  for (std::size_t place = 0; place < shown.rows.size(); ++place) {
    const std::uint64_t row = shown.rows[place];
    place_of_row.try_emplace(row, place);
    table.push_back(image_json(images.names[row], images.codes[row], shown.thumbnails[place]));
  }
  model["images"]["wanted"] = shown.wanted;
  model["images"]["missing"] = shown.missing;

  std::vector<Json*> statements;  // in the order of the requests
  for (Json& described : model["classes"]) {
    for (const char* side : {"presence", "absence"}) {
      for (Json& statement : described[side])
        statements.push_back(&statement);
    }
  }
  constexpr std::array kLists{"most", "least", "others"};
  for (const ImageUse& use : shown.uses) {
    Json& list = (*statements[use.statement])[kLists[static_cast<std::size_t>(use.list)]];
    list.push_back(use_json(place_of_row.at(use.row), use.value));
  }
}

void add_notice(Json& model, std::string text) {
  model["notices"].push_back(std::move(text));
}

}  // namespace lexicnn::reporting
