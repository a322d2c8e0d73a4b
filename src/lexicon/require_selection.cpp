#include "lexicon/require_selection.hpp"

#include <fmt/format.h>

#include "lexicnn/core/error.hpp"

namespace lexicnn {

void require_selection(const Scores& scores, const Selection& selection) {
  const auto fits = [&scores](const auto& grid) {
    return grid.rows() == scores.class_count() && grid.columns() == scores.feature_count();
  };
  if (fits(selection.selected) && fits(selection.threshold)) return;
  throw Error(ErrorKind::invalid_input,
              fmt::format("the selection is of {} × {} pairs, the scores are of {} × {}: select "
                          "again",
                          selection.selected.rows(), selection.selected.columns(),
                          scores.class_count(), scores.feature_count()));
}

}  // namespace lexicnn
