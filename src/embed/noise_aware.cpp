#include "lexicnn/embed/noise_aware.hpp"

#include <algorithm>
#include <cmath>
#include <fmt/format.h>
#include <limits>
#include <optional>
#include <utility>

#include "lexicnn/core/error.hpp"
#include "lexicnn/core/number_option.hpp"
#include "lexicnn/core/parallel.hpp"
#include "lexicnn/core/row_subset.hpp"

#include "embed/class_evidence.hpp"
#include "embed/layer_rows.hpp"
#include "embed/layer_shares.hpp"

namespace lexicnn {
namespace {

using embed_stage::BlockFacts;
using embed_stage::ColumnBlock;
using embed_stage::Labelling;
using embed_stage::LayerPlace;

/// Unit rows vary by rounding alone where the sum of the variances is below this.
constexpr double kNoVariance = 1e-24;

/// Training images that are compared with each other.
constexpr std::uint64_t kMostCompared = 2000;

void check_options(const NoiseAwareOptions& options) {
  visit_options(options, [](const OptionInfo& info, const auto& value) {
    if (!in_range(static_cast<long double>(value), info.range))
      fail_number(fmt::format("{}", value), info, "number");
  });
}

/// The training images that have a class, and which: classes without images are left out.
struct TrainingRows {
  std::vector<std::uint64_t> rows;
  Labelling labels;
  std::vector<std::uint64_t> sizes;
};

TrainingRows training_rows(const ClassLabels& labels) {
  TrainingRows out;
  std::vector<std::uint32_t> place(labels.names.size());
  const std::vector<std::uint64_t> sizes = class_sizes(labels);
  for (std::size_t c = 0; c < sizes.size(); ++c) {
    place[c] = static_cast<std::uint32_t>(out.sizes.size());
    if (sizes[c] != 0) out.sizes.push_back(sizes[c]);
  }
  if (out.sizes.size() < 2) {
    throw Error(ErrorKind::one_class,
                fmt::format("the training images have {}: method noise-aware needs two classes",
                            out.sizes.empty() ? "no class" : "one class"));
  }
  for (std::uint64_t row = 0; row < labels.codes.size(); ++row) {
    if (labels.codes[row] < 0) continue;
    out.rows.push_back(row);
    out.labels.push_back(place[static_cast<std::size_t>(labels.codes[row])]);
  }
  return out;
}

/// Rows that are compared: all, or the same share of each class, evenly spread over its images.
std::vector<std::uint64_t> compared_rows(const TrainingRows& training) {
  const std::uint64_t n = training.labels.size();
  std::vector<std::uint64_t> out;
  std::vector<std::uint64_t> seen(training.sizes.size());
  for (std::uint64_t row = 0; row < n; ++row) {
    // Of a class of s images, floor(s · most / n) or one more.
    const std::uint64_t before = seen[training.labels[row]]++;
    const bool take =
        n <= kMostCompared || (before + 1) * kMostCompared / n != before * kMostCompared / n;
    if (take) out.push_back(row);
  }
  return out;
}

class NoiseAwareFit {
 public:
  NoiseAwareFit(const FeatureSource& source, const Table& features, TrainingRows training,
                const NoiseAwareOptions& options, const Context& context)
      : features_(features),
        training_(std::move(training)),
        options_(options),
        context_(context),
        labelled_(source, training_.rows),
        columns_(labelled_, features.index),
        compared_(compared_rows(training_)) {
    if (*std::min_element(training_.sizes.begin(), training_.sizes.end()) > 1)
      relabellings_ = embed_stage::relabel(training_.labels, options.nulls, options.seed);
  }

  NoiseAwareEmbedding run() {
    const std::vector<LayerPlace> layers = embed_stage::layers_of(features_);
    for (std::uint64_t layer = 0; layer < layers.size(); ++layer) {
      context_.check_stop();
      fit_layer(layer, layers[layer]);
      context_.report({"embed", "layers", layer + 1, layers.size()});
    }
    if (blocks_.empty()) {
      throw Error(ErrorKind::invalid_input,
                  "every layer is constant over the training images: nothing can be told from it");
    }
    NoiseAwareEmbedding out;
    out.options = options_;
    out.training_images = training_.rows.size();
    const std::vector<double> shares = embed_stage::layer_shares(facts_, layers.size(), options_);
    for (std::size_t i = 0; i < blocks_.size(); ++i) {
      if (shares[i] == 0) continue;
      NoiseAwareBlock& block = blocks_[i];
      block.share = shares[i];
      for (double& weight : block.weight)
        weight *= std::sqrt(shares[i] / energies_[i]);
      out.blocks.push_back(std::move(block));
    }
    return out;
  }

 private:
  void fit_layer(std::uint64_t number, const LayerPlace& layer) {
    const Grid<double> values =
        embed_stage::layer_values(columns_, layer.columns, training_.rows.size());
    const std::vector<double> weights = feature_weights(values);
    for (const BlockForm form : {BlockForm::plain, BlockForm::root}) {
      NoiseAwareBlock block;
      block.layer = layer.name;
      block.form = form;
      block.columns = layer.columns;
      block.weight = weights;
      Grid<double> rows = values;
      embed_stage::to_unit_rows(rows, form);
      if (fit_block(rows, block)) add(number, rows, std::move(block));
    }
  }

  /// max over classes |s| over the mean of the same by chance; 0 for a constant feature.
  [[nodiscard]] std::vector<double> feature_weights(const Grid<double>& values) const {
    std::vector<double> out(values.columns());
    parallel_ranges(out.size(), 8, context_, [&](Range range, unsigned) {
      std::vector<double> column(values.rows());
      for (std::uint64_t i = range.begin; i < range.end; ++i) {
        for (std::uint64_t row = 0; row < column.size(); ++row)
          column[row] = values(row, i);
        out[i] = feature_weight(column);
      }
    });
    return out;
  }

  [[nodiscard]] double feature_weight(std::span<const double> column) const {
    const embed_stage::StrongestClass strongest(column);
    if (strongest.constant()) return 0;
    // |s| of a class of one image is noise.
    if (relabellings_.empty()) return 1;
    double chance = 0;
    for (const Labelling& labelling : relabellings_)
      chance += strongest.of(labelling, training_.sizes);
    // Few images with few values can have no difference in any relabelling.
    if (chance == 0) return 1;
    return strongest.of(training_.labels, training_.sizes) /
           (chance / static_cast<double>(relabellings_.size()));
  }

  /// Mean of each column.
  static std::vector<double> means(const Grid<double>& rows) {
    std::vector<double> out(rows.columns());
    for (std::uint64_t row = 0; row < rows.rows(); ++row) {
      for (std::uint64_t i = 0; i < out.size(); ++i)
        out[i] += rows(row, i);
    }
    for (double& mean : out)
      mean /= static_cast<double>(rows.rows());
    return out;
  }

  /// Fits what standardises the rows, and does it. False where they do not vary.
  [[nodiscard]] bool fit_block(Grid<double>& rows, NoiseAwareBlock& block) const {
    const std::uint64_t width = rows.columns();
    block.mean = means(rows);
    std::vector<double> variance(width);
    for (std::uint64_t row = 0; row < rows.rows(); ++row) {
      for (std::uint64_t i = 0; i < width; ++i) {
        const double deviation = rows(row, i) - block.mean[i];
        variance[i] += deviation * deviation;
      }
    }
    double all = 0;
    for (double& each : variance) {
      each /= static_cast<double>(rows.rows());
      all += each;
    }
    if (all < kNoVariance) return false;
    block.clip =
        block.form == BlockForm::root ? options_.clip : std::numeric_limits<double>::infinity();
    block.spread.assign(width, 1);
    block.shift.assign(width, 0);
    if (block.form == BlockForm::root) {
      for (std::uint64_t i = 0; i < width; ++i)
        block.spread[i] = std::sqrt(variance[i] + all / static_cast<double>(width));
    }
    embed_stage::standardise(rows, block);
    if (block.form == BlockForm::plain) return true;
    block.shift = means(rows);
    for (std::uint64_t row = 0; row < rows.rows(); ++row) {
      for (std::uint64_t i = 0; i < width; ++i)
        rows(row, i) -= block.shift[i];
    }
    return true;
  }

  /// Keeps a block with what its share and scale depend on.
  void add(std::uint64_t layer, const Grid<double>& rows, NoiseAwareBlock block) {
    double squares = 0;
    double weighted = 0;
    for (std::uint64_t row = 0; row < rows.rows(); ++row) {
      for (std::uint64_t i = 0; i < rows.columns(); ++i) {
        const double square = rows(row, i) * rows(row, i);
        squares += square;
        weighted += square * block.weight[i] * block.weight[i];
      }
    }
    const auto n = static_cast<double>(rows.rows());
    if (weighted <= 0) return;
    Grid<double> some(compared_.size(), rows.columns());
    Labelling labels;
    for (std::size_t i = 0; i < compared_.size(); ++i) {
      std::copy_n(&rows(compared_[i], 0), rows.columns(), &some(i, 0));
      labels.push_back(training_.labels[compared_[i]]);
    }
    const embed_stage::Separation separation =
        embed_stage::separation(some, labels, squares / n, context_);
    block.signal = separation.signal;
    block.noise = separation.noise;
    facts_.push_back({layer, block.form, separation});
    energies_.push_back(weighted / n);
    blocks_.push_back(std::move(block));
  }

  const Table& features_;
  TrainingRows training_;
  NoiseAwareOptions options_;
  const Context& context_;
  RowSubset labelled_;
  ColumnBlock columns_;
  std::vector<std::uint64_t> compared_;
  std::vector<Labelling> relabellings_;  // none where a class has one image
  std::vector<NoiseAwareBlock> blocks_;
  std::vector<BlockFacts> facts_;  // one a block
  std::vector<double> energies_;
};

}  // namespace

std::string_view to_string(BlockForm form) noexcept {
  return form == BlockForm::plain ? "plain" : "root";
}

std::uint64_t NoiseAwareEmbedding::width() const noexcept {
  std::uint64_t out = 0;
  for (const NoiseAwareBlock& block : blocks)
    out += block.columns.size();
  return out;
}

NoiseAwareEmbedding fit_noise_aware(const FeatureSource& training, const ClassLabels& labels,
                                    const Table& features, const NoiseAwareOptions& options,
                                    const Context& context) {
  check_options(options);
  if (training.features() != features.rows() || training.rows() != labels.codes.size()) {
    throw Error(
        ErrorKind::invalid_input,
        fmt::format("{} labels and {} features are given for a matrix of {} × {}",
                    labels.codes.size(), features.rows(), training.rows(), training.features()));
  }
  return NoiseAwareFit(training, features, training_rows(labels), options, context).run();
}

Grid<float> embed(const FeatureSource& source, const NoiseAwareEmbedding& embedding,
                  const Context& context) {
  std::vector<std::string> names(source.features());
  for (const NoiseAwareBlock& block : embedding.blocks) {
    for (const std::uint64_t column : block.columns) {
      if (column >= names.size()) {
        throw Error(ErrorKind::invalid_input,
                    fmt::format("the matrix has {} features; layer '{}' needs number {}",
                                names.size(), block.layer, column));
      }
      names[column] = fmt::format("{} (column {})", block.layer, column);
    }
  }
  Grid<float> out(source.rows(), embedding.width());
  ColumnBlock columns(source, names);
  std::uint64_t first = 0;
  for (const NoiseAwareBlock& block : embedding.blocks) {
    context.check_stop();
    Grid<double> rows = embed_stage::layer_values(columns, block.columns, source.rows());
    embed_stage::to_unit_rows(rows, block.form);
    embed_stage::standardise(rows, block);
    for (std::uint64_t row = 0; row < rows.rows(); ++row) {
      for (std::uint64_t i = 0; i < rows.columns(); ++i)
        out(row, first + i) = static_cast<float>(rows(row, i) * block.weight[i]);
    }
    first += rows.columns();
  }
  return out;
}

}  // namespace lexicnn
