/// What representations of images are worth: accuracy of classifiers trained on few of them.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "lexicnn/core/array.hpp"
#include "lexicnn/core/context.hpp"
#include "lexicnn/core/export.hpp"
#include "lexicnn/core/options.hpp"
#include "lexicnn/core/source.hpp"
#include "lexicnn/core/table.hpp"
#include "lexicnn/embed/classifier.hpp"
#include "lexicnn/embed/split.hpp"
#include "lexicnn/embed/student_t.hpp"
#include "lexicnn/score/labels.hpp"

namespace lexicnn {

struct EvaluateOptions {
  std::vector<std::string> representation;     ///< patterns of names; none = all
  std::vector<std::string> classifier{"svm"};  ///< patterns of names
  std::string shots = "1,2,5,10,all";          ///< training images a class
  std::uint64_t repeats = 20;                  ///< random draws of them
  std::uint64_t seed = 1;                      ///< of draws, folds and clusters
  double cost = 0;                             ///< C of svm and logistic; 0 = cross-validation
  std::uint64_t neighbours = 1;                ///< k of knn
  std::uint64_t folds = 5;                     ///< of "all" and of the choice of C
  bool splits = true;                          ///< keep to the splits that obs names
  bool clustering = false;                     ///< k-means without labels instead of classifiers
  ByteSize memory{std::uint64_t{4} << 30};     ///< most memory to use
};

template <typename Options, typename Visitor>
requires std::same_as<std::remove_const_t<Options>, EvaluateOptions>
void visit_options(Options& options, Visitor&& visit) {
  visit(OptionInfo{"representation", "", "only those with these names", "default all"},
        options.representation);
  visit(OptionInfo{"classifier", "", "classifiers by name", "svm, logistic, knn, centroid"},
        options.classifier);
  visit(OptionInfo{"shots", "n,…", "training images of each class, and 'all'", ""}, options.shots);
  visit(OptionInfo{"repeats", "R", "random draws of the training images", "1 to 10,000"},
        options.repeats);
  visit(OptionInfo{"seed", "", "seed of the draws, folds and clusters",
                   "0 to 9,223,372,036,854,775,807"},
        options.seed);
  visit(OptionInfo{"cost", "C",
                   "C of svm and logistic; 0 = by cross-validation within the training images",
                   "0 or more"},
        options.cost);
  visit(OptionInfo{"neighbours", "k", "neighbours that knn counts", "1 or more"},
        options.neighbours);
  visit(OptionInfo{"folds", "", "folds of 'all', and of the cross-validation that chooses C",
                   "2 to 1,000"},
        options.folds);
  visit(OptionInfo{"splits", "",
                   "draw from the images with split 'train' and test on those with 'test', where "
                   "obs has them",
                   ""},
        options.splits);
  visit(OptionInfo{"clustering", "", "k-means without labels in place of classifiers", ""},
        options.clustering);
  visit(OptionInfo{"memory", "", "most memory to use, as 512MiB", "1MiB or more"}, options.memory);
}

/// A matrix of images × features to evaluate. Its rows are the images in the order of the others.
struct EvaluationInput {
  std::string name;  ///< what its representations are called by
  const FeatureSource& source;
  const Table& features;                        ///< one row a feature; uses `layer`
  bool embedding = false;                       ///< take the values as they are, fitted elsewhere
  const std::vector<double>* weight = nullptr;  ///< of each feature: multiplies its values; none: 1
};

/// One classifier on one split.
struct SplitOutcome {
  std::uint64_t split = 0;       ///< place in EvaluateResult::splits
  double accuracy = 0;           ///< share of the test images
  double balanced_accuracy = 0;  ///< mean over the classes with test images of their share
  double cost = 0;               ///< C; NaN where the classifier has none
  double scale = 1;              ///< what all rows were multiplied by for svm and logistic
  double inner_accuracy = 0;     ///< in the cross-validation within the training images, or NaN
  std::string chosen;            ///< of best-layer: the layer
  bool fell_back = false;        ///< nothing was selected, so the full-network embedding was taken
};

/// One classifier on one representation with so many shots.
struct Evaluation {
  std::string representation;
  ClassifierKind classifier = ClassifierKind::svm;
  std::uint64_t shots = 0;  ///< 0 = all
  MeanInterval accuracy;
  MeanInterval balanced_accuracy;
  std::vector<SplitOutcome> outcomes;
  Grid<std::uint64_t> confusion;  ///< true class × predicted class, summed over the splits
};

/// Accuracy of `first` less that of `second` on the same splits.
struct AccuracyDifference {
  std::string first;
  std::string second;
  ClassifierKind classifier = ClassifierKind::svm;
  std::uint64_t shots = 0;
  MeanInterval
      difference;  ///< mean over the splits and its 95 % t interval, the images being given
  ResampledTest test;
  double p_holm = 0;  ///< adjusted for all pairs of this classifier and shots (Holm 1979)
};

/// k-means with as many clusters as classes on all images, without labels.
struct ClusterEvaluation {
  std::string representation;
  double mutual_information = 0;  ///< NMI of clusters and classes
  double silhouette = 0;          ///< of the clusters
  double class_silhouette = 0;    ///< of the classes
  double inertia = 0;
  std::vector<std::int32_t> clusters;  ///< of each image
};

struct EvaluateResult {
  std::vector<std::string> classes;
  std::vector<std::int32_t> codes;  ///< class of each image, or -1
  std::vector<std::string> representations;
  std::vector<TrainTestSplit> splits;
  std::vector<Evaluation> evaluations;  ///< by classifier, then representation, then shots
  std::vector<AccuracyDifference> differences;
  std::vector<ClusterEvaluation> clusterings;
};

/// The numbers in "1,2,5,all"; 0 stands for all. Throws Error(invalid_option).
LEXICNN_API std::vector<std::uint64_t> parse_shots(const std::string& text);

/// Names of all representations that these inputs give, in order. Of activations: `layer:NAME` (one
/// layer, every image's vector divided by its Euclidean norm), `all-layers` (all features side by
/// side, the same), `best-layer` (the layer that cross-validation within the training images
/// prefers; the deeper of equals, the last where there is nothing to choose by), `full-network` and
/// the other methods of `embed`, fitted on the training images of each split. Of an embedding: its
/// name. Activations' names are led by `NAME/` where there are several.
LEXICNN_API std::vector<std::string> representation_names(
    const std::vector<EvaluationInput>& inputs);

struct EvaluatePlan {
  unsigned threads = 1;
  std::uint64_t bytes = 0;      ///< most memory used
  bool keeps_products = false;  ///< all dot products of a representation are kept in it
};

/// What evaluation takes; throws as `evaluate` does, Error(invalid_option) where
/// `EvaluateOptions::memory` is too little, saying what is needed.
LEXICNN_API EvaluatePlan plan_evaluate(const std::vector<EvaluationInput>& inputs,
                                       const ClassLabels& labels,
                                       const std::vector<std::string>& splits,
                                       const EvaluateOptions& options = {},
                                       const Context& context = {});

/// Evaluates all representations on the same splits. `splits` is the column `split` of obs, or one
/// empty text an image. Everything that is fitted (mean, deviation, scores, selection, weights, C,
/// the best layer) is fitted within the training images of each split. The result does not depend
/// on threads or memory.
///
/// Throws Error(one_class), Error(not_finite) naming feature and row, Error(invalid_option),
/// Error(invalid_input) for lengths that differ, a class with too few images, or representations
/// that no pattern names, Error(cancelled).
LEXICNN_API EvaluateResult evaluate(const std::vector<EvaluationInput>& inputs,
                                    const ClassLabels& labels,
                                    const std::vector<std::string>& splits,
                                    const EvaluateOptions& options = {},
                                    const Context& context = {});

/// The evaluation of that name, classifier and shots, or nullptr.
LEXICNN_API const Evaluation* find_evaluation(const EvaluateResult& result,
                                              const std::string& representation,
                                              ClassifierKind classifier, std::uint64_t shots);

/// "5", or "all" for 0.
LEXICNN_API std::string shots_text(std::uint64_t shots);

/// Aligned tables: of each classifier the accuracies, and of the clusters.
LEXICNN_API std::string to_text(const EvaluateResult& result);

/// Everything, the splits by row number among it: docs/evaluate.md.
LEXICNN_API std::string to_json(const EvaluateResult& result);

/// One row an evaluation, or a clustering.
LEXICNN_API std::string to_csv(const EvaluateResult& result);

/// One row a difference.
LEXICNN_API std::string differences_csv(const EvaluateResult& result);

}  // namespace lexicnn
