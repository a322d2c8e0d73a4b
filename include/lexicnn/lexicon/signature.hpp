/// The smallest set of statements that tells a class from each other class, tested on images that
/// it was not fitted on.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "lexicnn/core/context.hpp"
#include "lexicnn/core/export.hpp"
#include "lexicnn/core/options.hpp"
#include "lexicnn/core/source.hpp"
#include "lexicnn/score/labels.hpp"
#include "lexicnn/score/scores.hpp"

namespace lexicnn {

struct SignatureOptions {
  /// A statement tells the class from another one where it holds in the class's training images by
  /// this share more often than in the other's.
  double gap = 0.8;
  std::uint64_t times = 2;         ///< statements that are to tell each other class
  std::uint64_t candidates = 400;  ///< strongest statements of a class looked at; 0 = all
};

template <typename Options, typename Visitor>
requires std::same_as<std::remove_const_t<Options>, SignatureOptions>
void visit_options(Options& options, Visitor&& visit) {
  visit(OptionInfo{"gap", "",
                   "a statement tells two classes apart where the shares of their images in which "
                   "it holds differ by this",
                   "0 < gap <= 1"},
        options.gap);
  visit(OptionInfo{"times", "", "statements that are to tell each other class", "1 or more"},
        options.times);
  visit(OptionInfo{"candidates", "", "strongest statements of a class to choose from; 0 = all",
                   "0 or more"},
        options.candidates);
}

/// Rows of images to fit on and to test on, each ascending.
struct TrainTest {
  std::vector<std::uint64_t> train;
  std::vector<std::uint64_t> test;
};

/// Of each class a random half of the images (rounded up) to fit on, the rest to test on. Images
/// without a class are in neither. The draw for a class depends on the seed, the place of the class
/// and its number of images.
LEXICNN_API TrainTest stratified_halves(const ClassLabels& labels, std::uint64_t seed);

/// A statement about a class: "above the location", or where s < 0 "at most the location".
struct SignatureStatement {
  std::uint64_t feature = 0;  ///< place in the feature table
  std::string name;           ///< layer:channel
  double signed_ks = 0;       ///< this and all that follows on the training images
  double auc = 0.5;
  double log10_p = 0;
  double location = 0;
  double class_share = 0;       ///< share of the class in which the statement holds
  double rest_share = 0;        ///< … of the other images
  std::uint64_t told = 0;       ///< other classes that it tells from this one
  double test_class_share = 0;  ///< as class_share on the test images; NaN without any
  double test_rest_share = 0;
};

/// Another class of which test images were taken for the class.
struct Confusion {
  std::string name;
  std::uint64_t images = 0;  ///< test images of the other class
  std::uint64_t taken = 0;   ///< those in which the signature holds
};

/// An image is taken for the class where at least `needed` of the statements hold.
struct Signature {
  std::string name;                ///< of the class
  std::uint64_t train_images = 0;  ///< of the class
  std::uint64_t train_rest = 0;    ///< of all other classes
  std::uint64_t test_images = 0;
  std::uint64_t test_rest = 0;
  std::vector<SignatureStatement> statements;  ///< strongest first; ties by feature order
  std::uint64_t needed = 0;                    ///< half of the statements, rounded up
  /// Other classes that fewer than `times` of the candidates tell, in class order.
  std::vector<std::string> not_told;
  double train_balanced_accuracy = 0;  ///< NaN without a statement
  double recall = 0;                   ///< share of the class's test images in which it holds; NaN
                                       ///< without a statement or a test image
  double specificity = 0;              ///< share of the other test images in which it does not
  double balanced_accuracy = 0;        ///< mean of recall and specificity
  std::vector<Confusion> confused;     ///< largest share taken first; ties by class order
};

/// Signatures of the classes `wanted` (codes of `labels`; empty: all), in that order. All is
/// fitted on the training rows alone: `score` finds cuts and strengths there, and a statement must
/// stand out at a rate of false discoveries of .05 (Benjamini-Hochberg over all pairs).
///
/// The set is found greedily (set multicover): the statement is taken next that tells the most of
/// the other classes that still need one, ties by |s|, then by feature order; statements without
/// which each class would still be told as often are dropped at the end. Before that step it is at
/// most H(d) = 1 + 1/2 + … + 1/d times as large as the smallest set of the candidates, where d is
/// the most classes that one statement tells (Rajagopalan and Vazirani, "Primal-dual RNC
/// approximation algorithms for set cover and covering integer programs", 1998). It says nothing
/// about images that were not fitted on: see `balanced_accuracy`.
///
/// Memory: that of `score` and its result, and for each candidate a bit a class, for each statement
/// taken a bit an image. The result does not depend on threads.
///
/// Throws as `score` does; Error(invalid_input) for lengths that differ, a row twice or out of
/// range, or a class without a training image; Error(invalid_option).
LEXICNN_API std::vector<Signature> signatures(const FeatureSource& source,
                                              const ClassLabels& labels, const Table& features,
                                              const TrainTest& rows,
                                              const std::vector<std::uint64_t>& wanted = {},
                                              const SignatureOptions& options = {},
                                              const Context& context = {});

/// Of one class in words; of several a table with the mean at its end.
LEXICNN_API std::string to_text(const Signature& signature);
LEXICNN_API std::string to_text(std::span<const Signature> signatures);

/// All fields by name; NaN is null. Of several a list. Documented in docs/lexicon.md.
LEXICNN_API std::string to_json(const Signature& signature);
LEXICNN_API std::string to_json(std::span<const Signature> signatures);

}  // namespace lexicnn
