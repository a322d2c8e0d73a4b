#include <algorithm>
#include <limits>
#include <utility>

#include "lexicnn/core/column.hpp"

#include "lexicon/signature_parts.hpp"

namespace lexicnn::signature {
namespace {

/// A statement: place of its signature, and its place in there.
using StatementPlace = std::pair<std::uint64_t, std::uint64_t>;

/// [signature][statement][row]: whether the statement holds in the image.
using Holding = std::vector<std::vector<std::vector<bool>>>;

/// A share as a count of a count.
struct Tally {
  std::uint64_t held = 0;
  std::uint64_t all = 0;

  void add(bool holds) {
    held += holds ? 1U : 0U;
    ++all;
  }
  [[nodiscard]] double share() const {
    if (all == 0) return std::numeric_limits<double>::quiet_NaN();
    return static_cast<double>(held) / static_cast<double>(all);
  }
};

struct ClassAndRest {
  Tally in_class;
  Tally rest;
};

bool holds(const SignatureStatement& statement, double value) {
  return (value > statement.location) == (statement.signed_ks > 0);
}

Holding holding(const std::vector<Signature>& signatures, const FeatureSource& source,
                const Context& context) {
  Holding out(signatures.size());
  std::vector<std::uint64_t> features;
  std::vector<std::pair<std::uint64_t, StatementPlace>> order;
  for (std::uint64_t i = 0; i < signatures.size(); ++i) {
    out[i].resize(signatures[i].statements.size());
    for (std::uint64_t j = 0; j < out[i].size(); ++j) {
      features.push_back(signatures[i].statements[j].feature);
      order.push_back({features.back(), {i, j}});
    }
  }
  std::ranges::sort(order);
  std::ranges::sort(features);
  features.erase(std::unique(features.begin(), features.end()), features.end());
  for_each_column(source, features, context,
                  [&](std::uint64_t place, const std::vector<double>& column) {
                    const auto [begin, end] = std::ranges::equal_range(
                        order, features[place], {}, [](const auto& each) { return each.first; });
                    for (auto each = begin; each != end; ++each) {
                      const auto [i, j] = each->second;
                      std::vector<bool>& held = out[i][j];
                      held.resize(column.size());
                      for (std::size_t row = 0; row < column.size(); ++row)
                        held[row] = holds(signatures[i].statements[j], column[row]);
                    }
                  });
  return out;
}

/// Counts `held` in the rows that have a class.
ClassAndRest tally(const std::vector<bool>& held, const std::vector<std::uint64_t>& rows,
                   const ClassLabels& labels, std::uint64_t c) {
  ClassAndRest out;
  for (const std::uint64_t row : rows) {
    const std::int32_t code = labels.codes[row];
    if (code < 0) continue;
    (static_cast<std::uint64_t>(code) == c ? out.in_class : out.rest).add(held[row]);
  }
  return out;
}

/// In which images at least `needed` of the statements hold.
std::vector<bool> taken(const std::vector<std::vector<bool>>& held, std::uint64_t needed,
                        std::uint64_t rows) {
  std::vector<bool> out(rows);
  for (std::uint64_t row = 0; row < rows; ++row) {
    std::uint64_t votes = 0;
    for (const std::vector<bool>& each : held)
      votes += each[row] ? 1U : 0U;
    out[row] = votes >= needed;
  }
  return out;
}

double balanced(const ClassAndRest& counts) {
  return (counts.in_class.share() + 1 - counts.rest.share()) / 2;
}

std::vector<Confusion> confused(const std::vector<bool>& taken_for,
                                const std::vector<std::uint64_t>& rows, const ClassLabels& labels,
                                std::uint64_t c) {
  std::vector<Tally> counts(labels.names.size());
  for (const std::uint64_t row : rows) {
    if (labels.codes[row] >= 0)
      counts[static_cast<std::size_t>(labels.codes[row])].add(taken_for[row]);
  }
  std::vector<Confusion> out;
  for (std::size_t other = 0; other < counts.size(); ++other) {
    if (other != c && counts[other].held != 0)
      out.push_back({labels.names[other], counts[other].all, counts[other].held});
  }
  std::ranges::stable_sort(out, [](const Confusion& a, const Confusion& b) {
    return a.taken * b.images > b.taken * a.images;
  });
  return out;
}

}  // namespace

void test(std::vector<Signature>& signatures, const std::vector<std::uint64_t>& classes,
          const FeatureSource& source, const ClassLabels& labels, const TrainTest& rows,
          const Context& context) {
  const Holding held = holding(signatures, source, context);
  const double none = std::numeric_limits<double>::quiet_NaN();
  for (std::size_t i = 0; i < signatures.size(); ++i) {
    Signature& out = signatures[i];
    const std::uint64_t c = classes[i];
    const std::vector<bool> all = taken(held[i], out.needed, source.rows());
    const ClassAndRest train = tally(all, rows.train, labels, c);
    const ClassAndRest test = tally(all, rows.test, labels, c);
    out.train_images = train.in_class.all;
    out.train_rest = train.rest.all;
    out.test_images = test.in_class.all;
    out.test_rest = test.rest.all;
    if (out.statements.empty()) {
      out.train_balanced_accuracy = out.recall = out.specificity = out.balanced_accuracy = none;
      continue;
    }
    out.train_balanced_accuracy = balanced(train);
    out.recall = test.in_class.share();
    out.specificity = 1 - test.rest.share();
    out.balanced_accuracy = balanced(test);
    out.confused = confused(all, rows.test, labels, c);
    for (std::size_t j = 0; j < out.statements.size(); ++j) {
      const ClassAndRest each = tally(held[i][j], rows.test, labels, c);
      out.statements[j].test_class_share = each.in_class.share();
      out.statements[j].test_rest_share = each.rest.share();
    }
  }
}

}  // namespace lexicnn::signature
