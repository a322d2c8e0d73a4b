/// Scores as Python holds them.
#pragma once

#include <memory>

#include "lexicnn/core/annotated.hpp"
#include "lexicnn/score/scores.hpp"
#include "lexicnn/select/select.hpp"

#include "topics.hpp"

namespace lexicnn::python {

/// Scores, what was selected of them, and uns["lexicnn"] of their file. Copies share all of it; no
/// part is ever changed.
struct ScoresObject {
  std::shared_ptr<const Scores> scores;
  std::shared_ptr<const Selection> selection;  ///< null where none was made
  std::shared_ptr<const Dict> provenance;
};

/// uns["lexicnn"] of the file that `object` would be written to.
Dict facts_of_file(const ScoresObject& object);

}  // namespace lexicnn::python
