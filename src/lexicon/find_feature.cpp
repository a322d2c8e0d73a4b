#include "lexicon/find_feature.hpp"

#include <algorithm>
#include <fmt/format.h>

#include "lexicnn/core/error.hpp"
#include "lexicnn/core/feature_name.hpp"
#include "lexicnn/core/suggest.hpp"

namespace lexicnn {
namespace {

/// "; layer 'conv1' has 64 features, 'conv1:0' to 'conv1:63'", or "" where there is no such layer.
std::string layer_hint(const Scores& scores, std::string_view layer) {
  if (scores.features.find("layer") == nullptr) return {};
  const std::vector<std::string> names = scores.layer_names();
  const auto found = std::find(names.begin(), names.end(), layer);
  if (found == names.end()) return {};
  const auto place = static_cast<std::uint32_t>(found - names.begin());
  const std::vector<std::uint32_t> layer_of = scores.layer_of_feature();
  const auto first = std::find(layer_of.begin(), layer_of.end(), place);
  const auto last = std::find(layer_of.rbegin(), layer_of.rend(), place).base() - 1;
  return fmt::format("; layer '{}' has {} features, '{}' to '{}'", layer,
                     std::count(layer_of.begin(), layer_of.end(), place),
                     scores.features.index[static_cast<std::size_t>(first - layer_of.begin())],
                     scores.features.index[static_cast<std::size_t>(last - layer_of.begin())]);
}

}  // namespace

std::uint64_t find_feature(const Scores& scores, std::string_view name) {
  const std::vector<std::string>& names = scores.features.index;
  const auto found = std::find(names.begin(), names.end(), name);
  if (found != names.end()) return static_cast<std::uint64_t>(found - names.begin());
  std::string hint = layer_hint(scores, name);
  if (const auto parsed = parse_feature_name(name); hint.empty() && parsed) {
    hint = layer_hint(scores, parsed->layer);
  }
  if (hint.empty()) hint = suggest(name, names);
  throw Error(ErrorKind::invalid_input, fmt::format("there is no feature '{}'{}", name, hint));
}

}  // namespace lexicnn
