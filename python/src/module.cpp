/// The extension module lexicnn._core: the stages, for the package's Python sources.
#include "lexicnn/core/provenance.hpp"

#include "topics.hpp"

NB_MODULE(_core, m) {
  using namespace lexicnn::python;
  m.doc() = "The C++ stages of lexicnn. Internal: use the package lexicnn.";
  m.attr("__version__") = std::string(lexicnn::version());
  add_errors(m);
  add_options(m);
  add_sources(m);
  add_scores(m);
  add_score(m);
  add_extract(m);
  add_embed(m);
  add_report(m);
}
