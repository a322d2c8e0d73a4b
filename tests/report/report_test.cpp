#include "lexicnn/report/report.hpp"

#include <algorithm>
#include <cmath>
#include <gtest/gtest.h>
#include <limits>

#include "lexicnn/core/error.hpp"

#include "report/sample.hpp"
#include "report/view_model.hpp"
#include "support/temp_dir.hpp"

namespace lexicnn {
namespace {

using nlohmann::json;

test::SampleShape small_shape() {
  test::SampleShape out;
  out.classes = {"cat", "dog", "owl"};
  return out;
}

void expect_error(ErrorKind kind, std::string_view part, const ReportInput& input,
                  const ReportOptions& options = {}) {
  try {
    report(input, options);
    FAIL() << "no error";
  } catch (const Error& error) {
    EXPECT_EQ(error.kind(), kind);
    EXPECT_NE(std::string_view(error.what()).find(part), std::string_view::npos) << error.what();
  }
}

TEST(Report, ViewModelNamesItsSchemaAndVersion) {
  const test::Sample sample = test::make_sample(small_shape());
  const json model = test::view_model(report(sample.input()).html);
  EXPECT_EQ(model.at("schema"), "lexicnn-report");
  EXPECT_EQ(model.at("version"), kViewModelVersion);
  EXPECT_EQ(model.at("title"), "\u2068model.onnx\u2069 on 3 classes");
}

TEST(Report, LayersEqualTheProfile) {
  const test::Sample sample = test::make_sample(small_shape());
  const json model = test::view_model(report(sample.input()).html);
  ASSERT_EQ(model.at("layers").size(), sample.profile.layers.size());
  for (std::size_t i = 0; i < sample.profile.layers.size(); ++i) {
    const LayerProfile& layer = sample.profile.layers[i];
    const json& shown = model.at("layers")[i];
    EXPECT_EQ(shown.at("name"), layer.name);
    EXPECT_EQ(shown.at("features"), layer.features);
    EXPECT_EQ(shown.at("presence_share"), layer.presence_share);
    EXPECT_EQ(shown.at("absence_share"), layer.absence_share);
    EXPECT_EQ(shown.at("mean_abs"), layer.mean_abs);
    EXPECT_EQ(shown.at("null_mean_abs"), layer.null_mean_abs);
    EXPECT_EQ(shown.at("operation"), "convolution");
    EXPECT_EQ(shown.at("threshold_low"), sample.selection.threshold(0, layer.index * 16));
  }
  EXPECT_EQ(model.at("all").at("both_share"), sample.profile.all.both_share);
}

TEST(Report, StatementsEqualTheScores) {
  const test::Sample sample = test::make_sample(small_shape());
  const Scores& scores = sample.scores;
  const json model = test::view_model(report(sample.input()).html);
  for (std::uint64_t c = 0; c < scores.class_count(); ++c) {
    const json& described = model.at("classes")[c];
    EXPECT_EQ(described.at("name"), scores.classes.index[c]);
    EXPECT_EQ(described.at("images"), 12);
    EXPECT_EQ(described.at("rest"), 24);
    for (const char* side : {"presence", "absence"}) {
      double last = 2;
      for (const json& statement : described.at(side)) {
        const json& feature = model.at("features")[statement.at("feature").get<std::size_t>()];
        const auto place = std::find(scores.features.index.begin(), scores.features.index.end(),
                                     feature.at("name").get<std::string>());
        const auto f = static_cast<std::uint64_t>(place - scores.features.index.begin());
        EXPECT_EQ(statement.at("signed_ks"), scores.signed_ks(c, f));
        EXPECT_EQ(statement.at("auc"), scores.auc(c, f));
        EXPECT_EQ(statement.at("location"), scores.location(c, f));
        EXPECT_EQ(statement.at("inner_share"), scores.inner_share(c, f));
        EXPECT_EQ(statement.at("outer_share"), scores.outer_share(c, f));
        EXPECT_EQ(statement.at("noise_threshold"), sample.selection.threshold(c, f));
        EXPECT_LE(std::fabs(scores.signed_ks(c, f)), last);
        last = std::fabs(scores.signed_ks(c, f));
      }
    }
  }
}

TEST(Report, SelectedFeaturesAreCountedByLayerAndBySide) {
  const test::Sample sample = test::make_sample(small_shape());
  const json model = test::view_model(report(sample.input()).html);
  for (std::uint64_t c = 0; c < 3; ++c) {
    std::vector<std::uint64_t> presence(3);
    for (std::uint64_t f = 0; f < 48; ++f) {
      presence[f / 16] += sample.selection.selected(c, f) > 0 ? 1U : 0U;
    }
    const json& described = model.at("classes")[c];
    EXPECT_EQ(described.at("layer_presence"), presence);
    EXPECT_EQ(described.at("selected_presence"), presence[0] + presence[1] + presence[2]);
  }
}

TEST(Report, FeaturesNameTheClassesTheySpeakForStrongestFirst) {
  const test::Sample sample = test::make_sample(small_shape());
  const json model = test::view_model(report(sample.input()).html);
  ASSERT_FALSE(model.at("features").empty());
  for (const json& feature : model.at("features")) {
    const auto& names = sample.scores.features.index;
    const auto f = static_cast<std::uint64_t>(
        std::find(names.begin(), names.end(), feature.at("name").get<std::string>()) -
        names.begin());
    std::uint64_t found = 0;
    double last = 2;
    for (const json& entry : feature.at("presence")) {
      const auto c = entry.at(0).get<std::uint64_t>();
      EXPECT_EQ(sample.selection.selected(c, f), 1);
      EXPECT_EQ(entry.at(1), sample.scores.signed_ks(c, f));
      EXPECT_LE(entry.at(1).get<double>(), last);
      last = entry.at(1).get<double>();
      ++found;
    }
    EXPECT_EQ(feature.at("presence_classes"), found);
    EXPECT_EQ(feature.at("mean"), sample.scores.features.get<std::vector<double>>("mean")[f]);
  }
}

TEST(Report, TopLimitsTheStatementsOfASide) {
  const test::Sample sample = test::make_sample(small_shape());
  ReportOptions options;
  options.top = 2;
  const json model = test::view_model(report(sample.input(), options).html);
  for (const json& described : model.at("classes")) {
    EXPECT_LE(described.at("presence").size(), 2U);
    EXPECT_LE(described.at("absence").size(), 2U);
  }
  EXPECT_EQ(model.at("limits").at("statements"), 2);
}

TEST(Report, TheResultDoesNotDependOnThreads) {
  const test::TempDir folder;
  test::Sample sample = test::make_sample(small_shape());
  write_images(sample, folder.path());
  Context one;
  one.threads = 1;
  Context four;
  four.threads = 4;
  EXPECT_EQ(report(sample.input(), {}, one).html, report(sample.input(), {}, four).html);
}

TEST(Report, AnEmptySelectionIsExplained) {
  test::Sample sample = test::make_sample(small_shape());
  std::fill(sample.selection.selected.values().begin(), sample.selection.selected.values().end(),
            std::int8_t{0});
  sample.profile = profile(sample.scores, sample.selection);
  const json model = test::view_model(report(sample.input()).html);
  ASSERT_EQ(model.at("findings").size(), 1U);
  EXPECT_EQ(model.at("findings")[0].at("id"), "nothing-selected");
  EXPECT_TRUE(model.at("features").empty());
}

TEST(Report, WithoutANullNothingIsSaidAboutChance) {
  test::SampleShape shape = small_shape();
  shape.nulls = 0;
  const test::Sample sample = test::make_sample(shape);
  const json model = test::view_model(report(sample.input()).html);
  EXPECT_TRUE(model.at("all").at("null_mean_abs").is_null());
  for (const json& finding : model.at("findings")) {
    EXPECT_EQ(finding.at("text").get<std::string>().find("random classes"), std::string::npos);
    EXPECT_EQ(finding.at("text").get<std::string>().find("hance"), std::string::npos);
  }
}

TEST(Report, MatricesOfNoNetworkAreReportedToo) {
  test::Sample sample = test::make_sample(small_shape());
  auto& columns = sample.scores.features.columns;
  std::erase_if(columns, [](const Column& column) {
    return column.name == "layer" || column.name == "layer_index" || column.name == "depth" ||
           column.name == "operation";
  });
  SelectOptions options;
  options.rule = SelectRule::threshold;
  options.threshold = 0.4;
  sample.scores.null = {};
  sample.selection = select(sample.scores, options);
  sample.profile = profile(sample.scores, sample.selection);
  const Dict nothing;
  const ReportInput input{sample.scores, sample.selection, sample.profile, nothing};
  const json model = test::view_model(report(input).html);
  EXPECT_EQ(model.at("title"), "48 features, 3 classes");
  EXPECT_EQ(model.at("layers").size(), 1U);
  EXPECT_TRUE(model.at("ledger").is_null());
}

TEST(Report, OptionsOutOfRangeAreNamed) {
  const test::Sample sample = test::make_sample(small_shape());
  ReportOptions options;
  options.top = 0;
  expect_error(ErrorKind::invalid_option, "top = 0", sample.input(), options);
  options = {};
  options.images = 101;
  expect_error(ErrorKind::invalid_option, "images-each = 101", sample.input(), options);
  options = {};
  options.thumbnail = 8;
  expect_error(ErrorKind::invalid_option, "thumbnail = 8", sample.input(), options);
  options = {};
  options.max_size = {999'999};
  expect_error(ErrorKind::invalid_option, "1 MB", sample.input(), options);
}

TEST(Report, ActivationsOfOtherScoresAreRefused) {
  const test::TempDir folder;
  test::Sample sample = test::make_sample(small_shape());
  sample.images_root = folder.path();
  const test::Sample other = [] {
    test::SampleShape shape = small_shape();
    shape.seed = 2;
    return test::make_sample(shape);
  }();
  ReportInput input = sample.input();
  input.activations = other.source.get();
  expect_error(ErrorKind::invalid_input, "lies above", input);

  const MemorySource fewer_features(row_major(sample.values.data(), 36, 47));
  input.activations = &fewer_features;
  expect_error(ErrorKind::invalid_input, "47 features", input);

  const MemorySource fewer_rows(row_major(sample.values.data(), 35, 48));
  input.activations = &fewer_rows;
  expect_error(ErrorKind::invalid_input, "35 rows", input);

  Table relabelled = sample.obs;
  std::vector<std::string> labels = column_text(sample.obs.find("class")->data);
  labels[0] = "dog";
  relabelled.set("class", labels);
  input.activations = sample.source.get();
  input.obs = &relabelled;
  expect_error(ErrorKind::invalid_input, "class 'cat' has 11 images", input);

  input.obs = &sample.obs;
  input.label_column = "species";
  expect_error(ErrorKind::invalid_input, "species", input);
}

TEST(Report, LabelsAreThoseThatTheScoresWereMadeBy) {
  const test::TempDir folder;
  test::Sample sample = test::make_sample(small_shape());
  write_images(sample, folder.path());
  sample.obs.set("animal", sample.obs.find("class")->data);
  sample.obs.set("class", std::vector<std::string>(sample.obs.rows(), "something else"));
  expect_error(ErrorKind::invalid_input, "class 'cat' has 0 images", sample.input());
  ReportInput input = sample.input();
  input.label_column = "animal";
  EXPECT_GT(report(input).images_shown, 0U);
  sample.provenance.set("by", std::string("animal"));
  EXPECT_GT(report(sample.input()).images_shown, 0U);
}

TEST(Report, ActivationsThatAreNotFiniteAreRefused) {
  const test::TempDir folder;
  test::Sample sample = test::make_sample(small_shape());
  sample.images_root = folder.path();
  std::fill(sample.values.begin(), sample.values.end(), std::numeric_limits<float>::quiet_NaN());
  expect_error(ErrorKind::not_finite, "not finite", sample.input());
}

TEST(Report, AStopIsObeyed) {
  const test::Sample sample = test::make_sample(small_shape());
  std::stop_source stop;
  stop.request_stop();
  Context context;
  context.stop = stop.get_token();
  try {
    report(sample.input(), {}, context);
    FAIL() << "no error";
  } catch (const Error& error) {
    EXPECT_EQ(error.kind(), ErrorKind::cancelled);
  }
}

TEST(Report, ManyClassesAndFeaturesWriteTopStatementsOnly) {
  test::SampleShape shape;
  for (int c = 0; c < 120; ++c)
    shape.classes.push_back("class " + std::to_string(c));
  shape.images = 3;
  shape.layers = 10;
  shape.channels = 100;
  shape.nulls = 1;
  const test::Sample sample = test::make_sample(shape);
  const ReportResult result = report(sample.input());
  const json model = test::view_model(result.html);
  std::size_t statements = 0;
  for (const json& described : model.at("classes")) {
    statements += described.at("presence").size() + described.at("absence").size();
  }
  EXPECT_LE(statements, 120U * 16U);
  EXPECT_LE(model.at("features").size(), statements);
  EXPECT_LT(result.html.size(), 1'500'000U);
}

}  // namespace
}  // namespace lexicnn
