/// Statements about a class or a feature: what speaks for what, by presence and by absence.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "lexicnn/core/export.hpp"
#include "lexicnn/core/options.hpp"
#include "lexicnn/lexicon/feature_images.hpp"
#include "lexicnn/score/scores.hpp"
#include "lexicnn/select/select.hpp"

namespace lexicnn {

struct DescribeOptions {
  std::uint64_t top = 5;      ///< statements a side at most, of a class in each band; 0 = all
  bool selected_only = true;  ///< leave out pairs under the noise threshold
  /// Upper depth (inclusive) of each band of layers, ascending (see layout_of); none: no bands.
  std::vector<double> bands{1.0 / 3, 2.0 / 3};
};

template <typename Options, typename Visitor>
requires std::same_as<std::remove_const_t<Options>, DescribeOptions>
void visit_options(Options& options, Visitor&& visit) {
  visit(
      OptionInfo{"top", "",
                 "statements by presence and by absence, of a class in each band, at most; 0 = all",
                 "0 or more"},
      options.top);
  visit(OptionInfo{"selected-only", "", "leave out pairs under the noise threshold", ""},
        options.selected_only);
  visit(
      OptionInfo{
          "bands", "",
          "of a class: upper depth of each band of layers, ascending; the last ends at 1; 1: none",
          "0 < depth <= 1"},
      options.bands);
}

/// What is known of one (class, feature): "above `location` in `inner_share` of the class and in
/// `outer_share` of the rest".
struct Evidence {
  double signed_ks = 0;  ///< > 0 presence, < 0 absence
  double auc = 0.5;
  double location = 0;
  double inner_share = 0;
  double outer_share = 0;
  double noise_threshold = 0;
  bool selected = false;
  double log10_p = 0;  ///< two-sided p of the signed KS, in (-inf, 0]
};

/// One feature's word on the class described.
struct Statement : Evidence {
  std::uint64_t feature = 0;           ///< place in `Scores::features`
  std::string name;                    ///< layer:channel
  std::uint64_t presence_classes = 0;  ///< classes this feature is selected for by presence
  std::uint64_t absence_classes = 0;   ///< … by absence
  /// Other classes it is selected for on this side, the strongest first; ties by class order.
  /// Synsets are no classes.
  std::vector<std::string> also;
};

/// Statements of the layers of one depth band.
struct BandStatements {
  std::string name;         ///< low, middle, high, …
  std::string first_layer;  ///< in the order of the network
  std::string last_layer;
  std::uint64_t features = 0;
  std::uint64_t selected_presence = 0;  ///< features of the band selected by presence, all of them
  std::uint64_t selected_absence = 0;
  std::vector<Statement> presence;  ///< strongest first; ties by feature order
  std::vector<Statement> absence;
};

/// How many features are selected for a class and for another one on the same side.
struct SharedStatements {
  std::string name;  ///< of the other class
  std::uint64_t presence = 0;
  std::uint64_t absence = 0;
};

struct ClassDescription {
  std::string name;
  std::uint64_t images = 0;
  std::uint64_t selected_presence = 0;  ///< selected features by presence, all of them
  std::uint64_t selected_absence = 0;
  std::vector<Statement> presence;  ///< strongest first; ties by feature order
  std::vector<Statement> absence;
  /// The class that it is compared with; empty: all other images.
  std::string reference = {};
  std::vector<BandStatements> bands = {};  ///< by depth; none without bands
  /// Features selected for this class and, on the same side, for no other.
  std::uint64_t unique_presence = 0;
  std::uint64_t unique_absence = 0;
  /// The other classes, those that share the most statements first; ties by class order. Synsets
  /// are no classes; those that share nothing are left out.
  std::vector<SharedStatements> shared = {};
};

/// The word of the feature described on one class.
struct ClassStatement : Evidence {
  std::uint64_t class_place = 0;  ///< place in `Scores::classes`
  std::string name;               ///< of the class
  std::uint64_t images = 0;
};

struct FeatureDescription {
  std::string name;                     ///< layer:channel
  std::uint64_t classes = 0;            ///< classes there are
  bool dead = false;                    ///< the same value in every image
  double mean = 0;                      ///< over all images
  double std = 0;                       ///< population standard deviation
  double zero_share = 0;                ///< share of the images in which it is exactly 0
  std::uint64_t selected_presence = 0;  ///< classes it is selected for by presence, all of them
  std::uint64_t selected_absence = 0;
  std::vector<ClassStatement> presence;  ///< strongest first; ties by class order
  std::vector<ClassStatement> absence;
  std::optional<FeatureImages> images = {};  ///< where there are activations
};

/// The strongest statements about a class, and no more: without bands and without what it shares. A
/// pair with s = 0 states nothing and is never listed. Throws Error(invalid_input) for an unknown
/// class, or where selection and scores do not belong together.
LEXICNN_API ClassDescription strongest_statements(const Scores& scores, const Selection& selection,
                                                  std::string_view class_name,
                                                  const DescribeOptions& options = {});

/// The strongest statements about a class, overall and in each depth band, and which of all its
/// statements are its own or shared. Throws like `strongest_statements`, and Error(invalid_option)
/// for bands that do not ascend.
LEXICNN_API ClassDescription describe(const Scores& scores, const Selection& selection,
                                      std::string_view class_name,
                                      const DescribeOptions& options = {});

/// The classes that a feature speaks for, and against. Throws like `describe`; the error for an
/// unknown feature tells the channels of its layer, or near names.
LEXICNN_API FeatureDescription describe_feature(const Scores& scores, const Selection& selection,
                                                std::string_view feature_name,
                                                const DescribeOptions& options = {});

/// The same with the feature's images, at most `DescribeOptions::top` a list. Throws like
/// `feature_images` too.
LEXICNN_API FeatureDescription describe_feature(const Scores& scores, const Selection& selection,
                                                std::string_view feature_name,
                                                const LabelledImages& images,
                                                const DescribeOptions& options = {},
                                                const Context& context = {});

/// As the command prints it.
LEXICNN_API std::string to_text(const ClassDescription& description);
LEXICNN_API std::string to_text(const FeatureDescription& description);

/// All fields, by name; NaN is null. Documented in docs/lexicon.md.
LEXICNN_API std::string to_json(const ClassDescription& description);
LEXICNN_API std::string to_json(const FeatureDescription& description);

}  // namespace lexicnn
