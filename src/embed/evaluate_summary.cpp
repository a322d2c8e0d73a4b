#include "embed/evaluate_summary.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <utility>

namespace lexicnn {
namespace {

constexpr double kUnknown = std::numeric_limits<double>::quiet_NaN();

/// Holm's step-down adjustment of the p that are not NaN.
void adjust(std::vector<AccuracyDifference*> family) {
  std::erase_if(family, [](const AccuracyDifference* each) { return std::isnan(each->test.p); });
  std::stable_sort(family.begin(), family.end(),
                   [](const auto* one, const auto* other) { return one->test.p < other->test.p; });
  double largest = 0;
  for (std::size_t i = 0; i < family.size(); ++i) {
    largest = std::max(largest, static_cast<double>(family.size() - i) * family[i]->test.p);
    family[i]->p_holm = std::min(largest, 1.0);
  }
}

/// Mean over the splits of test images / training images.
double test_over_train(const EvaluateResult& result, const Evaluation& evaluation) {
  double sum = 0;
  for (const SplitOutcome& outcome : evaluation.outcomes) {
    const TrainTestSplit& split = result.splits[outcome.split];
    sum += static_cast<double>(split.test.size()) / static_cast<double>(split.train.size());
  }
  return sum / static_cast<double>(evaluation.outcomes.size());
}

AccuracyDifference difference_of(const EvaluateResult& result, const Evaluation& first,
                                 const Evaluation& second) {
  std::vector<double> differences;
  for (std::size_t i = 0; i < first.outcomes.size(); ++i)
    differences.push_back(first.outcomes[i].accuracy - second.outcomes[i].accuracy);
  return {first.representation,
          second.representation,
          first.classifier,
          first.shots,
          mean_interval(differences),
          corrected_resampled_test(differences, test_over_train(result, first)),
          kUnknown};
}

}  // namespace

void measure(const ClassLabels& labels, const TrainTestSplit& split,
             const std::vector<std::int32_t>& predicted, SplitOutcome& outcome) {
  std::vector<double> images(labels.names.size(), 0);
  std::vector<double> right(labels.names.size(), 0);
  for (std::size_t i = 0; i < predicted.size(); ++i) {
    const std::int32_t code = labels.codes[split.test[i]];
    images[static_cast<std::size_t>(code)] += 1;
    if (predicted[i] == code) right[static_cast<std::size_t>(code)] += 1;
  }
  double all = 0;
  double shares = 0;
  double tested = 0;
  for (std::size_t c = 0; c < images.size(); ++c) {
    all += right[c];
    if (images[c] == 0) continue;
    shares += right[c] / images[c];
    tested += 1;
  }
  outcome.accuracy = all / static_cast<double>(predicted.size());
  outcome.balanced_accuracy = shares / tested;
}

void add_evaluations(EvaluateResult& result, const std::string& representation,
                     ClassifierKind classifier, const std::vector<SplitOutcome>& outcomes,
                     const std::vector<std::vector<std::int32_t>>& predicted) {
  const std::size_t classes = result.classes.size();
  for (const std::uint64_t shots : shots_of(result)) {
    Evaluation out{representation, classifier, shots, {}, {}, {}, {classes, classes, 0}};
    std::vector<double> accuracy;
    std::vector<double> balanced;
    for (const SplitOutcome& outcome : outcomes) {
      const TrainTestSplit& split = result.splits[outcome.split];
      if (split.shots != shots) continue;
      accuracy.push_back(outcome.accuracy);
      balanced.push_back(outcome.balanced_accuracy);
      for (std::size_t i = 0; i < split.test.size(); ++i) {
        const auto truth = static_cast<std::size_t>(result.codes[split.test[i]]);
        ++out.confusion(truth, static_cast<std::size_t>(predicted[outcome.split][i]));
      }
      out.outcomes.push_back(outcome);
    }
    out.accuracy = mean_interval(accuracy);
    out.balanced_accuracy = mean_interval(balanced);
    result.evaluations.push_back(std::move(out));
  }
}

void add_differences(EvaluateResult& result) {
  for (const ClassifierKind kind : kinds_of(result)) {
    for (const std::uint64_t shots : shots_of(result)) {
      std::vector<const Evaluation*> all;
      for (const std::string& name : result.representations)
        all.push_back(find_evaluation(result, name, kind, shots));
      const std::size_t begin = result.differences.size();
      for (std::size_t i = 0; i < all.size(); ++i) {
        for (std::size_t j = i + 1; j < all.size(); ++j)
          result.differences.push_back(difference_of(result, *all[i], *all[j]));
      }
      std::vector<AccuracyDifference*> family;
      for (std::size_t i = begin; i < result.differences.size(); ++i)
        family.push_back(&result.differences[i]);
      adjust(std::move(family));
    }
  }
}

std::vector<std::uint64_t> shots_of(const EvaluateResult& result) {
  std::vector<std::uint64_t> out;
  for (const TrainTestSplit& split : result.splits) {
    if (out.empty() || out.back() != split.shots) out.push_back(split.shots);
  }
  return out;
}

std::vector<ClassifierKind> kinds_of(const EvaluateResult& result) {
  std::vector<ClassifierKind> out;
  for (const Evaluation& each : result.evaluations) {
    if (std::count(out.begin(), out.end(), each.classifier) == 0) out.push_back(each.classifier);
  }
  return out;
}

}  // namespace lexicnn
