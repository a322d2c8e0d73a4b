/// The full-network embedding: fitted means and deviations, and digits.
#include <nanobind/stl/vector.h>
#include <utility>

#include "lexicnn/embed/embedding.hpp"

#include "arrays.hpp"
#include "options.hpp"
#include "sources.hpp"
#include "tables.hpp"
#include "watched.hpp"

namespace lexicnn::python {
namespace {

/// Mean and deviation of each feature over all rows.
nb::any fit(const Source& source, const nb::object& features, const nb::dict& given,
            unsigned threads) {
  const auto options = options_from<EmbedOptions>(given);
  const Table columns = table_from(features);
  Embedding fitted;
  run_watched({threads, nb::none()}, [&](const Context& context) {
    fitted = fit_embedding(*source.matrix, columns, options, nullptr, context);
  });
  const std::size_t count = fitted.mean.size();
  return as_any(nb::make_tuple(to_numpy(std::move(fitted.mean), {count}),
                               to_numpy(std::move(fitted.std), {count})));
}

/// Digits of all rows by the means and deviations that `fit` gave for the same options.
nb::any digits(const Source& source, const std::vector<double>& mean,
               const std::vector<double>& std, const nb::dict& given, unsigned threads) {
  Embedding fitted;
  fitted.options = options_from<EmbedOptions>(given);
  fitted.lower = fitted.options.lower;
  fitted.upper = fitted.options.upper;
  fitted.mean = mean;
  fitted.std = std;
  fitted.weight.assign(mean.size(), 1);
  for (std::uint64_t column = 0; column < mean.size(); ++column) {
    fitted.columns.push_back(column);
    fitted.features.index.push_back(std::to_string(column));
  }
  Grid<std::int8_t> out;
  run_watched({threads, nb::none()},
              [&](const Context& context) { out = embed(*source.matrix, fitted, context); });
  return to_numpy(std::move(out.values()), {out.rows(), out.columns()});
}

}  // namespace

void add_embed(nb::module_& m) {
  m.def("fit_embedding", &fit, nb::arg("source"), nb::arg("features"), nb::arg("options"),
        nb::arg("threads"));
  m.def("embed", &digits, nb::arg("source"), nb::arg("mean"), nb::arg("std"), nb::arg("options"),
        nb::arg("threads"));
}

}  // namespace lexicnn::python
