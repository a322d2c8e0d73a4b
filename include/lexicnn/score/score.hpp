/// Exact signed two-sample KS of every feature for every class, from one sort of each feature.
#pragma once

#include <cstdint>
#include <filesystem>
#include <memory>
#include <string>
#include <string_view>

#include "lexicnn/core/context.hpp"
#include "lexicnn/core/export.hpp"
#include "lexicnn/core/options.hpp"
#include "lexicnn/core/source.hpp"
#include "lexicnn/score/labels.hpp"
#include "lexicnn/score/scores.hpp"

namespace lexicnn {

class GridSpool;

struct ScoreOptions {
  std::uint64_t nulls = 100;    ///< random relabellings R; 0 = no null
  bool feature_null = false;    ///< keep quantiles of each feature's own null too
  std::uint64_t bootstrap = 0;  ///< random halves of the images B; 0 = none
  std::uint64_t seed = 1;       ///< of the random classes and halves
  /// Most memory to use while scoring. The scores do not depend on it.
  ByteSize memory{std::uint64_t{1} << 30};
  bool panel = false;  ///< one-sided p-values, class selectivity and precision too
  /// k of the panel's precision (Zhou et al. 2018 look at 60 images).
  std::uint64_t panel_top = 60;
};

template <typename Options, typename Visitor>
requires std::same_as<std::remove_const_t<Options>, ScoreOptions>
void visit_options(Options& options, Visitor&& visit) {
  visit(OptionInfo{"nulls", "R", "random relabellings with the real class sizes; 0 = none",
                   "0 to 1,000,000"},
        options.nulls);
  visit(OptionInfo{"feature-null", "",
                   "keep quantiles of each feature's own null too, for select --null feature", ""},
        options.feature_null);
  visit(OptionInfo{"bootstrap", "B",
                   "random halves of the images, for intervals and tests in profile; 0 = none",
                   "0 to 100,000"},
        options.bootstrap);
  visit(OptionInfo{"seed", "", "seed of the random classes and halves",
                   "0 to 9,223,372,036,854,775,807"},
        options.seed);
  visit(OptionInfo{"memory", "", "most memory for what scoring itself holds, as 512MiB",
                   "1MiB or more"},
        options.memory);
  visit(
      OptionInfo{"panel", "",
                 "other measures too: one-sided p, class selectivity (CCMAS), precision at k", ""},
      options.panel);
  visit(OptionInfo{"panel-top", "k", "images that the panel's precision looks at", "1 or more"},
        options.panel_top);
}

/// How `score` goes about it.
struct ScorePlan {
  unsigned threads = 1;
  std::uint64_t block = 1;  ///< features that a thread reads at once
  std::uint64_t bytes = 0;  ///< most memory used, without what the source itself takes
  std::uint64_t disk = 0;   ///< bytes of a scratch file; 0 where the scores lie in memory
};

/// The plan of `score` for these inputs; throws as that does, Error(invalid_option) where
/// `ScoreOptions::memory` is too little, saying what is needed.
LEXICNN_API ScorePlan plan_score(const FeatureSource& source, const ClassLabels& labels,
                                 const Table& features, const ScoreOptions& options = {},
                                 const Context& context = {});

/// Scores all classes of `labels` against the rest of the images (one against rest).
///
/// `features` describes the columns of `source` (row names, and a `layer` column if the null is to
/// be pooled by layer). Method: design of Garcia-Gasulla et al. (JAIR 2018), with exact integer
/// counts; see docs/score.md. The result does not depend on threads or on how the source stores its
/// values. The work is shared by `context.ranks`, each of which gets the whole result.
///
/// Throws Error(not_finite) naming image (its row number) and feature, Error(one_class) where a
/// class holds every image, Error(invalid_input) for lengths that differ or a class without images,
/// Error(invalid_option), Error(cancelled).
LEXICNN_API Scores score(const FeatureSource& source, const ClassLabels& labels,
                         const Table& features, const ScoreOptions& options = {},
                         const Context& context = {});

/// Scores whose grids lie in a scratch file: a result may be larger than memory.
class LEXICNN_API SpooledScores {
 public:
  SpooledScores(Scores scores, std::unique_ptr<GridSpool> spool);
  SpooledScores(SpooledScores&&) noexcept;
  ~SpooledScores();

  /// All but the grids, which are 0 × 0.
  [[nodiscard]] const Scores& scores() const noexcept { return scores_; }

  /// The scores file as `to_annotated` makes it, but for the data of X and of the layers, whose
  /// shapes alone are there; `grid` gives those one by one. Call it once.
  [[nodiscard]] AnnotatedMatrix take_annotated(Dict provenance);

  /// The data of "X" or of a layer. On rank 0 only. Throws Error(output_unwritable) where the
  /// scratch file cannot be read.
  [[nodiscard]] Array grid(std::string_view name) const;

 private:
  Scores scores_;
  std::unique_ptr<GridSpool> spool_;
};

/// The plan of `score_to_disk`, which needs less memory.
LEXICNN_API ScorePlan plan_score_to_disk(const FeatureSource& source, const ClassLabels& labels,
                                         const Table& features, const ScoreOptions& options = {},
                                         const Context& context = {});

/// The same as `score` with the grids in a scratch file beside `target`, which needs the plan's
/// `disk`. All ranks must see that folder.
LEXICNN_API SpooledScores score_to_disk(const FeatureSource& source, const ClassLabels& labels,
                                        const Table& features, const ScoreOptions& options,
                                        const std::filesystem::path& target,
                                        const Context& context = {});

}  // namespace lexicnn
