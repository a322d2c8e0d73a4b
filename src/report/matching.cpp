#include "report/matching.hpp"

#include <cmath>
#include <fmt/format.h>
#include <unordered_map>

#include "lexicnn/core/error.hpp"
#include "lexicnn/core/text.hpp"
#include "lexicnn/score/labels.hpp"

namespace lexicnn::reporting {
namespace {

[[noreturn]] void fail_foreign(const std::string& why) {
  throw Error(ErrorKind::invalid_input,
              fmt::format("the activations do not belong to these scores: {}", why));
}

}  // namespace

std::string label_column(const ReportInput& input) {
  if (!input.label_column.empty()) return input.label_column;
  const Value* by = input.provenance.find("by");
  const auto* column = by == nullptr ? nullptr : std::get_if<std::string>(by);
  return column == nullptr || column->empty() ? "class" : *column;
}

std::vector<std::int32_t> class_codes(const ReportInput& input) {
  const Scores& scores = input.scores;
  if (input.activations->features() != scores.feature_count()) {
    fail_foreign(fmt::format("{} features, the scores have {}", input.activations->features(),
                             scores.feature_count()));
  }
  if (input.activations->rows() != input.obs->rows()) {
    fail_foreign(fmt::format("{} rows, obs has {}", input.activations->rows(), input.obs->rows()));
  }
  std::unordered_map<std::string, std::int32_t> place;
  for (const std::string& name : scores.classes.index) {
    place.try_emplace(name, static_cast<std::int32_t>(place.size()));
  }
  const ClassLabels labels = labels_from(*input.obs, label_column(input));
  std::vector<std::int64_t> sizes(scores.class_count());
  std::vector<std::int32_t> out;
  for (const std::int32_t code : labels.codes) {
    const auto found =
        code < 0 ? place.end() : place.find(labels.names[static_cast<std::size_t>(code)]);
    out.push_back(found == place.end() ? -1 : found->second);
    if (out.back() >= 0) ++sizes[static_cast<std::size_t>(out.back())];
  }
  const auto& scored = scores.classes.get<std::vector<std::int64_t>>("n");
  const auto& rest = scores.classes.get<std::vector<std::int64_t>>("m");
  for (std::size_t c = 0; c < sizes.size(); ++c) {
    if (sizes[c] != scored[c]) {
      fail_foreign(fmt::format("class '{}' has {}, it was scored with {}", scores.classes.index[c],
                               counted(static_cast<std::uint64_t>(sizes[c]), "image"), scored[c]));
    }
    if (static_cast<std::uint64_t>(scored[c] + rest[c]) != input.obs->rows()) {
      fail_foreign(fmt::format("class '{}' was scored against {}, there are {} others",
                               scores.classes.index[c],
                               counted(static_cast<std::uint64_t>(rest[c]), "image"),
                               input.obs->rows() - static_cast<std::uint64_t>(scored[c])));
    }
  }
  return out;
}

void check_shares(const Scores& scores, const std::vector<FiringRequest>& requests,
                  const std::vector<FiringImages>& firing) {
  const auto& sizes = scores.classes.get<std::vector<std::int64_t>>("n");
  for (std::size_t i = 0; i < requests.size(); ++i) {
    const auto c = static_cast<std::uint64_t>(requests[i].class_code);
    const double share = static_cast<double>(firing[i].above) / static_cast<double>(sizes[c]);
    const double scored = scores.inner_share(c, requests[i].feature);
    if (std::fabs(share - scored) > 1e-9) {
      fail_foreign(fmt::format("{} of class '{}' lies above {} in feature '{}', scored was {}",
                               percent_text(share), scores.classes.index[c],
                               short_text(requests[i].location),
                               scores.features.index[requests[i].feature], percent_text(scored)));
    }
  }
}

}  // namespace lexicnn::reporting
