#include "lexicnn/lexicon/taxonomy.hpp"

#include <algorithm>
#include <cctype>
#include <deque>
#include <fmt/format.h>

#include "lexicnn/core/error.hpp"
#include "lexicnn/core/suggest.hpp"

namespace lexicnn {
namespace {

using Place = Taxonomy::Place;

constexpr std::uint32_t kUnknown = 0xFFFFFFFFU;

[[noreturn]] void refuse_taxonomy(const std::string& message) {
  throw Error(ErrorKind::invalid_input, message);
}

void insert(std::vector<Place>& places, Place place) {
  const auto at = std::lower_bound(places.begin(), places.end(), place);
  if (at == places.end() || *at != place) places.insert(at, place);
}

bool same_letters(std::string_view a, std::string_view b) {
  return std::equal(a.begin(), a.end(), b.begin(), b.end(), [](unsigned char x, unsigned char y) {
    return std::tolower(x) == std::tolower(y);
  });
}

}  // namespace

Taxonomy::Taxonomy(std::vector<Synset> synsets, const std::vector<Hypernym>& hypernyms)
    : synsets_(std::move(synsets)) {
  std::sort(synsets_.begin(), synsets_.end(),
            [](const Synset& a, const Synset& b) { return a.id < b.id; });
  if (!synsets_.empty() && synsets_.front().id.empty())
    refuse_taxonomy("a synset of the taxonomy has no id");
  const auto twice =
      std::adjacent_find(synsets_.begin(), synsets_.end(),
                         [](const Synset& a, const Synset& b) { return a.id == b.id; });
  if (twice != synsets_.end())
    refuse_taxonomy(fmt::format("the synset '{}' comes twice", twice->id));
  link(hypernyms);
  measure_depths();
}

void Taxonomy::link(const std::vector<Hypernym>& hypernyms) {
  parents_.resize(size());
  children_.resize(size());
  for (const auto& [child, parent] : hypernyms) {
    const auto below = find(child);
    const auto above = find(parent);
    if (!below || !above) {
      refuse_taxonomy(fmt::format("the hypernym '{}' of '{}': there is no synset '{}'", parent,
                                  child, below ? parent : child));
    }
    insert(parents_[*below], *above);
    insert(children_[*above], *below);
  }
}

void Taxonomy::measure_depths() {
  // Kahn's order: a synset after all its parents. What is never reached is on a cycle, or below it.
  min_depth_.assign(size(), kUnknown);
  max_depth_.assign(size(), 0);
  std::vector<std::size_t> waiting(size());
  std::deque<Place> ready;
  for (Place place = 0; place < size(); ++place) {
    waiting[place] = parents_[place].size();
    if (waiting[place] != 0) continue;
    min_depth_[place] = 0;
    ready.push_back(place);
  }
  Place done = 0;
  for (; !ready.empty(); ++done) {
    const Place place = ready.front();
    ready.pop_front();
    for (const Place child : children_[place]) {
      min_depth_[child] = std::min(min_depth_[child], min_depth_[place] + 1);
      max_depth_[child] = std::max(max_depth_[child], max_depth_[place] + 1);
      if (--waiting[child] == 0) ready.push_back(child);
    }
  }
  if (done == size()) return;
  // Upwards from any of them, always to a parent that was not reached either: comes round.
  auto at = static_cast<Place>(
      std::find_if(waiting.begin(), waiting.end(), [](std::size_t n) { return n != 0; }) -
      waiting.begin());
  std::vector<Place> way;
  while (std::find(way.begin(), way.end(), at) == way.end()) {
    way.push_back(at);
    at = *std::find_if(parents_[at].begin(), parents_[at].end(),
                       [&waiting](Place parent) { return waiting[parent] != 0; });
  }
  const auto first = std::find(way.begin(), way.end(), at);
  std::string text;
  for (auto each = first; each != way.end(); ++each)
    text += fmt::format("'{}' below ", synsets_[*each].id);
  refuse_taxonomy(fmt::format("the taxonomy has a cycle: {}'{}'", text, synsets_[at].id));
}

const std::string& Taxonomy::name(Place place) const {
  const Synset& found = synset(place);
  return found.lemmas.empty() ? found.id : found.lemmas.front();
}

std::optional<Place> Taxonomy::find(std::string_view id) const noexcept {
  const auto at = std::lower_bound(
      synsets_.begin(), synsets_.end(), id,
      [](const Synset& synset, std::string_view text) { return synset.id < text; });
  if (at == synsets_.end() || at->id != id) return std::nullopt;
  return static_cast<Place>(at - synsets_.begin());
}

Place Taxonomy::place_of(std::string_view id) const {
  if (const auto place = find(id)) return *place;
  std::vector<std::string> ids;
  for (const Synset& each : synsets_)
    ids.push_back(each.id);
  refuse_taxonomy(
      fmt::format("there is no synset '{}' in the taxonomy{}", id, suggest(id, ids, 1)));
}

std::vector<Place> Taxonomy::find_lemma(std::string_view lemma) const {
  std::vector<Place> out;
  for (Place place = 0; place < size(); ++place) {
    const std::vector<std::string>& lemmas = synsets_[place].lemmas;
    if (std::any_of(lemmas.begin(), lemmas.end(),
                    [lemma](const std::string& each) { return same_letters(each, lemma); })) {
      out.push_back(place);
    }
  }
  return out;
}

std::vector<Taxonomy::Ancestor> Taxonomy::ancestors(Place place) const {
  // Breadth first: the first time a synset is met is by the fewest links.
  std::vector<Ancestor> out{{place, 0}};
  std::vector<bool> seen(size(), false);
  seen.at(place) = true;
  for (std::size_t next = 0; next < out.size(); ++next) {
    for (const Place parent : parents_[out[next].place]) {
      if (seen[parent]) continue;
      seen[parent] = true;
      out.push_back({parent, out[next].links + 1});
    }
  }
  std::sort(out.begin(), out.end(),
            [](const Ancestor& a, const Ancestor& b) { return a.place < b.place; });
  return out;
}

}  // namespace lexicnn
