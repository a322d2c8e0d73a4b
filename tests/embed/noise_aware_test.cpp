#include "lexicnn/embed/noise_aware.hpp"

#include <algorithm>
#include <cmath>
#include <gtest/gtest.h>
#include <limits>
#include <map>

#include "lexicnn/core/random.hpp"
#include "lexicnn/core/row_subset.hpp"

#include "embed/support.hpp"

namespace {

using namespace lexicnn;
using namespace lexicnn::test;
using Matrix = std::vector<std::vector<double>>;

/// Activations of `classes` × `each` images and their labels: some features of the second and third
/// layer tell the classes, some are constant, many are zero.
struct Sample {
  Sample(std::uint64_t classes, std::uint64_t each, std::uint64_t seed) {
    const std::uint64_t widths[] = {4, 9, 6};
    for (std::uint64_t layer = 0; layer < 3; ++layer) {
      for (std::uint64_t i = 0; i < widths[layer]; ++i) {
        features.index.push_back("l" + std::to_string(layer) + ":" + std::to_string(i));
        layer_of.push_back(layer);
      }
    }
    std::vector<std::string> names;
    for (const std::uint64_t layer : layer_of)
      names.push_back("l" + std::to_string(layer));
    features.set("layer", names);
    x = Grid<float>(classes * each, features.rows());
    for (std::uint64_t c = 0; c < classes; ++c)
      labels.names.push_back("c" + std::to_string(c));
    for (std::uint64_t row = 0; row < x.rows(); ++row) {
      labels.codes.push_back(static_cast<std::int32_t>(row % classes));
      RandomStream stream(seed, row);
      for (std::uint64_t i = 0; i < x.columns(); ++i) {
        const double told = layer_of[i] != 0 && i % classes == row % classes ? 1.5 : 0.0;
        const double value = stream.uniform() < 0.3 ? 0.0 : stream.uniform() + told;
        x(row, i) = i % 8 == 7 ? 0.25F : static_cast<float>(value);
      }
    }
  }

  [[nodiscard]] MemorySource source() const {
    return MemorySource(row_major(x.values().data(), x.rows(), x.columns()));
  }

  Grid<float> x;
  Table features;
  std::vector<std::uint64_t> layer_of;
  ClassLabels labels;
};

/// The definition, step by step, without a thought of speed.
class Reference {
 public:
  Reference(const Sample& sample, const NoiseAwareOptions& options) : options_(options) {
    const std::uint64_t n = sample.x.rows();
    for (const std::int32_t code : sample.labels.codes)
      y_.push_back(static_cast<std::size_t>(code));
    for (std::uint64_t layer = 0; layer < 3; ++layer) {
      for (const bool root : {false, true}) {
        Block block{layer, root, {}, {}, 0, 0, 0};
        Matrix a(n);
        for (std::uint64_t row = 0; row < n; ++row) {
          for (std::uint64_t i = 0; i < sample.x.columns(); ++i) {
            if (sample.layer_of[i] != layer) continue;
            const auto value = static_cast<double>(sample.x(row, i));
            a[row].push_back(root ? std::copysign(std::sqrt(std::abs(value)), value) : value);
          }
          double squares = 0;
          for (const double value : a[row])
            squares += value * value;
          for (double& value : a[row])
            value /= std::max(std::sqrt(squares), 1e-12);
        }
        for (std::uint64_t i = 0; i < sample.x.columns(); ++i) {
          if (sample.layer_of[i] == layer) block.u.push_back(weight(sample, i));
        }
        block.b = standardised(a, root);
        finish(block);
        blocks.push_back(std::move(block));
      }
    }
    share();
  }

  struct Block {
    std::uint64_t layer;
    bool root;
    Matrix b;
    std::vector<double> u;
    double signal, noise, share;
  };
  std::vector<Block> blocks;
  std::uint64_t pairs = 0, others = 0;

  /// Rows of the embedding.
  [[nodiscard]] Matrix embedding() const {
    Matrix out(y_.size());
    for (const Block& block : blocks) {
      if (block.share == 0) continue;
      double energy = 0;
      for (const auto& row : block.b) {
        for (std::size_t i = 0; i < row.size(); ++i)
          energy += row[i] * row[i] * block.u[i] * block.u[i];
      }
      energy /= static_cast<double>(y_.size());
      for (std::size_t row = 0; row < y_.size(); ++row) {
        for (std::size_t i = 0; i < block.u.size(); ++i)
          out[row].push_back(block.u[i] * std::sqrt(block.share / energy) * block.b[row][i]);
      }
    }
    return out;
  }

 private:
  [[nodiscard]] static Matrix transposed(const Matrix& a) {
    Matrix out(a[0].size(), std::vector<double>(a.size()));
    for (std::size_t i = 0; i < a.size(); ++i) {
      for (std::size_t j = 0; j < a[0].size(); ++j)
        out[j][i] = a[i][j];
    }
    return out;
  }

  static double mean(const std::vector<double>& values) {
    double sum = 0;
    for (const double value : values)
      sum += value;
    return sum / static_cast<double>(values.size());
  }

  static double variance(const std::vector<double>& values) {
    double sum = 0;
    for (const double value : values)
      sum += (value - mean(values)) * (value - mean(values));
    return sum / static_cast<double>(values.size());
  }

  [[nodiscard]] Matrix standardised(const Matrix& a, bool root) const {
    Matrix columns = transposed(a);
    double all = 0;
    for (const auto& column : columns)
      all += variance(column) / static_cast<double>(columns.size());
    for (auto& column : columns) {
      const double m = mean(column);
      const double spread = std::sqrt(variance(column) + all);
      for (double& value : column) {
        value = root ? std::clamp((value - m) / spread, -options_.clip, options_.clip) : value - m;
      }
      const double shift = root ? mean(column) : 0;
      for (double& value : column)
        value -= shift;
    }
    return transposed(columns);
  }

  /// max over classes |F - G| at any value, by counting.
  [[nodiscard]] double strongest(const std::vector<double>& values,
                                 const std::vector<std::size_t>& y) const {
    double out = 0;
    for (std::size_t c = 0; c <= *std::max_element(y.begin(), y.end()); ++c) {
      for (const double t : values) {
        double inner = 0, outer = 0, n = 0, m = 0;
        for (std::size_t row = 0; row < values.size(); ++row) {
          (y[row] == c ? n : m) += 1;
          if (values[row] <= t) (y[row] == c ? inner : outer) += 1;
        }
        out = std::max(out, std::abs(inner / n - outer / m));
      }
    }
    return out;
  }

  [[nodiscard]] double weight(const Sample& sample, std::uint64_t feature) const {
    std::vector<double> values;
    for (std::uint64_t row = 0; row < sample.x.rows(); ++row)
      values.push_back(static_cast<double>(sample.x(row, feature)));
    if (*std::max_element(values.begin(), values.end()) ==
        *std::min_element(values.begin(), values.end())) {
      return 0;
    }
    for (std::size_t c = 0; c < sample.labels.names.size(); ++c) {
      if (std::count(y_.begin(), y_.end(), c) == 1) return 1;
    }
    double chance = 0;
    for (std::uint64_t r = 0; r < options_.nulls; ++r) {
      std::vector<std::size_t> shuffled = y_;
      RandomStream(options_.seed, r).shuffle(std::span(shuffled));
      chance += strongest(values, shuffled) / static_cast<double>(options_.nulls);
    }
    return strongest(values, y_) / chance;
  }

  void finish(Block& block) {
    double scale = 0;
    for (const auto& row : block.b) {
      for (const double value : row)
        scale += value * value / static_cast<double>(y_.size());
    }
    std::vector<double> same, different;
    for (std::size_t i = 0; i < y_.size(); ++i) {
      for (std::size_t j = i + 1; j < y_.size(); ++j) {
        double dot = 0;
        for (std::size_t f = 0; f < block.u.size(); ++f)
          dot += block.b[i][f] * block.b[j][f];
        (y_[i] == y_[j] ? same : different).push_back(dot / scale);
      }
    }
    pairs = same.size();
    others = different.size();
    block.signal = same.empty() ? 0 : mean(same) - mean(different);
    block.noise = std::sqrt(variance(different));
  }

  void share() {
    double common = 0, level = 0;
    const auto usual = [this](const Block& block) {
      return -std::log(options_.noise_fall) * static_cast<double>(block.layer) / 2;
    };
    for (const Block& block : blocks) {
      common += block.signal / static_cast<double>(blocks.size());
      level += (std::log(block.noise) - usual(block)) / static_cast<double>(blocks.size());
    }
    std::vector<double> ratio;
    for (const Block& block : blocks) {
      const auto p = static_cast<double>(pairs);
      const auto q = static_cast<double>(others);
      const double signal =
          pairs == 0
              ? 1
              : std::max(0.0, p * block.signal + options_.prior_pairs * std::max(0.0, common)) /
                    (p + options_.prior_pairs);
      const double noise =
          std::exp((q * std::log(block.noise) + options_.prior_noise * (usual(block) + level)) /
                   (q + options_.prior_noise));
      ratio.push_back(std::pow(signal / noise, options_.power));
    }
    for (int pass = 0; pass < 2; ++pass) {
      double sum = 0;
      for (const double each : ratio)
        sum += each;
      for (double& each : ratio)
        each = each / sum < options_.least_share ? 0 : each / sum;
    }
    double sum = 0;
    for (const double each : ratio)
      sum += each;
    for (std::size_t i = 0; i < blocks.size(); ++i)
      blocks[i].share = ratio[i] / sum;
  }

  NoiseAwareOptions options_;
  std::vector<std::size_t> y_;
};

void expect_like_reference(const Sample& sample, const NoiseAwareOptions& options) {
  const MemorySource source = sample.source();
  const NoiseAwareEmbedding fitted =
      fit_noise_aware(source, sample.labels, sample.features, options);
  const Reference reference(sample, options);
  std::size_t kept = 0;
  for (const auto& block : reference.blocks) {
    if (block.share == 0) continue;
    ASSERT_LT(kept, fitted.blocks.size());
    const NoiseAwareBlock& ours = fitted.blocks[kept++];
    EXPECT_EQ(ours.layer, "l" + std::to_string(block.layer));
    EXPECT_EQ(ours.form, block.root ? BlockForm::root : BlockForm::plain);
    EXPECT_NEAR(ours.signal, block.signal, 1e-9);
    EXPECT_NEAR(ours.noise, block.noise, 1e-9);
    EXPECT_NEAR(ours.share, block.share, 1e-9);
  }
  EXPECT_EQ(kept, fitted.blocks.size());
  const Matrix expected = reference.embedding();
  const Grid<float> found = embed(source, fitted);
  ASSERT_EQ(found.columns(), expected[0].size());
  for (std::uint64_t row = 0; row < found.rows(); ++row) {
    for (std::uint64_t i = 0; i < found.columns(); ++i)
      ASSERT_NEAR(static_cast<double>(found(row, i)), expected[row][i], 1e-6);
  }
}

TEST(NoiseAware, EqualsItsDefinition) {
  for (std::uint64_t seed = 1; seed <= 4; ++seed) {
    expect_like_reference(Sample(3, 6, seed), {});
    expect_like_reference(Sample(2, 2, seed), {});
    NoiseAwareOptions options;
    options.power = 2;
    options.clip = 1;
    options.seed = seed;
    expect_like_reference(Sample(4, 5, seed), options);
  }
}

TEST(NoiseAware, OneImageAClass) {
  expect_like_reference(Sample(5, 1, 3), {});
}

TEST(NoiseAware, TwoImagesTakeTheLastLayer) {
  const Sample sample(2, 1, 1);
  const NoiseAwareEmbedding fitted =
      fit_noise_aware(sample.source(), sample.labels, sample.features);
  ASSERT_EQ(fitted.blocks.size(), 1U);
  EXPECT_EQ(fitted.blocks[0].layer, "l2");
  EXPECT_EQ(fitted.blocks[0].form, BlockForm::plain);
  EXPECT_EQ(fitted.blocks[0].share, 1);
}

TEST(NoiseAware, TrainingImagesHaveMeanSquaredLengthOne) {
  const Sample sample(3, 7, 9);
  const NoiseAwareEmbedding fitted =
      fit_noise_aware(sample.source(), sample.labels, sample.features);
  double sum = 0;
  const Grid<float> all = embed(sample.source(), fitted);
  for (const float value : all.values())
    sum += static_cast<double>(value) * static_cast<double>(value);
  EXPECT_NEAR(sum / 21, 1, 1e-6);
}

TEST(NoiseAware, IsTheSameForAnyThreads) {
  const Sample sample(3, 20, 5);
  Grid<float> first;
  for (const unsigned threads : {1U, 2U, 3U}) {
    Context context;
    context.threads = threads;
    const NoiseAwareEmbedding fitted =
        fit_noise_aware(sample.source(), sample.labels, sample.features, {}, context);
    const Grid<float> values = embed(sample.source(), fitted, context);
    if (threads == 1) first = values;
    EXPECT_EQ(values, first);
  }
}

TEST(NoiseAware, UnlabelledImagesAndEmptyClassesHaveNoSay) {
  Sample sample(3, 6, 5);
  const NoiseAwareEmbedding whole =
      fit_noise_aware(sample.source(), sample.labels, sample.features);
  Sample more(3, 8, 5);
  std::copy(sample.x.values().begin(), sample.x.values().end(), more.x.values().begin());
  std::fill(more.labels.codes.begin() + 18, more.labels.codes.end(), -1);
  more.labels.names.emplace_back("empty");
  const NoiseAwareEmbedding same = fit_noise_aware(more.source(), more.labels, more.features);
  EXPECT_EQ(same.training_images, 18U);
  EXPECT_EQ(embed(sample.source(), same), embed(sample.source(), whole));
}

TEST(NoiseAware, ManyImagesAreComparedInPart) {
  const Sample sample(4, 600, 2);  // 2,400: more than are compared
  const NoiseAwareEmbedding fitted =
      fit_noise_aware(sample.source(), sample.labels, sample.features, {.nulls = 1});
  const Sample fewer(4, 500, 2);  // the first of them, which are like the rest
  const NoiseAwareEmbedding other =
      fit_noise_aware(fewer.source(), fewer.labels, fewer.features, {.nulls = 1});
  ASSERT_EQ(fitted.blocks.size(), other.blocks.size());
  for (std::size_t i = 0; i < fitted.blocks.size(); ++i)
    EXPECT_NEAR(fitted.blocks[i].share, other.blocks[i].share, 0.1);
}

TEST(NoiseAware, DeadLayersAndFeaturesSayNothing) {
  Sample sample(3, 6, 5);
  for (std::uint64_t row = 0; row < sample.x.rows(); ++row) {
    for (std::uint64_t i = 0; i < 4; ++i)
      sample.x(row, i) = 0.3F;
  }
  const NoiseAwareEmbedding fitted =
      fit_noise_aware(sample.source(), sample.labels, sample.features, {.least_share = 0});
  ASSERT_FALSE(fitted.blocks.empty());
  for (const NoiseAwareBlock& block : fitted.blocks) {
    EXPECT_NE(block.layer, "l0");
    for (std::size_t i = 0; i < block.columns.size(); ++i)
      EXPECT_EQ(block.weight[i] == 0, block.columns[i] % 8 == 7);
  }
  std::fill(sample.x.values().begin(), sample.x.values().end(), 1.0F);
  EXPECT_NE(
      error_of(ErrorKind::invalid_input,
               [&] { (void)fit_noise_aware(sample.source(), sample.labels, sample.features); })
          .find("every layer is constant"),
      std::string::npos);
}

TEST(NoiseAware, RefusesWhatDoesNotFit) {
  Sample sample(3, 4, 5);
  const auto fit = [&](const NoiseAwareOptions& options = {}) {
    (void)fit_noise_aware(sample.source(), sample.labels, sample.features, options);
  };
  EXPECT_NE(error_of(ErrorKind::invalid_option, [&] { fit({.power = 0}); }).find("power"),
            std::string::npos);
  EXPECT_NE(error_of(ErrorKind::invalid_option, [&] { fit({.nulls = 0}); }).find("nulls"),
            std::string::npos);
  const NoiseAwareEmbedding fitted =
      fit_noise_aware(sample.source(), sample.labels, sample.features);
  const MemorySource narrow(row_major(sample.x.values().data(), 2, 5));
  EXPECT_NE(error_of(ErrorKind::invalid_input, [&] { (void)embed(narrow, fitted); }).find("needs"),
            std::string::npos);
  sample.x(2, 18) = std::numeric_limits<float>::quiet_NaN();
  EXPECT_NE(error_of(ErrorKind::not_finite, [&] { fit(); }).find("'l2:5' of image 2 "),
            std::string::npos);
  std::fill(sample.labels.codes.begin(), sample.labels.codes.end(), 1);
  EXPECT_NE(error_of(ErrorKind::one_class, [&] { fit(); }).find("two classes"), std::string::npos);
  sample.labels.codes.pop_back();
  EXPECT_NE(error_of(ErrorKind::invalid_input, [&] { fit(); }).find("11 labels"),
            std::string::npos);
}

}  // namespace
