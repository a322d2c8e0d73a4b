#include "lexicnn/lexicon/taxonomy_similarity.hpp"

#include <algorithm>
#include <cctype>
#include <limits>
#include <map>
#include <string>
#include <tuple>
#include <vector>

namespace lexicnn {
namespace {

using Place = Taxonomy::Place;
using Ancestors = std::vector<Taxonomy::Ancestor>;

constexpr std::uint32_t kNoWay = std::numeric_limits<std::uint32_t>::max();

/// Calls visit(place, links from a, links from b) for every common ancestor, ascending.
template <typename Visit>
void each_common(const Ancestors& a, const Ancestors& b, const Visit& visit) {
  for (std::size_t i = 0, j = 0; i < a.size() && j < b.size();) {
    if (a[i].place < b[j].place) {
      ++i;
    } else if (b[j].place < a[i].place) {
      ++j;
    } else {
      visit(a[i].place, a[i].links, b[j].links);
      ++i;
      ++j;
    }
  }
}

/// The fewest links from one up and down to the other; kNoWay where there is no way.
std::uint32_t distance(const Ancestors& a, const Ancestors& b) {
  std::uint32_t out = kNoWay;
  each_common(a, b, [&out](Place, std::uint32_t up, std::uint32_t down) {
    out = std::min(out, up + down);
  });
  return out;
}

class Measures {
 public:
  explicit Measures(const Taxonomy& taxonomy) : taxonomy_(taxonomy) {}

  double path(Place a, Place b) {
    const std::uint32_t links = distance(above(a), above(b));
    return links == kNoWay ? 0 : 1 / (static_cast<double>(links) + 1);
  }

  double wu_palmer(Place a, Place b) {
    const Ancestors& of_a = above(a);
    const Ancestors& of_b = above(b);
    Place subsumer = kNoWay;
    each_common(of_a, of_b, [&](Place place, std::uint32_t up, std::uint32_t down) {
      if (subsumer == kNoWay ||
          comes_before(place, up == 0 || down == 0, subsumer, subsumer == a || subsumer == b)) {
        subsumer = place;
      }
    });
    if (subsumer == kNoWay) return 0;
    const Ancestors& of_subsumer = above(subsumer);
    const double depth = taxonomy_.max_depth(subsumer) + 1.0;
    const double length = 2 * depth + distance(of_a, of_subsumer) + distance(of_b, of_subsumer);
    return 2 * depth / length;
  }

 private:
  const Ancestors& above(Place place) {
    const auto found = ancestors_.find(place);
    if (found != ancestors_.end()) return found->second;
    return ancestors_.emplace(place, taxonomy_.ancestors(place)).first->second;
  }

  /// Whether `place` is rather the subsumer than `best`; the flags say that it is one of the two
  /// synsets compared.
  [[nodiscard]] bool comes_before(Place place, bool own, Place best, bool best_own) const {
    const std::uint32_t depth = taxonomy_.min_depth(place);
    const std::uint32_t best_depth = taxonomy_.min_depth(best);
    if (depth != best_depth) return depth > best_depth;
    if (own != best_own) return own;
    return word(place) < word(best);
  }

  /// As NLTK's names sort, up to the number of the sense.
  [[nodiscard]] std::string word(Place place) const {
    std::string out = taxonomy_.name(place) + ".n.";
    std::transform(out.begin(), out.end(), out.begin(),
                   [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
    return out;
  }

  const Taxonomy& taxonomy_;
  std::map<Place, Ancestors> ancestors_;
};

}  // namespace

std::string_view to_string(TaxonomyMeasure measure) noexcept {
  return measure == TaxonomyMeasure::path ? "path" : "wu_palmer";
}

Grid<double> taxonomy_similarity(const Taxonomy& taxonomy, std::span<const Place> synsets,
                                 TaxonomyMeasure measure) {
  Measures measures(taxonomy);
  Grid<double> out(synsets.size(), synsets.size());
  for (std::size_t i = 0; i < synsets.size(); ++i) {
    for (std::size_t j = i; j < synsets.size(); ++j) {
      out(i, j) = out(j, i) = measure == TaxonomyMeasure::path
                                  ? measures.path(synsets[i], synsets[j])
                                  : measures.wu_palmer(synsets[i], synsets[j]);
    }
  }
  return out;
}

}  // namespace lexicnn
