/// The bytes are a query. What it denotes must not change when it is written in full.
#include <cmath>
#include <string>

#include "lexicnn/lexicon/query.hpp"

#include "fuzz/support.hpp"
#include "fuzz/target.hpp"
#include "support/small_scores.hpp"

namespace lexicnn::fuzz {
namespace {

struct Asked {
  Scores scores =
      test::small_scores({"dog", "dalmatian", "grand piano", "electric_guitar", "say \"hi\""},
                         {9, 9, 9, 9, 9}, {"block4", "block4", "block5", "block5"},
                         {0.9, 0.2, -0.5, -0.8, 0.7, 0,   0.1, -0.3, 0.4, 0.2,
                          0.1, 0,   -0.9, 0.5,  0.1, 0.6, 0,   1,    -1,  0.3});
  Selection selection;

  Asked() {
    scores.features.set("depth", std::vector<double>{0, 0, 1, 1});
    scores.features.set("channel", std::vector<std::int64_t>{0, 1, 0, 1});
    scores.log10_p = Grid<double>(5, 4, -3.0);
    SelectOptions options;
    options.rule = SelectRule::threshold;
    options.threshold = 0.25;
    selection = select(scores, options);
  }
};

bool same(const QueryResult& a, const QueryResult& b) {
  if (a.read_as != b.read_as || a.found != b.found || a.classes != b.classes) return false;
  for (std::size_t i = 0; i < a.matches.size(); ++i) {
    const QueryMatch& x = a.matches[i];
    const QueryMatch& y = b.matches[i];
    const bool both_none = std::isnan(x.strength) && std::isnan(y.strength);
    if (x.feature != y.feature || (!both_none && x.strength != y.strength)) return false;
  }
  return true;
}

void ask(const std::string& text) {
  static const Asked asked;
  const Query query(text);
  const std::string full = read_as(query);
  // A short query may be too long, or too deep, when it is written in full.
  const bool fits = full.size() <= Query::kLongest && text.size() < Query::kDeepest;
  if (fits && read_as(Query(full)) != full) found("a query in full that reads as another: " + full);
  const QueryResult result = query_features(asked.scores, asked.selection, query, 0);
  if (result.found > result.features || result.matches.size() != result.found)
    found("more features than there are");
  if (fits && !same(result, query_features(asked.scores, asked.selection, Query(full), 0)))
    found("a query in full that finds others: " + full);
  to_text(result);
  to_json(result);
}

}  // namespace
}  // namespace lexicnn::fuzz

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string text(reinterpret_cast<const char*>(data), size);
  lexicnn::fuzz::error_of([&] { lexicnn::fuzz::ask(text); });
  return 0;
}
