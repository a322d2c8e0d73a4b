/// Which pairs a report lists, and how it stays within its size.
#include <algorithm>
#include <cmath>
#include <gtest/gtest.h>
#include <map>
#include <set>
#include <tuple>

#include "lexicnn/core/error.hpp"
#include "lexicnn/report/report.hpp"

#include "report/sample.hpp"
#include "report/view_model.hpp"
#include "support/temp_dir.hpp"

namespace lexicnn {
namespace {

using nlohmann::json;

test::SampleShape shape_of(std::size_t classes, std::uint64_t channels) {
  test::SampleShape out;
  for (std::size_t c = 0; c < classes; ++c)
    out.classes.push_back("class " + std::to_string(c));
  out.images = 4;
  out.channels = channels;
  out.nulls = 0;
  out.threshold = 0.1;
  return out;
}

using Pair = std::pair<std::uint64_t, std::uint64_t>;  // class, feature of the scores

/// The rule, plainly: of each class, layer and side the strongest `each`, and the first `top` of
/// each class and side.
std::set<Pair> wanted_pairs(const test::Sample& sample, std::uint64_t channels, std::uint64_t each,
                            std::uint64_t top) {
  std::set<Pair> out;
  for (std::uint64_t c = 0; c < sample.scores.class_count(); ++c) {
    for (const int side : {1, -1}) {
      std::vector<std::uint64_t> features;
      for (std::uint64_t f = 0; f < sample.scores.feature_count(); ++f) {
        if (sample.selection.selected(c, f) == side) features.push_back(f);
      }
      std::stable_sort(features.begin(), features.end(), [&](std::uint64_t a, std::uint64_t b) {
        return std::fabs(sample.scores.signed_ks(c, a)) > std::fabs(sample.scores.signed_ks(c, b));
      });
      std::map<std::uint64_t, std::uint64_t> of_layer;
      for (std::size_t i = 0; i < features.size(); ++i) {
        if (of_layer[features[i] / channels]++ < each || i < top) out.emplace(c, features[i]);
      }
    }
  }
  return out;
}

void expect_pairs(const std::string& html, const test::Sample& sample, std::uint64_t channels) {
  const json limits = test::view_model(html).at("limits");
  const json names = test::block(html, "features").at("name");
  const json pairs = test::block(html, "pairs");
  const Scores& scores = sample.scores;
  std::set<Pair> found;
  std::tuple<std::uint64_t, double, std::uint64_t> last{0, -2, 0};
  for (std::size_t i = 0; i < pairs.at("class").size(); ++i) {
    const auto c = pairs.at("class")[i].get<std::uint64_t>();
    const json name = names[pairs.at("feature")[i].get<std::size_t>()];
    const auto at = std::find(scores.features.index.begin(), scores.features.index.end(), name);
    const auto f = static_cast<std::uint64_t>(at - scores.features.index.begin());
    found.emplace(c, f);
    const std::tuple next{c, -std::fabs(scores.signed_ks(c, f)), f};
    EXPECT_LT(last, next) << "pair " << i << " is out of order";
    last = next;
    EXPECT_NEAR(pairs.at("signed_ks")[i], scores.signed_ks(c, f), 1e-6);
    EXPECT_NEAR(pairs.at("auc")[i], scores.auc(c, f), 1e-6);
    EXPECT_NEAR(pairs.at("location")[i], scores.location(c, f), 1e-5);
    EXPECT_NEAR(pairs.at("inner_share")[i], scores.inner_share(c, f), 1e-6);
    EXPECT_NEAR(pairs.at("outer_share")[i], scores.outer_share(c, f), 1e-6);
    EXPECT_NEAR(pairs.at("noise_threshold")[i], sample.selection.threshold(c, f), 1e-6);
    EXPECT_NEAR(pairs.at("log10_p")[i], scores.log10_p(c, f), 1e-4);
  }
  EXPECT_EQ(found, wanted_pairs(sample, channels, limits.at("pairs_each"), 8));
  EXPECT_EQ(limits.at("pairs_kept"), found.size());
  EXPECT_EQ(limits.at("pairs_total"), sample.selection.count());
}

TEST(ReportPairs, AreTheStrongestOfEachClassLayerAndSide) {
  const test::Sample sample = test::make_sample(shape_of(4, 200));
  const std::string html = report(sample.input()).html;
  expect_pairs(html, sample, 200);
  const json limits = test::view_model(html).at("limits");
  EXPECT_EQ(limits.at("pairs_each"), 50);
  EXPECT_LT(limits.at("pairs_kept"), limits.at("pairs_total"));
}

TEST(ReportPairs, AreFewerWhereTheFileIsToBeSmall) {
  const test::Sample sample = test::make_sample(shape_of(120, 200));
  ReportInput input = sample.input();
  input.activations = nullptr;
  ReportOptions options;
  options.max_size = {1'500'000};
  const std::string html = report(input, options).html;
  EXPECT_LE(html.size(), options.max_size.bytes);
  expect_pairs(html, sample, 200);
  const json model = test::view_model(html);
  EXPECT_LT(model.at("limits").at("pairs_each"), 50);
  const auto notice = model.at("notices").at(0).get<std::string>();
  EXPECT_NE(notice.find("1.5 MB"), std::string::npos) << notice;
}

TEST(ReportPairs, WhatMustBeToldAndDoesNotFitIsAnError) {
  const test::Sample sample = test::make_sample(shape_of(150, 100));
  ReportInput input = sample.input();
  input.activations = nullptr;
  ReportOptions options;
  options.top = 100;
  options.max_size = {1'000'000};
  try {
    report(input, options);
    FAIL() << "no error";
  } catch (const Error& error) {
    EXPECT_EQ(error.kind(), ErrorKind::invalid_option);
    EXPECT_NE(std::string_view(error.what()).find("raise it or lower top"), std::string::npos)
        << error.what();
  }
}

TEST(ReportSize, IsNeverExceededAndFilledInOrder) {
  const test::TempDir folder;
  test::SampleShape shape = shape_of(12, 70);
  shape.images = 24;
  test::Sample sample = test::make_sample(shape);
  write_images(sample, folder.path());
  std::uint64_t details = 0;
  std::uint64_t images = 0;
  std::uint64_t last = 0;
  for (const std::uint64_t bytes : {1'000'000U, 1'300'000U, 8'000'000U}) {
    ReportOptions options;
    options.max_size = {bytes};
    const ReportResult result = report(sample.input(), options);
    EXPECT_LE(result.html.size(), bytes);
    EXPECT_GE(result.html.size(), last);
    last = result.html.size();
    const json model = test::view_model(result.html);
    const auto kept = model.at("limits").at("details_kept").get<std::uint64_t>();
    EXPECT_GE(kept, details);
    EXPECT_GE(result.images_shown, images);
    details = kept;
    images = result.images_shown;
    const bool cut = kept < model.at("limits").at("details_wanted") ||
                     result.images_shown < model.at("images").at("wanted") ||
                     model.at("limits").at("pairs_each") < 50;
    EXPECT_EQ(model.at("notices").empty(), !cut) << "what was cut is to be told";
    EXPECT_EQ(cut, bytes < 8'000'000);
  }
  EXPECT_EQ(details,
            test::view_model(report(sample.input()).html).at("limits").at("details_wanted"));
}

TEST(ReportSize, BlocksAreListedWithTheirLengths) {
  const test::TempDir folder;
  test::Sample sample = test::make_sample(shape_of(3, 16));
  write_images(sample, folder.path());
  const std::string html = report(sample.input()).html;
  const json blocks = test::view_model(html).at("blocks");
  for (const char* name :
       {"features", "pairs", "matrix", "likeness", "statements/0", "detail/0", "images/0"})
    EXPECT_TRUE(blocks.contains(name)) << name;
  // block() checks the length.
  for (const auto& [name, entry] : blocks.items())
    EXPECT_FALSE(test::block(html, name).empty()) << name;
}

TEST(ReportSize, NoBlockHoldsWhatIsNoNumberAndAllIsTheSameForAnyThreads) {
  const test::TempDir folder;
  test::SampleShape shape = shape_of(3, 16);
  shape.panel = true;
  test::Sample sample = test::make_sample(shape);
  write_images(sample, folder.path());
  Context one;
  one.threads = 1;
  Context three;
  three.threads = 3;
  const std::string html = report(sample.input(), {}, one).html;
  EXPECT_EQ(html, report(sample.input(), {}, three).html);
  const json blocks = test::view_model(html).at("blocks");
  for (const auto& [name, entry] : blocks.items()) {
    const std::string text = test::block_text(html, name);
    if (name.starts_with("images/")) continue;
    for (const char* wrong : {"nan", "NaN", "inf", "Infinity"})
      EXPECT_EQ(text.find(wrong), std::string::npos) << name;
  }
}

}  // namespace
}  // namespace lexicnn
