/// Profiles side by side: one network on several image sets, or several networks on one.
#pragma once

#include <string>
#include <vector>

#include "lexicnn/core/export.hpp"
#include "lexicnn/core/table.hpp"
#include "lexicnn/profile/profile.hpp"

namespace lexicnn {

struct NamedProfile {
  std::string name;  ///< of the scores
  ProfileResult profile;
};

/// What is asked of two rows, or of two such differences.
enum class DifferenceKind {
  bands,       ///< within one profile: a lower band less the highest one
  profiles,    ///< between two profiles: the same layer, band or whole
  interaction  ///< whether the difference of bands is another in another profile
};

LEXICNN_API std::string_view to_string(DifferenceKind kind) noexcept;

/// A difference of a measure, with its 95 % interval over images and the p-value of none; both NaN
/// where a profile has no random halves.
struct ProfileDifference {
  DifferenceKind kind = DifferenceKind::bands;
  std::string measure;  ///< "excess" or "mean_signed"
  std::string first;    ///< profile
  std::string second;   ///< profile that is taken from it; empty within one
  std::string row;      ///< layer, band or "all"; of two bands "low - high"
  double value = 0, low = 0, high = 0;
  double p = 0;
  double p_holm = 0;  ///< adjusted for all differences of the comparison (Holm 1979)
};

struct ProfileComparison {
  std::vector<NamedProfile> profiles;
  std::vector<ProfileDifference> differences;
};

/// Layers are matched by name, bands by name. Different profiles are taken to be of different
/// images, which errs on the side of no difference where they are of the same. Throws
/// Error(invalid_input) where names repeat or there are fewer than two.
LEXICNN_API ProfileComparison compare_profiles(std::vector<NamedProfile> profiles);

/// Bands side by side, then the differences of bands and wholes; layers are in CSV and JSON.
LEXICNN_API std::string to_text(const ProfileComparison& comparison);

/// The rows of all profiles, with the column `scores` before those of one profile.
LEXICNN_API std::string to_csv(const ProfileComparison& comparison);

/// The differences, a line each.
LEXICNN_API std::string differences_csv(const ProfileComparison& comparison);

/// {"profiles": […], "differences": […]}; each profile as of one, with its `name`.
LEXICNN_API std::string to_json(const ProfileComparison& comparison);

}  // namespace lexicnn
