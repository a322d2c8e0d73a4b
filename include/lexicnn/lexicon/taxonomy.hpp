/// A taxonomy of concepts: WordNet's nouns, or any directed acyclic graph of "is a kind of".
#pragma once

#include <cstdint>
#include <filesystem>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "lexicnn/core/export.hpp"

namespace lexicnn {

/// A concept: its id (WordNet's wnid, as "n02084071") and its words, the commonest first.
struct Synset {
  std::string id;
  std::vector<std::string> lemmas;
};

/// Child and parent by id.
using Hypernym = std::pair<std::string, std::string>;

/// Synsets and their hypernyms. A synset may have several parents, and there may be several roots.
/// Synsets are known by their place, 0 to size() - 1, in ascending order of id.
class LEXICNN_API Taxonomy {
 public:
  using Place = std::uint32_t;

  Taxonomy() = default;

  /// Throws Error(invalid_input) that names the synset where an id is empty or comes twice, a
  /// hypernym names an unknown one, or synsets are above themselves. A link that comes twice counts
  /// once.
  Taxonomy(std::vector<Synset> synsets, const std::vector<Hypernym>& hypernyms);

  [[nodiscard]] Place size() const noexcept { return static_cast<Place>(synsets_.size()); }
  [[nodiscard]] const Synset& synset(Place place) const { return synsets_.at(place); }

  /// The first lemma, or the id where there is none.
  [[nodiscard]] const std::string& name(Place place) const;

  [[nodiscard]] std::optional<Place> find(std::string_view id) const noexcept;

  /// Throws Error(invalid_input) naming the id.
  [[nodiscard]] Place place_of(std::string_view id) const;

  /// All synsets with that word, case folded, ascending.
  [[nodiscard]] std::vector<Place> find_lemma(std::string_view lemma) const;

  [[nodiscard]] std::span<const Place> parents(Place place) const { return parents_.at(place); }
  [[nodiscard]] std::span<const Place> children(Place place) const { return children_.at(place); }

  /// Links to a root along the shortest and along the longest way.
  [[nodiscard]] std::uint32_t min_depth(Place place) const { return min_depth_.at(place); }
  [[nodiscard]] std::uint32_t max_depth(Place place) const { return max_depth_.at(place); }

  /// A synset at or above another, and the fewest links up to it.
  struct Ancestor {
    Place place = 0;
    std::uint32_t links = 0;
  };

  /// The synset itself and all above it, in ascending order of place.
  [[nodiscard]] std::vector<Ancestor> ancestors(Place place) const;

 private:
  void link(const std::vector<Hypernym>& hypernyms);
  void measure_depths();

  std::vector<Synset> synsets_;
  std::vector<std::vector<Place>> parents_;
  std::vector<std::vector<Place>> children_;
  std::vector<std::uint32_t> min_depth_;
  std::vector<std::uint32_t> max_depth_;
};

/// Reads a folder: either `hypernyms.tsv` (columns child, parent) and `synsets.tsv` (columns wnid,
/// lemmas: split by commas), or WordNet's `data.noun` (wndb(5WN); hypernyms and instance hypernyms
/// both count). Throws Error(file_missing), Error(invalid_file) naming file and line, and what
/// Taxonomy refuses as Error(invalid_file).
LEXICNN_API Taxonomy read_taxonomy(const std::filesystem::path& folder);

}  // namespace lexicnn
