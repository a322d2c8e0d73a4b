#include "lexicnn/core/suggest.hpp"

#include <algorithm>
#include <cctype>
#include <numeric>
#include <utility>

namespace lexicnn {
namespace {

std::string folded(std::string_view text) {
  std::string out(text);
  std::transform(out.begin(), out.end(), out.begin(),
                 [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
  return out;
}

/// Levenshtein distance by bytes.
std::size_t distance(std::string_view a, std::string_view b) {
  std::vector<std::size_t> row(b.size() + 1);
  std::iota(row.begin(), row.end(), std::size_t{0});
  for (std::size_t i = 1; i <= a.size(); ++i) {
    std::size_t diagonal = std::exchange(row[0], i);
    for (std::size_t j = 1; j <= b.size(); ++j) {
      const std::size_t changed = diagonal + (a[i - 1] == b[j - 1] ? 0 : 1);
      diagonal = std::exchange(row[j], std::min({changed, row[j] + 1, row[j - 1] + 1}));
    }
  }
  return row.back();
}

}  // namespace

std::string suggest(std::string_view name, const std::vector<std::string>& candidates,
                    std::size_t limit) {
  const std::string wanted = folded(name);
  std::vector<std::pair<std::size_t, std::size_t>> near;  // distance, place
  for (std::size_t i = 0; i < candidates.size() && !wanted.empty(); ++i) {
    const std::string candidate = folded(candidates[i]);
    const bool inside = candidate.find(wanted) != std::string::npos;
    const std::size_t cost = inside ? 0 : distance(wanted, candidate);
    if (inside || 3 * cost <= std::max(wanted.size(), candidate.size())) near.emplace_back(cost, i);
  }
  std::stable_sort(near.begin(), near.end(),
                   [](const auto& a, const auto& b) { return a.first < b.first; });
  std::string out;
  for (std::size_t i = 0; i < std::min(near.size(), limit); ++i) {
    out += (i == 0 ? "; did you mean '" : " or '") + candidates[near[i].second] + "'";
  }
  return out.empty() ? out : out + "?";
}

}  // namespace lexicnn
