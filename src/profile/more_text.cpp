#include <cmath>
#include <fmt/format.h>

#include "lexicnn/core/text.hpp"
#include "lexicnn/core/text_table.hpp"
#include "lexicnn/profile/profile.hpp"

#include "profile/text_width.hpp"

namespace lexicnn {
namespace {

/// Adds a row for each layer, and below a rule for each band and the whole.
template <typename Cells>
void add_rows(TextTable& table, const ProfileResult& result, const Cells& cells) {
  for (const LayerProfile& row : result.layers)
    table.add(cells(row));
  if (result.layers.size() < 2) return;  // the layer is the whole
  table.add_rule();
  for (const LayerProfile& row : result.bands)
    table.add(cells(row));
  table.add(cells(result.all));
}

std::string strength_text(const ProfileResult& result) {
  const std::string threshold = "noise threshold";
  const std::string excess = "mean |s| - null";
  const std::string balance = "mean s";
  TextTable table({{"layer", Align::left},
                   {"mean", Align::right, threshold},
                   {"low", Align::right, threshold},
                   {"high", Align::right, threshold},
                   {"", Align::right, excess},
                   {"low", Align::right, excess},
                   {"high", Align::right, excess},
                   {"", Align::right, balance},
                   {"low", Align::right, balance},
                   {"high", Align::right, balance},
                   {"|AUC-.5|"},
                   {"copies, %"}});
  add_rows(table, result, [](const LayerProfile& row) {
    return std::vector<std::string>{row.name,
                                    fixed_text(row.threshold, 3),
                                    fixed_text(row.threshold_low, 3),
                                    fixed_text(row.threshold_high, 3),
                                    fixed_text(row.excess, 3),
                                    fixed_text(row.excess_low, 3),
                                    fixed_text(row.excess_high, 3),
                                    fixed_text(row.mean_signed, 3),
                                    fixed_text(row.signed_low, 3),
                                    fixed_text(row.signed_high, 3),
                                    fixed_text(row.mean_auc_distance, 3),
                                    fixed_text(100 * row.copy_share, 1)};
  });
  return table.text(kTextWidth);
}

/// The numbers of classes that are counted together: from this one to before the next.
constexpr std::size_t kClassSteps[] = {0, 1, 2, 3, 5, 10, 20, 50};

std::string step_heading(std::size_t step) {
  if (step + 1 == std::size(kClassSteps)) return fmt::format("{}+", kClassSteps[step]);
  const std::size_t last = kClassSteps[step + 1] - 1;
  return last == kClassSteps[step] ? fmt::format("{}", last)
                                   : fmt::format("{}-{}", kClassSteps[step], last);
}

std::string classes_text(const ProfileResult& result) {
  const std::string group = "features selected for so many classes, %";
  std::vector<TextColumn> columns{{"layer", Align::left}};
  for (std::size_t step = 0; step < std::size(kClassSteps); ++step)
    columns.push_back({step_heading(step), Align::right, group});
  columns.push_back({"classes covered"});
  TextTable table(std::move(columns));
  add_rows(table, result, [](const LayerProfile& row) {
    std::vector<double> sums(std::size(kClassSteps));
    for (std::size_t k = 0; k < row.classes_per_feature.size(); ++k) {
      std::size_t step = std::size(kClassSteps) - 1;
      while (kClassSteps[step] > k)
        --step;
      sums[step] += static_cast<double>(row.classes_per_feature[k]);
    }
    std::vector<std::string> cells{row.name};
    for (const double sum : sums)
      cells.push_back(fixed_text(100 * sum / static_cast<double>(row.features), 1));
    cells.push_back(fmt::format("{}", row.classes_covered));
    return cells;
  });
  return table.text(kTextWidth);
}

/// Class and feature, each at most so wide that the table fits.
std::string pair_text(const std::string& class_name, const std::string& feature) {
  return fmt::format("{}, {}", keep_end(class_name, 12), keep_end(feature, 18));
}

std::string pairs_text(const ProfileResult& result) {
  TextTable table({{"strongest in", Align::left},
                   {"s"},
                   {"by presence: class and feature", Align::left},
                   {"s"},
                   {"by absence: class and feature", Align::left}});
  add_rows(table, result, [](const LayerProfile& row) {
    return std::vector<std::string>{row.name, fixed_text(row.max_presence, 2),
                                    pair_text(row.presence_class, row.presence_feature),
                                    fixed_text(row.max_absence, 2),
                                    pair_text(row.absence_class, row.absence_feature)};
  });
  return table.text(kTextWidth);
}

std::string trends_text(const ProfileResult& result) {
  TextTable table({{"trend over depth of", Align::left}, {"rho"}, {"low"}, {"high"}, {"p"}});
  for (const Trend& trend : result.trends) {
    table.add({trend.measure, fixed_text(trend.rho, 2), fixed_text(trend.low, 2),
               fixed_text(trend.high, 2), fixed_text(trend.p, 4)});
  }
  return table.text(kTextWidth);
}

}  // namespace

std::string to_more_text(const ProfileResult& result) {
  const std::string trends = result.trends.empty() ? "" : fmt::format("\n{}", trends_text(result));
  return fmt::format("{}\n{}\n{}{}", strength_text(result), classes_text(result),
                     pairs_text(result), trends);
}

}  // namespace lexicnn
