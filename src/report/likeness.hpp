/// How alike the classes are: the block `likeness`, and the nearest of each.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "lexicnn/core/context.hpp"
#include "lexicnn/report/report.hpp"

namespace lexicnn::reporting {

/// Likeness of the classes of the scores, synsets left out.
struct Likeness {
  SimilarityResult result;
  std::vector<std::uint64_t> classes;  ///< places in the scores
};

/// Nothing for fewer than two classes.
std::optional<Likeness> make_likeness(const ReportInput& input, const Context& context);

/// For each class of the scores the classes most like it, at most ten, strongest first.
std::vector<std::vector<std::pair<std::uint64_t, double>>> nearest_classes(
    const Likeness& likeness, std::uint64_t class_count);

/// The order in which the tree of `count` things is drawn, the first branch of each merge before
/// the second.
std::vector<std::uint64_t> leaf_order(const std::vector<Merge>& merges, std::uint64_t count);

/// The block `likeness`.
std::string likeness_json(const Likeness& likeness, const ReportInput& input);

}  // namespace lexicnn::reporting
