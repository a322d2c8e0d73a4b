/// Matrices in memory, and the representations of images that can be made of them.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <variant>
#include <vector>

#include "lexicnn/core/array.hpp"
#include "lexicnn/core/context.hpp"
#include "lexicnn/core/memory_source.hpp"
#include "lexicnn/core/table.hpp"
#include "lexicnn/embed/dot_products.hpp"
#include "lexicnn/embed/evaluate.hpp"

namespace lexicnn {

/// Columns of a layer, which stand side by side in a LoadedMatrix.
struct LayerColumns {
  std::string name;
  std::uint64_t first = 0;
  std::uint64_t count = 0;
};

/// The layers of a table of features in order of first appearance, and the features in that order
/// of layers. One layer "all" where there is no column `layer`.
struct LayerOrder {
  explicit LayerOrder(const Table& features);

  std::vector<LayerColumns> layers;
  std::vector<std::uint64_t> columns;
};

/// All values of an input, row-major, columns ordered by layer: floats, or doubles where the source
/// has them.
class LoadedMatrix {
 public:
  /// Throws Error(not_finite).
  LoadedMatrix(const EvaluationInput& input, const Context& context);

  [[nodiscard]] RowsView rows() const;
  [[nodiscard]] const FeatureSource& source() const { return *source_; }
  [[nodiscard]] const Table& features() const { return features_; }

 private:
  template <typename T>
  void load(const EvaluationInput& input, const LayerOrder& order, const Context& context);

  Table features_;
  std::variant<std::vector<float>, std::vector<double>> values_;
  std::unique_ptr<MemorySource> source_;
};

enum class RepresentationKind {
  layer,
  all_layers,
  best_layer,
  embedding,
  // Fitted on the training images of each split:
  full_network,
  selected,
  noise_aware,
};

/// A representation, before any image is looked at.
struct Representation {
  std::string name;
  RepresentationKind kind = RepresentationKind::layer;
  std::size_t input = 0;
  LayerColumns columns;  // those it is made of
  bool wanted = true;    // else it is only needed by another

  [[nodiscard]] bool is_fitted() const { return kind >= RepresentationKind::full_network; }

  [[nodiscard]] bool uses_labels() const {
    return kind == RepresentationKind::best_layer || kind > RepresentationKind::full_network;
  }
};

/// All of the inputs, in order.
std::vector<Representation> all_representations(const std::vector<EvaluationInput>& inputs);

/// Rows of a representation that does not depend on the split.
class FixedRows {
 public:
  FixedRows(const LoadedMatrix& matrix, const Representation& representation,
            const Context& context);
  [[nodiscard]] RowsView rows() const;

 private:
  RowsView view_;
  std::vector<double> scale_;
};

/// Rows of an embedding fitted on some images.
class FittedRows {
 public:
  /// `labels` are those of all images, `train` the rows to fit on.
  FittedRows(const LoadedMatrix& matrix, RepresentationKind kind, const ClassLabels& labels,
             const std::vector<std::uint64_t>& train, std::uint64_t seed, const Context& context);
  [[nodiscard]] RowsView rows() const;
  [[nodiscard]] bool fell_back() const { return fell_back_; }

 private:
  void fit_digits(const LoadedMatrix& matrix, bool selected, const FeatureSource& training,
                  const ClassLabels& labels, std::uint64_t seed, const Context& context);

  std::variant<Grid<std::int8_t>, Grid<float>> values_;
  bool fell_back_ = false;
};

}  // namespace lexicnn
