#include "lexicnn/embed/stored.hpp"

#include <fmt/format.h>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "lexicnn/core/error.hpp"
#include "lexicnn/core/suggest.hpp"

#include "embed/find_columns.hpp"

namespace lexicnn {
namespace {

[[noreturn]] void refuse(const std::string& message) {
  throw Error(ErrorKind::invalid_input, message);
}

/// The options that an embedding is applied with.
EmbedOptions options_from(const Dict& provenance) {
  EmbedOptions out;
  const Dict& stored = provenance.get<Dict>("embed");
  visit_options(out, [&stored](const OptionInfo& info, auto& value) {
    using T = std::decay_t<decltype(value)>;
    const std::string name(info.name);
    if constexpr (std::is_enum_v<T>) {
      value = parse_enum<T>(stored.get<std::string>(name), info);
    } else {
      value = stored.get<T>(name);
    }
  });
  return out;
}

std::vector<std::string> taps_of(const Table& features) {
  const Column* column = features.find("tap");
  return column == nullptr ? std::vector<std::string>() : column_text(column->data);
}

}  // namespace

std::vector<std::uint64_t> embed_stage::find_columns(const std::vector<std::string>& names,
                                                     const Table& var, const Table& features) {
  std::unordered_map<std::string_view, std::uint64_t> places;
  for (std::uint64_t i = 0; i < features.rows(); ++i)
    places.emplace(features.index[i], i);
  const std::vector<std::string> fitted_taps = taps_of(var);
  const std::vector<std::string> taps = taps_of(features);
  if (fitted_taps.empty() != taps.empty()) {
    refuse(fmt::format("the {} tells where its features are read (column 'tap'), the {} does not",
                       taps.empty() ? "embedding" : "matrix",
                       taps.empty() ? "matrix" : "embedding"));
  }
  std::vector<std::uint64_t> out;
  for (std::uint64_t i = 0; i < var.rows(); ++i) {
    const auto found = places.find(names[i]);
    if (found == places.end()) {
      refuse(fmt::format("the embedding needs the feature '{}', which the matrix does not have{}",
                         names[i], suggest(names[i], features.index, 1)));
    }
    if (!taps.empty() && taps[found->second] != fitted_taps[i]) {
      refuse(fmt::format("the embedding's feature '{}' is read at '{}', the matrix's at '{}'",
                         names[i], fitted_taps[i], taps[found->second]));
    }
    out.push_back(found->second);
  }
  return out;
}

Table embedding_var(const Embedding& embedding) {
  Table out = embedding.features;
  out.set("mean", embedding.mean, "mean over the training images");
  out.set("std", embedding.std,
          embedding.options.compat == EmbedCompat::fne
              ? "sample standard deviation over the training images"
              : "population standard deviation over the training images; 0: the digits are 0");
  out.set("weight", embedding.weight, "what a digit counts; squared distances use its square");
  return out;
}

void add_embed_provenance(Dict& provenance, const Embedding& embedding) {
  provenance.set("embed", options_dict(embedding.options));
  provenance.set("lower", embedding.lower);
  provenance.set("upper", embedding.upper);
  provenance.set("training_images", static_cast<std::int64_t>(embedding.training_images));
  if (!embedding.derived) return;
  const DerivedThresholds& derived = *embedding.derived;
  Dict dict;
  dict.set("lower", derived.lower);
  dict.set("upper", derived.upper);
  dict.set("accuracy", derived.accuracy);
  dict.set("paper_accuracy", derived.paper_accuracy);
  dict.set("absence", static_cast<std::int64_t>(derived.absence));
  dict.set("noise", static_cast<std::int64_t>(derived.noise));
  dict.set("presence", static_cast<std::int64_t>(derived.presence));
  provenance.set("derived_thresholds", std::move(dict));
}

Embedding embedding_from(const Table& var, const Dict& provenance, const Table& features) {
  Embedding out;
  out.options = options_from(provenance);
  out.lower = provenance.get<double>("lower");
  out.upper = provenance.get<double>("upper");
  out.training_images = static_cast<std::uint64_t>(provenance.get<std::int64_t>("training_images"));
  out.features = var;
  out.columns = embed_stage::find_columns(var.index, var, features);
  out.mean = var.get<std::vector<double>>("mean");
  out.std = var.get<std::vector<double>>("std");
  out.weight = var.get<std::vector<double>>("weight");
  return out;
}

}  // namespace lexicnn
