#include <utility>

#include "lexicnn/score/score.hpp"

#include "score/grid_spool.hpp"

namespace lexicnn {

SpooledScores::SpooledScores(Scores scores, std::unique_ptr<GridSpool> spool)
    : scores_(std::move(scores)), spool_(std::move(spool)) {}

SpooledScores::SpooledScores(SpooledScores&&) noexcept = default;

SpooledScores::~SpooledScores() = default;

AnnotatedMatrix SpooledScores::take_annotated(Dict provenance) {
  const std::vector<std::uint64_t> shape{scores_.class_count(), scores_.feature_count()};
  AnnotatedMatrix out = to_annotated(std::move(scores_), std::move(provenance));
  out.x.shape = shape;
  out.layers.clear();
  for (const std::string& name : spool_->names()) {
    if (name != "X") out.layers.emplace_back(name, Array{shape, {}});
  }
  return out;
}

Array SpooledScores::grid(std::string_view name) const {
  return spool_->read(name);
}

}  // namespace lexicnn
