#include <fmt/format.h>

#include <nlohmann/json.hpp>

#include "lexicnn/core/text.hpp"
#include "lexicnn/core/text_table.hpp"
#include "lexicnn/lexicon/describe.hpp"

namespace lexicnn {
namespace {

using Json = nlohmann::ordered_json;

/// "in 96 % of the class and 2 % of the rest", the shares padded so that lines align.
std::string shares_text(const Evidence& evidence, std::string_view rest) {
  return fmt::format("in {:>5} of the class and {:>5} of {}", percent_text(evidence.inner_share),
                     percent_text(evidence.outer_share), rest);
}

std::string noise_text(const Evidence& evidence) {
  return evidence.selected
             ? std::string()
             : fmt::format("noise: under {}", fixed_text(evidence.noise_threshold, 2));
}

/// "for this class alone", "also for Leopards", "also against 3 other classes"
std::string also_text(const Statement& statement) {
  if (statement.also.empty()) return "for this class alone";
  const std::string_view word = statement.signed_ks > 0 ? "for" : "against";
  if (statement.also.size() == 1) return fmt::format("also {} {}", word, statement.also.front());
  return fmt::format("also {} {} other classes", word, statement.also.size());
}

std::string last_text(const Statement& statement) {
  return statement.selected ? also_text(statement) : noise_text(statement);
}

std::string last_text(const ClassStatement& statement) {
  return noise_text(statement);
}

/// One side: its heading, then one line a statement, or one that says that there is none. `noun` is
/// what the statements name, a feature or a class.
template <typename AnyStatement>
std::string side_text(std::string_view side, std::string_view noun,
                      const std::vector<AnyStatement>& statements,
                      std::string_view rest = "the rest") {
  if (statements.empty()) {
    return fmt::format("\nby {}: no {} stands out of the noise\n", side, noun);
  }
  TextTable table({{}, {"", Align::left}, {"", Align::left}, {}, {}, {"", Align::left}});
  for (const AnyStatement& statement : statements) {
    table.add({signed_text(statement.signed_ks, 2), statement.name,
               "above " + short_text(statement.location), shares_text(statement, rest),
               "AUC " + fixed_text(statement.auc, 2), last_text(statement)});
  }
  return fmt::format("\nby {}\n{}", side, table.text(0, 2));
}

void add_evidence(Json& out, const Evidence& evidence) {
  out["signed_ks"] = evidence.signed_ks;
  out["auc"] = evidence.auc;
  out["location"] = evidence.location;
  out["inner_share"] = evidence.inner_share;
  out["outer_share"] = evidence.outer_share;
  out["noise_threshold"] = evidence.noise_threshold;
  out["selected"] = evidence.selected;
}

Json to_object(const Statement& statement) {
  Json out{{"feature", statement.feature}, {"name", statement.name}};
  add_evidence(out, statement);
  out["presence_classes"] = statement.presence_classes;
  out["absence_classes"] = statement.absence_classes;
  out["also"] = statement.also;
  return out;
}

Json to_object(const ClassStatement& statement) {
  Json out{{"class_place", statement.class_place},
           {"name", statement.name},
           {"images", statement.images}};
  add_evidence(out, statement);
  return out;
}

/// What descriptions of classes and of features share.
template <typename Description>
std::string finish(Json& out, const Description& description) {
  out["selected_presence"] = description.selected_presence;
  out["selected_absence"] = description.selected_absence;
  out["presence"] = Json::array();
  for (const auto& statement : description.presence)
    out["presence"].push_back(to_object(statement));
  out["absence"] = Json::array();
  for (const auto& statement : description.absence)
    out["absence"].push_back(to_object(statement));
  return out.dump(2, ' ', false, Json::error_handler_t::replace) + "\n";
}

}  // namespace

std::string to_text(const ClassDescription& description) {
  const bool against = !description.reference.empty();
  const std::string rest = against ? description.reference : "the rest";
  return fmt::format("{}: {}{}, {} by presence, {} by absence\n", description.name,
                     counted(description.images, "image"), against ? ", against " + rest : "",
                     counted(description.selected_presence, "feature"),
                     description.selected_absence) +
         side_text("presence", "feature", description.presence, rest) +
         side_text("absence", "feature", description.absence, rest);
}

std::string to_text(const FeatureDescription& description) {
  if (description.dead) {
    return fmt::format("{}: dead, {} in every image\n", description.name,
                       short_text(description.mean));
  }
  return fmt::format("{}: for {} by presence, against {} by absence, of {}\n", description.name,
                     counted(description.selected_presence, "class"), description.selected_absence,
                     description.classes) +
         fmt::format("mean {}, standard deviation {}, exactly 0 in {} of the images\n",
                     short_text(description.mean), short_text(description.std),
                     percent_text(description.zero_share)) +
         side_text("presence", "class", description.presence) +
         side_text("absence", "class", description.absence);
}

std::string to_json(const ClassDescription& description) {
  Json out{{"name", description.name}, {"images", description.images}};
  if (!description.reference.empty()) out["reference"] = description.reference;
  return finish(out, description);
}

std::string to_json(const FeatureDescription& description) {
  Json out{{"name", description.name}, {"classes", description.classes},
           {"dead", description.dead}, {"mean", description.mean},
           {"std", description.std},   {"zero_share", description.zero_share}};
  return finish(out, description);
}

}  // namespace lexicnn
