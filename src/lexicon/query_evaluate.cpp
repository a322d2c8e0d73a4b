#include "lexicon/query_evaluate.hpp"

#include <algorithm>
#include <cmath>
#include <fmt/format.h>
#include <iterator>
#include <limits>
#include <variant>

#include "lexicnn/core/feature_name.hpp"
#include "lexicnn/core/suggest.hpp"

#include "lexicon/class_rows.hpp"
#include "lexicon/query_tokens.hpp"

namespace lexicnn {
namespace {

constexpr double kNoStrength = std::numeric_limits<double>::quiet_NaN();

/// No comparison holds for NaN.
bool holds(double value, QueryComparison comparison, double number) {
  switch (comparison) {
    case QueryComparison::less:
      return value < number;
    case QueryComparison::at_most:
      return value <= number;
    case QueryComparison::more:
      return value > number;
    case QueryComparison::at_least:
      return value >= number;
    case QueryComparison::equal:
      return value == number;
    case QueryComparison::other:
      return !std::isnan(value) && value != number;
  }
  return false;
}

/// Whether a comparison asks for evidence (it holds away from what says nothing), so that |s| is
/// the strength of what it finds.
bool asks_for_evidence(const QueryCompare& compare) {
  const bool upwards = compare.comparison == QueryComparison::more ||
                       compare.comparison == QueryComparison::at_least;
  const bool downwards =
      compare.comparison == QueryComparison::less || compare.comparison == QueryComparison::at_most;
  switch (compare.measure) {
    case QueryMeasure::signed_ks:
      return (upwards && compare.number >= 0) || (downwards && compare.number <= 0);
    case QueryMeasure::size:
      return upwards;
    case QueryMeasure::auc:
      return (upwards && compare.number >= 0.5) || (downwards && compare.number <= 0.5);
    case QueryMeasure::log10_p:
      return downwards;
    case QueryMeasure::depth:
    case QueryMeasure::channel:
      break;
  }
  return false;
}

/// Where what is said must hold for one of the rows: the largest strength of those for which it
/// does; for all of them: the smallest. `strength(row)` is empty where it does not hold.
template <typename OfRow>
std::optional<double> over(const std::vector<std::uint64_t>& rows, bool all,
                           const OfRow& strength) {
  std::optional<double> out;
  for (const std::uint64_t row : rows) {
    const std::optional<double> each = strength(row);
    if (all && !each) return std::nullopt;
    if (!each) continue;
    out = !out ? *each : all ? std::fmin(*out, *each) : std::fmax(*out, *each);
  }
  return out;
}

/// A glob without what is not a letter of any name.
std::string letters_of(std::string_view glob) {
  std::string out(glob);
  std::erase_if(out, [](char c) { return c == '*' || c == '?' || c == '[' || c == ']'; });
  return out;
}

bool is_glob(const QueryName& name) {
  return !name.quoted && name.text.find_first_of("*?[") != std::string::npos;
}

/// What people write who know another language, or forgot what a comparison needs.
std::string habit_hint(std::string_view word) {
  if (word == "and" || word == "AND") return "; 'and' is written &";
  if (word == "or" || word == "OR") return "; 'or' is written |";
  if (word == "not" || word == "NOT") return "; 'not' is written !";
  if (const auto measure = measure_named(word))
    return fmt::format("; a measure is compared, as in {} > 0.5", to_string(*measure));
  return {};
}

}  // namespace

BoundQuery::BoundQuery(const Scores& scores, const Selection& selection, const Query& query)
    : scores_(scores),
      selection_(selection),
      text_(query.text()),
      root_(query.root()),
      all_classes_(class_rows(scores)),
      is_named_(scores.class_count()),
      layer_of_feature_(scores.layer_of_feature()) {
  bind(root_);
}

void BoundQuery::bind(const QueryNode& node) {
  struct Visitor {
    BoundQuery& to;
    void operator()(const QueryEither& either) const {
      for (const QueryNode& part : either.parts)
        to.bind(part);
    }
    void operator()(const QueryBoth& both) const {
      for (const QueryNode& part : both.parts)
        to.bind(part);
    }
    void operator()(const QueryNot& negation) const { to.bind(negation.part.front()); }
    void operator()(const QuerySelected& selected) const { to.bind(selected.classes); }
    void operator()(const QueryLike& like) const {
      for (const QueryLike::Term& term : like.terms)
        to.bind(term.classes);
    }
    void operator()(const QueryCompare& compare) const { to.bind(compare); }
    void operator()(const QueryLayer& layer) const { to.bind(layer); }
  };
  std::visit(Visitor{*this}, node.is);
}

void BoundQuery::bind(const QueryClasses& classes) {
  Rows& rows = rows_[&classes];
  std::vector<bool> seen(scores_.class_count());
  for (const QueryName& name : classes.names) {
    for (const std::uint64_t row : rows_of(name)) {
      if (!seen[row]) rows.push_back(row);
      if (!is_named_[row]) named_.push_back(row);
      seen[row] = is_named_[row] = true;
    }
  }
}

BoundQuery::Rows BoundQuery::rows_of(const QueryName& name) const {
  const std::vector<std::string>& names = scores_.classes.index;
  if (const auto found = std::ranges::find(names, name.text); found != names.end())
    return {static_cast<std::uint64_t>(found - names.begin())};
  Rows out;
  if (is_glob(name)) {
    std::ranges::copy_if(all_classes_, std::back_inserter(out),
                         [&](std::uint64_t row) { return glob_match(name.text, names[row]); });
  }
  if (out.empty()) fail_unknown(name);
  return out;
}

void BoundQuery::fail_unknown(const QueryName& name) const {
  const std::vector<std::string>& names = scores_.classes.index;
  std::string message;
  if (is_glob(name)) {
    const bool synset = std::ranges::any_of(
        names, [&name](const std::string& each) { return glob_match(name.text, each); });
    message =
        fmt::format("no class is matched by '{}'{}", name.text,
                    synset ? "; a synset is named in full" : suggest(letters_of(name.text), names));
  } else {
    const std::string hint = name.quoted ? std::string() : habit_hint(name.text);
    message = fmt::format("there is no class '{}'{}", name.text,
                          hint.empty() ? suggest(name.text, names) : hint);
  }
  fail_query(text_, name.at, message, ErrorKind::invalid_input);
}

void BoundQuery::bind(const QueryCompare& compare) {
  if (compare.classes) bind(*compare.classes);
  if (!is_of_class(compare.measure)) return bind_column(compare);
  const bool there = compare.measure == QueryMeasure::auc       ? !scores_.auc.values().empty()
                     : compare.measure == QueryMeasure::log10_p ? !scores_.log10_p.values().empty()
                                                                : true;
  if (!there) {
    fail_query(text_, compare.at,
               fmt::format("these scores do not tell {}", to_string(compare.measure)),
               ErrorKind::invalid_input);
  }
}

void BoundQuery::bind_column(const QueryCompare& compare) {
  std::vector<double>& values = columns_[compare.measure];
  if (!values.empty()) return;
  const Column* column = scores_.features.find(to_string(compare.measure));
  if (column != nullptr) {
    if (const auto* real = std::get_if<std::vector<double>>(&column->data)) values = *real;
    if (const auto* whole = std::get_if<std::vector<std::int64_t>>(&column->data))
      values.assign(whole->begin(), whole->end());
  }
  if (values.size() != scores_.feature_count()) {
    fail_query(
        text_, compare.at,
        fmt::format("these scores do not tell the {} of a feature", to_string(compare.measure)),
        ErrorKind::invalid_input);
  }
}

void BoundQuery::bind(const QueryLayer& layer) {
  const QueryName& name = layer.layer;
  const std::vector<std::string> names = scores_.layer_names();
  const bool exact = !is_glob(name) || std::ranges::find(names, name.text) != names.end();
  std::vector<bool>& meant = layers_[&layer];
  for (const std::string& each : names)
    meant.push_back(exact ? each == name.text : glob_match(name.text, each));
  if (std::ranges::find(meant, true) == meant.end()) {
    fail_query(
        text_, name.at,
        fmt::format("{} '{}'{}", is_glob(name) ? "no layer is matched by" : "there is no layer",
                    name.text, suggest(is_glob(name) ? letters_of(name.text) : name.text, names)),
        ErrorKind::invalid_input);
  }
}

std::optional<double> BoundQuery::strength(std::uint64_t feature) const {
  return of(root_, feature);
}

BoundQuery::Strength BoundQuery::of(const QueryNode& node, std::uint64_t feature) const {
  return std::visit([&](const auto& is) { return of(is, feature); }, node.is);
}

BoundQuery::Strength BoundQuery::of(const QueryEither& either, std::uint64_t feature) const {
  Strength out;
  for (const QueryNode& part : either.parts) {
    // fmax and fmin leave a NaN for the other number.
    if (const Strength each = of(part, feature)) out = out ? std::fmax(*out, *each) : *each;
  }
  return out;
}

BoundQuery::Strength BoundQuery::of(const QueryBoth& both, std::uint64_t feature) const {
  double out = kNoStrength;
  for (const QueryNode& part : both.parts) {
    const Strength each = of(part, feature);
    if (!each) return std::nullopt;
    out = std::fmin(out, *each);
  }
  return out;
}

BoundQuery::Strength BoundQuery::of(const QueryNot& negation, std::uint64_t feature) const {
  return of(negation.part.front(), feature) ? std::nullopt : Strength(kNoStrength);
}

BoundQuery::Strength BoundQuery::of(const QuerySelected& selected, std::uint64_t feature) const {
  return over(rows_.at(&selected.classes), selected.classes.all, [&](std::uint64_t row) {
    const std::int8_t side = selection_.selected(row, feature);
    const bool is = selected.side == QuerySide::present  ? side > 0
                    : selected.side == QuerySide::absent ? side < 0
                                                         : side != 0;
    return is ? Strength(std::abs(scores_.signed_ks(row, feature))) : std::nullopt;
  });
}

BoundQuery::Strength BoundQuery::of(const QueryLike& like, std::uint64_t feature) const {
  double sum = 0;
  bool selected = false;
  for (const QueryLike::Term& term : like.terms) {
    const Rows& rows = rows_.at(&term.classes);
    double of_term = 0;
    for (const std::uint64_t row : rows) {
      of_term += scores_.signed_ks(row, feature);
      selected = selected || selection_.selected(row, feature) != 0;
    }
    sum += term.sign * of_term / static_cast<double>(rows.size());
  }
  return selected && sum > 0 ? Strength(sum) : std::nullopt;
}

BoundQuery::Strength BoundQuery::of(const QueryCompare& compare, std::uint64_t feature) const {
  const auto compared = [&](double value) {
    return holds(value, compare.comparison, compare.number);
  };
  if (!is_of_class(compare.measure))
    return compared(columns_.at(compare.measure)[feature]) ? Strength(kNoStrength) : std::nullopt;
  const bool evidence = asks_for_evidence(compare);
  const Rows& rows = compare.classes ? rows_.at(&*compare.classes) : all_classes_;
  return over(rows, compare.classes && compare.classes->all, [&](std::uint64_t row) {
    if (!compared(value(compare.measure, row, feature))) return Strength();
    return Strength(evidence ? std::abs(scores_.signed_ks(row, feature)) : kNoStrength);
  });
}

double BoundQuery::value(QueryMeasure measure, std::uint64_t row, std::uint64_t feature) const {
  switch (measure) {
    case QueryMeasure::auc:
      return scores_.auc(row, feature);
    case QueryMeasure::log10_p:
      return scores_.log10_p(row, feature);
    case QueryMeasure::size:
      return std::abs(scores_.signed_ks(row, feature));
    default:
      return scores_.signed_ks(row, feature);
  }
}

BoundQuery::Strength BoundQuery::of(const QueryLayer& layer, std::uint64_t feature) const {
  return layers_.at(&layer)[layer_of_feature_[feature]] ? Strength(kNoStrength) : std::nullopt;
}

}  // namespace lexicnn
