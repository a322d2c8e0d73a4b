// Scores to ask, with names that need quotes, and by hand what a query should find.
#pragma once

#include <optional>
#include <random>
#include <string>
#include <vector>

#include "lexicnn/lexicon/query.hpp"

#include "support/small_scores.hpp"

namespace lexicnn::test {

/// Ten classes and a synset, two layers of block 5 and one of block 4; s in steps of 0.05, so that
/// there are ties.
struct Zoo {
  Scores scores;
  Selection selection;

  Zoo() {
    const std::vector<std::string> names{
        "dalmatian", "dog",     "grand piano",    "electric_guitar", "electric_piano", "a|b",
        "s",         "T-shirt", "say \"hi\" \\o", "рояль",           "animal"};
    std::vector<std::string> layers(8, "block4_conv1");
    layers.insert(layers.end(), 8, "block5_conv1");
    layers.insert(layers.end(), 8, "block5_conv2");
    std::mt19937 random(7);
    std::vector<double> s;
    for (std::size_t i = 0; i < names.size() * layers.size(); ++i)
      s.push_back((static_cast<double>(random() % 39) - 19) / 20);
    scores = small_scores(names, std::vector<std::int64_t>(names.size(), 9), layers, s);
    std::vector<std::string> kinds(names.size(), "class");
    kinds.back() = "synset";
    scores.classes.set("kind", kinds);
    std::vector<double> depth;
    std::vector<std::int64_t> channel;
    for (std::size_t f = 0; f < layers.size(); ++f) {
      depth.push_back(static_cast<double>(f / 8) / 2);
      channel.push_back(static_cast<std::int64_t>(f % 8));
    }
    scores.features.set("depth", depth);
    scores.features.set("channel", channel);
    scores.log10_p = Grid<double>(names.size(), layers.size());
    for (std::size_t i = 0; i < s.size(); ++i)
      scores.log10_p.values()[i] = -10 * s[i] * s[i];
    SelectOptions options;
    options.rule = SelectRule::threshold;
    options.threshold = 0.3;
    selection = select(scores, options);
  }

  /// Of one class by name.
  [[nodiscard]] double s(const std::string& name, std::uint64_t f) const {
    return scores.signed_ks(scores.find_class(name), f);
  }
  [[nodiscard]] int side(const std::string& name, std::uint64_t f) const {
    return selection.selected(scores.find_class(name), f);
  }
  [[nodiscard]] double log10_p(const std::string& name, std::uint64_t f) const {
    return scores.log10_p(scores.find_class(name), f);
  }
  [[nodiscard]] const std::string& layer(std::uint64_t f) const {
    return scores.features.get<std::vector<std::string>>("layer")[f];
  }
};

}  // namespace lexicnn::test
