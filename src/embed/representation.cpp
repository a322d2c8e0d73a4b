#include "embed/representation.hpp"

#include <algorithm>
#include <cmath>
#include <fmt/format.h>
#include <numeric>
#include <optional>
#include <utility>

#include "lexicnn/core/column.hpp"
#include "lexicnn/core/error.hpp"
#include "lexicnn/core/parallel.hpp"
#include "lexicnn/core/row_subset.hpp"
#include "lexicnn/embed/embedding.hpp"
#include "lexicnn/embed/noise_aware.hpp"
#include "lexicnn/score/score.hpp"
#include "lexicnn/select/select.hpp"

namespace lexicnn {
namespace {

struct NamedKind {
  const char* name;
  RepresentationKind kind;
};

/// Those that are fitted on the training images of each split.
constexpr NamedKind kFitted[] = {{"full-network", RepresentationKind::full_network},
                                 {"selected", RepresentationKind::selected},
                                 {"noise-aware", RepresentationKind::noise_aware}};

void require_lengths(const EvaluationInput& input) {
  if (input.weight != nullptr && input.weight->size() != input.features.rows()) {
    throw Error(ErrorKind::invalid_input,
                fmt::format("'{}' has {} features and {} weights", input.name,
                            input.features.rows(), input.weight->size()));
  }
  if (input.features.rows() == input.source.features() && input.source.features() > 0) return;
  throw Error(ErrorKind::invalid_input,
              fmt::format("'{}' has {} features and {} names of features", input.name,
                          input.source.features(), input.features.rows()));
}

/// Scores and selection of the training images, for methods that ask for them.
class TrainingGuide {
 public:
  TrainingGuide(const FeatureSource& training, const ClassLabels& labels, const Table& features,
                std::uint64_t seed, const Context& context) {
    ScoreOptions options;
    options.seed = seed;
    scores_ = score(training, labels, features, options, context);
    selection_ = select(scores_);
  }

  [[nodiscard]] EmbedGuide guide() const { return {scores_, selection_}; }
  [[nodiscard]] bool selects_any() const { return selection_.count() != 0; }

 private:
  Scores scores_;
  Selection selection_;
};

}  // namespace

LayerOrder::LayerOrder(const Table& features) : columns(features.rows()) {
  std::iota(columns.begin(), columns.end(), std::uint64_t{0});
  const Column* column = features.find("layer");
  if (column == nullptr) {
    layers.push_back({"all", 0, features.rows()});
    return;
  }
  const Categorical names = make_categorical(column_text(column->data), false);
  const auto layer_of = [&names](std::uint64_t i) { return names.codes[i]; };
  std::stable_sort(columns.begin(), columns.end(), [&layer_of](std::uint64_t a, std::uint64_t b) {
    return layer_of(a) < layer_of(b);
  });
  for (std::uint64_t i = 0; i < columns.size(); ++i) {
    const auto layer = static_cast<std::size_t>(layer_of(columns[i]));
    if (layer == layers.size()) layers.push_back({names.categories[layer], i, 0});
    ++layers.back().count;
  }
}

template <typename T>
void LoadedMatrix::load(const EvaluationInput& input, const LayerOrder& order,
                        const Context& context) {
  const FeatureSource& source = input.source;
  const std::uint64_t rows = source.rows();
  const std::uint64_t columns = source.features();
  std::vector<std::uint64_t> place(columns);  // of a stored column in its row here
  for (std::uint64_t i = 0; i < columns; ++i)
    place[order.columns[i]] = i;
  std::vector<T>& values = values_.emplace<std::vector<T>>(rows * columns);
  const std::size_t column_bytes = rows * element_size(source.type());
  parallel_ranges(columns, source.preferred_block(), context, [&](Range range, unsigned) {
    std::vector<std::byte> block(range.size() * column_bytes);
    source.read(range.begin, range.size(), block);
    for (std::uint64_t j = range.begin; j < range.end; ++j) {
      const std::byte* column = block.data() + (j - range.begin) * column_bytes;
      const double weight = input.weight == nullptr ? 1 : (*input.weight)[j];
      for (std::uint64_t i = 0; i < rows; ++i) {
        const double value = value_at(column, source.type(), i);
        if (!std::isfinite(value)) {
          throw Error(
              ErrorKind::not_finite,
              fmt::format("feature '{}' of image {} (counted from 0) of '{}' is {}: "
                          "classifiers need finite values",
                          input.features.index[j], source.stored_row(i), input.name, value));
        }
        values[i * columns + place[j]] = static_cast<T>(value * weight);
      }
    }
  });
  source_ = std::make_unique<MemorySource>(row_major(values.data(), rows, columns));
}

LoadedMatrix::LoadedMatrix(const EvaluationInput& input, const Context& context) {
  require_lengths(input);
  const LayerOrder order(input.features);
  features_ = input.features.select_rows(order.columns);
  if (input.source.type() == ElementType::f64) {
    load<double>(input, order, context);
  } else {
    load<float>(input, order, context);
  }
}

RowsView LoadedMatrix::rows() const {
  RowsView out;
  std::visit([&out](const auto& values) { out.data = values.data(); }, values_);
  out.rows = source_->rows();
  out.columns = source_->features();
  out.stride = out.columns;
  return out;
}

std::vector<Representation> all_representations(const std::vector<EvaluationInput>& inputs) {
  const auto activations = std::count_if(inputs.begin(), inputs.end(),
                                         [](const auto& input) { return !input.embedding; });
  std::vector<Representation> out;
  for (std::size_t i = 0; i < inputs.size(); ++i) {
    const EvaluationInput& input = inputs[i];
    const LayerColumns all{"all", 0, input.features.rows()};
    if (input.embedding) {
      out.push_back({input.name, RepresentationKind::embedding, i, all});
      continue;
    }
    const std::string prefix = activations > 1 ? input.name + "/" : "";
    const LayerOrder order(input.features);
    if (order.layers.size() > 1) {
      for (const LayerColumns& layer : order.layers)
        out.push_back({prefix + "layer:" + layer.name, RepresentationKind::layer, i, layer});
    }
    out.push_back({prefix + "all-layers", RepresentationKind::all_layers, i, all});
    if (order.layers.size() > 1)
      out.push_back({prefix + "best-layer", RepresentationKind::best_layer, i, all});
    for (const NamedKind& fitted : kFitted)
      out.push_back({prefix + fitted.name, fitted.kind, i, all});
  }
  return out;
}

FixedRows::FixedRows(const LoadedMatrix& matrix, const Representation& representation,
                     const Context& context)
    : view_(matrix.rows()) {
  view_.columns = representation.columns.count;
  std::visit([&](auto& data) { data += representation.columns.first; }, view_.data);
  if (representation.kind == RepresentationKind::embedding) return;
  constexpr std::uint64_t kRowsAtOnce = 64;
  scale_.resize(view_.rows);
  parallel_ranges(view_.rows, kRowsAtOnce, context, [this](Range range, unsigned) {
    for (std::uint64_t i = range.begin; i < range.end; ++i) {
      const std::uint64_t row[] = {i};
      double square = 0;
      dot_products(view_, row, row, &square);
      scale_[i] = square > 0 ? 1 / std::sqrt(square) : 0;
    }
  });
}

RowsView FixedRows::rows() const {
  RowsView out = view_;
  if (!scale_.empty()) out.scale = scale_.data();
  return out;
}

FittedRows::FittedRows(const LoadedMatrix& matrix, RepresentationKind kind,
                       const ClassLabels& labels, const std::vector<std::uint64_t>& train,
                       std::uint64_t seed, const Context& context) {
  const RowSubset training(matrix.source(), train);
  ClassLabels some{labels.names, {}};
  for (const std::uint64_t row : train)
    some.codes.push_back(labels.codes[row]);
  if (kind != RepresentationKind::noise_aware) {
    fit_digits(matrix, kind == RepresentationKind::selected, training, some, seed, context);
    return;
  }
  NoiseAwareOptions options;
  options.seed = seed;
  values_ = embed(matrix.source(),
                  fit_noise_aware(training, some, matrix.features(), options, context), context);
}

void FittedRows::fit_digits(const LoadedMatrix& matrix, bool selected,
                            const FeatureSource& training, const ClassLabels& labels,
                            std::uint64_t seed, const Context& context) {
  EmbedOptions options;
  std::optional<TrainingGuide> guide;
  std::optional<EmbedGuide> known;
  if (selected) {
    guide.emplace(training, labels, matrix.features(), seed, context);
    known.emplace(guide->guide());
    fell_back_ = !guide->selects_any();
    if (!fell_back_) options.method = EmbedMethod::selected;
  }
  const Embedding embedding =
      fit_embedding(training, matrix.features(), options, known ? &*known : nullptr, context);
  values_ = embed(matrix.source(), embedding, context);
}

RowsView FittedRows::rows() const {
  RowsView out;
  std::visit(
      [&out](const auto& values) {
        out.data = values.values().data();
        out.rows = values.rows();
        out.columns = values.columns();
        out.stride = values.columns();
      },
      values_);
  return out;
}

}  // namespace lexicnn
