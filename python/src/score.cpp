/// The score stage.
#include "lexicnn/score/score.hpp"

#include <algorithm>
#include <iterator>
#include <nanobind/stl/vector.h>
#include <utility>
#include <vector>

#include "lexicnn/core/error.hpp"
#include "lexicnn/core/provenance.hpp"
#include "lexicnn/score/compare.hpp"

#include "options.hpp"
#include "scores.hpp"
#include "sources.hpp"
#include "tables.hpp"
#include "watched.hpp"

namespace lexicnn::python {
namespace {

/// What the classes are held against, besides the rest of the images.
struct Comparison {
  std::vector<ClassGroup> groups;
  std::string reference;
  bool one_vs_one = false;
};

Comparison comparison_from(const nb::dict& given) {
  Comparison out;
  for (const auto& [name, members] : nb::cast<nb::dict>(given["groups"])) {
    out.groups.push_back(
        {nb::cast<std::string>(name), nb::cast<std::vector<std::string>>(members)});
  }
  out.reference = nb::cast<std::string>(given["reference"]);
  out.one_vs_one = nb::cast<bool>(given["one_vs_one"]);
  const int kinds =
      (out.groups.empty() ? 0 : 1) + (out.reference.empty() ? 0 : 1) + (out.one_vs_one ? 1 : 0);
  if (kinds > 1) {
    throw Error(ErrorKind::invalid_option,
                "give one of groups, reference and one_vs_one: they exclude each other");
  }
  return out;
}

Scores compare(const FeatureSource& source, const ClassLabels& labels, const Table& features,
               const Comparison& comparison, const ScoreOptions& options, const Context& context) {
  if (comparison.one_vs_one) return score_one_vs_one(source, labels, features, options, context);
  if (!comparison.reference.empty())
    return score_against(source, labels, comparison.reference, features, options, context);
  std::vector<ClassLabels> sets = group_labels(labels, comparison.groups);
  sets.insert(sets.begin(), labels);
  return score_sets(source, sets, features, options, context);
}

void record(Dict& provenance, const Comparison& comparison) {
  if (!comparison.groups.empty()) {
    Table groups;
    std::vector<std::string> of;
    for (const ClassGroup& group : comparison.groups) {
      for (const std::string& member : group.members) {
        groups.index.push_back(std::to_string(of.size()));
        of.push_back(group.name + '=' + member);
      }
    }
    groups.set("member", std::move(of), "group=class");
    provenance.set("groups", std::move(groups));
  }
  if (!comparison.reference.empty()) provenance.set("reference", comparison.reference);
  if (comparison.one_vs_one) provenance.set("one_vs_one", true);
}

/// `obs` has the labels in the column `by`; `activations` is uns["lexicnn"] of what is scored, or
/// empty.
ScoresObject score_source(const Source& source, const nb::object& obs, const std::string& by,
                          const nb::object& features, const nb::dict& given,
                          const nb::dict& compared, const nb::dict& activations, unsigned threads,
                          const nb::object& progress) {
  const auto options = options_from<ScoreOptions>(given);
  const Comparison comparison = comparison_from(compared);
  const Table rows = table_from(obs);
  const Table columns = table_from(features);
  Dict provenance = make_provenance("scores", {});
  provenance.set("by", by);
  record(provenance, comparison);
  provenance.set("score", options_dict(options));
  if (const Dict facts = dict_from(activations); !facts.empty())
    provenance.set("activations", facts);
  const ClassLabels labels = labels_from(rows, by);
  Scores scores;
  run_watched({threads, progress}, [&](const Context& context) {
    scores = compare(*source.matrix, labels, columns, comparison, options, context);
  });
  return {std::make_shared<Scores>(std::move(scores)), nullptr,
          std::make_shared<Dict>(std::move(provenance))};
}

}  // namespace

void add_score(nb::module_& m) {
  m.def("score", &score_source, nb::arg("source"), nb::arg("obs"), nb::arg("by"),
        nb::arg("features"), nb::arg("options"), nb::arg("comparison"), nb::arg("activations"),
        nb::arg("threads"), nb::arg("progress").none());
}

}  // namespace lexicnn::python
