#include "lexicnn/profile/compare.hpp"

#include <algorithm>
#include <cmath>
#include <fmt/format.h>
#include <numeric>
#include <optional>
#include <set>
#include <utility>

#include "lexicnn/core/error.hpp"

#include "profile/spread.hpp"

namespace lexicnn {
namespace {

struct Measure {
  const char* name;
  double LayerProfile::*value;
  std::vector<double> LayerProfile::*halves;
};

constexpr Measure kMeasures[] = {
    {"excess", &LayerProfile::excess, &LayerProfile::half_abs},
    {"mean_signed", &LayerProfile::mean_signed, &LayerProfile::half_signed},
};

/// A number and how far it varies over images; NaN where that is not known.
struct Estimate {
  double value = 0;
  double deviation = 0;
};

Estimate estimate_of(const LayerProfile& row, const Measure& measure) {
  return {row.*measure.value, deviation(row.*measure.halves)};
}

/// Of two rows of one profile: the halves are the same images, so their differences count.
Estimate paired(const LayerProfile& a, const LayerProfile& b, const Measure& measure) {
  std::vector<double> differences = a.*measure.halves;
  for (std::size_t half = 0; half < differences.size(); ++half)
    differences[half] -= (b.*measure.halves)[half];
  return {a.*measure.value - b.*measure.value, deviation(differences)};
}

Estimate independent(const Estimate& a, const Estimate& b) {
  return {a.value - b.value, std::hypot(a.deviation, b.deviation)};
}

const LayerProfile* find(const std::vector<LayerProfile>& rows, const std::string& name) {
  const auto found = std::find_if(rows.begin(), rows.end(),
                                  [&](const LayerProfile& row) { return row.name == name; });
  return found == rows.end() ? nullptr : &*found;
}

/// Collects the differences of a comparison.
class Collector {
 public:
  explicit Collector(const std::vector<NamedProfile>& profiles) : profiles_(profiles) {}

  std::vector<ProfileDifference> collect() {
    for (const Measure& measure : kMeasures) {
      for (const NamedProfile& each : profiles_)
        add_bands(each, measure);
    }
    for (const Measure& measure : kMeasures) {
      for_pairs([&](const NamedProfile& a, const NamedProfile& b) { add_rows(a, b, measure); });
    }
    for (const Measure& measure : kMeasures) {
      for_pairs(
          [&](const NamedProfile& a, const NamedProfile& b) { add_interactions(a, b, measure); });
    }
    adjust();
    return std::move(differences_);
  }

 private:
  template <typename Function>
  void for_pairs(const Function& function) {
    for (std::size_t a = 0; a < profiles_.size(); ++a) {
      for (std::size_t b = a + 1; b < profiles_.size(); ++b)
        function(profiles_[a], profiles_[b]);
    }
  }

  void add(DifferenceKind kind, const Measure& measure, const std::string& first,
           const std::string& second, std::string row, const Estimate& estimate) {
    const double reach = kNormal95 * estimate.deviation;
    const double z = std::abs(estimate.value) / estimate.deviation;
    differences_.push_back({kind, measure.name, first, second, std::move(row), estimate.value,
                            estimate.value - reach, estimate.value + reach,
                            std::erfc(z / std::sqrt(2.0)), 0});
  }

  void add_bands(const NamedProfile& each, const Measure& measure) {
    const auto& bands = each.profile.bands;
    for (std::size_t band = 0; band + 1 < bands.size(); ++band) {
      add(DifferenceKind::bands, measure, each.name, "", band_pair(bands[band], bands.back()),
          paired(bands[band], bands.back(), measure));
    }
  }

  void add_rows(const NamedProfile& a, const NamedProfile& b, const Measure& measure) {
    const auto add_same = [&](const LayerProfile& row, const LayerProfile* other) {
      if (other == nullptr) return;
      add(DifferenceKind::profiles, measure, a.name, b.name, row.name,
          independent(estimate_of(row, measure), estimate_of(*other, measure)));
    };
    for (const LayerProfile& layer : a.profile.layers)
      add_same(layer, find(b.profile.layers, layer.name));
    for (const LayerProfile& band : a.profile.bands)
      add_same(band, find(b.profile.bands, band.name));
    add_same(a.profile.all, &b.profile.all);
  }

  void add_interactions(const NamedProfile& a, const NamedProfile& b, const Measure& measure) {
    const auto& bands = a.profile.bands;
    for (std::size_t band = 0; band + 1 < bands.size(); ++band) {
      const LayerProfile* low = find(b.profile.bands, bands[band].name);
      const LayerProfile* high = find(b.profile.bands, bands.back().name);
      if (low == nullptr || high == nullptr) continue;
      add(DifferenceKind::interaction, measure, a.name, b.name,
          band_pair(bands[band], bands.back()),
          independent(paired(bands[band], bands.back(), measure), paired(*low, *high, measure)));
    }
  }

  static std::string band_pair(const LayerProfile& low, const LayerProfile& high) {
    return fmt::format("{} - {}", low.name, high.name);
  }

  /// Holm's step-down adjustment over the differences that have a p.
  void adjust() {
    std::vector<ProfileDifference*> tested;
    for (ProfileDifference& each : differences_) {
      each.p_holm = std::nan("");
      if (!std::isnan(each.p)) tested.push_back(&each);
    }
    std::stable_sort(tested.begin(), tested.end(),
                     [](const auto* a, const auto* b) { return a->p < b->p; });
    double largest = 0;
    for (std::size_t i = 0; i < tested.size(); ++i) {
      largest = std::max(largest, tested[i]->p * static_cast<double>(tested.size() - i));
      tested[i]->p_holm = std::min(largest, 1.0);
    }
  }

  const std::vector<NamedProfile>& profiles_;
  std::vector<ProfileDifference> differences_;
};

}  // namespace

std::string_view to_string(DifferenceKind kind) noexcept {
  switch (kind) {
    case DifferenceKind::profiles:
      return "profiles";
    case DifferenceKind::interaction:
      return "interaction";
    case DifferenceKind::bands:
      break;
  }
  return "bands";
}

ProfileComparison compare_profiles(std::vector<NamedProfile> profiles) {
  std::set<std::string> names;
  for (const NamedProfile& each : profiles) {
    if (names.insert(each.name).second) continue;
    throw Error(ErrorKind::invalid_input,
                fmt::format("two profiles are named '{}': name each differently", each.name));
  }
  if (profiles.size() < 2)
    throw Error(ErrorKind::invalid_input, "a comparison needs two profiles or more");
  std::vector<ProfileDifference> differences = Collector(profiles).collect();
  return {std::move(profiles), std::move(differences)};
}

}  // namespace lexicnn
