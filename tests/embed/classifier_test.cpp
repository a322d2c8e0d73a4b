#include "lexicnn/embed/classifier.hpp"

#include <algorithm>
#include <cmath>
#include <gtest/gtest.h>
#include <map>
#include <numeric>

#include "embed/support.hpp"

namespace lexicnn {
namespace {

/// Rows of classes that overlap: class c has larger values in every K-th column from c on.
struct Data {
  Grid<double> x;
  std::vector<std::int32_t> codes;
  std::vector<std::uint64_t> train;
  std::vector<std::uint64_t> test;
  std::uint64_t classes = 0;

  Data(std::uint64_t rows, std::uint64_t columns, std::uint64_t class_count,
       std::uint64_t train_rows, double shift, std::uint64_t seed = 1)
      : x(rows, columns), classes(class_count) {
    for (std::uint64_t i = 0; i < rows; ++i) {
      RandomStream random(seed, i);
      codes.push_back(static_cast<std::int32_t>(i % class_count));
      for (std::uint64_t j = 0; j < columns; ++j)
        x(i, j) = random.uniform() - 0.5 + (j % class_count == i % class_count ? shift : 0);
      (i < train_rows ? train : test).push_back(i);
    }
  }

  [[nodiscard]] RowsView view() const {
    return {x.values().data(), x.rows(), x.columns(), x.columns(), nullptr};
  }

  [[nodiscard]] ClassifierResult classify(ClassifierSettings settings) const {
    const DotProducts products(view());
    return lexicnn::classify({products, codes, classes, train, test}, settings);
  }

  [[nodiscard]] double accuracy(const Classified& classified) const {
    double right = 0;
    for (std::size_t i = 0; i < test.size(); ++i)
      right += classified.predicted[i] == codes[test[i]] ? 1 : 0;
    return right / static_cast<double>(test.size());
  }

  /// The same rows with columns of zeros appended, which change no model.
  [[nodiscard]] Data widened(std::uint64_t columns) const {
    Data out = *this;
    out.x = Grid<double>(x.rows(), columns);
    for (std::uint64_t i = 0; i < x.rows(); ++i)
      std::copy_n(&x(i, 0), x.columns(), &out.x(i, 0));
    return out;
  }
};

ClassifierSettings only(ClassifierKind kind, double cost = 0) {
  ClassifierSettings out;
  out.kinds = {kind};
  out.cost = cost;
  out.inner_accuracy = true;
  return out;
}

constexpr ClassifierKind kAll[] = {ClassifierKind::svm, ClassifierKind::logistic,
                                   ClassifierKind::knn, ClassifierKind::centroid};

/// Squared hinge or logistic loss and half the squared weights, minimised by plain gradient descent
/// with steps that are halved until they help.
std::vector<double> descend(const Data& data, ClassifierKind kind, std::int32_t positive,
                            double cost, double scale) {
  const std::uint64_t columns = data.x.columns();
  std::vector<double> w(columns + 1, 0);
  const auto value = [&](const std::vector<double>& at, std::vector<double>* gradient) {
    double loss = std::inner_product(at.begin(), at.end(), at.begin(), 0.0) / 2;
    if (gradient != nullptr) *gradient = at;
    for (const std::uint64_t row : data.train) {
      const double y = data.codes[row] == positive ? 1 : -1;
      double decision = at[columns];
      for (std::uint64_t j = 0; j < columns; ++j)
        decision += at[j] * scale * data.x(row, j);
      const double margin = y * decision;
      const double slack = std::max(0.0, 1 - margin);
      const bool hinge = kind == ClassifierKind::svm;
      loss += cost * (hinge ? slack * slack : std::log1p(std::exp(-margin)));
      if (gradient == nullptr) continue;
      const double slope = cost * y * (hinge ? -2 * slack : -1 / (1 + std::exp(margin)));
      for (std::uint64_t j = 0; j < columns; ++j)
        (*gradient)[j] += slope * scale * data.x(row, j);
      (*gradient)[columns] += slope;
    }
    return loss;
  };
  std::vector<double> gradient;
  double step = 1;
  for (int round = 0; round < 20000; ++round) {
    const double now = value(w, &gradient);
    const double square =
        std::inner_product(gradient.begin(), gradient.end(), gradient.begin(), 0.0);
    if (square < 1e-10) break;
    std::vector<double> next = w;
    step *= 2;
    while (true) {
      for (std::size_t j = 0; j < w.size(); ++j)
        next[j] = w[j] - step * gradient[j];
      if (value(next, nullptr) <= now - step * square / 4) break;
      step /= 2;
      if (step < 1e-12) return w;
    }
    w = next;
  }
  return w;
}

TEST(DotProducts, AreThoseOfTheRows) {
  for (const std::uint64_t columns : {1U, 7U, 8U, 9U, 64U, 131U}) {
    Grid<float> floats(7, columns);
    Grid<double> doubles(7, columns);
    Grid<std::int8_t> bytes(7, columns);
    for (std::size_t i = 0; i < floats.values().size(); ++i) {
      RandomStream random(columns, i);
      bytes.values()[i] = static_cast<std::int8_t>(random.below(256) - 128);
      doubles.values()[i] = random.uniform() - 0.5;
      floats.values()[i] = static_cast<float>(random.uniform() - 0.5);
    }
    const std::vector<std::uint64_t> left{3, 0, 6};
    const std::vector<std::uint64_t> right{1, 3, 3, 5, 0};
    const std::vector<double> scale{1, 2, 0.5, 3, 0, 1, 0.25};
    const auto check = [&](const auto& x, double tolerance) {
      const RowsView rows{x.values().data(), x.rows(), columns, columns, scale.data()};
      std::vector<double> out(15);
      dot_products(rows, left, right, out.data());
      for (std::size_t i = 0; i < 15; ++i) {
        const std::uint64_t a = left[i / 5];
        const std::uint64_t b = right[i % 5];
        double sum = 0;
        for (std::uint64_t j = 0; j < columns; ++j)
          sum += static_cast<double>(x(a, j)) * static_cast<double>(x(b, j));
        EXPECT_NEAR(out[i], scale[a] * scale[b] * sum, tolerance);
      }
      DotProducts kept(rows);
      kept.keep_all({});
      std::vector<double> again(15);
      kept.get(left, right, again.data());
      EXPECT_EQ(out, again);
    };
    check(floats, 1e-12);
    check(doubles, 1e-12);
    check(bytes, 0);
  }
}

TEST(DotProducts, OfLongRowsOfBytesDoNotOverflow) {
  const std::uint64_t columns = 300'000;
  const std::vector<std::int8_t> bytes(2 * columns, -128);
  const RowsView rows{bytes.data(), 2, columns, columns, nullptr};
  const std::vector<std::uint64_t> one{1};
  double out = 0;
  dot_products(rows, one, one, &out);
  EXPECT_EQ(out, 300'000.0 * 128 * 128);
}

TEST(Classifier, LinearModelsReachTheOptimum) {
  for (const ClassifierKind kind : {ClassifierKind::svm, ClassifierKind::logistic}) {
    for (const std::uint64_t columns : {4U, 60U}) {  // fewer and more than the training rows
      const Data data(90, columns, 3, 30, 0.15);
      const ClassifierResult result = data.classify(only(kind, 2));
      std::vector<std::vector<double>> weights;
      for (std::int32_t c = 0; c < 3; ++c)
        weights.push_back(descend(data, kind, c, 2, result.scale));
      for (std::size_t i = 0; i < data.test.size(); ++i) {
        std::vector<double> decisions;
        for (const auto& w : weights) {
          double decision = w[columns];
          for (std::uint64_t j = 0; j < columns; ++j)
            decision += w[j] * result.scale * data.x(data.test[i], j);
          decisions.push_back(decision);
        }
        const auto best = std::max_element(decisions.begin(), decisions.end());
        const auto taken = static_cast<std::size_t>(result.classified[0].predicted[i]);
        EXPECT_GE(decisions[taken], *best - 1e-3) << to_string(kind) << columns << " row " << i;
      }
    }
  }
}

TEST(Classifier, TheFactorOfTheProductsGivesWhatTheRowsGive) {
  for (const std::uint64_t classes : {2U, 4U}) {
    for (const ClassifierKind kind : kAll) {
      const Data rows(200, 12, classes, 60, 0.4);
      const Data wide = rows.widened(90);
      const Classified one = rows.classify(only(kind)).classified[0];
      const Classified other = wide.classify(only(kind)).classified[0];
      EXPECT_EQ(one.predicted, other.predicted) << to_string(kind);
      EXPECT_EQ(one.inner_accuracy, other.inner_accuracy);
      if (is_linear(kind)) {
        EXPECT_EQ(one.cost, other.cost);
      }
      EXPECT_GT(rows.accuracy(one), 0.5);
    }
  }
}

TEST(Classifier, CopiesAndZeroRowsDoNoHarm) {
  Data data(40, 50, 2, 20, 0.4);
  for (std::uint64_t j = 0; j < 50; ++j) {
    data.x(2, j) = data.x(0, j);
    data.x(4, j) = data.x(0, j);
    data.x(5, j) = 0;
  }
  for (const ClassifierKind kind : kAll)
    EXPECT_GT(data.accuracy(data.classify(only(kind)).classified[0]), 0.7) << to_string(kind);
  data.x = Grid<double>(40, 50);  // nothing to tell the classes by
  for (const ClassifierKind kind : kAll) {
    const ClassifierResult result = data.classify(only(kind));
    EXPECT_EQ(result.scale, 1);
    EXPECT_EQ(result.classified[0].predicted, std::vector<std::int32_t>(20, 0)) << to_string(kind);
  }
}

TEST(Classifier, ScaleOfTheRowsChangesNothing) {
  const Data data(80, 30, 3, 24, 0.2);
  Data larger = data;
  for (double& value : larger.x.values())
    value *= 1024;  // exact
  for (const ClassifierKind kind : kAll) {
    EXPECT_EQ(data.classify(only(kind)).classified[0].predicted,
              larger.classify(only(kind)).classified[0].predicted)
        << to_string(kind);
  }
}

TEST(Classifier, OneImageAClassTakesTheFirstCost) {
  const Data data(40, 50, 4, 4, 0.4);
  for (const ClassifierKind kind : kAll) {
    const Classified result = data.classify(only(kind)).classified[0];
    EXPECT_TRUE(std::isnan(result.inner_accuracy));
    if (is_linear(kind)) {
      EXPECT_EQ(result.cost, kCosts[0]);
    }
    EXPECT_GT(data.accuracy(result), 0.6) << to_string(kind);
  }
}

TEST(Classifier, NearestNeighboursVoteAndTiesGoToTheNearest) {
  Data data(8, 1, 3, 7, 0);
  data.codes = {0, 1, 1, 2, 2, 0, 2, 0};
  const double places[] = {1.0, 1.5, -1.6, 1.7, -1.8, 40, 50, 0};
  for (std::uint64_t i = 0; i < 8; ++i)
    data.x(i, 0) = places[i];
  std::map<std::uint64_t, std::int32_t> wanted{{1, 0}, {2, 0}, {3, 1}, {4, 1},
                                               {5, 1}, {7, 2}, {99, 2}};
  for (const auto& [k, code] : wanted) {
    ClassifierSettings settings = only(ClassifierKind::knn);
    settings.neighbours = k;
    EXPECT_EQ(data.classify(settings).classified[0].predicted[0], code) << k;
  }
  data.x(1, 0) = -1.0;  // as near as row 0, which comes first
  EXPECT_EQ(data.classify(only(ClassifierKind::knn)).classified[0].predicted[0], 0);
}

TEST(Classifier, CentroidTakesTheNearestMean) {
  Data data(7, 2, 2, 5, 0);
  data.codes = {0, 0, 0, 1, 1, 0, 1};
  data.x.values() = {0, 0, 4, 0, 2, 6, 10, 0, 12, 0, 6.2, 0.9, 6.8, 0.9};
  // Means (2, 2) and (11, 0).
  EXPECT_EQ(data.classify(only(ClassifierKind::centroid)).classified[0].predicted,
            (std::vector<std::int32_t>{0, 1}));
}

TEST(Classifier, AClassWithoutATrainingRowIsAnError) {
  Data data(20, 3, 2, 10, 0.2);
  data.codes.assign(20, 0);
  EXPECT_EQ(test::error_of(ErrorKind::invalid_input,
                           [&] { (void)data.classify(only(ClassifierKind::svm)); }),
            "class number 1 has no row to train on");
}

}  // namespace
}  // namespace lexicnn
