#include <algorithm>
#include <utility>

#include "lexicnn/core/column.hpp"

#include "lexicon/signature_parts.hpp"

namespace lexicnn::signature {
namespace {

/// Slack for shares such as 20/25 - 5/25, which are not exact.
constexpr double kRounding = 1e-9;

/// A candidate: place of its cover, and its place in there.
struct Candidate {
  std::uint64_t cover = 0;
  std::uint64_t place = 0;
};

/// The features of all covers, ascending, each once, with their candidates.
struct Candidates {
  std::vector<std::uint64_t> features;
  std::vector<std::vector<Candidate>> of_feature;
};

Candidates by_feature(const std::vector<Cover>& covers) {
  std::vector<std::pair<std::uint64_t, Candidate>> all;
  for (std::uint64_t i = 0; i < covers.size(); ++i) {
    for (std::uint64_t place = 0; place < covers[i].features.size(); ++place)
      all.push_back({covers[i].features[place], {i, place}});
  }
  std::ranges::stable_sort(all, std::less{}, [](const auto& each) { return each.first; });
  Candidates out;
  for (const auto& [feature, candidate] : all) {
    if (out.features.empty() || out.features.back() != feature) {
      out.features.push_back(feature);
      out.of_feature.emplace_back();
    }
    out.of_feature.back().push_back(candidate);
  }
  return out;
}

/// The values of each class in ascending order.
std::vector<std::vector<double>> sorted_by_class(const std::vector<double>& column,
                                                 const ClassLabels& labels) {
  std::vector<std::vector<double>> out(labels.names.size());
  for (std::size_t row = 0; row < column.size(); ++row) {
    if (labels.codes[row] >= 0)
      out[static_cast<std::size_t>(labels.codes[row])].push_back(column[row]);
  }
  for (std::vector<double>& values : out)
    std::ranges::sort(values);
  return out;
}

double share_above(const std::vector<double>& sorted, double cut) {
  const auto above = sorted.end() - std::ranges::upper_bound(sorted, cut);
  return static_cast<double>(above) / static_cast<double>(sorted.size());
}

}  // namespace

void fill_told(std::vector<Cover>& covers, const Scores& scores, const FeatureSource& train,
               const ClassLabels& train_labels, double gap, const Context& context) {
  const Candidates candidates = by_feature(covers);
  // A candidate's words belong to its feature alone, and that to one thread.
  for_each_column(train, candidates.features, context,
                  [&](std::uint64_t place, const std::vector<double>& column) {
                    const std::uint64_t f = candidates.features[place];
                    const auto values = sorted_by_class(column, train_labels);
                    for (const Candidate& candidate : candidates.of_feature[place]) {
                      Cover& cover = covers[candidate.cover];
                      const std::uint64_t c = cover.class_code;
                      const double cut = scores.location(c, f);
                      const double sign = scores.signed_ks(c, f) > 0 ? 1 : -1;
                      const double inner = share_above(values[c], cut);
                      for (std::uint64_t other = 0; other < values.size(); ++other) {
                        if (other == c) continue;
                        if (sign * (inner - share_above(values[other], cut)) >= gap - kRounding)
                          cover.told.add(candidate.place, other);
                      }
                    }
                  });
}

}  // namespace lexicnn::signature
