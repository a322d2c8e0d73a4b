/// Statements about a class: which features speak for it, by presence and by absence.
#pragma once

#include "lexicnn/core/export.hpp"
#include "lexicnn/core/options.hpp"
#include "lexicnn/score/scores.hpp"
#include "lexicnn/select/select.hpp"

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

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

/// One feature's word on one class: "above `location` in `inner_share` of the class and in
/// `outer_share` of the rest".
struct Statement {
  std::uint64_t feature = 0;  ///< place in `Scores::features`
  std::string name;           ///< layer:channel
  double signed_ks = 0;       ///< > 0 presence, < 0 absence
  double auc = 0.5;
  double location = 0;
  double inner_share = 0;
  double outer_share = 0;
  double noise_threshold = 0;
  bool selected = false;
  std::uint64_t presence_classes = 0;  ///< classes this feature is selected for by presence
  std::uint64_t absence_classes = 0;   ///< … by absence
};

struct ClassDescription {
  std::string name;
  std::uint64_t images = 0;
  std::uint64_t selected_presence = 0;  ///< selected features by presence, all of them
  std::uint64_t selected_absence = 0;
  std::vector<Statement> presence;  ///< strongest first; ties by feature order
  std::vector<Statement> absence;
};

/// Throws Error(invalid_input) for an unknown class.
LEXICNN_API ClassDescription describe(const Scores& scores, const Selection& selection,
                                      std::string_view class_name,
                                      const DescribeOptions& options = {});

/// As the command prints it.
LEXICNN_API std::string to_text(const ClassDescription& description);

/// All fields, by name; documented in docs/lexicon.md.
LEXICNN_API std::string to_json(const ClassDescription& description);

}  // namespace lexicnn
