#include <cmath>
#include <fmt/format.h>
#include <limits>
#include <unordered_map>

#include "lexicnn/core/feature_name.hpp"

#include "store/content_check.hpp"
#include "store/h5ad_file.hpp"

namespace lexicnn {
namespace {

using h5::Scalar;

/// First value of X that is not finite, as (row, column).
void check_x(hid_t root, const Table& obs, const Table& var, ContentCheck& check) {
  const h5::Dataset x = open_x(root, obs.rows(), var.rows());
  const Scalar scalar = h5::scalar_of(x);
  if (scalar != Scalar::f32 && scalar != Scalar::f16) {
    return check.add("/X", fmt::format("is {}; float32 or float16 is needed", to_string(scalar)));
  }
  std::vector<float> wide(kRowsAtOnce * var.rows());
  std::vector<std::uint16_t> narrow(scalar == Scalar::f16 ? wide.size() : 0);
  const auto is_finite = [&](std::size_t i) {
    return scalar == Scalar::f16 ? (narrow[i] & 0x7C00U) != 0x7C00U : std::isfinite(wide[i]);
  };
  for (std::uint64_t begin = 0; begin < obs.rows(); begin += kRowsAtOnce) {
    const std::uint64_t rows = std::min(kRowsAtOnce, obs.rows() - begin);
    if (scalar == Scalar::f16) {
      h5::read_block(x, scalar, {begin, 0}, {rows, var.rows()}, narrow.data());
    } else {
      h5::read_block(x, scalar, {begin, 0}, {rows, var.rows()}, wide.data());
    }
    for (std::size_t i = 0; i < rows * var.rows(); ++i) {
      if (is_finite(i)) continue;
      return check.add("/X",
                       fmt::format("is not finite for image '{}', feature '{}'",
                                   obs.index[begin + i / var.rows()], var.index[i % var.rows()]));
    }
  }
}

/// Row i of var is named by its layer and channel.
void check_names(const Table& var, const std::vector<std::string>& layers,
                 const std::vector<std::int64_t>& channels, ContentCheck& check) {
  for (std::size_t i = 0; i < var.rows(); ++i) {
    const auto channel = static_cast<std::uint64_t>(channels[i]);
    if (channels[i] >= 0 && var.index[i] == to_string(FeatureName{layers[i], channel})) continue;
    return check.add("/var/_index",
                     fmt::format("names row {} '{}', but its layer and channel are '{}' and {}", i,
                                 var.index[i], layers[i], channels[i]));
  }
}

/// One place in the network for each layer.
void check_places(const std::vector<std::string>& layers, const std::vector<std::int64_t>& indices,
                  const std::vector<double>& depths, ContentCheck& check) {
  std::unordered_map<std::string, std::size_t> first;
  for (std::size_t i = 0; i < layers.size(); ++i) {
    const std::size_t other = first.try_emplace(layers[i], i).first->second;
    if (indices[i] != indices[other]) {
      return check.add("/var/layer_index",
                       fmt::format("is {} in row {} and {} in row {}, both of "
                                   "the layer '{}'",
                                   indices[other], other, indices[i], i, layers[i]));
    }
    if (depths[i] != depths[other]) {
      return check.add("/var/depth", fmt::format("is {} in row {} and {} in row {}, both of the "
                                                 "layer '{}'",
                                                 depths[other], other, depths[i], i, layers[i]));
    }
  }
}

void check_activations_var(const Table& var, ContentCheck& check) {
  std::vector<std::string> layers;
  std::vector<std::string> others;
  const bool has_layers = check.text_column(var, "/var", "layer", layers) != nullptr;
  check.text_column(var, "/var", "operation", others);
  check.text_column(var, "/var", "tap", others);
  using Integers = std::vector<std::int64_t>;
  const auto* channels = check.column<Integers>(var, "/var", "channel", kIntegers);
  const auto* indices = check.column<Integers>(var, "/var", "layer_index", kIntegers);
  const auto* depths = check.column<std::vector<double>>(var, "/var", "depth", kFloats);
  check.shares(depths, "/var/depth");
  if (indices != nullptr) {
    check.each<std::int64_t>(*indices, "/var/layer_index", "0 and more",
                             [](std::int64_t v) { return v >= 0; });
  }
  if (has_layers && channels != nullptr) check_names(var, layers, *channels, check);
  if (has_layers && indices != nullptr && depths != nullptr) {
    check_places(layers, *indices, *depths, check);
  }
}

/// The good files of the ledger are the rows of the matrix, in the same order.
void check_ledger(const Table& obs, const Dict& ours, ContentCheck& check) {
  const std::string path = "/uns/lexicnn/ledger";
  const auto* ledger = check.entry<Table>(ours, "/uns/lexicnn", "ledger", kTable);
  std::vector<std::string> outcomes;
  if (ledger == nullptr || check.text_column(*ledger, path, "outcome", outcomes) == nullptr) return;
  std::vector<std::string> good;
  for (std::size_t i = 0; i < outcomes.size(); ++i) {
    if (outcomes[i] != "good" && outcomes[i] != "bad") {
      return check.add(path + "/outcome",
                       fmt::format("is '{}' in row {}, not 'good' or 'bad'", outcomes[i], i));
    }
    if (outcomes[i] == "good") good.push_back(ledger->index[i]);
  }
  if (good != obs.index) {
    check.add(path, fmt::format("has {} good files that are not, in the same order, the {} rows of "
                                "obs",
                                good.size(), obs.rows()));
  }
}

}  // namespace

void check_activations(const Table& obs, const Table& var, const Dict& ours, hid_t root,
                       ContentCheck& check) {
  std::vector<std::string> classes;
  check.text_column(obs, "/obs", "class", classes);
  check_activations_var(var, check);
  check_ledger(obs, ours, check);
  check_x(root, obs, var, check);
}

}  // namespace lexicnn
