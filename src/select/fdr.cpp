#include "lexicnn/select/fdr.hpp"

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <fmt/format.h>

#include "lexicnn/core/error.hpp"

namespace lexicnn {
namespace {

struct Placed {
  double log10_p = 0;
  std::size_t place = 0;
};

}  // namespace

std::vector<double> benjamini_hochberg_log10(std::span<const double> log10_p) {
  std::vector<Placed> ascending;
  ascending.reserve(log10_p.size());
  for (std::size_t i = 0; i < log10_p.size(); ++i) {
    if (!(log10_p[i] <= 0)) {
      throw Error(
          ErrorKind::invalid_input,
          fmt::format("value {} (counted from 0) is {}, which is not the log10 of a p-value", i,
                      log10_p[i]));
    }
    ascending.push_back({log10_p[i], i});
  }
  std::sort(ascending.begin(), ascending.end(),
            [](const Placed& a, const Placed& b) { return a.log10_p < b.log10_p; });

  std::vector<double> adjusted(log10_p.size());
  const double log_count = std::log10(static_cast<double>(log10_p.size()));
  double smallest = 0;
  for (std::size_t rank = ascending.size(); rank > 0; --rank) {
    const Placed& each = ascending[rank - 1];
    smallest = std::min(smallest, each.log10_p + log_count - std::log10(static_cast<double>(rank)));
    adjusted[each.place] = smallest;
  }
  return adjusted;
}

}  // namespace lexicnn
