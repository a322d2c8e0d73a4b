#include <algorithm>
#include <cmath>
#include <fmt/format.h>
#include <vector>

#include "store/content_check.hpp"
#include "store/h5ad_file.hpp"

namespace lexicnn {
namespace {

using Floats = std::vector<double>;

/// The method noise-aware gives numbers, not digits.
bool has_numbers(const Dict& ours) {
  const auto* embed = std::get_if<Dict>(ours.find("embed"));
  const auto* method = embed == nullptr ? nullptr : std::get_if<std::string>(embed->find("method"));
  return method != nullptr && *method == "noise-aware";
}

void check_embedding_var(const Table& var, bool numbers, ContentCheck& check) {
  check.finite(check.column<Floats>(var, "/var", "mean", kFloats), "/var/mean");
  if (const auto* deviations = check.column<Floats>(var, "/var", "std", kFloats)) {
    check.each<double>(*deviations, "/var/std", "0 and more, or NaN",
                       [](double v) { return std::isnan(v) || (v >= 0 && std::isfinite(v)); });
  }
  if (const auto* weights = check.column<Floats>(var, "/var", "weight", kFloats)) {
    check.each<double>(
        *weights, "/var/weight", numbers ? "0 and more, finite" : "above 0, finite",
        [numbers](double v) { return (v > 0 || (numbers && v == 0)) && std::isfinite(v); });
  }
}

void check_thresholds(const Dict& ours, ContentCheck& check) {
  const auto* lower = check.entry<double>(ours, "/uns/lexicnn", "lower", kFloat);
  const auto* upper = check.entry<double>(ours, "/uns/lexicnn", "upper", kFloat);
  if (lower != nullptr && upper != nullptr && !(*lower <= *upper)) {
    check.add("/uns/lexicnn/lower",
              fmt::format("is {}, above the upper threshold {}", *lower, *upper));
  }
}

void check_facts(const Dict& ours, bool numbers, ContentCheck& check) {
  check.entry<Dict>(ours, "/uns/lexicnn", "embed", kDictText);
  if (numbers) {
    check.entry<Table>(ours, "/uns/lexicnn", "blocks", kTable);
  } else {
    check_thresholds(ours, check);
  }
  const auto* images = check.entry<std::int64_t>(ours, "/uns/lexicnn", "training_images", kInteger);
  if (images != nullptr && *images < 1) {
    check.add("/uns/lexicnn/training_images", fmt::format("is {}; allowed: 1 and more", *images));
  }
}

/// Every element must be `allowed`.
template <typename T, typename Allowed>
void check_x(const Table& obs, const Table& var, hid_t root, h5::Scalar scalar, const char* range,
             ContentCheck& check, const Allowed& allowed) {
  const h5::Dataset x = open_x(root, obs.rows(), var.rows());
  if (h5::scalar_of(x) != scalar) {
    return check.add(
        "/X", fmt::format("is {}; {} is needed", to_string(h5::scalar_of(x)), to_string(scalar)));
  }
  std::vector<T> values(kRowsAtOnce * var.rows());
  for (std::uint64_t begin = 0; begin < obs.rows(); begin += kRowsAtOnce) {
    const std::uint64_t rows = std::min(kRowsAtOnce, obs.rows() - begin);
    const std::size_t size = rows * var.rows();
    h5::read_block(x, scalar, {begin, 0}, {rows, var.rows()}, values.data());
    for (std::size_t i = 0; i < size; ++i) {
      if (allowed(values[i])) continue;
      return check.add(
          "/X", fmt::format("is {} for image '{}', feature '{}'; allowed: {}", values[i],
                            obs.index[begin + i / var.rows()], var.index[i % var.rows()], range));
    }
  }
}

}  // namespace

void check_embedding(const Table& obs, const Table& var, const Dict& ours, hid_t root,
                     ContentCheck& check) {
  const bool numbers = has_numbers(ours);
  check_embedding_var(var, numbers, check);
  check_facts(ours, numbers, check);
  if (numbers) {
    check_x<float>(obs, var, root, h5::Scalar::f32, "finite numbers", check,
                   [](float v) { return std::isfinite(v); });
  } else {
    check_x<std::int8_t>(obs, var, root, h5::Scalar::i8, "-1, 0 and 1", check,
                         [](std::int8_t v) { return v >= -1 && v <= 1; });
  }
}

}  // namespace lexicnn
