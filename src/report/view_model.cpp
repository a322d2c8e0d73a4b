#include "report/view_model.hpp"

#include <algorithm>
#include <cmath>
#include <fmt/format.h>
#include <string_view>
#include <unordered_map>

#include "lexicnn/core/provenance.hpp"
#include "lexicnn/core/text.hpp"

#include "report/class_kind.hpp"
#include "report/detail.hpp"
#include "report/evaluation.hpp"
#include "report/facts.hpp"
#include "report/findings.hpp"
#include "report/words.hpp"

namespace lexicnn::reporting {
namespace {

using Json = nlohmann::ordered_json;

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

Json strongest_of(const std::vector<Statement>& side) {
  return side.empty() ? Json(nullptr) : Json(side.front().signed_ks);
}

/// `block` and `place` are added when the blocks are cut.
Json classes_json(const ReportInput& input, const Statements& statements) {
  const auto& rest = input.scores.classes.get<std::vector<std::int64_t>>("m");
  const std::vector<std::string> kinds = class_kinds(input.scores);
  Json out = Json::array();
  for (std::uint64_t place = 0; place < statements.classes.size(); ++place) {
    const ClassDescription& described = statements.classes[place];
    out.push_back({{"name", described.name},
                   {"kind", kinds[place]},
                   {"images", described.images},
                   {"rest", rest[place]},
                   {"reference", described.reference},
                   {"selected_presence", described.selected_presence},
                   {"selected_absence", described.selected_absence},
                   {"strongest_presence", strongest_of(described.presence)},
                   {"strongest_absence", strongest_of(described.absence)}});
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

Json facts_json(const ReportInput& input, const Extras& extras) {
  const std::uint64_t images = input.obs == nullptr ? 0 : input.obs->rows();
  std::vector<Fact> facts = make_facts(input.scores, input.selection, input.provenance,
                                       input.activations_provenance, images);
  facts.push_back({"Scores", "Signatures", extras.signatures});
  if (!extras.map.empty()) {
    const auto last = std::find_if(facts.begin(), facts.end(),
                                   [](const Fact& fact) { return fact.section == "Scores"; });
    facts.insert(last, {"Images", "Map", extras.map});
  }
  Json out = Json::array();
  for (const Fact& fact : facts)
    out.push_back({{"section", fact.section}, {"name", fact.name}, {"text", fact.text}});
  return out;
}

std::string title(const ReportInput& input) {
  const std::string model = model_name(input.provenance, input.activations_provenance);
  const std::string classes = counted(input.scores.class_count(), "class");
  if (model.empty())
    return fmt::format("{} features, {}", grouped(input.scores.feature_count()), classes);
  return fmt::format("{} on {}", isolated(model), classes);
}

Json limits_json(const ReportOptions& options) {
  return {{"statements", options.top},       {"images", options.images},
          {"thumbnail", options.thumbnail},  {"max_size", options.max_size.bytes},
          {"ledger_rows", kLedgerRows},      {"classes_per_detail", kClassesPerDetail},
          {"map_images", options.map_images}};
}

}  // namespace

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

Json make_core(const ReportInput& input, const ReportOptions& options, const Statements& statements,
               const Extras& extras) {
  const Json profile = Json::parse(to_json(input.profile));
  const std::vector<std::uint64_t> layer_of = layer_places(input.scores, input.profile);
  const Dict* activations = input.activations_provenance;
  return {
      {"schema", "lexicnn-report"},
      {"version", kViewModelVersion},
      {"generator", fmt::format("lexicnn {}", version())},
      {"title", title(input)},
      {"notices", Json::array()},
      {"facts", facts_json(input, extras)},
      {"findings", findings_json(input, statements)},
      {"layers", layers_json(input, profile, layer_of)},
      {"bands", profile.at("bands")},
      {"all", profile.at("all")},
      {"classes", classes_json(input, statements)},
      {"images",
       {{"media", "image/webp"},
        {"wanted", 0},
        {"missing", 0},
        {"shown", 0},
        {"table", Json::array()}}},
      {"ledger", ledger_json(activations)},
      {"provenance",
       {{"scores", provenance_json(input.provenance)},
        {"activations", activations == nullptr ? Json(nullptr) : provenance_json(*activations)}}},
      {"limits", limits_json(options)},
      {"blocks", Json::object()},
      {"has",
       {{"panel", input.scores.has_panel()},
        {"likeness", extras.likeness},
        {"taxonomy", extras.likeness && input.synsets != nullptr},
        {"map", input.map != nullptr},
        {"evaluation", !input.evaluations.empty()},
        {"signatures", extras.has_signatures}}},
      {"evaluation", evaluation_json(input.evaluations)},
  };
}

Json image_entry(const std::string& name, std::int32_t class_code, const Thumbnail& thumbnail,
                 std::optional<std::uint64_t> picture) {
  Json out{{"name", name}, {"class", class_code < 0 ? Json(nullptr) : Json(class_code)}};
  if (picture) {
    out["block"] = fmt::format("images/{}", *picture / kImagesPerBlock);
    out["place"] = *picture % kImagesPerBlock;
  } else {
    out["problem"] = thumbnail.problem;
  }
  return out;
}

void add_image_table(Json& core, const ShownImages& shown, const std::vector<std::string>& names,
                     const std::vector<std::int32_t>& codes) {
  const std::vector<std::optional<std::uint64_t>> pictures = picture_places(shown.thumbnails);
  Json table = Json::array();
  for (std::size_t place = 0; place < shown.rows.size(); ++place) {
    const std::uint64_t row = shown.rows[place];
    table.push_back(image_entry(names[row], codes[row], shown.thumbnails[place], pictures[place]));
  }
  Json& images = core["images"];
  images["wanted"] = shown.wanted;
  images["missing"] = shown.missing;
  images["shown"] = shown.rows.size() - shown.missing;
  images["table"] = std::move(table);
}

void add_notice(Json& core, std::string text) {
  core["notices"].push_back(std::move(text));
}

std::string json_text(const Json& json) {
  return json.dump(-1, ' ', false, Json::error_handler_t::replace);
}

}  // namespace lexicnn::reporting
