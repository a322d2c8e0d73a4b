// Signatures, held against a slow one written from the definitions.
#include "lexicnn/lexicon/signature.hpp"

#include <algorithm>
#include <cmath>
#include <gtest/gtest.h>
#include <numeric>
#include <set>

#include "lexicnn/core/error.hpp"
#include "lexicnn/core/memory_source.hpp"
#include "lexicnn/core/random.hpp"
#include "lexicnn/score/score.hpp"
#include "lexicnn/select/select.hpp"

namespace lexicnn {
namespace {

using Rows = std::vector<std::uint64_t>;

/// Images of `classes` classes with many zeros and ties; feature f is larger in class f mod classes
/// and, from the second half of the features on, smaller in it.
struct Sample {
  Sample(std::uint64_t classes, std::uint64_t each, std::uint64_t feature_count, std::uint64_t seed)
      : columns(feature_count) {
    RandomStream random(seed, 0);
    for (std::uint64_t c = 0; c < classes; ++c)
      labels.names.push_back("c" + std::to_string(c));
    for (std::uint64_t i = 0; i < classes * each; ++i) {
      const std::uint64_t c = i % classes;
      labels.codes.push_back(static_cast<std::int32_t>(c));
      for (std::uint64_t f = 0; f < columns; ++f) {
        double value = random.below(8);
        if (f % classes == c) value += f < columns / 2 ? 5 : -5;
        if (f % 3 == 0 && f % classes == (c + 1) % classes) value += 3;
        values.push_back(static_cast<float>(std::max(value, 0.0)));
      }
    }
    for (std::uint64_t f = 0; f < columns; ++f)
      features.index.push_back("a:" + std::to_string(f));
    features.set("layer", std::vector<std::string>(columns, "a"));
  }

  [[nodiscard]] MemorySource source() const {
    return MemorySource(row_major(values.data(), labels.codes.size(), columns));
  }
  [[nodiscard]] double value(std::uint64_t row, std::uint64_t f) const {
    return values[row * columns + f];
  }
  std::vector<Signature> find(const SignatureOptions& options = {}, const Rows& wanted = {},
                              unsigned threads = 1) const {
    Context context;
    context.threads = threads;
    return signatures(source(), labels, features, stratified_halves(labels, 1), wanted, options,
                      context);
  }

  std::uint64_t columns;
  std::vector<float> values;
  ClassLabels labels;
  Table features;
};

/// Shares, cover and votes by loops over images.
class Slow {
 public:
  Slow(const Sample& sample, const TrainTest& rows, std::uint64_t c,
       const SignatureOptions& options)
      : sample_(sample), rows_(rows), c_(c), options_(options) {
    Sample train(0, 0, 0, 0);
    train.columns = sample.columns;
    train.labels.names = sample.labels.names;
    train.features = sample.features;
    for (const std::uint64_t row : rows.train) {
      train.labels.codes.push_back(sample.labels.codes[row]);
      for (std::uint64_t f = 0; f < sample.columns; ++f)
        train.values.push_back(static_cast<float>(sample.value(row, f)));
    }
    ScoreOptions no_null;
    no_null.nulls = 0;
    scores_ = score(train.source(), train.labels, train.features, no_null);
    const Selection selection = select(scores_, {.rule = SelectRule::fdr, .fdr = 0.05});
    for (std::uint64_t f = 0; f < sample.columns; ++f) {
      if (selection.selected(c, f) != 0) candidates_.push_back(f);
    }
    std::stable_sort(candidates_.begin(), candidates_.end(), [&](std::uint64_t a, std::uint64_t b) {
      return std::abs(scores_.signed_ks(c, a)) > std::abs(scores_.signed_ks(c, b));
    });
    if (options.candidates != 0 && candidates_.size() > options.candidates)
      candidates_.resize(options.candidates);
  }

  [[nodiscard]] bool holds(std::uint64_t row, std::uint64_t f) const {
    const bool above = sample_.value(row, f) > scores_.location(c_, f);
    return scores_.signed_ks(c_, f) > 0 ? above : !above;
  }

  [[nodiscard]] bool tells(std::uint64_t f, std::uint64_t other) const {
    std::uint64_t held[2] = {0, 0};
    std::uint64_t all[2] = {0, 0};
    for (const std::uint64_t row : rows_.train) {
      const auto code = static_cast<std::uint64_t>(sample_.labels.codes[row]);
      if (code != c_ && code != other) continue;
      ++all[code == c_ ? 0 : 1];
      held[code == c_ ? 0 : 1] += holds(row, f) ? 1U : 0U;
    }
    return static_cast<double>(held[0]) / static_cast<double>(all[0]) -
               static_cast<double>(held[1]) / static_cast<double>(all[1]) >
           options_.gap - 1e-9;
  }

  /// How often the class is told from the other by these.
  [[nodiscard]] std::uint64_t told(const Rows& by, std::uint64_t other) const {
    return static_cast<std::uint64_t>(
        std::count_if(by.begin(), by.end(), [&](std::uint64_t f) { return tells(f, other); }));
  }

  /// Whether these do all that the candidates can.
  [[nodiscard]] bool enough(const Rows& by) const {
    for (std::uint64_t other = 0; other < sample_.labels.names.size(); ++other) {
      if (other == c_) continue;
      if (told(by, other) < std::min(options_.times, told(candidates_, other))) return false;
    }
    return true;
  }

  /// The greedy set, strongest first.
  [[nodiscard]] Rows greedy() const {
    Rows out;
    while (!enough(out)) {
      std::uint64_t best = 0;
      std::uint64_t most = 0;
      for (const std::uint64_t f : candidates_) {
        if (std::count(out.begin(), out.end(), f) != 0) continue;
        std::uint64_t gain = 0;
        for (std::uint64_t other = 0; other < sample_.labels.names.size(); ++other) {
          if (other == c_ || !tells(f, other)) continue;
          gain += told(out, other) < std::min(options_.times, told(candidates_, other)) ? 1U : 0U;
        }
        if (gain > most) {
          most = gain;
          best = f;
        }
      }
      out.push_back(best);
    }
    const auto place = [&](std::uint64_t f) {
      return std::find(candidates_.begin(), candidates_.end(), f) - candidates_.begin();
    };
    std::sort(out.begin(), out.end(),
              [&](std::uint64_t a, std::uint64_t b) { return place(a) < place(b); });
    for (std::size_t i = out.size(); i-- > 0;) {
      Rows without = out;
      without.erase(without.begin() + static_cast<std::ptrdiff_t>(i));
      if (enough(without)) out.swap(without);
    }
    return out;
  }

  /// The size of the smallest set that is enough, by trying all.
  [[nodiscard]] std::uint64_t smallest() const {
    std::uint64_t best = candidates_.size();
    for (std::uint64_t bits = 0; bits < std::uint64_t{1} << candidates_.size(); ++bits) {
      Rows set;
      for (std::size_t i = 0; i < candidates_.size(); ++i) {
        if ((bits >> i & 1U) != 0) set.push_back(candidates_[i]);
      }
      if (set.size() < best && enough(set)) best = set.size();
    }
    return best;
  }

  /// Share of `rows` of the class (or of the others) for which enough of the statements hold.
  [[nodiscard]] double share(const Rows& rows, const Rows& by, std::uint64_t needed,
                             bool of_class) const {
    std::uint64_t held = 0;
    std::uint64_t all = 0;
    for (const std::uint64_t row : rows) {
      if ((sample_.labels.codes[row] == static_cast<std::int32_t>(c_)) != of_class) continue;
      ++all;
      const auto votes = static_cast<std::uint64_t>(
          std::count_if(by.begin(), by.end(), [&](std::uint64_t f) { return holds(row, f); }));
      held += votes >= needed ? 1U : 0U;
    }
    return static_cast<double>(held) / static_cast<double>(all);
  }

  [[nodiscard]] const Rows& candidates() const { return candidates_; }

 private:
  const Sample& sample_;
  const TrainTest& rows_;
  std::uint64_t c_;
  SignatureOptions options_;
  Scores scores_;
  Rows candidates_;
};

Rows features_of(const Signature& signature) {
  Rows out;
  for (const SignatureStatement& statement : signature.statements)
    out.push_back(statement.feature);
  return out;
}

template <typename Function>
std::string message_of(ErrorKind kind, Function function) {
  try {
    function();
  } catch (const Error& error) {
    EXPECT_EQ(error.kind(), kind);
    return error.what();
  }
  ADD_FAILURE() << "no error";
  return {};
}

TEST(Signature, IsTheSlowOne) {
  const Sample sample(5, 30, 20, 3);
  const TrainTest rows = stratified_halves(sample.labels, 1);
  for (const SignatureOptions& options :
       {SignatureOptions{}, SignatureOptions{.gap = 0.5, .times = 3},
        SignatureOptions{.gap = 0.4, .times = 1, .candidates = 5}, SignatureOptions{.gap = 1}}) {
    const std::vector<Signature> all = sample.find(options);
    ASSERT_EQ(all.size(), 5U);
    for (std::uint64_t c = 0; c < 5; ++c) {
      const Slow slow(sample, rows, c, options);
      const Rows expected = slow.greedy();
      ASSERT_EQ(features_of(all[c]), expected);
      EXPECT_EQ(all[c].needed, (expected.size() + 1) / 2);
      EXPECT_EQ(all[c].train_images, 15U);
      EXPECT_EQ(all[c].test_rest, 60U);
      if (expected.empty()) continue;
      const double recall = slow.share(rows.test, expected, all[c].needed, true);
      const double taken = slow.share(rows.test, expected, all[c].needed, false);
      EXPECT_DOUBLE_EQ(all[c].recall, recall);
      EXPECT_DOUBLE_EQ(all[c].specificity, 1 - taken);
      EXPECT_DOUBLE_EQ(all[c].balanced_accuracy, (recall + 1 - taken) / 2);
      EXPECT_DOUBLE_EQ(all[c].train_balanced_accuracy,
                       (slow.share(rows.train, expected, all[c].needed, true) + 1 -
                        slow.share(rows.train, expected, all[c].needed, false)) /
                           2);
      for (const SignatureStatement& statement : all[c].statements) {
        const Rows one{statement.feature};
        EXPECT_DOUBLE_EQ(statement.class_share, slow.share(rows.train, one, 1, true));
        EXPECT_DOUBLE_EQ(statement.rest_share, slow.share(rows.train, one, 1, false));
        EXPECT_DOUBLE_EQ(statement.test_class_share, slow.share(rows.test, one, 1, true));
        EXPECT_DOUBLE_EQ(statement.test_rest_share, slow.share(rows.test, one, 1, false));
        std::uint64_t told = 0;
        for (std::uint64_t other = 0; other < 5; ++other)
          told += other != c && slow.tells(statement.feature, other) ? 1U : 0U;
        EXPECT_EQ(statement.told, told);
      }
      for (std::uint64_t other = 0; other < 5; ++other) {
        if (other == c) continue;
        const auto& names = all[c].not_told;
        EXPECT_EQ(std::count(names.begin(), names.end(), sample.labels.names[other]) != 0,
                  slow.told(slow.candidates(), other) < options.times);
      }
    }
  }
}

TEST(Signature, KeepsTheBoundOfGreedyCover) {
  constexpr std::uint64_t kFeatures = 12;
  std::uint64_t not_trivial = 0;
  for (std::uint64_t seed = 0; seed < 20; ++seed) {
    // Each feature is large in class 0 and in some other classes, which it does not tell.
    Sample sample(7, 16, kFeatures, seed);
    RandomStream random(seed, 1);
    for (std::uint64_t f = 0; f < kFeatures; ++f) {
      std::uint64_t large = 1;
      for (std::uint64_t c = 1; c < 7; ++c)
        large |= std::uint64_t{random.below(2)} << c;
      for (std::size_t row = 0; row < sample.labels.codes.size(); ++row)
        sample.values[row * kFeatures + f] =
            (large >> static_cast<unsigned>(sample.labels.codes[row]) & 1U) != 0 ? 1.0F : 0.0F;
    }
    const SignatureOptions options{.gap = 0.8, .times = 2, .candidates = 0};
    const TrainTest rows = stratified_halves(sample.labels, 1);
    const Slow slow(sample, rows, 0, options);
    const std::uint64_t smallest = slow.smallest();
    const std::uint64_t found = sample.find(options, {0}).front().statements.size();
    double bound = 0;
    for (int i = 1; i <= 6; ++i)
      bound += 1.0 / i;
    EXPECT_GE(found, smallest);
    EXPECT_LE(static_cast<double>(found), bound * static_cast<double>(smallest) + 1e-9);
    not_trivial += smallest > options.times ? 1U : 0U;
  }
  EXPECT_GT(not_trivial, 3U);
}

TEST(Signature, ConfusedClassesAddUpToTheFalseAlarms) {
  const Sample sample(5, 30, 20, 3);
  bool any = false;
  for (const Signature& each : sample.find({.gap = 0.4, .times = 1})) {
    std::uint64_t taken = 0;
    double last = 1;
    for (const Confusion& other : each.confused) {
      EXPECT_NE(other.name, each.name);
      const double share = static_cast<double>(other.taken) / static_cast<double>(other.images);
      EXPECT_LE(share, last);
      last = share;
      taken += other.taken;
      any = true;
    }
    EXPECT_DOUBLE_EQ(1 - static_cast<double>(taken) / 60, each.specificity);
  }
  EXPECT_TRUE(any);
}

TEST(Signature, TheSameForAnyThreadsAndAlone) {
  const Sample sample(5, 30, 40, 8);
  const std::string one = to_json(sample.find());
  EXPECT_EQ(to_json(sample.find({}, {}, 3)), one);
  const std::vector<Signature> all = sample.find();
  const std::vector<Signature> two = sample.find({}, {3, 1});
  ASSERT_EQ(two.size(), 2U);
  EXPECT_EQ(to_json(two[0]), to_json(all[3]));
  EXPECT_EQ(to_json(two[1]), to_json(all[1]));
}

TEST(Signature, NothingOfTheTestImagesIsFittedOn) {
  Sample sample(5, 30, 20, 3);
  const TrainTest rows = stratified_halves(sample.labels, 1);
  const std::vector<Signature> before = sample.find();
  for (const std::uint64_t row : rows.test) {
    for (std::uint64_t f = 0; f < sample.columns; ++f)
      sample.values[row * sample.columns + f] = 0;
  }
  const std::vector<Signature> after = sample.find();
  for (std::size_t c = 0; c < before.size(); ++c) {
    EXPECT_EQ(features_of(after[c]), features_of(before[c]));
    EXPECT_EQ(after[c].train_balanced_accuracy, before[c].train_balanced_accuracy);
    EXPECT_NE(after[c].balanced_accuracy, before[c].balanced_accuracy);
  }
}

TEST(Signature, AClassWithOneImageHasNone) {
  Sample sample(3, 30, 12, 4);
  for (std::size_t row = 0; row < sample.labels.codes.size(); ++row) {
    if (sample.labels.codes[row] == 2 && row != 2) sample.labels.codes[row] = 0;
  }
  const Signature one = sample.find({}, {2}).front();
  EXPECT_EQ(one.train_images, 1U);
  EXPECT_EQ(one.test_images, 0U);
  EXPECT_TRUE(one.statements.empty()) << "one image does not stand out";
  EXPECT_TRUE(std::isnan(one.balanced_accuracy));
  EXPECT_NE(to_text(one).find("no signature\n"), std::string::npos);
  EXPECT_NE(to_text(std::vector<Signature>{one}).find("no class is tested"), std::string::npos);
}

TEST(Signature, NoSelectedStatement) {
  Sample sample(3, 30, 12, 4);
  std::fill(sample.values.begin(), sample.values.end(), 1.0F);
  const std::vector<Signature> all = sample.find();
  for (const Signature& each : all) {
    EXPECT_TRUE(each.statements.empty());
    EXPECT_EQ(each.needed, 0U);
    EXPECT_EQ(each.not_told.size(), 2U);
    EXPECT_TRUE(std::isnan(each.recall));
    EXPECT_TRUE(each.confused.empty());
  }
  EXPECT_NE(to_json(all).find("\"balanced_accuracy\": null"), std::string::npos);
}

TEST(Signature, TiesTakeTheEarlierFeature) {
  Sample sample(3, 30, 12, 4);
  for (std::size_t row = 0; row < sample.labels.codes.size(); ++row) {
    for (const std::uint64_t f : {4U, 7U, 9U})
      sample.values[row * 12 + f] = sample.labels.codes[row] == 1 ? 9.0F : 1.0F;
  }
  EXPECT_EQ(features_of(sample.find({.times = 1}, {1}).front()), (Rows{4}));
  EXPECT_EQ(features_of(sample.find({.times = 2}, {1}).front()), (Rows{4, 7}));
}

TEST(Signature, ByAbsenceTheCutIsHeldFromBelow) {
  Sample sample(2, 40, 1, 4);
  for (std::size_t row = 0; row < sample.labels.codes.size(); ++row)
    sample.values[row] = sample.labels.codes[row] == 0 ? 2.0F : 3.0F;
  const std::vector<Signature> all = sample.find();
  EXPECT_EQ(all[0].statements.at(0).signed_ks, -1);
  EXPECT_EQ(all[0].statements[0].class_share, 1);
  EXPECT_EQ(all[0].statements[0].rest_share, 0);
  EXPECT_EQ(all[0].balanced_accuracy, 1);
  EXPECT_NE(to_text(all[0]).find("at most 2 "), std::string::npos) << to_text(all[0]);
  EXPECT_NE(to_text(all[1]).find("above 2 "), std::string::npos);
}

TEST(Signature, ImagesWithoutAClassAreInNeitherPart) {
  Sample sample(3, 30, 12, 4);
  sample.labels.codes[0] = -1;
  const TrainTest rows = stratified_halves(sample.labels, 1);
  EXPECT_EQ(rows.train.size() + rows.test.size(), 89U);
  EXPECT_EQ(sample.find().front().train_images, 15U);
  EXPECT_EQ(sample.find().front().test_images, 14U);
}

TEST(StratifiedHalves, HalfOfEachClassRoundedUp) {
  ClassLabels labels{{"a", "b", "c"}, {0, 0, 0, 0, 0, 1, 2, 2, -1}};
  std::set<Rows> seen;
  for (std::uint64_t seed = 0; seed < 40; ++seed) {
    const TrainTest rows = stratified_halves(labels, seed);
    seen.insert(rows.train);
    EXPECT_EQ(rows.train.size(), 5U);
    EXPECT_EQ(rows.test.size(), 3U);
    EXPECT_TRUE(std::is_sorted(rows.train.begin(), rows.train.end()));
    const auto in_train = [&](std::int32_t code) {
      return std::count_if(rows.train.begin(), rows.train.end(),
                           [&](std::uint64_t row) { return labels.codes[row] == code; });
    };
    EXPECT_EQ(in_train(0), 3);
    EXPECT_EQ(in_train(1), 1);
    EXPECT_EQ(in_train(2), 1);
  }
  EXPECT_GT(seen.size(), 10U);
}

TEST(SignatureErrors, AreNamed) {
  const Sample sample(3, 10, 4, 4);
  const auto find = [&](const TrainTest& rows, const Rows& wanted = {}) {
    return signatures(sample.source(), sample.labels, sample.features, rows, wanted);
  };
  EXPECT_EQ(message_of(ErrorKind::invalid_input,
                       [&] {
                         find({{0, 1}, {2}});
                       }),
            "class 'c2' has no image to fit its signature on");
  EXPECT_EQ(message_of(ErrorKind::invalid_input,
                       [&] {
                         find({{0, 1, 2}, {2}});
                       }),
            "row 2 of 30 is given twice to fit and test on");
  EXPECT_EQ(message_of(ErrorKind::invalid_input,
                       [&] {
                         find({{0, 1, 30}, {2}});
                       }),
            "row 30 of 30 is asked for to fit and test on");
  EXPECT_EQ(message_of(ErrorKind::invalid_input,
                       [&] {
                         find({{0, 1, 2}, {}}, {3});
                       }),
            "class 3 of 3 is asked for");
  EXPECT_EQ(message_of(ErrorKind::invalid_option, [&] { sample.find({.gap = 0}); }),
            "gap = 0: it must be above 0 and at most 1");
  EXPECT_EQ(message_of(ErrorKind::invalid_option, [&] { sample.find({.times = 0}); }),
            "times = 0: a class must be told at least once");
  Sample bad = sample;
  bad.labels.codes.pop_back();
  EXPECT_NE(message_of(ErrorKind::invalid_input,
                       [&] {
                         signatures(sample.source(), bad.labels, bad.features,
                                    stratified_halves(bad.labels, 1));
                       })
                .find("with 29 labels"),
            std::string::npos);
  bad = sample;
  bad.values[stratified_halves(bad.labels, 1).train[2] * 4 + 1] = NAN;
  message_of(ErrorKind::not_finite, [&] { bad.find(); });
}

}  // namespace
}  // namespace lexicnn
