#include "lexicnn/lexicon/dendrogram.hpp"

#include <algorithm>
#include <cctype>
#include <fmt/format.h>
#include <limits>
#include <numeric>

#include "lexicnn/core/error.hpp"

namespace lexicnn {
namespace {

void require_distances(const Grid<double>& distances) {
  const bool legal =
      distances.rows() == distances.columns() &&
      std::all_of(distances.values().begin(), distances.values().end(),
                  [](double d) { return d >= 0 && d < std::numeric_limits<double>::infinity(); });
  if (!legal) {
    throw Error(ErrorKind::invalid_input,
                "average linkage needs a square matrix of finite distances that are 0 or more");
  }
}

/// Clusters by the thing that stands for them; merges in the order in which the chain finds them.
class NeighbourChain {
 public:
  explicit NeighbourChain(Grid<double> distances)
      : distances_(std::move(distances)), sizes_(distances_.rows(), 1) {}

  std::vector<Merge> merges() {
    std::vector<Merge> out;
    for (std::uint64_t left = distances_.rows(); left > 1; --left)
      out.push_back(next());
    return out;
  }

 private:
  /// The ends of the chain are each other's nearest.
  Merge next() {
    if (chain_.empty()) {
      const auto first = std::find_if(sizes_.begin(), sizes_.end(), [](auto n) { return n > 0; });
      chain_.push_back(static_cast<std::uint32_t>(first - sizes_.begin()));
    }
    while (true) {
      const std::uint32_t end = chain_.back();
      const std::uint32_t nearest = nearest_of(end);
      if (chain_.size() > 1 && nearest == chain_[chain_.size() - 2]) {
        chain_.resize(chain_.size() - 2);
        return unite(std::min(end, nearest), std::max(end, nearest));
      }
      chain_.push_back(nearest);
    }
  }

  [[nodiscard]] std::uint32_t nearest_of(std::uint32_t cluster) const {
    std::uint32_t nearest = 0;
    double least = std::numeric_limits<double>::infinity();
    if (chain_.size() > 1) {
      nearest = chain_[chain_.size() - 2];
      least = distances_(cluster, nearest);
    }
    for (std::uint32_t other = 0; other < sizes_.size(); ++other) {
      if (other == cluster || sizes_[other] == 0 || distances_(cluster, other) >= least) continue;
      nearest = other;
      least = distances_(cluster, other);
    }
    return nearest;
  }

  /// `b` stands for both from now on.
  Merge unite(std::uint32_t a, std::uint32_t b) {
    const double height = distances_(a, b);
    const double size_a = sizes_[a];
    const double size_b = sizes_[b];
    sizes_[b] += sizes_[a];
    sizes_[a] = 0;
    for (std::uint32_t other = 0; other < sizes_.size(); ++other) {
      if (sizes_[other] == 0 || other == b) continue;
      distances_(other, b) = distances_(b, other) =
          (size_a * distances_(other, a) + size_b * distances_(other, b)) / (size_a + size_b);
    }
    return {a, b, height, 0};
  }

  Grid<double> distances_;
  std::vector<std::uint32_t> sizes_;  // 0: part of another
  std::vector<std::uint32_t> chain_;
};

/// Names the clusters by merge, where things stood for them, and counts their things.
void name_clusters(std::vector<Merge>& merges) {
  const auto things = static_cast<std::uint32_t>(merges.size() + 1);
  std::vector<std::uint32_t> above(2 * things);
  std::iota(above.begin(), above.end(), 0U);
  std::vector<std::uint32_t> sizes(2 * things, 1);
  const auto cluster_of = [&above](std::uint32_t at) {
    while (above[at] != at)
      at = above[at] = above[above[at]];
    return at;
  };
  for (std::uint32_t i = 0; i < merges.size(); ++i) {
    const std::uint32_t a = cluster_of(merges[i].first);
    const std::uint32_t b = cluster_of(merges[i].second);
    merges[i].first = std::min(a, b);
    merges[i].second = std::max(a, b);
    above[a] = above[b] = things + i;
    sizes[things + i] = merges[i].size = sizes[a] + sizes[b];
  }
}

std::string label(const std::string& name) {
  const bool plain = !name.empty() && std::all_of(name.begin(), name.end(), [](unsigned char c) {
    return c < 128 && (std::isalnum(c) != 0 || c == '.' || c == '-');
  });
  if (plain) return name;
  std::string out = "'";
  for (const char c : name)
    out += c == '\'' ? std::string("''") : std::string(1, c);
  return out + "'";
}

}  // namespace

std::vector<Merge> average_linkage(const Grid<double>& distances) {
  require_distances(distances);
  std::vector<Merge> out = NeighbourChain(distances).merges();
  std::stable_sort(out.begin(), out.end(),
                   [](const Merge& a, const Merge& b) { return a.height < b.height; });
  name_clusters(out);
  return out;
}

std::string to_newick(const std::vector<Merge>& merges, const std::vector<std::string>& names) {
  if (names.empty() || merges.size() + 1 != names.size()) {
    throw Error(ErrorKind::invalid_input,
                fmt::format("{} merges are no tree of {} classes", merges.size(), names.size()));
  }
  std::vector<std::string> trees;
  std::vector<double> heights(names.size(), 0);
  for (const std::string& name : names)
    trees.push_back(label(name));
  for (const Merge& merge : merges) {
    const auto branch = [&](std::uint32_t cluster) {
      std::string tree = std::move(trees.at(cluster));
      return fmt::format("{}:{}", tree, std::max(0.0, (merge.height - heights[cluster]) / 2));
    };
    std::string first = branch(merge.first);
    trees.push_back(fmt::format("({},{})", first, branch(merge.second)));
    heights.push_back(merge.height);
  }
  return trees.back() + ";\n";
}

}  // namespace lexicnn
