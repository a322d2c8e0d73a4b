#include <fmt/format.h>
#include <fmt/ranges.h>

#include <nlohmann/json.hpp>

#include "lexicnn/core/csv.hpp"
#include "lexicnn/core/text.hpp"
#include "lexicnn/core/text_table.hpp"
#include "lexicnn/profile/profile.hpp"

#include "profile/columns.hpp"
#include "profile/text_width.hpp"

namespace lexicnn {
namespace {

using Json = nlohmann::ordered_json;

struct NamedRow {
  std::string_view kind;
  const LayerProfile* row;
};

std::vector<NamedRow> rows_of(const ProfileResult& result) {
  std::vector<NamedRow> out;
  for (const LayerProfile& row : result.layers)
    out.push_back({"layer", &row});
  for (const LayerProfile& row : result.bands)
    out.push_back({"band", &row});
  out.push_back({"network", &result.all});
  return out;
}

ColumnData column_of(const std::vector<NamedRow>& rows, double LayerProfile::*member) {
  std::vector<double> out;
  for (const NamedRow& named : rows)
    out.push_back(named.row->*member);
  return out;
}

ColumnData column_of(const std::vector<NamedRow>& rows, std::uint64_t LayerProfile::*member) {
  std::vector<std::int64_t> out;
  for (const NamedRow& named : rows)
    out.push_back(static_cast<std::int64_t>(named.row->*member));
  return out;
}

ColumnData column_of(const std::vector<NamedRow>& rows, std::string LayerProfile::*member) {
  std::vector<std::string> out;
  for (const NamedRow& named : rows)
    out.push_back(named.row->*member);
  return out;
}

Json to_object(const LayerProfile& row) {
  Json out{{"name", row.name}};
  for (const ProfileColumn& column : profile_columns()) {
    std::visit([&](auto member) { out[std::string(column.name)] = row.*member; }, column.member);
  }
  out["classes_per_feature"] = row.classes_per_feature;
  return out;
}

std::vector<std::string> text_row(const LayerProfile& row) {
  const auto percent = [](double share) { return fixed_text(100 * share, 1); };
  return {row.name,
          fmt::format("{}", row.features),
          fmt::format("{}", row.dead),
          percent(row.selected_share),
          percent(row.presence_share),
          percent(row.absence_share),
          percent(row.noise_share),
          percent(row.both_share),
          percent(row.none_share),
          fixed_text(row.mean_abs, 3),
          fixed_text(row.null_mean_abs, 3),
          signed_text(row.max_presence, 2),
          signed_text(row.max_absence, 2)};
}

}  // namespace

Table to_table(const ProfileResult& result) {
  const std::vector<NamedRow> rows = rows_of(result);
  Table out;
  std::vector<std::string> kinds;
  std::vector<std::string> names;
  std::vector<std::string> histograms;
  for (const NamedRow& named : rows) {
    out.index.push_back(fmt::format("{}:{}", named.kind, named.row->name));
    kinds.emplace_back(named.kind);
    names.push_back(named.row->name);
    histograms.push_back(fmt::format("{}", fmt::join(named.row->classes_per_feature, " ")));
  }
  out.set("kind", std::move(kinds), "layer, band (of layers by depth) or network (all layers)");
  out.set("name", std::move(names), "of the layer or band; \"all\" for the network");
  for (const ProfileColumn& column : profile_columns()) {
    std::visit(
        [&](auto member) {
          out.set(std::string(column.name), column_of(rows, member),
                  std::string(column.description));
        },
        column.member);
  }
  out.set("classes_per_feature", std::move(histograms),
          "features selected for exactly 0, 1, 2, … classes, parted by spaces");
  return out;
}

std::string to_text(const ProfileResult& result) {
  const std::string pairs = "pairs selected, %";
  const std::string features = "features, %";
  const std::string mean = "mean |s|";
  const std::string strongest = "strongest s";
  TextTable table({{"layer", Align::left},
                   {"feat."},
                   {"dead"},
                   {"all", Align::right, pairs},
                   {"pres.", Align::right, pairs},
                   {"abs.", Align::right, pairs},
                   {"noise", Align::right, pairs},
                   {"both", Align::right, features},
                   {"none", Align::right, features},
                   {"real", Align::right, mean},
                   {"null", Align::right, mean},
                   {"pres.", Align::right, strongest},
                   {"abs.", Align::right, strongest}});
  for (const LayerProfile& row : result.layers)
    table.add(text_row(row));
  if (result.layers.size() > 1) {  // else the layer is the whole
    table.add_rule();
    for (const LayerProfile& row : result.bands)
      table.add(text_row(row));
    table.add(text_row(result.all));
  }
  return table.text(kTextWidth);
}

std::string to_json(const ProfileResult& result) {
  Json out{{"layers", Json::array()}, {"bands", Json::array()}};
  for (const LayerProfile& row : result.layers)
    out["layers"].push_back(to_object(row));
  for (const LayerProfile& row : result.bands)
    out["bands"].push_back(to_object(row));
  out["all"] = to_object(result.all);
  out["trends"] = Json::array();
  for (const Trend& trend : result.trends) {
    out["trends"].push_back({{"measure", trend.measure},
                             {"rho", trend.rho},
                             {"low", trend.low},
                             {"high", trend.high},
                             {"p", trend.p},
                             {"layers", trend.layers}});
  }
  return out.dump(2, ' ', false, Json::error_handler_t::replace) + "\n";
}

std::string to_csv(const ProfileResult& result) {
  return csv_text(to_table(result));
}

}  // namespace lexicnn
