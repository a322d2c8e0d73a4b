#include "lexicnn/lexicon/feature_images.hpp"

#include <algorithm>
#include <fmt/format.h>
#include <optional>

#include "lexicnn/core/column.hpp"
#include "lexicnn/core/error.hpp"

namespace lexicnn {
namespace {

void check(const Scores& scores, std::uint64_t feature, const LabelledImages& images) {
  const std::uint64_t rows = images.source.rows();
  if (images.source.features() != scores.feature_count() || images.labels.codes.size() != rows ||
      images.names.size() != rows) {
    throw Error(ErrorKind::invalid_input,
                fmt::format("the activations are of {} images × {} features, with {} labels and {} "
                            "names, the scores of {} features: give those that were scored",
                            rows, images.source.features(), images.labels.codes.size(),
                            images.names.size(), scores.feature_count()));
  }
  if (feature >= scores.feature_count()) {
    throw Error(ErrorKind::invalid_input,
                fmt::format("feature {} of {} is asked for", feature, scores.feature_count()));
  }
}

/// The row of scores and the code of a class.
struct ClassPlace {
  std::uint64_t row = 0;
  std::int32_t code = 0;
};

/// The class that the feature speaks for most; ties by class order.
std::optional<ClassPlace> strongest_class(const Scores& scores, const Selection& selection,
                                          std::uint64_t feature, const ClassLabels& labels) {
  std::optional<ClassPlace> out;
  for (std::uint64_t c = 0; c < scores.class_count(); ++c) {
    if (selection.selected(c, feature) <= 0) continue;
    if (out && scores.signed_ks(c, feature) <= scores.signed_ks(out->row, feature)) continue;
    const auto found = std::ranges::find(labels.names, scores.classes.index[c]);
    if (found == labels.names.end()) continue;
    out = ClassPlace{c, static_cast<std::int32_t>(found - labels.names.begin())};
  }
  return out;
}

/// The first `top` (0 = all) of the rows, the largest values first or the smallest.
std::vector<FeatureImage> list(std::vector<std::uint64_t> rows, const std::vector<double>& column,
                               bool largest, const LabelledImages& images, std::uint64_t top) {
  const std::uint64_t kept = top == 0 ? rows.size() : std::min<std::uint64_t>(top, rows.size());
  std::partial_sort(rows.begin(), rows.begin() + static_cast<std::ptrdiff_t>(kept), rows.end(),
                    [&](std::uint64_t a, std::uint64_t b) {
                      if (column[a] == column[b]) return a < b;
                      return largest ? column[a] > column[b] : column[a] < column[b];
                    });
  std::vector<FeatureImage> out;
  for (std::uint64_t i = 0; i < kept; ++i) {
    const std::int32_t code = images.labels.codes[rows[i]];
    out.push_back({rows[i], images.names[rows[i]],
                   code < 0 ? "" : images.labels.names[static_cast<std::size_t>(code)],
                   column[rows[i]]});
  }
  return out;
}

}  // namespace

FeatureImages feature_images(const Scores& scores, const Selection& selection,
                             std::uint64_t feature, const LabelledImages& images, std::uint64_t top,
                             const Context& context) {
  check(scores, feature, images);
  std::vector<double> column;
  for_each_column(images.source, {feature}, context,
                  [&](std::uint64_t, const std::vector<double>& values) { column = values; });
  const auto strongest = strongest_class(scores, selection, feature, images.labels);
  FeatureImages out;
  std::vector<std::uint64_t> all;
  std::vector<std::uint64_t> failing;
  std::vector<std::uint64_t> firing;
  if (strongest) {
    out.class_name = scores.classes.index[strongest->row];
    out.location = scores.location(strongest->row, feature);
  }
  for (std::uint64_t row = 0; row < column.size(); ++row) {
    all.push_back(row);
    if (!strongest) continue;
    const bool fires = column[row] > out.location;
    const bool of_class = images.labels.codes[row] == strongest->code;
    ++(of_class ? out.class_images : out.other_images);
    if (of_class && !fires) failing.push_back(row);
    if (!of_class && fires) firing.push_back(row);
  }
  out.failing_images = failing.size();
  out.firing_images = firing.size();
  out.most = list(std::move(all), column, true, images, top);
  out.failing = list(std::move(failing), column, false, images, top);
  out.firing = list(std::move(firing), column, true, images, top);
  return out;
}

}  // namespace lexicnn
