/// The report stage.
#include "lexicnn/report/report.hpp"

#include <filesystem>
#include <nanobind/stl/filesystem.h>
#include <optional>

#include "lexicnn/core/error.hpp"
#include "lexicnn/core/output_file.hpp"

#include "decoders.hpp"
#include "options.hpp"
#include "scores.hpp"
#include "sources.hpp"
#include "tables.hpp"
#include "watched.hpp"

namespace lexicnn::python {
namespace {

/// Writes the page; `source`, `obs` and `provenance` are of the activations, or None.
nb::tuple write_report(const ScoresObject& scores, const std::filesystem::path& output,
                       bool overwrite, const Source* source, const nb::object& obs,
                       const nb::object& provenance, const std::filesystem::path& images,
                       const nb::dict& given, unsigned threads, const nb::object& progress) {
  const auto options = options_from<ReportOptions>(given);
  if (!scores.selection)
    throw Error(ErrorKind::invalid_input, "no selection was made: call select() first");
  std::optional<Table> rows;
  std::optional<Dict> facts;
  if (!obs.is_none()) rows = table_from(obs);
  if (!provenance.is_none()) facts = dict_from(provenance);
  start_decoders();
  ReportResult result;
  run_watched({threads, progress}, [&](const Context& context) {
    OutputFile::require_possible(output, overwrite);
    const ProfileResult layers = profile(*scores.scores, *scores.selection);
    const Dict provenance_of_scores = facts_of_file(scores);
    ReportInput input{*scores.scores, *scores.selection, layers, provenance_of_scores};
    if (source != nullptr) {
      input.activations = source->matrix.get();
      input.obs = rows ? &*rows : nullptr;
      input.activations_provenance = facts ? &*facts : nullptr;
      input.images = images;
    }
    result = report(input, options, context);
    write_text_file(output, result.html, overwrite);
  });
  return nb::make_tuple(result.images_shown, result.images_missing);
}

}  // namespace

void add_report(nb::module_& m) {
  m.def("report", &write_report, nb::arg("scores"), nb::arg("output"), nb::arg("overwrite"),
        nb::arg("source").none(), nb::arg("obs").none(), nb::arg("provenance").none(),
        nb::arg("images"), nb::arg("options"), nb::arg("threads"), nb::arg("progress").none());
}

}  // namespace lexicnn::python
