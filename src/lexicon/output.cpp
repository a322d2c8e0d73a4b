#include <algorithm>
#include <fmt/format.h>
#include <fmt/ranges.h>

#include <nlohmann/json.hpp>

#include "lexicnn/core/text.hpp"
#include "lexicnn/core/text_table.hpp"
#include "lexicnn/lexicon/describe.hpp"

#include "lexicon/json_text.hpp"

namespace lexicnn {
namespace {

using Json = nlohmann::ordered_json;

/// "in 96 % of the class and 2 % of the rest", the shares padded so that lines align.
std::string shares_text(const Evidence& evidence, std::string_view rest) {
  return fmt::format("in {:>5} of the class and {:>5} of {}", percent_text(evidence.inner_share),
                     percent_text(evidence.outer_share), rest);
}

/// "for this class alone", "also for Leopards", "also against cougar_body, wild_cat and 3 more"
std::string also_text(const Statement& statement) {
  const std::vector<std::string>& also = statement.also;
  if (also.empty()) return "for this class alone";
  constexpr std::size_t kNamed = 2;
  const std::size_t named = also.size() <= kNamed + 1 ? also.size() : kNamed;
  std::string out = statement.signed_ks > 0 ? "also for " : "also against ";
  out += fmt::format(
      "{}", fmt::join(also.begin(), also.begin() + static_cast<std::ptrdiff_t>(named), ", "));
  if (named < also.size()) out += fmt::format(" and {} more", also.size() - named);
  return out;
}

std::string last_text(const Statement& statement) {
  return statement.selected ? also_text(statement) : "within the noise";
}

std::string last_text(const ClassStatement& statement) {
  return statement.selected ? "" : "within the noise";
}

/// One side: its heading, then one line a statement, or one that says that there is none. `noun` is
/// what the statements name, a feature or a class.
template <typename AnyStatement>
std::string side_text(std::string_view side, std::string_view noun,
                      const std::vector<AnyStatement>& statements, std::string_view rest,
                      std::size_t indent = 0) {
  const std::string space(indent, ' ');
  if (statements.empty()) {
    return fmt::format("{}by {}: no {} stands out of the noise\n", space, side, noun);
  }
  TextTable table({{}, {"", Align::left}, {"", Align::left}, {}, {}, {}, {}, {"", Align::left}});
  for (const AnyStatement& statement : statements) {
    table.add({signed_text(statement.signed_ks, 2), statement.name,
               "above " + short_text(statement.location), shares_text(statement, rest),
               "AUC " + fixed_text(statement.auc, 2),
               "noise " + fixed_text(statement.noise_threshold, 2),
               "log10 p " + fixed_text(statement.log10_p, 1), last_text(statement)});
  }
  return fmt::format("{}by {}\n{}", space, side, table.text(0, indent + 2));
}

std::string selected_text(std::uint64_t presence, std::uint64_t absence) {
  return fmt::format("{} by presence, {} by absence", counted(presence, "feature"), absence);
}

/// "low layers, block1_conv1 to block2_conv2: 76 features by presence, 51 by absence", and them.
std::string band_text(const BandStatements& band, std::string_view rest) {
  const std::string layers = band.first_layer == band.last_layer
                                 ? band.first_layer
                                 : band.first_layer + " to " + band.last_layer;
  return fmt::format("\n{} layers, {}: {}\n", band.name, layers,
                     selected_text(band.selected_presence, band.selected_absence)) +
         side_text("presence", "feature", band.presence, rest, 2) +
         side_text("absence", "feature", band.absence, rest, 2);
}

/// "shares 120 statements with Leopards, 80 with cougar_body, fewer with 43 other classes"
std::string shared_text(const ClassDescription& description) {
  std::string out =
      fmt::format("for this class alone: {}\n",
                  selected_text(description.unique_presence, description.unique_absence));
  const auto& shared = description.shared;
  if (shared.empty()) return out;
  constexpr std::size_t kNamed = 5;
  for (std::size_t i = 0; i < std::min(shared.size(), kNamed); ++i) {
    const std::uint64_t count = shared[i].presence + shared[i].absence;
    out += i == 0 ? fmt::format("shares {} with {}", counted(count, "statement"), shared[i].name)
                  : fmt::format(", {} with {}", count, shared[i].name);
  }
  if (shared.size() > kNamed) {
    out +=
        fmt::format("; with {} no more than these", counted(shared.size() - kNamed, "other class"));
  }
  return out + "\n";
}

void add_evidence(Json& out, const Evidence& evidence) {
  out["signed_ks"] = evidence.signed_ks;
  out["auc"] = evidence.auc;
  out["location"] = evidence.location;
  out["inner_share"] = evidence.inner_share;
  out["outer_share"] = evidence.outer_share;
  out["noise_threshold"] = evidence.noise_threshold;
  out["log10_p"] = evidence.log10_p;
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

/// What descriptions of classes, bands and features share.
template <typename Description>
void add_sides(Json& out, const Description& description) {
  out["selected_presence"] = description.selected_presence;
  out["selected_absence"] = description.selected_absence;
  out["presence"] = Json::array();
  for (const auto& statement : description.presence)
    out["presence"].push_back(to_object(statement));
  out["absence"] = Json::array();
  for (const auto& statement : description.absence)
    out["absence"].push_back(to_object(statement));
}

std::string images_list(const std::vector<FeatureImage>& images) {
  TextTable table({{}, {"", Align::left}, {"", Align::left}});
  for (const FeatureImage& image : images)
    table.add({short_text(image.value), image.class_name, image.name});
  return images.empty() ? std::string() : table.text(0, 2);
}

std::string images_text(const FeatureImages& images) {
  std::string out = "\nimages that fire most\n" + images_list(images.most);
  if (images.class_name.empty()) return out;
  out += fmt::format("\n{} of {} images of {} fail to fire above {}\n", images.failing_images,
                     images.class_images, images.class_name, short_text(images.location)) +
         images_list(images.failing);
  return out +
         fmt::format("\n{} of {} other images fire above it\n", images.firing_images,
                     images.other_images) +
         images_list(images.firing);
}

Json to_object(const std::vector<FeatureImage>& images) {
  Json out = Json::array();
  for (const FeatureImage& image : images) {
    out.push_back({{"row", image.row},
                   {"name", image.name},
                   {"class", image.class_name},
                   {"value", image.value}});
  }
  return out;
}

Json to_object(const FeatureImages& images) {
  Json out{{"most", to_object(images.most)}};
  if (images.class_name.empty()) return out;
  out["class"] = images.class_name;
  out["location"] = images.location;
  out["class_images"] = images.class_images;
  out["failing_images"] = images.failing_images;
  out["failing"] = to_object(images.failing);
  out["other_images"] = images.other_images;
  out["firing_images"] = images.firing_images;
  out["firing"] = to_object(images.firing);
  return out;
}

Json to_object(const BandStatements& band) {
  Json out{{"name", band.name},
           {"first_layer", band.first_layer},
           {"last_layer", band.last_layer},
           {"features", band.features}};
  add_sides(out, band);
  return out;
}

}  // namespace

std::string to_text(const ClassDescription& description) {
  const bool against = !description.reference.empty();
  const std::string rest = against ? description.reference : "the rest";
  std::string out =
      fmt::format("{}: {}{}, {}\n", description.name, counted(description.images, "image"),
                  against ? ", against " + rest : "",
                  selected_text(description.selected_presence, description.selected_absence));
  out += shared_text(description);
  for (const BandStatements& band : description.bands)
    out += band_text(band, rest);
  if (!description.bands.empty()) return out;
  return out + "\n" + side_text("presence", "feature", description.presence, rest) + "\n" +
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
         "\n" + side_text("presence", "class", description.presence, "the rest") + "\n" +
         side_text("absence", "class", description.absence, "the rest") +
         (description.images ? images_text(*description.images) : std::string());
}

std::string to_json(const ClassDescription& description) {
  Json out{{"name", description.name}, {"images", description.images}};
  if (!description.reference.empty()) out["reference"] = description.reference;
  add_sides(out, description);
  out["unique_presence"] = description.unique_presence;
  out["unique_absence"] = description.unique_absence;
  out["shared"] = Json::array();
  for (const SharedStatements& each : description.shared) {
    out["shared"].push_back(
        {{"name", each.name}, {"presence", each.presence}, {"absence", each.absence}});
  }
  out["bands"] = Json::array();
  for (const BandStatements& band : description.bands)
    out["bands"].push_back(to_object(band));
  return json_text(out);
}

std::string to_json(const FeatureDescription& description) {
  Json out{{"name", description.name}, {"classes", description.classes},
           {"dead", description.dead}, {"mean", description.mean},
           {"std", description.std},   {"zero_share", description.zero_share}};
  add_sides(out, description);
  if (description.images) out["images"] = to_object(*description.images);
  return json_text(out);
}

}  // namespace lexicnn
