/// The report stage.
#include "lexicnn/report/report.hpp"

#include <algorithm>
#include <filesystem>
#include <nanobind/ndarray.h>
#include <nanobind/stl/filesystem.h>
#include <nanobind/stl/optional.h>
#include <nanobind/stl/pair.h>
#include <nanobind/stl/string.h>
#include <nanobind/stl/vector.h>
#include <optional>
#include <string>
#include <utility>
#include <vector>

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

using Vectors = nb::ndarray<const float, nb::ndim<2>, nb::c_contig, nb::device::cpu>;

/// The chosen rows of an array.
Grid<float> rows_of(const Vectors& vectors, const std::vector<std::uint64_t>& rows) {
  const std::size_t columns = vectors.shape(1);
  Grid<float> out(rows.size(), columns);
  for (std::size_t i = 0; i < rows.size(); ++i) {
    const float* row = vectors.data() + rows[i] * columns;
    std::copy(row, row + columns, &out(i, 0));
  }
  return out;
}

/// Writes the page; `source`, `obs` and `provenance` are of the activations, or None; `vectors` and
/// `map_obs` of the embedding called `map_source`, or None; evaluations are (name, JSON).
nb::tuple write_report(const ScoresObject& scores, const std::filesystem::path& output,
                       bool overwrite, const Source* source, const nb::object& obs,
                       const nb::object& provenance, const std::filesystem::path& images,
                       const std::optional<Vectors>& vectors, const nb::object& map_obs,
                       const std::string& map_source,
                       const std::vector<std::pair<std::string, std::string>>& evaluations,
                       const nb::dict& given, unsigned threads, const nb::object& progress) {
  const auto options = options_from<ReportOptions>(given);
  if (!scores.selection)
    throw Error(ErrorKind::invalid_input, "no selection was made: call select() first");
  std::optional<Table> rows;
  std::optional<Table> map_rows;
  std::optional<Dict> facts;
  if (!obs.is_none()) rows = table_from(obs);
  if (vectors) map_rows = table_from(map_obs);
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
    std::optional<ReportMap> map;
    if (vectors) {
      map.emplace(ReportMap{map_source, *map_rows, vectors->shape(1),
                            [&](const auto& places) { return rows_of(*vectors, places); }});
      input.map = &*map;
    }
    for (const auto& [name, json] : evaluations)
      input.evaluations.push_back({name, json});
    result = report(input, options, context);
    write_text_file(output, result.html, overwrite);
  });
  return nb::make_tuple(result.images_shown, result.images_missing);
}

}  // namespace

void add_report(nb::module_& m) {
  m.def("report", &write_report, nb::arg("scores"), nb::arg("output"), nb::arg("overwrite"),
        nb::arg("source").none(), nb::arg("obs").none(), nb::arg("provenance").none(),
        nb::arg("images"), nb::arg("vectors").none(), nb::arg("map_obs").none(),
        nb::arg("map_source"), nb::arg("evaluations"), nb::arg("options"), nb::arg("threads"),
        nb::arg("progress").none());
}

}  // namespace lexicnn::python
