#include <algorithm>
#include <cmath>
#include <fmt/format.h>
#include <vector>

#include "store/content_check.hpp"
#include "store/h5ad_file.hpp"

namespace lexicnn {
namespace {

using Floats = std::vector<double>;

/// Rows of X looked at together.
constexpr std::uint64_t kRowsAtOnce = h5::kChunk[0];

void check_var(const Table& var, ContentCheck& check) {
  check.finite(check.column<Floats>(var, "/var", "mean", kFloats), "/var/mean");
  if (const auto* deviations = check.column<Floats>(var, "/var", "std", kFloats)) {
    check.each<double>(*deviations, "/var/std", "0 and more, or NaN",
                       [](double v) { return std::isnan(v) || (v >= 0 && std::isfinite(v)); });
  }
  if (const auto* weights = check.column<Floats>(var, "/var", "weight", kFloats)) {
    check.each<double>(*weights, "/var/weight", "above 0, finite",
                       [](double v) { return v > 0 && std::isfinite(v); });
  }
}

void check_facts(const Dict& ours, ContentCheck& check) {
  check.entry<Dict>(ours, "/uns/lexicnn", "embed", kDictText);
  const auto* lower = check.entry<double>(ours, "/uns/lexicnn", "lower", kFloat);
  const auto* upper = check.entry<double>(ours, "/uns/lexicnn", "upper", kFloat);
  if (lower != nullptr && upper != nullptr && !(*lower <= *upper)) {
    check.add("/uns/lexicnn/lower",
              fmt::format("is {}, above the upper threshold {}", *lower, *upper));
  }
  const auto* images = check.entry<std::int64_t>(ours, "/uns/lexicnn", "training_images", kInteger);
  if (images != nullptr && *images < 1) {
    check.add("/uns/lexicnn/training_images", fmt::format("is {}; allowed: 1 and more", *images));
  }
}

void check_x(const Table& obs, const Table& var, hid_t root, ContentCheck& check) {
  const h5::Dataset x = open_x(root, obs.rows(), var.rows());
  if (h5::scalar_of(x) != h5::Scalar::i8) {
    return check.add("/X", fmt::format("is {}; int8 is needed", to_string(h5::scalar_of(x))));
  }
  std::vector<std::int8_t> digits(kRowsAtOnce * var.rows());
  for (std::uint64_t begin = 0; begin < obs.rows(); begin += kRowsAtOnce) {
    const std::uint64_t rows = std::min(kRowsAtOnce, obs.rows() - begin);
    const std::size_t size = rows * var.rows();
    h5::read_block(x, h5::Scalar::i8, {begin, 0}, {rows, var.rows()}, digits.data());
    for (std::size_t i = 0; i < size; ++i) {
      if (digits[i] >= -1 && digits[i] <= 1) continue;
      return check.add(
          "/X", fmt::format("is {} for image '{}', feature '{}'; allowed: -1, 0 and 1", digits[i],
                            obs.index[begin + i / var.rows()], var.index[i % var.rows()]));
    }
  }
}

}  // namespace

void check_embedding(const Table& obs, const Table& var, const Dict& ours, hid_t root,
                     ContentCheck& check) {
  check_var(var, check);
  check_facts(ours, check);
  check_x(obs, var, root, check);
}

}  // namespace lexicnn
