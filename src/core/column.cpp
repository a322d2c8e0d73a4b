#include "lexicnn/core/column.hpp"

#include <algorithm>
#include <cmath>
#include <cstring>
#include <fmt/format.h>

#include "lexicnn/core/error.hpp"
#include "lexicnn/core/half.hpp"
#include "lexicnn/core/parallel.hpp"

namespace lexicnn {
namespace {

void require_finite(const FeatureSource& source, const std::vector<double>& column,
                    std::uint64_t feature) {
  const auto bad = std::find_if(column.begin(), column.end(),
                                [](double value) { return !std::isfinite(value); });
  if (bad == column.end()) return;
  throw Error(
      ErrorKind::not_finite,
      fmt::format("the activation of image {} in column {} is not finite",
                  source.stored_row(static_cast<std::uint64_t>(bad - column.begin())), feature));
}

/// Where each run of features within one block of the source begins, and the end of the last.
std::vector<std::uint64_t> block_starts(const std::vector<std::uint64_t>& features,
                                        std::uint64_t block) {
  std::vector<std::uint64_t> out;
  for (std::uint64_t i = 0; i < features.size(); ++i) {
    if (i == 0 || features[i] / block != features[i - 1] / block) out.push_back(i);
  }
  out.push_back(features.size());
  return out;
}

}  // namespace

std::vector<double> to_doubles(std::span<const std::byte> column, ElementType type) {
  std::vector<double> out(column.size() / element_size(type));
  for (std::uint64_t i = 0; i < out.size(); ++i)
    out[i] = value_at(column.data(), type, i);
  return out;
}

void for_each_column(
    const FeatureSource& source, const std::vector<std::uint64_t>& features, const Context& context,
    const std::function<void(std::uint64_t place, const std::vector<double>& column)>& use) {
  const std::vector<std::uint64_t> starts =
      block_starts(features, std::max<std::uint64_t>(source.preferred_block(), 1));
  const std::size_t column_bytes = source.rows() * element_size(source.type());
  parallel_ranges(starts.size() - 1, 1, context, [&](Range range, unsigned) {
    const std::uint64_t begin = starts[range.begin];
    const std::uint64_t end = starts[range.end];
    const std::uint64_t first = features[begin];
    std::vector<std::byte> buffer((features[end - 1] - first + 1) * column_bytes);
    source.read(first, features[end - 1] - first + 1, buffer);
    for (std::uint64_t place = begin; place < end; ++place) {
      const std::vector<double> column = to_doubles(
          std::span(buffer).subspan((features[place] - first) * column_bytes, column_bytes),
          source.type());
      require_finite(source, column, features[place]);
      use(place, column);
    }
  });
}

}  // namespace lexicnn
