#include <algorithm>
#include <cmath>
#include <gtest/gtest.h>

#include "lexicnn/core/error.hpp"
#include "lexicnn/embed/pca.hpp"
#include "lexicnn/report/report.hpp"

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

/// The sample's own values as an embedding of its images.
class SampleMap {
 public:
  explicit SampleMap(const test::Sample& sample)
      : map_{"embedding.h5ad", sample.obs, 48,
             [&sample](const std::vector<std::uint64_t>& rows) {
               Grid<float> out(rows.size(), 48);
               for (std::size_t i = 0; i < rows.size(); ++i) {
                 for (std::size_t f = 0; f < 48; ++f)
                   out(i, f) = sample.values[rows[i] * 48 + f];
               }
               return out;
             }},
        input_(sample.input()) {
    input_.map = &map_;
  }

  [[nodiscard]] const ReportInput& input() const { return input_; }
  [[nodiscard]] const ReportMap& map() const { return map_; }

 private:
  ReportMap map_;
  ReportInput input_;
};

TEST(ReportMap, HoldsTheImagesByTheirFirstTwoComponents) {
  const test::TempDir folder;
  test::Sample sample = test::make_sample(small_shape());
  write_images(sample, folder.path());
  const SampleMap given(sample);
  const std::string html = report(given.input()).html;
  const json model = test::view_model(html);
  EXPECT_EQ(model.at("has").at("map"), true);
  const json map = test::block(html, "map");
  EXPECT_EQ(map.at("method"), "pca");
  EXPECT_EQ(map.at("source"), "embedding.h5ad");
  EXPECT_EQ(map.at("images"), 36);
  EXPECT_EQ(map.at("shown"), 36);
  EXPECT_EQ(map.at("features"), 48);
  EXPECT_EQ(map.at("name"), sample.obs.index);
  std::vector<std::uint64_t> all(36);
  for (std::size_t i = 0; i < 36; ++i)
    all[i] = i;
  const PcaResult wanted = principal_components(given.map().read(all), 2);
  for (std::size_t i = 0; i < 36; ++i) {
    EXPECT_NEAR(map.at("x")[i], wanted.coordinates(i, 0), 1e-4);
    EXPECT_NEAR(map.at("y")[i], wanted.coordinates(i, 1), 1e-4);
    EXPECT_EQ(map.at("class")[i], i / 12);
    const json image = model.at("images").at("table")[map.at("image")[i].get<std::size_t>()];
    EXPECT_EQ(image.at("name"), sample.obs.index[i]);
  }
  EXPECT_NEAR(map.at("variance")[0], wanted.variance_share[0], 1e-6);
}

TEST(ReportMap, OfManyImagesDrawsEachClassItsShare) {
  const test::Sample sample = test::make_sample(small_shape());
  const SampleMap given(sample);
  ReportOptions options;
  options.map_images = 10;
  const std::string html = report(given.input(), options).html;
  const json map = test::block(html, "map");
  EXPECT_EQ(map.at("images"), 36);
  EXPECT_EQ(map.at("shown"), 10);
  EXPECT_EQ(map.at("x").size(), 10U);
  for (int c = 0; c < 3; ++c) {
    const auto drawn = std::count(map.at("class").begin(), map.at("class").end(), c);
    EXPECT_GE(drawn, 3);
    EXPECT_LE(drawn, 4);
  }
  bool told = false;
  const json facts = test::view_model(html).at("facts");
  for (const json& fact : facts) {
    if (fact.at("name") == "Map")
      told = fact.at("text").get<std::string>().starts_with("10 of 36 images");
  }
  EXPECT_TRUE(told);
}

TEST(ReportMap, ImagesOfOtherFilesHaveNoPictureAndNoClass) {
  const test::TempDir folder;
  test::Sample sample = test::make_sample(small_shape());
  write_images(sample, folder.path());
  Table other;
  for (int i = 0; i < 36; ++i)
    other.index.push_back("elsewhere/" + std::to_string(i));
  const SampleMap own(sample);
  const ReportMap map{"other.h5ad", other, 48, own.map().read};
  ReportInput input = sample.input();
  input.map = &map;
  const json block = test::block(report(input).html, "map");
  EXPECT_TRUE(std::all_of(block.at("image").begin(), block.at("image").end(),
                          [](const json& image) { return image.is_null(); }));
  EXPECT_TRUE(std::all_of(block.at("class").begin(), block.at("class").end(),
                          [](const json& c) { return c.is_null(); }));
}

TEST(ReportMap, IsThereWithoutActivationsToo) {
  const test::Sample sample = test::make_sample(small_shape());
  const SampleMap given(sample);
  ReportInput input = given.input();
  input.activations = nullptr;
  input.obs = nullptr;
  EXPECT_EQ(test::block(report(input).html, "map").at("shown"), 36);
}

constexpr const char* kEvaluation = R"({"classes": ["cat"], "class_of_image": [0], "splits": [],
  "evaluations": [{"representation": "r<b>", "classifier": "svm", "shots": "1", "accuracy": 0.5,
                   "balanced_accuracy": null}],
  "differences": [{"first": "a", "second": "b", "classifier": "svm", "difference": 0.1,
                   "p_holm": 1}]})";

TEST(ReportEvaluation, IsShownAsItIs) {
  const test::Sample sample = test::make_sample(small_shape());
  ReportInput input = sample.input();
  input.evaluations = {{"first.json", kEvaluation}, {"second.json", kEvaluation}};
  const json model = test::view_model(report(input).html);
  EXPECT_EQ(model.at("has").at("evaluation"), true);
  ASSERT_EQ(model.at("evaluation").at("files").size(), 2U);
  EXPECT_EQ(model.at("evaluation").at("files")[1].at("name"), "second.json");
  EXPECT_EQ(model.at("evaluation").at("files")[0].at("content"), json::parse(kEvaluation));
}

TEST(ReportEvaluation, OfAnotherFormIsRefused) {
  const test::Sample sample = test::make_sample(small_shape());
  const std::string whole = kEvaluation;
  const auto without = [&whole](const std::string& part) {
    std::string out = whole;
    out.replace(out.find(part), part.size(), "\"other\"");
    return out;
  };
  for (const std::string& text :
       {std::string("{"), std::string("[]"), std::string("{}"), without("\"classes\""),
        without("\"evaluations\""), without("\"differences\""), without("\"representation\""),
        without("\"accuracy\""), without("\"p_holm\""),
        std::string(R"({"classes": [], "clusterings": [3]})")}) {
    ReportInput input = sample.input();
    input.evaluations = {{"broken.json", text}};
    try {
      report(input);
      FAIL() << text;
    } catch (const Error& error) {
      EXPECT_EQ(error.kind(), ErrorKind::invalid_file);
      EXPECT_NE(std::string_view(error.what()).find("broken.json"), std::string::npos);
    }
  }
}

}  // namespace
}  // namespace lexicnn
