#include "lexicnn/images/preprocessing.hpp"

#include <gtest/gtest.h>

#include "lexicnn/core/error.hpp"

#include "support.hpp"
#include "support/temp_dir.hpp"

namespace lexicnn {
namespace {

class PreprocessingFile : public testing::Test {
 protected:
  Preprocessing load(const std::string& json) {
    test::write_file(folder_ / "p.json", json);
    return load_preprocessing((folder_ / "p.json").string());
  }

  /// What is wrong with the file, without its name; empty where nothing is.
  std::string problem(const std::string& json) {
    try {
      load(json);
      return {};
    } catch (const Error& error) {
      EXPECT_EQ(error.kind(), ErrorKind::invalid_file);
      const std::string what = error.what();
      const std::string start = "preprocessing file '" + (folder_ / "p.json").string() + "': ";
      EXPECT_EQ(what.substr(0, start.size()), start);
      return what.substr(std::min(start.size(), what.size()));
    }
  }

  test::TempDir folder_;
};

TEST(Presets, NamesAndValues) {
  EXPECT_EQ(preprocessing_presets(),
            (std::vector<std::string>{"imagenet", "tf", "caffe", "lite", "none"}));
  for (const std::string& name : preprocessing_presets()) {
    const Preprocessing p = load_preprocessing(name);
    EXPECT_EQ(p.name, name);
    EXPECT_EQ(p.width, 224U);
    EXPECT_EQ(p.height, 224U);
    EXPECT_EQ(p.interpolation, Interpolation::bilinear);
    EXPECT_EQ(p.scale, 1.0);
    EXPECT_EQ(p.resize, name == "imagenet" ? ResizeMode::crop : ResizeMode::squash);
    EXPECT_EQ(p.channels, name == "caffe" ? ChannelOrder::bgr : ChannelOrder::rgb);
    EXPECT_NO_THROW(check(p));
  }
  using Three = std::array<double, 3>;
  const Preprocessing imagenet = load_preprocessing("imagenet");
  EXPECT_EQ(imagenet.short_side, 256U);
  EXPECT_EQ(imagenet.mean, (Three{123.675, 116.28, 103.53}));
  EXPECT_EQ(imagenet.std, (Three{58.395, 57.12, 57.375}));
  EXPECT_EQ(load_preprocessing("tf").mean, (Three{127.5, 127.5, 127.5}));
  EXPECT_EQ(load_preprocessing("tf").std, (Three{127.5, 127.5, 127.5}));
  EXPECT_EQ(load_preprocessing("caffe").mean, (Three{103.939, 116.779, 123.68}));
  EXPECT_EQ(load_preprocessing("caffe").std, (Three{1, 1, 1}));
  EXPECT_EQ(load_preprocessing("lite").mean, (Three{127, 127, 127}));
  EXPECT_EQ(load_preprocessing("lite").std, (Three{128, 128, 128}));
  EXPECT_EQ(load_preprocessing("none").mean, (Three{0, 0, 0}));
}

TEST(Presets, UnknownNameListsThem) {
  try {
    load_preprocessing("imagnet");
    FAIL();
  } catch (const Error& error) {
    EXPECT_EQ(error.kind(), ErrorKind::invalid_option);
    const std::string what = error.what();
    EXPECT_NE(what.find("'imagnet'"), std::string::npos);
    EXPECT_NE(what.find("did you mean 'imagenet'"), std::string::npos);
    EXPECT_NE(what.find("imagenet, tf, caffe, lite, none"), std::string::npos);
  }
}

TEST(Presets, MissingFile) {
  try {
    load_preprocessing("absent.json");
    FAIL();
  } catch (const Error& error) {
    EXPECT_EQ(error.kind(), ErrorKind::file_missing);
    EXPECT_NE(std::string(error.what()).find("absent.json"), std::string::npos);
  }
}

TEST(Presets, DictHasEveryField) {
  const Dict dict = to_dict(load_preprocessing("imagenet"));
  EXPECT_EQ(dict.get<std::string>("name"), "imagenet");
  EXPECT_EQ(dict.get<Array>("size"), (Array{{2}, std::vector<std::int64_t>{224, 224}}));
  EXPECT_EQ(dict.get<std::string>("resize"), "crop");
  EXPECT_EQ(dict.get<std::int64_t>("short_side"), 256);
  EXPECT_EQ(dict.get<std::string>("interpolation"), "bilinear");
  EXPECT_EQ(dict.get<std::string>("channels"), "rgb");
  EXPECT_EQ(dict.get<double>("scale"), 1.0);
  EXPECT_EQ(dict.get<Array>("mean"), (Array{{3}, std::vector<double>{123.675, 116.28, 103.53}}));
  EXPECT_EQ(dict.get<Array>("std"), (Array{{3}, std::vector<double>{58.395, 57.12, 57.375}}));
  EXPECT_EQ(dict.entries().size(), 9U);
}

TEST_F(PreprocessingFile, EveryKey) {
  const Preprocessing p = load(R"({"size": [240, 320], "resize": "crop", "short_side": 400,
      "interpolation": "bicubic", "channels": "bgr", "scale": 0.00392156862745098,
      "mean": [0.1, 0.2, 3], "std": [1, 0.5, 2]})");
  Preprocessing expected;
  expected.height = 240;
  expected.width = 320;
  expected.resize = ResizeMode::crop;
  expected.short_side = 400;
  expected.interpolation = Interpolation::bicubic;
  expected.channels = ChannelOrder::bgr;
  expected.scale = 1.0 / 255;
  expected.mean = {0.1, 0.2, 3};
  expected.std = {1, 0.5, 2};
  EXPECT_EQ(p, expected);
  EXPECT_EQ(p.name, "custom");
}

TEST_F(PreprocessingFile, MissingKeysHaveTheValuesOfNone) {
  Preprocessing none = load_preprocessing("none");
  none.name = "custom";
  EXPECT_EQ(load("{}"), none);
}

TEST_F(PreprocessingFile, AFileWithoutTheEndingIsReadToo) {
  test::write_file(folder_ / "settings", R"({"size": [8, 8]})");
  EXPECT_EQ(load_preprocessing((folder_ / "settings").string()).width, 8U);
}

TEST_F(PreprocessingFile, UnknownKeyIsNamed) {
  EXPECT_EQ(problem(R"({"size": [8, 8], "interpolate": "bilinear"})"),
            "unknown key 'interpolate'; did you mean 'interpolation'?; the keys are channels, "
            "interpolation, mean, resize, scale, short_side, size, std");
}

TEST_F(PreprocessingFile, RepeatedKey) {
  EXPECT_EQ(problem(R"({"scale": 1, "scale": 2})"), "key 'scale' is there twice");
}

TEST_F(PreprocessingFile, WrongTypes) {
  EXPECT_EQ(problem(R"({"size": 224})"), "'size' must be [height, width], not 224");
  EXPECT_EQ(problem(R"({"size": [224, 224, 3]})"),
            "'size' must be [height, width], not [224,224,3]");
  EXPECT_EQ(problem(R"({"size": [224.5, 224]})"), "'size' must be whole numbers from 1, not 224.5");
  EXPECT_EQ(problem(R"({"size": [-1, 224]})"), "'size' must be whole numbers from 1, not -1");
  EXPECT_EQ(problem(R"({"resize": "stretch"})"),
            "'resize' must be \"squash\" or \"crop\", not \"stretch\"");
  EXPECT_EQ(problem(R"({"interpolation": 3})"),
            "'interpolation' must be \"nearest\" or \"bilinear\" or \"bicubic\", not 3");
  EXPECT_EQ(problem(R"({"channels": null})"), "'channels' must be \"rgb\" or \"bgr\", not null");
  EXPECT_EQ(problem(R"({"scale": "1"})"), "'scale' must be a number, not \"1\"");
  EXPECT_EQ(problem(R"({"mean": [1, 2]})"), "'mean' must be three numbers, not [1,2]");
  EXPECT_EQ(problem(R"({"std": [1, 2, true]})"), "'std' must be three numbers, not [1,2,true]");
}

TEST_F(PreprocessingFile, RangesAreChecked) {
  EXPECT_EQ(problem(R"({"size": [0, 224]})"), "size must be from 1 to 8192, not 0 × 224");
  EXPECT_EQ(problem(R"({"size": [224, 8193]})"), "size must be from 1 to 8192, not 224 × 8193");
  EXPECT_EQ(problem(R"({"resize": "crop", "short_side": 223})"),
            "short_side must be from 224 (the longer side of size) to 16384, not 223");
  EXPECT_EQ(problem(R"({"scale": 0})"), "scale must be above 0, not 0");
  EXPECT_EQ(problem(R"({"std": [1, -1, 1]})"), "std must be above 0, not -1");
  EXPECT_EQ(problem(R"({"size": [8192, 8192]})"), "");
}

TEST_F(PreprocessingFile, NotJson) {
  EXPECT_EQ(problem("size: 224"), "it is not JSON from byte 1 on");
  EXPECT_EQ(problem("{\"scale\": 1,}"), "it is not JSON from byte 13 on");
  EXPECT_EQ(problem("{\"scale\": 1e999}"), "it holds a number that is too large");
  EXPECT_EQ(problem("[]"), "the file must hold one object, { … }");
}

}  // namespace
}  // namespace lexicnn
