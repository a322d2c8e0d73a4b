#include "lexicnn/lexicon/signature.hpp"

#include <algorithm>
#include <cmath>
#include <fmt/format.h>
#include <limits>
#include <numeric>

#include "lexicnn/core/error.hpp"
#include "lexicnn/core/random.hpp"
#include "lexicnn/core/row_subset.hpp"
#include "lexicnn/score/score.hpp"
#include "lexicnn/select/select.hpp"

#include "lexicon/signature_parts.hpp"

namespace lexicnn {
namespace {

constexpr double kMissing = std::numeric_limits<double>::quiet_NaN();

void check_options(const SignatureOptions& options) {
  if (!(options.gap > 0 && options.gap <= 1)) {
    throw Error(ErrorKind::invalid_option,
                fmt::format("gap = {}: it must be above 0 and at most 1", options.gap));
  }
  if (options.times == 0) {
    throw Error(ErrorKind::invalid_option, "times = 0: a class must be told at least once");
  }
}

void check_input(const FeatureSource& source, const ClassLabels& labels, const Table& features) {
  if (labels.codes.size() != source.rows() || features.rows() != source.features()) {
    throw Error(
        ErrorKind::invalid_input,
        fmt::format("the matrix is of {} images × {} features, with {} labels and {} "
                    "feature names",
                    source.rows(), source.features(), labels.codes.size(), features.rows()));
  }
}

/// Throws where a row is none or comes twice.
void check_rows(const TrainTest& rows, std::uint64_t count) {
  std::vector<bool> seen(count);
  for (const auto* part : {&rows.train, &rows.test}) {
    for (const std::uint64_t row : *part) {
      if (row < count && !seen[row]) {
        seen[row] = true;
        continue;
      }
      throw Error(ErrorKind::invalid_input,
                  fmt::format("row {} of {} is {} to fit and test on", row, count,
                              row < count ? "given twice" : "asked for"));
    }
  }
}

/// The labels of some rows; every class must have one of them.
ClassLabels labels_of(const ClassLabels& labels, const std::vector<std::uint64_t>& rows) {
  ClassLabels out{labels.names, {}};
  for (const std::uint64_t row : rows)
    out.codes.push_back(labels.codes[row]);
  const std::vector<std::uint64_t> sizes = class_sizes(out);
  const auto empty = std::ranges::find(sizes, std::uint64_t{0});
  if (empty != sizes.end()) {
    throw Error(ErrorKind::invalid_input,
                fmt::format("class '{}' has no image to fit its signature on",
                            labels.names[static_cast<std::size_t>(empty - sizes.begin())]));
  }
  return out;
}

/// The classes wanted, all where none is named.
std::vector<std::uint64_t> classes_of(const std::vector<std::uint64_t>& wanted,
                                      std::uint64_t count) {
  if (!wanted.empty()) {
    for (const std::uint64_t code : wanted) {
      if (code < count) continue;
      throw Error(ErrorKind::invalid_input,
                  fmt::format("class {} of {} is asked for", code, count));
    }
    return wanted;
  }
  std::vector<std::uint64_t> out(count);
  std::iota(out.begin(), out.end(), 0);
  return out;
}

/// The strongest features selected for the class; ties by feature order.
std::vector<std::uint64_t> candidates_of(const Scores& scores, const Selection& selection,
                                         std::uint64_t c, std::uint64_t most) {
  std::vector<std::uint64_t> out;
  for (std::uint64_t f = 0; f < scores.feature_count(); ++f) {
    if (selection.selected(c, f) != 0) out.push_back(f);
  }
  std::ranges::stable_sort(out, std::greater{},
                           [&](std::uint64_t f) { return std::abs(scores.signed_ks(c, f)); });
  if (most != 0 && out.size() > most) out.resize(most);
  return out;
}

/// A Signature without what the test images say.
Signature fitted(const Scores& scores, const signature::Cover& cover, std::uint64_t c,
                 const SignatureOptions& options) {
  Signature out;
  out.name = scores.classes.index[c];
  for (const std::uint64_t place : multicover(cover.told, options.times)) {
    const std::uint64_t f = cover.features[place];
    const bool presence = scores.signed_ks(c, f) > 0;
    const double inner = scores.inner_share(c, f);
    const double outer = scores.outer_share(c, f);
    out.statements.push_back({f, scores.features.index[f], scores.signed_ks(c, f), scores.auc(c, f),
                              scores.log10_p(c, f), scores.location(c, f),
                              presence ? inner : 1 - inner, presence ? outer : 1 - outer,
                              cover.told.size(place), kMissing, kMissing});
  }
  out.needed = (out.statements.size() + 1) / 2;
  for (std::uint64_t other = 0; other < scores.class_count(); ++other) {
    if (other != c && cover.told.count(other) < options.times)
      out.not_told.push_back(scores.classes.index[other]);
  }
  return out;
}

}  // namespace

TrainTest stratified_halves(const ClassLabels& labels, std::uint64_t seed) {
  std::vector<std::vector<std::uint64_t>> rows(labels.names.size());
  for (std::uint64_t row = 0; row < labels.codes.size(); ++row) {
    if (labels.codes[row] >= 0) rows[static_cast<std::size_t>(labels.codes[row])].push_back(row);
  }
  TrainTest out;
  for (std::size_t c = 0; c < rows.size(); ++c) {
    RandomStream stream(seed, c);
    stream.shuffle(std::span(rows[c]));
    const auto half = rows[c].begin() + static_cast<std::ptrdiff_t>((rows[c].size() + 1) / 2);
    out.train.insert(out.train.end(), rows[c].begin(), half);
    out.test.insert(out.test.end(), half, rows[c].end());
  }
  std::ranges::sort(out.train);
  std::ranges::sort(out.test);
  return out;
}

std::vector<Signature> signatures(const FeatureSource& source, const ClassLabels& labels,
                                  const Table& features, const TrainTest& rows,
                                  const std::vector<std::uint64_t>& wanted,
                                  const SignatureOptions& options, const Context& context) {
  check_options(options);
  check_input(source, labels, features);
  check_rows(rows, source.rows());
  const std::vector<std::uint64_t> classes = classes_of(wanted, labels.names.size());
  const ClassLabels train_labels = labels_of(labels, rows.train);
  const RowSubset train(source, rows.train);
  ScoreOptions score_options;
  score_options.nulls = 0;
  const Scores scores = score(train, train_labels, features, score_options, context);
  const Selection selection = select(scores, {.rule = SelectRule::fdr});

  std::vector<signature::Cover> covers;
  for (const std::uint64_t c : classes) {
    std::vector<std::uint64_t> candidates = candidates_of(scores, selection, c, options.candidates);
    const std::uint64_t count = candidates.size();
    covers.push_back({c, std::move(candidates), ItemSets(count, labels.names.size())});
  }
  signature::fill_told(covers, scores, train, train_labels, options.gap, context);
  std::vector<Signature> out;
  for (const signature::Cover& cover : covers)
    out.push_back(fitted(scores, cover, cover.class_code, options));
  signature::test(out, classes, source, labels, rows, context);
  return out;
}

}  // namespace lexicnn
