/// Statements about a class or a feature: what speaks for what, by presence and by absence.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "lexicnn/core/export.hpp"
#include "lexicnn/core/options.hpp"
#include "lexicnn/score/scores.hpp"
#include "lexicnn/select/select.hpp"

namespace lexicnn {

struct DescribeOptions {
  std::uint64_t top = 10;     ///< statements a side at most; 0 = all selected
  bool selected_only = true;  ///< leave out pairs under the noise threshold
};

template <typename Options, typename Visitor>
requires std::same_as<std::remove_const_t<Options>, DescribeOptions>
void visit_options(Options& options, Visitor&& visit) {
  visit(
      OptionInfo{"top", "", "statements by presence and by absence, at most; 0 = all", "0 or more"},
      options.top);
  visit(OptionInfo{"selected-only", "", "leave out pairs under the noise threshold", ""},
        options.selected_only);
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
};

/// One feature's word on the class described.
struct Statement : Evidence {
  std::uint64_t feature = 0;           ///< place in `Scores::features`
  std::string name;                    ///< layer:channel
  std::uint64_t presence_classes = 0;  ///< classes this feature is selected for by presence
  std::uint64_t absence_classes = 0;   ///< … by absence
  std::vector<std::string> also;       ///< other classes it is selected for on this side
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
};

/// The strongest statements about a class. A pair with s = 0 states nothing and is never listed.
/// Throws Error(invalid_input) for an unknown class, or where selection and scores do not belong
/// together.
LEXICNN_API ClassDescription describe(const Scores& scores, const Selection& selection,
                                      std::string_view class_name,
                                      const DescribeOptions& options = {});

/// The classes that a feature speaks for, and against. Throws like `describe`; the error for an
/// unknown feature tells the channels of its layer, or near names.
LEXICNN_API FeatureDescription describe_feature(const Scores& scores, const Selection& selection,
                                                std::string_view feature_name,
                                                const DescribeOptions& options = {});

/// As the command prints it.
LEXICNN_API std::string to_text(const ClassDescription& description);
LEXICNN_API std::string to_text(const FeatureDescription& description);

/// All fields, by name; NaN is null. Documented in docs/lexicon.md.
LEXICNN_API std::string to_json(const ClassDescription& description);
LEXICNN_API std::string to_json(const FeatureDescription& description);

}  // namespace lexicnn
