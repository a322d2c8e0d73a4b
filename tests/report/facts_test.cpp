#include <gtest/gtest.h>

#include "lexicnn/report/report.hpp"

#include "report/sample.hpp"
#include "report/view_model.hpp"

namespace lexicnn {
namespace {

using nlohmann::json;

test::Sample small_sample() {
  test::SampleShape shape;
  shape.classes = {"cat", "dog", "owl"};
  return test::make_sample(shape);
}

std::string fact(const json& model, std::string_view name) {
  for (const json& entry : model.at("facts")) {
    if (entry.at("name") == name) return entry.at("text");
  }
  return "no such fact";
}

const json& finding(const json& model, std::string_view id) {
  for (const json& entry : model.at("findings")) {
    if (entry.at("id") == id) return entry;
  }
  throw std::runtime_error("no finding " + std::string(id));
}

TEST(ReportFacts, ComeFromTheFilesAndTheNumbers) {
  const json model = test::view_model(report(small_sample().input()).html);
  EXPECT_EQ(fact(model, "Model"), "model.onnx");
  EXPECT_EQ(fact(model, "SHA-256"), std::string(64, 'a'));
  EXPECT_EQ(fact(model, "Precision"), "f32");
  EXPECT_EQ(fact(model, "Features"), "48 in 3 layers");
  EXPECT_EQ(fact(model, "Images"), "36");
  EXPECT_EQ(fact(model, "Images a class"), "12");
  EXPECT_EQ(fact(model, "Bad files"), "1");
  EXPECT_EQ(fact(model, "Null"), "20 random relabellings with the classes' sizes, seed 1");
  EXPECT_NE(fact(model, "Threshold").find("0.99 quantile"), std::string::npos);
}

TEST(ReportFacts, SayWhoseNullTheThresholdIsOf) {
  test::Sample sample = small_sample();
  const auto threshold = [&] {
    return fact(test::view_model(report(sample.input()).html), "Threshold");
  };
  EXPECT_NE(threshold().find("null of the layer"), std::string::npos);
  sample.selection.options.null = NullOf::feature;
  EXPECT_NE(threshold().find("null of the feature"), std::string::npos);
}

TEST(ReportFacts, WhatNoFileSaysIsLeftOut) {
  const test::Sample sample = small_sample();
  const Dict nothing;
  const ReportInput input{sample.scores, sample.selection, sample.profile, nothing};
  const json model = test::view_model(report(input).html);
  EXPECT_EQ(fact(model, "Model"), "no such fact");
  EXPECT_EQ(fact(model, "Images"), "no such fact");
  EXPECT_EQ(fact(model, "Classes"), "3");
}

TEST(ReportFacts, OfTheNetworkAreInTheScoresToo) {
  const test::Sample sample = small_sample();
  Dict provenance;
  provenance.set("activations", sample.activations_provenance);
  const ReportInput input{sample.scores, sample.selection, sample.profile, provenance};
  const json model = test::view_model(report(input).html);
  EXPECT_EQ(fact(model, "Model"), "model.onnx");
  EXPECT_EQ(fact(model, "Precision"), "f32");
  EXPECT_NE(model.at("title").get<std::string>().find("model.onnx"), std::string::npos);
}

TEST(ReportFacts, WhereTheImagesLieIsNotTold) {
  test::Sample sample = small_sample();
  sample.activations_provenance.set("images_root", std::string("/home/someone/pictures"));
  sample.provenance.set("activations", sample.activations_provenance);
  EXPECT_EQ(report(sample.input()).html.find("/home/someone"), std::string::npos);
}

TEST(ReportFacts, ProvenanceIsKeptWithoutItsTables) {
  test::Sample sample = small_sample();
  sample.provenance.set("long", Array{{100}, std::vector<double>(100)});
  sample.provenance.set("short", Array{{2}, std::vector<std::int64_t>{1, 2}});
  sample.provenance.set("texts", std::vector<std::string>(100));
  sample.provenance.set("truth", true);
  const json model = test::view_model(report(sample.input()).html);
  const json& scores = model.at("provenance").at("scores");
  EXPECT_EQ(scores.at("kind"), "scores");
  EXPECT_EQ(scores.at("select").at("quantile"), 0.99);
  EXPECT_EQ(scores.at("long"), "100 numbers");
  EXPECT_EQ(scores.at("short"), (std::vector<int>{1, 2}));
  EXPECT_EQ(scores.at("texts"), "100 texts");
  EXPECT_EQ(scores.at("truth"), true);
  EXPECT_EQ(model.at("provenance").at("activations").at("ledger"), "table of 37 rows");
}

TEST(ReportFacts, LedgerListsBadAndRepeatedFiles) {
  const json model = test::view_model(report(small_sample().input()).html);
  const json& ledger = model.at("ledger");
  EXPECT_EQ(ledger.at("files"), 37);
  EXPECT_EQ(ledger.at("good"), 36);
  EXPECT_EQ(ledger.at("bad"), 1);
  EXPECT_EQ(ledger.at("repeated"), 1);
  EXPECT_EQ(ledger.at("reasons")[0], (json{{"reason", "the JPEG ends early"}, {"files", 1}}));
  EXPECT_EQ(ledger.at("bad_files")[0].at("class"), "cat");
  EXPECT_EQ(ledger.at("repeated_files")[0].at("same_as"), "c0/0.webp");
}

TEST(ReportFacts, ALongLedgerIsCappedAndCounted) {
  test::Sample sample = small_sample();
  Table ledger;
  std::vector<std::string> reasons;
  for (int i = 0; i < 2500; ++i) {
    ledger.index.push_back("file " + std::to_string(i));
    reasons.emplace_back(i % 5 == 0 ? "rare" : "common");
  }
  ledger.set("outcome", std::vector<std::string>(2500, "bad"));
  ledger.set("reason", reasons);
  sample.activations_provenance.set("ledger", ledger);
  const json model = test::view_model(report(sample.input()).html);
  EXPECT_EQ(model.at("ledger").at("bad"), 2500);
  EXPECT_EQ(model.at("ledger").at("bad_files").size(), 1000U);
  EXPECT_EQ(model.at("limits").at("ledger_rows"), 1000);
  EXPECT_EQ(model.at("ledger").at("reasons")[0], (json{{"reason", "common"}, {"files", 2000}}));
}

TEST(ReportFindings, CarryTheProfilesNumbers) {
  const test::Sample sample = small_sample();
  const json model = test::view_model(report(sample.input()).html);
  EXPECT_GE(model.at("findings").size(), 3U);
  EXPECT_LE(model.at("findings").size(), 5U);
  EXPECT_EQ(finding(model, "both-ways").at("value"), sample.profile.all.both_share);
  EXPECT_EQ(finding(model, "stands-out").at("value"), sample.profile.all.selected_share);
  const json& depth = finding(model, "depth");
  EXPECT_EQ(depth.at("value"),
            sample.profile.layers.back().mean_abs - sample.profile.layers.front().mean_abs);
  EXPECT_NE(depth.at("text").get<std::string>().find("grow more distinct"), std::string::npos);
}

TEST(ReportFindings, CompareALayerWithItsOwnNull) {
  test::Sample sample = small_sample();
  LayerProfile& peak = sample.profile.layers.back();
  peak.mean_abs = 0.7;
  peak.null_mean_abs = 0.111;
  sample.profile.all.null_mean_abs = 0.222;
  const json model = test::view_model(report(sample.input()).html);
  const auto text = finding(model, "depth").at("text").get<std::string>();
  EXPECT_NE(text.find("0.700 where random classes of the same sizes give 0.111."),
            std::string::npos)
      << text;
}

TEST(ReportFindings, NameTheStrongestStatementOfAll) {
  const test::Sample sample = small_sample();
  const std::string html = report(sample.input()).html;
  const json strongest = finding(test::view_model(html), "strongest");
  EXPECT_EQ(strongest.at("value"), sample.profile.all.max_presence);
  const json described = test::class_entry(html, strongest.at("class").get<std::size_t>());
  EXPECT_EQ(described.at("presence")[0].at("signed_ks"), sample.profile.all.max_presence);
}

TEST(ReportFindings, SayWhenDepthMakesNoDifference) {
  test::Sample sample = small_sample();
  for (LayerProfile& layer : sample.profile.layers)
    layer.mean_abs = 0.3;
  const json model = test::view_model(report(sample.input()).html);
  EXPECT_NE(finding(model, "depth").at("text").get<std::string>().find("about equally distinct"),
            std::string::npos);
  sample.profile.layers.back().mean_abs = 0.2;
  EXPECT_NE(finding(test::view_model(report(sample.input()).html), "depth")
                .at("text")
                .get<std::string>()
                .find("less distinct"),
            std::string::npos);
}

TEST(ReportFindings, OfASingleLayerSayNothingAboutDepth) {
  test::SampleShape shape;
  shape.classes = {"cat", "dog"};
  shape.layers = 1;
  const json model = test::view_model(report(test::make_sample(shape).input()).html);
  EXPECT_THROW(finding(model, "depth"), std::runtime_error);
}

}  // namespace
}  // namespace lexicnn
