#include <string_view>
#include <utility>

#include "lexicnn/core/error.hpp"
#include "lexicnn/embed/stored.hpp"

#include "embed/find_columns.hpp"

namespace lexicnn {
namespace {

constexpr std::string_view kMethod = "noise-aware";
constexpr std::string_view kRootEnding = " root";

/// One vector of all blocks, side by side.
template <typename Of>
std::vector<double> joined(const NoiseAwareEmbedding& embedding, const Of& of) {
  std::vector<double> out;
  for (const NoiseAwareBlock& block : embedding.blocks) {
    const std::vector<double> some = of(block);
    out.insert(out.end(), some.begin(), some.end());
  }
  return out;
}

NoiseAwareOptions noise_aware_options(const Dict& stored) {
  NoiseAwareOptions out;
  visit_options(out, [&stored](const OptionInfo& info, auto& value) {
    using T = std::decay_t<decltype(value)>;
    if constexpr (std::is_same_v<T, double>) {
      value = stored.get<double>(info.name);
    } else {
      value = static_cast<T>(stored.get<std::int64_t>(info.name));
    }
  });
  return out;
}

/// Forms of the rows of var, and their features' names.
struct StoredColumns {
  std::vector<BlockForm> forms;
  std::vector<std::string> names;
};

StoredColumns stored_columns(const Table& var) {
  StoredColumns out;
  const Column* column = var.find("form");
  if (column == nullptr) throw Error(ErrorKind::invalid_input, "column 'form' is missing");
  const std::vector<std::string> forms = column_text(column->data);
  for (std::uint64_t i = 0; i < var.rows(); ++i) {
    const OptionInfo info{"form", "", "", "plain|root"};
    out.forms.push_back(parse_enum<BlockForm>(forms[i], info));
    std::string_view name = var.index[i];
    if (out.forms.back() == BlockForm::root && name.ends_with(kRootEnding))
      name.remove_suffix(kRootEnding.size());
    out.names.emplace_back(name);
  }
  return out;
}

}  // namespace

Table embedding_var(const NoiseAwareEmbedding& embedding, const Table& features) {
  std::vector<std::uint64_t> rows;
  std::vector<std::string> forms;
  for (const NoiseAwareBlock& block : embedding.blocks) {
    rows.insert(rows.end(), block.columns.begin(), block.columns.end());
    forms.insert(forms.end(), block.columns.size(), std::string(to_string(block.form)));
  }
  Table out = features.select_rows(rows);
  for (std::size_t i = 0; i < rows.size(); ++i) {
    if (forms[i] == to_string(BlockForm::root)) out.index[i] += kRootEnding;
  }
  out.set("form", make_categorical(forms), "of the rows of length 1: x / |x|, or of its root");
  out.set("mean", joined(embedding, [](const auto& block) { return block.mean; }),
          "mean of the rows of length 1 over the training images");
  out.set("std", joined(embedding, [](const auto& block) { return block.spread; }),
          "what they are divided by, less the mean");
  out.set("clip",
          joined(embedding,
                 [](const auto& block) {
                   return std::vector<double>(block.columns.size(), block.clip);
                 }),
          "values are cut off there");
  out.set("shift", joined(embedding, [](const auto& block) { return block.shift; }),
          "then subtracted");
  out.set("weight", joined(embedding, [](const auto& block) { return block.weight; }),
          "then multiplied; 0: constant over the training images");
  return out;
}

void add_embed_provenance(Dict& provenance, const NoiseAwareEmbedding& embedding) {
  Dict options = options_dict(embedding.options);
  options.set("method", std::string(kMethod));
  provenance.set("embed", std::move(options));
  provenance.set("training_images", static_cast<std::int64_t>(embedding.training_images));
  Table blocks;
  std::vector<std::string> layers;
  std::vector<std::string> forms;
  std::vector<double> signal;
  std::vector<double> noise;
  std::vector<double> share;
  for (const NoiseAwareBlock& block : embedding.blocks) {
    blocks.index.push_back(block.layer + " " + std::string(to_string(block.form)));
    layers.push_back(block.layer);
    forms.emplace_back(to_string(block.form));
    signal.push_back(block.signal);
    noise.push_back(block.noise);
    share.push_back(block.share);
  }
  blocks.set("layer", std::move(layers));
  blocks.set("form", std::move(forms));
  blocks.set("signal", std::move(signal), "mean similarity within a class less that of two");
  blocks.set("noise", std::move(noise), "deviation of the similarity of two classes' images");
  blocks.set("share", std::move(share), "of the squared length of the embedding");
  provenance.set("blocks", std::move(blocks));
}

bool is_noise_aware(const Dict& provenance) {
  const Value* method = provenance.get<Dict>("embed").find("method");
  const auto* text = method == nullptr ? nullptr : std::get_if<std::string>(method);
  return text != nullptr && *text == kMethod;
}

NoiseAwareEmbedding noise_aware_from(const Table& var, const Dict& provenance,
                                     const Table& features) {
  using Floats = std::vector<double>;
  NoiseAwareEmbedding out;
  out.options = noise_aware_options(provenance.get<Dict>("embed"));
  out.training_images = static_cast<std::uint64_t>(provenance.get<std::int64_t>("training_images"));
  const StoredColumns stored = stored_columns(var);
  const std::vector<std::uint64_t> columns = embed_stage::find_columns(stored.names, var, features);
  const Column* layer = var.find("layer");
  const std::vector<std::string> layers =
      layer == nullptr ? std::vector<std::string>(var.rows(), "all") : column_text(layer->data);
  const Table& facts = provenance.get<Table>("blocks");
  for (std::uint64_t i = 0; i < var.rows(); ++i) {
    if (out.blocks.empty() || out.blocks.back().layer != layers[i] ||
        out.blocks.back().form != stored.forms[i]) {
      const std::size_t place = out.blocks.size();
      if (place >= facts.rows())
        throw Error(ErrorKind::invalid_input, "there are more layers in var than in 'blocks'");
      NoiseAwareBlock& block = out.blocks.emplace_back();
      block.layer = layers[i];
      block.form = stored.forms[i];
      block.clip = var.get<Floats>("clip")[i];
      block.signal = facts.get<Floats>("signal")[place];
      block.noise = facts.get<Floats>("noise")[place];
      block.share = facts.get<Floats>("share")[place];
    }
    NoiseAwareBlock& block = out.blocks.back();
    block.columns.push_back(columns[i]);
    block.mean.push_back(var.get<Floats>("mean")[i]);
    block.spread.push_back(var.get<Floats>("std")[i]);
    block.shift.push_back(var.get<Floats>("shift")[i]);
    block.weight.push_back(var.get<Floats>("weight")[i]);
  }
  return out;
}

}  // namespace lexicnn
