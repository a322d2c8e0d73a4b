#include <cmath>
#include <fmt/format.h>

#include <nlohmann/json.hpp>

#include "lexicnn/core/text.hpp"
#include "lexicnn/core/text_table.hpp"
#include "lexicnn/embed/compat.hpp"
#include "lexicnn/embed/image_search.hpp"

namespace lexicnn {
namespace {

using Json = nlohmann::ordered_json;

/// "block5_conv3:7 + (2 %)"
std::string shared_text(const std::vector<SharedFeature>& shared) {
  std::string out;
  for (const SharedFeature& each : shared) {
    out += fmt::format("{}{} {} ({})", out.empty() ? "" : ", ", each.name,
                       each.digit > 0 ? '+' : '-', percent_text(each.share));
  }
  return out;
}

/// Whole numbers as such.
std::string distance_text(double squared) {
  return squared == std::floor(squared) && squared < 1e15 ? fmt::format("{:.0f}", squared)
                                                          : short_text(squared);
}

}  // namespace

std::string to_text(const ImageSearchResult& result) {
  TextTable table({{"image", Align::left},
                   {"class", Align::left},
                   {"distance²"},
                   {"agree"},
                   {"oppose"},
                   {"rarest shared", Align::left}});
  for (const NearImage& image : result.nearest) {
    table.add({image.name, image.class_name, distance_text(image.squared_distance),
               std::to_string(image.agree), std::to_string(image.oppose),
               shared_text(image.shared)});
  }
  return fmt::format("nearest to {} of {} by {}\n\n{}", result.query,
                     counted(result.images, "image"), counted(result.features, "feature"),
                     table.text());
}

std::string to_json(const ImageSearchResult& result) {
  Json out;
  out["query"] = result.query;
  out["images"] = result.images;
  out["features"] = result.features;
  out["nearest"] = Json::array();
  for (const NearImage& image : result.nearest) {
    Json one;
    one["row"] = image.row;
    one["image"] = image.name;
    one["class"] = image.class_name;
    one["squared_distance"] = image.squared_distance;
    one["agree"] = image.agree;
    one["oppose"] = image.oppose;
    one["shared"] = Json::array();
    for (const SharedFeature& each : image.shared) {
      one["shared"].push_back(
          {{"feature", each.name}, {"digit", int{each.digit}}, {"share", each.share}});
    }
    out["nearest"].push_back(std::move(one));
  }
  return out.dump(2, ' ', false, Json::error_handler_t::replace) + "\n";
}

std::string to_text(const CompatDifferences& differences) {
  TextTable table({{"", Align::left}, {""}});
  const auto add = [&table](const char* what, std::uint64_t count) {
    table.add({what, std::to_string(count)});
  };
  add("digits", differences.digits);
  add("differ from the reference embedding", differences.different);
  add("  constant features", differences.constant);
  add("  sample standard deviation", differences.deviation);
  add("  lower threshold belongs to -1", differences.edge);
  add("  single precision", differences.rounding);
  return table.text();
}

std::string to_json(const CompatDifferences& differences) {
  Json out;
  out["digits"] = differences.digits;
  out["different"] = differences.different;
  out["constant"] = differences.constant;
  out["deviation"] = differences.deviation;
  out["edge"] = differences.edge;
  out["rounding"] = differences.rounding;
  return out.dump(2, ' ', false, Json::error_handler_t::replace) + "\n";
}

}  // namespace lexicnn
