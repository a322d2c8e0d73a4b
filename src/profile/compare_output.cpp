#include <algorithm>
#include <cmath>
#include <fmt/format.h>
#include <iterator>
#include <utility>

#include <nlohmann/json.hpp>

#include "lexicnn/core/csv.hpp"
#include "lexicnn/core/text.hpp"
#include "lexicnn/core/text_table.hpp"
#include "lexicnn/profile/compare.hpp"

#include "profile/text_width.hpp"

namespace lexicnn {
namespace {

using Json = nlohmann::ordered_json;

constexpr std::size_t kNameWidth = 18;  // of a profile, below others

void add_row(TextTable& table, const LayerProfile& row, const std::string& name) {
  const auto percent = [](double share) { return fixed_text(100 * share, 1); };
  table.add({row.name, keep_end(name, kNameWidth), percent(row.selected_share),
             percent(row.presence_share), percent(row.absence_share), percent(row.noise_share),
             percent(row.both_share), percent(row.none_share), percent(row.copy_share),
             fixed_text(row.excess, 3), fixed_text(row.excess_low, 3),
             fixed_text(row.excess_high, 3)});
}

/// The bands of all profiles, each band by itself, then the wholes.
std::string rows_text(const ProfileComparison& comparison) {
  const std::string pairs = "pairs selected, %";
  const std::string features = "features, %";
  const std::string excess = "mean |s| - null";
  TextTable table({{"band", Align::left},
                   {"scores", Align::left},
                   {"all", Align::right, pairs},
                   {"pres.", Align::right, pairs},
                   {"abs.", Align::right, pairs},
                   {"noise", Align::right, pairs},
                   {"both", Align::right, features},
                   {"none", Align::right, features},
                   {"copies", Align::right, features},
                   {"", Align::right, excess},
                   {"low", Align::right, excess},
                   {"high", Align::right, excess}});
  std::vector<std::string> names;
  for (const NamedProfile& each : comparison.profiles) {
    for (const LayerProfile& band : each.profile.bands) {
      if (std::find(names.begin(), names.end(), band.name) == names.end())
        names.push_back(band.name);
    }
  }
  for (const std::string& name : names) {
    for (const NamedProfile& each : comparison.profiles) {
      for (const LayerProfile& band : each.profile.bands) {
        if (band.name == name) add_row(table, band, each.name);
      }
    }
    table.add_rule();
  }
  for (const NamedProfile& each : comparison.profiles)
    add_row(table, each.profile.all, each.name);
  return table.text(kTextWidth);
}

/// Layers of the profiles would make the table long: they are left to CSV and JSON.
bool is_layer(const ProfileComparison& comparison, const ProfileDifference& difference) {
  if (difference.kind != DifferenceKind::profiles) return false;
  const ProfileResult& profile = comparison.profiles.front().profile;
  return difference.row != profile.all.name &&
         std::none_of(profile.bands.begin(), profile.bands.end(),
                      [&](const LayerProfile& band) { return band.name == difference.row; });
}

std::string p_text(double p) {
  return p < 0.0001 ? "<0.0001" : fixed_text(p, 4);
}

std::vector<std::string> numbers_of(const ProfileDifference& difference) {
  return {signed_text(difference.value, 3), fixed_text(difference.low, 3),
          fixed_text(difference.high, 3), p_text(difference.p), p_text(difference.p_holm)};
}

/// A table of differences: columns that say which one, then its numbers.
class DifferenceTable {
 public:
  explicit DifferenceTable(std::vector<TextColumn> columns)
      : table_(with_numbers(std::move(columns))) {}

  void add(std::vector<std::string> cells, const ProfileDifference& difference) {
    std::vector<std::string> numbers = numbers_of(difference);
    std::move(numbers.begin(), numbers.end(), std::back_inserter(cells));
    table_.add(std::move(cells));
  }

  [[nodiscard]] std::string text() const { return table_.text(kTextWidth); }

 private:
  static std::vector<TextColumn> with_numbers(std::vector<TextColumn> columns) {
    for (const char* name : {"value", "low", "high", "p", "p (Holm)"})
      columns.push_back({name});
    return columns;
  }

  TextTable table_;
};

/// Differences of bands within each profile, in strength and in balance.
std::string within_text(const ProfileComparison& comparison) {
  DifferenceTable table({{"bands", Align::left}, {"in", Align::left}, {"of", Align::left}});
  for (const ProfileDifference& each : comparison.differences) {
    if (each.kind != DifferenceKind::bands) continue;
    table.add({each.row, keep_end(each.first, kNameWidth), each.measure}, each);
  }
  return table.text();
}

/// Differences of strength between profiles; those of balance are in CSV and JSON.
std::string between_text(const ProfileComparison& comparison, DifferenceKind kind,
                         const char* heading) {
  DifferenceTable table({{heading, Align::left}, {"of excess", Align::left}});
  for (const ProfileDifference& each : comparison.differences) {
    if (each.kind != kind || each.measure != "excess" || is_layer(comparison, each)) continue;
    table.add({each.row, fmt::format("{} - {}", keep_end(each.first, kNameWidth),
                                     keep_end(each.second, kNameWidth))},
              each);
  }
  return table.text();
}

Table differences_table(const ProfileComparison& comparison) {
  const auto& all = comparison.differences;
  Table out;
  for (std::size_t i = 0; i < all.size(); ++i)
    out.index.push_back(fmt::format("{}", i));
  const auto texts = [&](auto text) {
    std::vector<std::string> values;
    for (const ProfileDifference& each : all)
      values.emplace_back(text(each));
    return values;
  };
  const auto numbers = [&](double ProfileDifference::*member) {
    std::vector<double> values;
    for (const ProfileDifference& each : all)
      values.push_back(each.*member);
    return values;
  };
  using D = ProfileDifference;
  out.set("kind", texts([](const D& d) { return to_string(d.kind); }),
          "bands, profiles, interaction");
  out.set("measure", texts([](const D& d) { return d.measure; }), "excess or mean_signed");
  out.set("first", texts([](const D& d) { return d.first; }), "scores");
  out.set("second", texts([](const D& d) { return d.second; }), "scores that are taken from it");
  out.set("row", texts([](const D& d) { return d.row; }), "layer, band, all, or two bands");
  out.set("value", numbers(&D::value), "the difference");
  out.set("low", numbers(&D::low), "lower end of its 95 % interval over images");
  out.set("high", numbers(&D::high), "upper end");
  out.set("p", numbers(&D::p), "of no difference");
  out.set("p_holm", numbers(&D::p_holm), "adjusted for all differences (Holm)");
  return out;
}

}  // namespace

std::string to_text(const ProfileComparison& comparison) {
  return fmt::format("{}\n{}\n{}\n{}", rows_text(comparison), within_text(comparison),
                     between_text(comparison, DifferenceKind::profiles, "between"),
                     between_text(comparison, DifferenceKind::interaction, "bands, between"));
}

std::string to_csv(const ProfileComparison& comparison) {
  std::string out;
  for (const NamedProfile& each : comparison.profiles) {
    Table table = to_table(each.profile);
    Table named;
    named.index = table.index;
    named.set("scores", std::vector<std::string>(table.rows(), each.name));
    for (Column& column : table.columns)
      named.set(std::move(column.name), std::move(column.data));
    const std::string text = csv_text(named);
    out += out.empty() ? text : text.substr(text.find('\n') + 1);  // one header
  }
  return out;
}

std::string differences_csv(const ProfileComparison& comparison) {
  return csv_text(differences_table(comparison));
}

std::string to_json(const ProfileComparison& comparison) {
  Json out{{"profiles", Json::array()}, {"differences", Json::array()}};
  for (const NamedProfile& each : comparison.profiles) {
    Json profile{{"name", each.name}};
    profile.update(Json::parse(to_json(each.profile)));
    out["profiles"].push_back(std::move(profile));
  }
  for (const ProfileDifference& each : comparison.differences) {
    out["differences"].push_back({{"kind", to_string(each.kind)},
                                  {"measure", each.measure},
                                  {"first", each.first},
                                  {"second", each.second},
                                  {"row", each.row},
                                  {"value", each.value},
                                  {"low", each.low},
                                  {"high", each.high},
                                  {"p", each.p},
                                  {"p_holm", each.p_holm}});
  }
  return out.dump(2, ' ', false, Json::error_handler_t::replace) + "\n";
}

}  // namespace lexicnn
