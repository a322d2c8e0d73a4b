#include "lexicnn/embed/classifier.hpp"

#include <algorithm>
#include <cmath>
#include <fmt/format.h>
#include <limits>
#include <memory>
#include <numeric>
#include <optional>
#include <utility>

#include "lexicnn/core/error.hpp"
#include "lexicnn/embed/split.hpp"

#include "embed/coordinates.hpp"
#include "embed/linear_trainer.hpp"
#include "embed/nearest.hpp"

namespace lexicnn {
namespace {

constexpr double kNan = std::numeric_limits<double>::quiet_NaN();

/// Test rows whose dot products are computed together.
constexpr std::size_t kTestBlock = 64;

using Places = std::vector<std::uint64_t>;

/// The class of the largest decision; the earlier one where they are equal.
std::int32_t decide(const Grid<double>& weights, const double* row) {
  std::size_t best = 0;
  double most = 0;
  for (std::size_t c = 0; c < weights.rows(); ++c) {
    const double decision = dot(&weights(c, 0), row, weights.columns());
    if (c == 0 || decision > most) {
      best = c;
      most = decision;
    }
  }
  return static_cast<std::int32_t>(best);
}

class LinearPredictor final : public Predictor {
 public:
  LinearPredictor(const RowsView& rows, const Coordinates& coordinates, Grid<double> weights)
      : rows_(rows), coordinates_(coordinates), weights_(std::move(weights)) {
    if (!coordinates.are_columns()) weights_ = weights_of_pivots(coordinates, weights_);
  }

  [[nodiscard]] bool needs_products() const noexcept override {
    return !coordinates_.are_columns();
  }

  [[nodiscard]] std::int32_t predict(std::uint64_t row,
                                     std::span<const double> products) const override {
    const double scale = coordinates_.scale;
    std::vector<double> values(weights_.columns(), 1);
    if (coordinates_.are_columns()) {
      copy_row(rows_, row, values.data());
      std::for_each_n(values.begin(), rows_.columns, [scale](double& value) { value *= scale; });
    } else {
      for (std::size_t k = 0; k < values.size(); ++k)
        values[k] = scale * scale * products[coordinates_.pivots[k]] + 1;
    }
    return decide(weights_, values.data());
  }

 private:
  const RowsView& rows_;
  const Coordinates& coordinates_;
  Grid<double> weights_;
};

/// The training rows of one task, and what the classifiers share.
class Training {
 public:
  Training(const ClassifierTask& task, const ClassifierSettings& settings)
      : task_(task), settings_(settings) {
    for (const std::uint64_t row : task.train)
      codes_.push_back(task.codes[row]);
    everything_.resize(codes_.size());
    std::iota(everything_.begin(), everything_.end(), std::uint64_t{0});
    measure();
    const bool linear = std::any_of(settings.kinds.begin(), settings.kinds.end(), is_linear);
    const bool others = !std::all_of(settings.kinds.begin(), settings.kinds.end(), is_linear);
    const bool few = codes_.size() <= task.products.rows().columns;
    if (others || (linear && few)) {
      products_ = Grid<double>(codes_.size(), codes_.size());
      task.products.get(task.train, task.train, products_.values().data());
    }
    if (linear) {
      coordinates_ = few ? coordinates_from_products(products_, scale_)
                         : coordinates_from_rows(task.products.rows(), task.train, scale_);
      trainer_.emplace(coordinates_.values, codes_, task.classes);
    }
    make_folds();
  }

  [[nodiscard]] double scale() const { return scale_; }

  /// The classifier trained on all rows, and what there is to say of it.
  std::unique_ptr<Predictor> train(ClassifierKind kind, Classified& facts) const {
    if (!is_linear(kind)) {
      facts.cost = kNan;
      facts.inner_accuracy = settings_.inner_accuracy ? share_right(kind, 0) : kNan;
      return make_predictor(kind, everything_);
    }
    choose_cost(kind, facts);
    Grid<double> weights = trainer_->train(kind, everything_, facts.cost, kFineTolerance);
    return std::make_unique<LinearPredictor>(task_.products.rows(), coordinates_,
                                             std::move(weights));
  }

 private:
  /// Counts the classes and finds the scale.
  void measure() {
    counts_.assign(task_.classes, 0);
    double sum = 0;
    for (std::size_t i = 0; i < codes_.size(); ++i) {
      ++counts_.at(static_cast<std::size_t>(codes_[i]));
      double square = 0;
      const std::uint64_t row[] = {task_.train[i]};
      task_.products.get(row, row, &square);
      sum += square;
    }
    const auto empty = std::find(counts_.begin(), counts_.end(), std::uint64_t{0});
    if (empty != counts_.end()) {
      throw Error(ErrorKind::invalid_input,
                  fmt::format("class number {} has no row to train on", empty - counts_.begin()));
    }
    if (sum > 0) scale_ = 1 / std::sqrt(sum / static_cast<double>(codes_.size()));
  }

  void make_folds() {
    const std::uint64_t least = *std::min_element(counts_.begin(), counts_.end());
    const std::uint64_t folds = std::min(settings_.inner_folds, least);
    if (folds < 2) return;
    const Places fold_of = stratified_folds(codes_, folds, settings_.seed, settings_.stream);
    train_of_fold_.resize(folds);
    test_of_fold_.resize(folds);
    for (std::uint64_t i = 0; i < codes_.size(); ++i) {
      for (std::uint64_t fold = 0; fold < folds; ++fold)
        (fold_of[i] == fold ? test_of_fold_ : train_of_fold_)[fold].push_back(i);
    }
  }

  void choose_cost(ClassifierKind kind, Classified& facts) const {
    const bool given = settings_.cost > 0;
    facts.cost = given ? settings_.cost : kCosts[0];
    facts.inner_accuracy = kNan;
    if (given) {
      if (settings_.inner_accuracy) facts.inner_accuracy = share_right(kind, facts.cost);
      return;
    }
    for (const double cost : kCosts) {
      const double share = share_right(kind, cost);
      if (std::isnan(share)) return;
      if (std::isnan(facts.inner_accuracy) || share > facts.inner_accuracy) {
        facts.inner_accuracy = share;
        facts.cost = cost;
      }
    }
  }

  /// In the cross-validation within the training rows; NaN without one.
  [[nodiscard]] double share_right(ClassifierKind kind, double cost) const {
    if (train_of_fold_.empty()) return kNan;
    std::uint64_t right = 0;
    for (std::size_t fold = 0; fold < train_of_fold_.size(); ++fold) {
      const Places& held_out = test_of_fold_[fold];
      if (is_linear(kind)) {
        const Grid<double> weights =
            trainer_->train(kind, train_of_fold_[fold], cost, kCoarseTolerance);
        for (const std::uint64_t i : held_out)
          right += decide(weights, &coordinates_.values(i, 0)) == codes_[i] ? 1U : 0U;
      } else {
        const auto predictor = make_predictor(kind, train_of_fold_[fold]);
        for (const std::uint64_t i : held_out) {
          const std::span<const double> products(&products_(i, 0), codes_.size());
          right += predictor->predict(task_.train[i], products) == codes_[i] ? 1U : 0U;
        }
      }
    }
    return static_cast<double>(right) / static_cast<double>(codes_.size());
  }

  [[nodiscard]] std::unique_ptr<Predictor> make_predictor(ClassifierKind kind,
                                                          const Places& among) const {
    const TrainingRows rows{products_, codes_, task_.classes, among};
    return kind == ClassifierKind::knn ? make_nearest_neighbours(rows, settings_.neighbours)
                                       : make_nearest_mean(rows);
  }

  const ClassifierTask& task_;
  const ClassifierSettings& settings_;
  std::vector<std::int32_t> codes_;  // of the training rows
  std::vector<std::uint64_t> counts_;
  Places everything_;
  double scale_ = 1;
  Grid<double> products_;
  Coordinates coordinates_;
  std::optional<LinearTrainer> trainer_;
  std::vector<Places> train_of_fold_;
  std::vector<Places> test_of_fold_;
};

}  // namespace

std::string_view to_string(ClassifierKind kind) noexcept {
  switch (kind) {
    case ClassifierKind::logistic:
      return "logistic";
    case ClassifierKind::knn:
      return "knn";
    case ClassifierKind::centroid:
      return "centroid";
    case ClassifierKind::svm:
      break;
  }
  return "svm";
}

bool is_linear(ClassifierKind kind) noexcept {
  return kind == ClassifierKind::svm || kind == ClassifierKind::logistic;
}

ClassifierResult classify(const ClassifierTask& task, const ClassifierSettings& settings) {
  const Training training(task, settings);
  ClassifierResult out{std::vector<Classified>(settings.kinds.size()), training.scale()};
  std::vector<std::unique_ptr<Predictor>> predictors;
  bool needs_products = false;
  for (std::size_t k = 0; k < settings.kinds.size(); ++k) {
    predictors.push_back(training.train(settings.kinds[k], out.classified[k]));
    needs_products = needs_products || predictors.back()->needs_products();
  }
  const std::span<const std::uint64_t> test(task.test);
  const std::size_t width = needs_products ? task.train.size() : 0;
  std::vector<double> products(kTestBlock * width);
  for (std::size_t from = 0; from < test.size(); from += kTestBlock) {
    const auto block = test.subspan(from, std::min(kTestBlock, test.size() - from));
    if (needs_products) task.products.get(block, task.train, products.data());
    for (std::size_t i = 0; i < block.size(); ++i) {
      const auto row = std::span<const double>(products).subspan(i * width, width);
      for (std::size_t k = 0; k < predictors.size(); ++k)
        out.classified[k].predicted.push_back(predictors[k]->predict(block[i], row));
    }
  }
  return out;
}

}  // namespace lexicnn
