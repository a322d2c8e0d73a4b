#include "lexicnn/embed/evaluate.hpp"

#include <algorithm>
#include <cmath>
#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

#include "embed/support.hpp"

namespace lexicnn {
namespace {

constexpr std::uint64_t kClasses = 4;
constexpr std::uint64_t kEach = 14;
constexpr std::uint64_t kLayers = 3;
constexpr std::uint64_t kChannels = 20;

/// Activations of three layers: the second tells the classes apart, the others hardly do.
struct Sample {
  Grid<float> x{kClasses * kEach, kLayers* kChannels};
  Table features;
  ClassLabels labels;
  std::vector<std::string> splits;

  Sample() {
    std::vector<std::string> layers;
    for (std::uint64_t j = 0; j < x.columns(); ++j) {
      layers.push_back("conv" + std::to_string(j / kChannels));
      features.index.push_back(layers.back() + ":" + std::to_string(j % kChannels));
    }
    features.set("layer", layers);
    for (std::uint64_t c = 0; c < kClasses; ++c)
      labels.names.push_back("class" + std::to_string(c));
    for (std::uint64_t i = 0; i < x.rows(); ++i) {
      RandomStream random(7, i);
      labels.codes.push_back(static_cast<std::int32_t>(i % kClasses));
      splits.emplace_back();
      for (std::uint64_t j = 0; j < x.columns(); ++j) {
        const bool own = j % kClasses == i % kClasses;
        const double shift = !own ? 0 : j / kChannels == 1 ? 0.5 : 0.05;
        x(i, j) = static_cast<float>(std::max(0.0, random.uniform() - 0.3 + shift));
      }
    }
  }

  [[nodiscard]] EvaluateResult evaluate(const EvaluateOptions& options,
                                        const Context& context = {}) const {
    const MemorySource source(row_major(x.values().data(), x.rows(), x.columns()));
    return lexicnn::evaluate({{"sample", source, features}}, labels, splits, options, context);
  }

  /// Every image of a class but the first ten is a test image.
  void name_splits() {
    for (std::uint64_t i = 0; i < x.rows(); ++i)
      splits[i] = i / kClasses < 10 ? "train" : "test";
  }
};

EvaluateOptions quick() {
  EvaluateOptions out;
  out.classifier = {"*"};
  out.shots = "1,4,all";
  out.repeats = 4;
  return out;
}

const Evaluation& of(const EvaluateResult& result, const std::string& name, ClassifierKind kind,
                     std::uint64_t shots) {
  const Evaluation* found = find_evaluation(result, name, kind, shots);
  if (found == nullptr) throw std::runtime_error("no evaluation of " + name);
  return *found;
}

TEST(Evaluate, GivesEveryRepresentationClassifierAndShots) {
  const EvaluateResult result = Sample().evaluate(quick());
  const std::vector<std::string> wanted{"layer:conv0", "layer:conv1", "layer:conv2",
                                        "all-layers",  "best-layer",  "full-network",
                                        "selected",    "noise-aware"};
  EXPECT_EQ(result.representations, wanted);
  const std::size_t count = result.representations.size();
  EXPECT_EQ(result.evaluations.size(), count * 4 * 3);
  EXPECT_EQ(result.differences.size(), count * (count - 1) / 2 * 4 * 3);
  EXPECT_EQ(result.splits.size(), 4U + 4U + 5U);
  for (const Evaluation& each : result.evaluations) {
    EXPECT_EQ(each.outcomes.size(), each.shots == 0 ? 5U : 4U);
    EXPECT_GE(each.accuracy.mean, 0.1) << each.representation;
    EXPECT_LE(each.accuracy.interval.low, each.accuracy.mean);
  }
  EXPECT_GT(of(result, "layer:conv1", ClassifierKind::svm, 4).accuracy.mean,
            of(result, "layer:conv0", ClassifierKind::svm, 4).accuracy.mean + 0.2);
}

TEST(Evaluate, MeansAndConfusionAreThoseOfTheSplits) {
  const EvaluateResult result = Sample().evaluate(quick());
  for (const Evaluation& each : result.evaluations) {
    double sum = 0;
    double balanced = 0;
    std::uint64_t tested = 0;
    for (const SplitOutcome& outcome : each.outcomes) {
      EXPECT_EQ(result.splits[outcome.split].shots, each.shots);
      sum += outcome.accuracy;
      balanced += outcome.balanced_accuracy;
      tested += result.splits[outcome.split].test.size();
    }
    const auto count = static_cast<double>(each.outcomes.size());
    EXPECT_NEAR(each.accuracy.mean, sum / count, 1e-15);
    EXPECT_NEAR(each.balanced_accuracy.mean, balanced / count, 1e-15);
    const std::vector<std::uint64_t>& confusion = each.confusion.values();
    std::uint64_t all = 0;
    std::uint64_t right = 0;
    for (std::size_t i = 0; i < confusion.size(); ++i) {
      all += confusion[i];
      if (i % (kClasses + 1) == 0) right += confusion[i];
    }
    EXPECT_EQ(all, tested);
    if (each.shots != 0) {  // every split tests as many images
      EXPECT_NEAR(each.accuracy.mean, static_cast<double>(right) / static_cast<double>(all), 1e-12);
    }
  }
}

TEST(Evaluate, BestLayerIsTheOneThatDoesBestWithinTheTrainingImages) {
  const EvaluateResult result = Sample().evaluate(quick());
  for (const std::uint64_t shots : {4U, 0U}) {
    const Evaluation& best = of(result, "best-layer", ClassifierKind::svm, shots);
    for (std::size_t i = 0; i < best.outcomes.size(); ++i) {
      double most = -1;
      std::string layer;
      double accuracy = 0;
      for (const char* name : {"conv0", "conv1", "conv2"}) {
        const SplitOutcome& one =
            of(result, std::string("layer:") + name, ClassifierKind::svm, shots).outcomes[i];
        if (one.inner_accuracy < most) continue;
        most = one.inner_accuracy;
        layer = name;
        accuracy = one.accuracy;
      }
      EXPECT_EQ(best.outcomes[i].chosen, layer);
      EXPECT_EQ(best.outcomes[i].accuracy, accuracy);
    }
  }
  for (const SplitOutcome& outcome : of(result, "best-layer", ClassifierKind::svm, 1).outcomes)
    EXPECT_EQ(outcome.chosen, "conv2");  // one image a class: nothing to choose by
}

TEST(Evaluate, BestLayerAloneIsTheSame) {
  EvaluateOptions options = quick();
  const Sample sample;
  const EvaluateResult all = sample.evaluate(options);
  options.representation = {"best-*"};
  const EvaluateResult alone = sample.evaluate(options);
  EXPECT_EQ(alone.representations, std::vector<std::string>{"best-layer"});
  EXPECT_EQ(of(alone, "best-layer", ClassifierKind::knn, 4).confusion,
            of(all, "best-layer", ClassifierKind::knn, 4).confusion);
}

TEST(Evaluate, IsTheSameForAnyThreadsAndMemory) {
  const Sample sample;
  EvaluateOptions options = quick();
  Context one;
  one.threads = 1;
  const std::string wanted = to_json(sample.evaluate(options, one));
  for (const unsigned threads : {2U, 3U}) {
    Context context;
    context.threads = threads;
    EXPECT_EQ(to_json(sample.evaluate(options, context)), wanted);
  }
  // So little memory that no products are kept.
  const MemorySource source(
      row_major(sample.x.values().data(), sample.x.rows(), sample.x.columns()));
  const std::vector<EvaluationInput> inputs{{"sample", source, sample.features}};
  const auto plan = [&] {
    return plan_evaluate(inputs, sample.labels, sample.splits, options, one);
  };
  ASSERT_TRUE(plan().keeps_products);
  options.memory.bytes = plan().bytes - 1;
  ASSERT_FALSE(plan().keeps_products);
  EXPECT_EQ(to_json(sample.evaluate(options, one)), wanted);
  options.memory.bytes = 1000;
  EXPECT_NE(test::error_of(ErrorKind::invalid_option, plan).find("is too little"),
            std::string::npos);
  options = quick();
  options.seed = 2;
  EXPECT_NE(to_json(sample.evaluate(options, one)), wanted);
}

TEST(Evaluate, WeightsMultiplyTheValuesOfAnEmbedding) {
  const Sample sample;
  const std::uint64_t columns = sample.x.columns();
  std::vector<double> weight(columns);
  Grid<float> weighed = sample.x;
  for (std::uint64_t f = 0; f < columns; ++f) {
    weight[f] = 1.0 / static_cast<double>(1 + f % 5);
    for (std::uint64_t i = 0; i < weighed.rows(); ++i)
      weighed(i, f) = static_cast<float>(static_cast<double>(weighed(i, f)) * weight[f]);
  }
  const auto json = [&](const Grid<float>& x, const std::vector<double>* weights) {
    const MemorySource source(row_major(x.values().data(), x.rows(), columns));
    return to_json(evaluate({{"e", source, sample.features, true, weights}}, sample.labels,
                            sample.splits, quick()));
  };
  EXPECT_EQ(json(sample.x, &weight), json(weighed, nullptr));
  EXPECT_NE(json(sample.x, &weight), json(sample.x, nullptr));
  weight.pop_back();
  EXPECT_NE(test::error_of(ErrorKind::invalid_input, [&] { (void)json(sample.x, &weight); })
                .find("features and"),
            std::string::npos);
}

TEST(Evaluate, NothingOfATestImageReachesTheOthers) {
  Sample sample;
  sample.name_splits();
  const EvaluateResult before = sample.evaluate(quick());
  for (std::uint64_t i = 0; i < sample.x.rows(); ++i) {
    if (sample.splits[i] != "test" || sample.labels.codes[i] != 0) continue;
    for (std::uint64_t j = 0; j < sample.x.columns(); ++j)
      sample.x(i, j) = static_cast<float>(1000 + j * i);
  }
  const EvaluateResult after = sample.evaluate(quick());
  for (std::size_t e = 0; e < before.evaluations.size(); ++e) {
    for (std::uint64_t c = 1; c < kClasses; ++c) {
      for (std::uint64_t d = 0; d < kClasses; ++d)
        EXPECT_EQ(before.evaluations[e].confusion(c, d), after.evaluations[e].confusion(c, d));
    }
  }
}

TEST(Evaluate, OneSplitHasNoIntervalAndNoTest) {
  Sample sample;
  sample.name_splits();
  const EvaluateResult result = sample.evaluate(quick());
  const Evaluation& all = of(result, "all-layers", ClassifierKind::svm, 0);
  EXPECT_EQ(all.outcomes.size(), 1U);
  EXPECT_TRUE(std::isnan(all.accuracy.interval.low));
  for (const AccuracyDifference& each : result.differences) {
    if (each.shots == 0 && each.difference.mean != 0) {
      EXPECT_TRUE(std::isnan(each.test.p));
    }
  }
  EXPECT_NE(to_text(result).find("svm, accuracy in %"), std::string::npos);
}

TEST(Evaluate, SplitsCanBePassedOver) {
  Sample sample;
  sample.name_splits();
  EvaluateOptions options = quick();
  options.splits = false;
  const std::string passed_over = to_json(sample.evaluate(options));
  EXPECT_EQ(passed_over, to_json(Sample().evaluate(quick())));
}

TEST(Evaluate, AnEmbeddingIsTakenAsItIs) {
  const Sample sample;
  const MemorySource source(
      row_major(sample.x.values().data(), sample.x.rows(), sample.x.columns()));
  const EvaluateResult result =
      evaluate({{"file", source, sample.features, true}}, sample.labels, sample.splits, quick());
  EXPECT_EQ(result.representations, std::vector<std::string>{"file"});
  for (const SplitOutcome& outcome : of(result, "file", ClassifierKind::svm, 4).outcomes) {
    const std::vector<std::uint64_t>& train = result.splits[outcome.split].train;
    double squares = 0;
    for (const std::uint64_t row : train) {
      for (std::uint64_t j = 0; j < sample.x.columns(); ++j)
        squares += static_cast<double>(sample.x(row, j)) * static_cast<double>(sample.x(row, j));
    }
    EXPECT_NEAR(outcome.scale, std::sqrt(static_cast<double>(train.size()) / squares), 1e-12);
  }
}

TEST(Evaluate, TwoNetworksAreCalledByTheirNames) {
  const Sample sample;
  const MemorySource source(
      row_major(sample.x.values().data(), sample.x.rows(), sample.x.columns()));
  const std::vector<std::string> names =
      representation_names({{"a", source, sample.features}, {"b", source, sample.features}});
  EXPECT_EQ(names.front(), "a/layer:conv0");
  EXPECT_NE(std::find(names.begin(), names.end(), "b/best-layer"), names.end());
}

TEST(Evaluate, LayersMayBeMixedAndADoubleMatrixIsNotNarrowed) {
  const Sample sample;
  Grid<double> mixed(sample.x.rows(), sample.x.columns());
  Table features;
  std::vector<std::string> layers;
  for (std::uint64_t j = 0; j < mixed.columns(); ++j) {
    const std::uint64_t from = j % kLayers * kChannels + j / kLayers;
    features.index.push_back(sample.features.index[from]);
    layers.push_back("conv" + std::to_string(j % kLayers));
    for (std::uint64_t i = 0; i < mixed.rows(); ++i)
      mixed(i, j) = 1 + 1e-9 * static_cast<double>(sample.x(i, from));  // lost in a float
  }
  features.set("layer", layers);
  const MemorySource source(row_major(mixed.values().data(), mixed.rows(), mixed.columns()));
  const EvaluateResult result =
      evaluate({{"mixed", source, features}}, sample.labels, sample.splits, quick());
  EXPECT_EQ(of(result, "full-network", ClassifierKind::centroid, 4).confusion,
            of(sample.evaluate(quick()), "full-network", ClassifierKind::centroid, 4).confusion);
}

TEST(Evaluate, ClustersWithoutLabels) {
  EvaluateOptions options;
  options.clustering = true;
  const EvaluateResult result = Sample().evaluate(options);
  for (const ClusterEvaluation& each : result.clusterings) {
    EXPECT_NE(each.representation, "best-layer");
    EXPECT_NE(each.representation, "selected");
    EXPECT_EQ(each.clusters.size(), kClasses * kEach);
  }
  EXPECT_GT(result.clusterings[1].mutual_information, result.clusterings[0].mutual_information);
  EXPECT_NE(to_text(result).find("layer:conv1"), std::string::npos);
}

TEST(Evaluate, OutputsAgree) {
  const EvaluateResult result = Sample().evaluate(quick());
  const auto json = nlohmann::json::parse(to_json(result));
  EXPECT_EQ(json["evaluations"].size(), result.evaluations.size());
  EXPECT_EQ(json["splits"][5]["train"].size(), 4 * kClasses);
  EXPECT_EQ(json["evaluations"][0]["accuracy"], result.evaluations[0].accuracy.mean);
  const std::string csv = to_csv(result);
  EXPECT_EQ(static_cast<std::size_t>(std::count(csv.begin(), csv.end(), '\n')),
            1 + result.evaluations.size());
  const std::string differences = differences_csv(result);
  EXPECT_EQ(static_cast<std::size_t>(std::count(differences.begin(), differences.end(), '\n')),
            1 + result.differences.size());
}

TEST(Evaluate, HolmsPAreAtLeastTheirP) {
  const EvaluateResult result = Sample().evaluate(quick());
  for (const AccuracyDifference& each : result.differences) {
    if (!std::isnan(each.test.p)) {
      EXPECT_GE(each.p_holm, each.test.p);
    }
  }
}

TEST(Evaluate, ErrorsSayWhatIsWrong) {
  Sample sample;
  const auto fails = [&sample](ErrorKind kind, const std::string& part, auto change) {
    EvaluateOptions options = quick();
    Sample copy = sample;
    change(copy, options);
    const std::string message = test::error_of(kind, [&] { (void)copy.evaluate(options); });
    EXPECT_NE(message.find(part), std::string::npos) << message;
  };
  using O = EvaluateOptions;
  fails(ErrorKind::not_finite, "feature 'conv1:3' of image 5",
        [](Sample& s, O&) { s.x(5, kChannels + 3) = NAN; });
  fails(ErrorKind::not_finite, "is inf", [](Sample& s, O&) { s.x(0, 0) = INFINITY; });
  fails(ErrorKind::one_class, "only one class", [](Sample& s, O&) {
    s.labels.names.resize(1);
    s.labels.codes.assign(s.labels.codes.size(), 0);
  });
  fails(ErrorKind::invalid_input, "class 'class0' has 14 images, but 15 are needed",
        [](Sample&, O& o) { o.shots = "14"; });
  fails(ErrorKind::invalid_input, "labels", [](Sample& s, O&) { s.labels.codes.pop_back(); });
  fails(ErrorKind::invalid_option,
        "no representation is called 'fc*' (representations: layer:conv0",
        [](Sample&, O& o) { o.representation = {"fc*"}; });
  fails(ErrorKind::invalid_option, "no classifier is called 'tree'",
        [](Sample&, O& o) { o.classifier = {"tree"}; });
  for (const char* shots : {"", "0", "1,,2", "-1", "1,1", "many", "2.5", "1, 2"}) {
    fails(ErrorKind::invalid_option, "is no list of shots",
          [shots](Sample&, O& o) { o.shots = shots; });
  }
}

}  // namespace
}  // namespace lexicnn
