#include "scores.hpp"

#include <algorithm>
#include <filesystem>
#include <nanobind/stl/filesystem.h>
#include <nanobind/stl/vector.h>
#include <utility>
#include <vector>

#include "lexicnn/core/error.hpp"
#include "lexicnn/core/provenance.hpp"
#include "lexicnn/lexicon/describe.hpp"
#include "lexicnn/profile/profile.hpp"
#include "lexicnn/select/explain.hpp"
#include "lexicnn/store/h5ad.hpp"

#include "arrays.hpp"
#include "options.hpp"
#include "score/pair_scores.hpp"
#include "tables.hpp"

namespace lexicnn::python {
namespace {

using Self = nb::pointer_and_handle<ScoresObject>;

nb::any view(const Self& self, const std::string& name) {
  const Scores& scores = *self.p->scores;
  if (name == "numerator") return view_of(scores.numerator, self.h);
  for (const ScoreGrid& each : scores.has_panel() ? kScoreGrids : kPlainGrids) {
    if (name == each.name || (name == "signed_ks" && each.grid == &Scores::signed_ks))
      return view_of(scores.*each.grid, self.h);
  }
  throw nb::key_error(name.c_str());
}

const Selection& selection_of(const ScoresObject& object) {
  if (object.selection) return *object.selection;
  throw Error(ErrorKind::invalid_input, "no selection was made: call select() first");
}

ScoresObject make_selection(const ScoresObject& object, const nb::dict& options) {
  const auto chosen = options_from<SelectOptions>(options);
  return {object.scores, std::make_shared<Selection>(select(*object.scores, chosen)),
          object.provenance};
}

/// The content of a scores file.
AnnotatedMatrix annotated(const ScoresObject& object) {
  AnnotatedMatrix out = to_annotated(*object.scores, *object.provenance);
  if (object.selection) {
    add_selection(out, *object.selection, unscorable_classes(*object.scores, *object.selection));
  }
  return out;
}

void write(const ScoresObject& object, const std::filesystem::path& path, bool overwrite) {
  const nb::gil_scoped_release release;
  write_h5ad(path, annotated(object), overwrite);
}

ScoresObject read(const std::filesystem::path& path) {
  const nb::gil_scoped_release release;
  const AnnotatedMatrix file = read_h5ad(path);
  auto provenance = std::make_shared<Dict>(require_provenance(file.uns, "scores"));
  ScoresObject out{std::make_shared<Scores>(scores_from(file)), nullptr, provenance};
  if (provenance->find("select") != nullptr)
    out.selection = std::make_shared<Selection>(selection_from(file));
  return out;
}

/// Table, text and JSON of the layers' profile.
nb::any make_profile(const ScoresObject& object, const nb::dict& options) {
  const ProfileResult result =
      profile(*object.scores, selection_of(object), options_from<ProfileOptions>(options));
  return as_any(nb::make_tuple(to_python(to_table(result)), to_text(result), to_json(result)));
}

template <typename Description>
nb::any texts_of(const Description& description) {
  return as_any(nb::make_tuple(to_text(description), to_json(description)));
}

nb::any describe_one(const ScoresObject& object, const std::string& name, bool is_feature,
                     const nb::dict& options) {
  const auto chosen = options_from<DescribeOptions>(options);
  const Selection& selection = selection_of(object);
  if (is_feature) return texts_of(describe_feature(*object.scores, selection, name, chosen));
  return texts_of(describe(*object.scores, selection, name, chosen));
}

std::vector<std::string> grid_names(const ScoresObject& object) {
  std::vector<std::string> out;
  for (const ScoreGrid& each : object.scores->has_panel() ? kScoreGrids : kPlainGrids)
    out.emplace_back(each.grid == &Scores::signed_ks ? "signed_ks" : each.name);
  return out;
}

}  // namespace

Dict facts_of_file(const ScoresObject& object) {
  Scores light;  // all but the grids
  light.classes = object.scores->classes;
  light.features = object.scores->features;
  light.null = object.scores->null;
  light.resamples = object.scores->resamples;
  AnnotatedMatrix out = to_annotated(std::move(light), *object.provenance);
  if (object.selection) {
    add_selection(out, *object.selection, std::vector<bool>(object.scores->class_count()));
  }
  return require_provenance(out.uns, "scores");
}

void add_scores(nb::module_& m) {
  nb::class_<ScoresObject>(m, "Scores", "Scores of classes and features, and their selection.")
      .def_static("read", &read, nb::arg("path"))
      .def("write", &write, nb::arg("path"), nb::arg("overwrite"))
      .def("grid", &view, nb::arg("name"), "A read-only class × feature array, without a copy.")
      .def("grid_names", &grid_names)
      .def("classes", [](const ScoresObject& object) { return to_python(object.scores->classes); })
      .def("features",
           [](const ScoresObject& object) { return to_python(object.scores->features); })
      .def("has_null", [](const ScoresObject& object) { return !object.scores->null.empty(); })
      .def("has_selection", [](const ScoresObject& object) { return object.selection != nullptr; })
      .def("select", &make_selection, nb::arg("options"))
      .def("selected",
           [](const Self& self) { return view_of(selection_of(*self.p).selected, self.h); })
      .def("noise_threshold",
           [](const Self& self) { return view_of(selection_of(*self.p).threshold, self.h); })
      .def("profile", &make_profile, nb::arg("options"))
      .def("describe", &describe_one, nb::arg("name"), nb::arg("is_feature"), nb::arg("options"))
      .def("annotated",
           [](const ScoresObject& object) { return as_any(to_python(annotated(object))); });
}

}  // namespace lexicnn::python
