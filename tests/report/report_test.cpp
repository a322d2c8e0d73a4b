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

/// Place of a feature in the scores.
std::uint64_t feature_of(const test::Sample& sample, const json& name) {
  const auto& names = sample.scores.features.index;
  return static_cast<std::uint64_t>(std::find(names.begin(), names.end(), name) - names.begin());
}

void expect_statement(const test::Sample& sample, std::uint64_t c, std::uint64_t f,
                      const json& statement) {
  const Scores& scores = sample.scores;
  EXPECT_EQ(statement.at("signed_ks"), scores.signed_ks(c, f));
  EXPECT_EQ(statement.at("auc"), scores.auc(c, f));
  EXPECT_EQ(statement.at("location"), scores.location(c, f));
  EXPECT_EQ(statement.at("inner_share"), scores.inner_share(c, f));
  EXPECT_EQ(statement.at("outer_share"), scores.outer_share(c, f));
  EXPECT_EQ(statement.at("noise_threshold"), sample.selection.threshold(c, f));
  EXPECT_EQ(statement.at("log10_p"), scores.log10_p(c, f));
  EXPECT_EQ(statement.at("mann_whitney_z"), scores.mann_whitney_z(c, f));
  EXPECT_EQ(statement.at("fires"), scores.fires(c, f));
  EXPECT_EQ(statement.at("class_mean"), scores.class_mean(c, f));
  if (std::isnan(scores.ks_positive(c, f))) {
    EXPECT_TRUE(statement.at("ks_positive").is_null());
  } else {
    EXPECT_EQ(statement.at("ks_positive"), scores.ks_positive(c, f));
  }
}

TEST(Report, StatementsEqualTheScores) {
  const test::Sample sample = test::make_sample(small_shape());
  const Scores& scores = sample.scores;
  const std::string html = report(sample.input()).html;
  const json model = test::view_model(html);
  const json names = test::block(html, "features").at("name");
  for (std::uint64_t c = 0; c < scores.class_count(); ++c) {
    const json& described = model.at("classes")[c];
    EXPECT_EQ(described.at("name"), scores.classes.index[c]);
    EXPECT_EQ(described.at("kind"), "class");
    EXPECT_EQ(described.at("images"), 12);
    EXPECT_EQ(described.at("rest"), 24);
    const json entry = test::class_entry(html, c);
    for (const std::string side : {"presence", "absence"}) {
      EXPECT_EQ(described.at("strongest_" + side), entry.at(side).at(0).at("signed_ks"));
      double last = 2;
      for (const json& statement : entry.at(side)) {
        const std::uint64_t f =
            feature_of(sample, names[statement.at("feature").get<std::size_t>()]);
        expect_statement(sample, c, f, statement);
        EXPECT_FALSE(statement.contains("precision_at_k")) << "without the panel";
        EXPECT_LE(std::fabs(scores.signed_ks(c, f)), last);
        last = std::fabs(scores.signed_ks(c, f));
      }
    }
  }
}

TEST(Report, ThePanelIsInTheStatementsWhereItWasScored) {
  test::SampleShape shape = small_shape();
  shape.panel = true;
  const test::Sample sample = test::make_sample(shape);
  const std::string html = report(sample.input()).html;
  EXPECT_EQ(test::view_model(html).at("has").at("panel"), true);
  const json statement = test::class_entry(html, 1).at("presence").at(0);
  const std::uint64_t f = feature_of(
      sample, test::block(html, "features").at("name")[statement.at("feature").get<std::size_t>()]);
  EXPECT_EQ(statement.at("log10_p_presence"), sample.scores.log10_p_presence(1, f));
  EXPECT_EQ(statement.at("log10_p_absence"), sample.scores.log10_p_absence(1, f));
  EXPECT_EQ(statement.at("class_selectivity"), sample.scores.class_selectivity(1, f));
  EXPECT_EQ(statement.at("precision_at_k"), sample.scores.precision_at_k(1, f));
}

TEST(Report, TheMatrixSumsUpEachClassAndLayer) {
  const test::Sample sample = test::make_sample(small_shape());
  const std::string html = report(sample.input()).html;
  const json matrix = test::block(html, "matrix");
  for (std::uint64_t c = 0; c < 3; ++c) {
    std::uint64_t presence = 0;
    for (std::uint64_t layer = 0; layer < 3; ++layer) {
      std::uint64_t up = 0;
      std::uint64_t down = 0;
      double high = -1;
      double low = 1;
      double sum = 0;
      for (std::uint64_t f = layer * 16; f < layer * 16 + 16; ++f) {
        up += sample.selection.selected(c, f) > 0 ? 1U : 0U;
        down += sample.selection.selected(c, f) < 0 ? 1U : 0U;
        high = std::max(high, sample.scores.signed_ks(c, f));
        low = std::min(low, sample.scores.signed_ks(c, f));
        sum += std::fabs(sample.scores.signed_ks(c, f));
      }
      EXPECT_EQ(matrix.at("presence")[c][layer], up);
      EXPECT_EQ(matrix.at("absence")[c][layer], down);
      EXPECT_NEAR(matrix.at("strongest_presence")[c][layer], high, 1e-6);
      EXPECT_NEAR(matrix.at("strongest_absence")[c][layer], low, 1e-6);
      EXPECT_NEAR(matrix.at("mean_abs")[c][layer], sum / 16, 1e-6);
      presence += up;
    }
    EXPECT_EQ(test::view_model(html).at("classes")[c].at("selected_presence"), presence);
  }
}

TEST(Report, FeaturesAreThoseOfThePairsInTheOrderOfTheScores) {
  const test::Sample sample = test::make_sample(small_shape());
  const std::string html = report(sample.input()).html;
  const json features = test::block(html, "features");
  std::vector<std::string> wanted;
  for (std::uint64_t f = 0; f < 48; ++f) {
    std::uint64_t presence = 0;
    std::uint64_t absence = 0;
    for (std::uint64_t c = 0; c < 3; ++c) {
      presence += sample.selection.selected(c, f) > 0 ? 1U : 0U;
      absence += sample.selection.selected(c, f) < 0 ? 1U : 0U;
    }
    if (presence + absence == 0) continue;
    const std::size_t place = wanted.size();
    wanted.push_back(sample.scores.features.index[f]);
    EXPECT_EQ(features.at("layer")[place], f / 16);
    EXPECT_EQ(features.at("presence_classes")[place], presence);
    EXPECT_EQ(features.at("absence_classes")[place], absence);
    for (const std::string column : {"mean", "std", "zero_share"}) {
      EXPECT_EQ(features.at(column)[place],
                sample.scores.features.get<std::vector<double>>(column)[f]);
    }
  }
  EXPECT_GT(wanted.size(), 10U);
  EXPECT_EQ(features.at("name"), wanted);
}

TEST(Report, TopLimitsTheStatementsOfASide) {
  const test::Sample sample = test::make_sample(small_shape());
  ReportOptions options;
  options.top = 2;
  const std::string html = report(sample.input(), options).html;
  for (std::size_t c = 0; c < 3; ++c) {
    EXPECT_EQ(test::class_entry(html, c).at("presence").size(), 2U);
    EXPECT_LE(test::class_entry(html, c).at("absence").size(), 2U);
  }
  EXPECT_EQ(test::view_model(html).at("limits").at("statements"), 2);
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
  const std::string html = report(sample.input()).html;
  const json model = test::view_model(html);
  ASSERT_EQ(model.at("findings").size(), 1U);
  EXPECT_EQ(model.at("findings")[0].at("id"), "nothing-selected");
  EXPECT_TRUE(model.at("classes")[0].at("strongest_presence").is_null());
  EXPECT_TRUE(test::block(html, "features").at("name").empty());
  EXPECT_TRUE(test::block(html, "pairs").at("class").empty());
  EXPECT_EQ(model.at("limits").at("details_kept"), 0);
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
  options.details = 100'001;
  expect_error(ErrorKind::invalid_option, "details = 100001", sample.input(), options);
  options = {};
  options.map_images = 1;
  expect_error(ErrorKind::invalid_option, "map-images = 1", sample.input(), options);
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
  expect_error(ErrorKind::not_finite, "nan", sample.input());
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
  ReportInput input = sample.input();
  input.activations = nullptr;
  const ReportResult result = report(input);
  const json model = test::view_model(result.html);
  for (std::size_t c = 0; c < 120; ++c) {
    const json entry = test::class_entry(result.html, c);
    EXPECT_LE(entry.at("presence").size(), 8U);
    EXPECT_EQ(entry.at("nearest").size(), 10U);
  }
  EXPECT_TRUE(model.at("blocks").contains("statements/1")) << "cut by size";
  EXPECT_EQ(model.at("has").at("signatures"), false);
  EXPECT_LT(result.html.size(), 6'000'000U);
}

}  // namespace
}  // namespace lexicnn
