// Descriptions as text and JSON.
#include <gtest/gtest.h>
#include <limits>

#include "lexicnn/lexicon/describe.hpp"

namespace lexicnn {
namespace {

Statement strong_presence() {
  Statement out;
  out.feature = 3311;
  out.name = "block5_conv2:311";
  out.signed_ks = 0.98;
  out.auc = 0.991;
  out.location = 0.4234;
  out.inner_share = 0.96;
  out.outer_share = 0.021;
  out.noise_threshold = 0.23;
  out.selected = true;
  out.log10_p = -41.25;
  out.presence_classes = 3;
  out.absence_classes = 12;
  out.also = {"Leopards", "cougar_body"};
  return out;
}

ClassDescription dalmatian() {
  ClassDescription out{"dalmatian", 50, 812, 640, {}, {}};
  out.presence.push_back(strong_presence());
  Statement alone = strong_presence();
  alone.name = "block4_conv1:7";
  alone.signed_ks = 0.9;
  alone.location = 12.5;
  alone.inner_share = 1;
  alone.also.clear();
  out.presence.push_back(alone);
  Statement absent = strong_presence();
  absent.name = "block1_conv1:0";
  absent.signed_ks = -0.88;
  absent.auc = 0.05;
  absent.inner_share = 0.002;
  absent.outer_share = 0.9;
  absent.also = {"sunflower"};
  out.absence.push_back(absent);
  return out;
}

FeatureDescription feature() {
  FeatureDescription out{"block5_conv2:311", 61, false, 0.12345, 0.3, 0.64, 1, 0, {}, {}};
  ClassStatement statement;
  static_cast<Evidence&>(statement) = strong_presence();
  statement.class_place = 14;
  statement.name = "dalmatian";
  statement.images = 50;
  out.presence.push_back(statement);
  return out;
}

TEST(DescribeText, ReadsAsSentences) {
  EXPECT_EQ(to_text(dalmatian()),
            "dalmatian: 50 images, 812 features by presence, 640 by absence\n"
            "for this class alone: 0 features by presence, 0 by absence\n"
            "\n"
            "by presence\n"
            "  +0.98  block5_conv2:311  above 0.423  in  96 % of the class and   2 % of the rest  "
            "AUC 0.99  noise 0.23  log10 p -41.2  also for Leopards, cougar_body\n"
            "  +0.90  block4_conv1:7    above 12.5   in 100 % of the class and   2 % of the rest  "
            "AUC 0.99  noise 0.23  log10 p -41.2  for this class alone\n"
            "\n"
            "by absence\n"
            "  -0.88  block1_conv1:0  above 0.423  in  <1 % of the class and  90 % of the rest  "
            "AUC 0.05  noise 0.23  log10 p -41.2  also against sunflower\n");
}

TEST(DescribeText, ByBandsWithWhatIsShared) {
  ClassDescription description = dalmatian();
  description.unique_presence = 3;
  description.shared = {{"a", 50, 70}, {"b", 80, 0}, {"c", 2, 1}, {"d", 2, 0}, {"e", 2, 0}};
  description.bands.push_back({"low", "conv1", "conv1", 64, 1, 0, description.absence, {}});
  description.bands.push_back({"high", "conv2", "conv3", 64, 0, 0, {}, {}});
  EXPECT_EQ(to_text(description),
            "dalmatian: 50 images, 812 features by presence, 640 by absence\n"
            "for this class alone: 3 features by presence, 0 by absence\n"
            "shares 120 statements with a, 80 with b, 3 with c, 2 with d, 2 with e\n"
            "\n"
            "low layers, conv1: 1 feature by presence, 0 by absence\n"
            "  by presence\n"
            "    -0.88  block1_conv1:0  above 0.423  in  <1 % of the class and  90 % of the rest  "
            "AUC 0.05  noise 0.23  log10 p -41.2  also against sunflower\n"
            "  by absence: no feature stands out of the noise\n"
            "\n"
            "high layers, conv2 to conv3: 0 features by presence, 0 by absence\n"
            "  by presence: no feature stands out of the noise\n"
            "  by absence: no feature stands out of the noise\n");
  description.shared.push_back({"f", 1, 0});
  EXPECT_NE(to_text(description).find("2 with e; with 1 other class no more than these\n"),
            std::string::npos);
}

TEST(DescribeText, NamesAtMostThreeOtherClasses) {
  ClassDescription description = dalmatian();
  description.presence[0].also = {"a", "b", "c"};
  EXPECT_NE(to_text(description).find("also for a, b, c\n"), std::string::npos);
  description.presence[0].also = {"a", "b", "c", "d"};
  EXPECT_NE(to_text(description).find("also for a, b and 2 more\n"), std::string::npos);
}

TEST(DescribeText, MarksWhatIsUnderTheNoise) {
  ClassDescription description = dalmatian();
  description.presence[0].selected = false;
  EXPECT_NE(to_text(description).find("noise 0.23  log10 p -41.2  within the noise\n"),
            std::string::npos);
}

TEST(DescribeText, OneImage) {
  EXPECT_EQ(to_text(ClassDescription{"cat", 1, 1, 0, {}, {}}),
            "cat: 1 image, 1 feature by presence, 0 by absence\n"
            "for this class alone: 0 features by presence, 0 by absence\n"
            "\nby presence: no feature stands out of the noise\n"
            "\nby absence: no feature stands out of the noise\n");
}

TEST(DescribeText, OfAFeature) {
  EXPECT_EQ(
      to_text(feature()),
      "block5_conv2:311: for 1 class by presence, against 0 by absence, of 61\n"
      "mean 0.123, standard deviation 0.3, exactly 0 in 64 % of the images\n"
      "\n"
      "by presence\n"
      "  +0.98  dalmatian  above 0.423  in  96 % of the class and   2 % of the rest  AUC 0.99  "
      "noise 0.23  log10 p -41.2\n"
      "\n"
      "by absence: no class stands out of the noise\n");
}

TEST(DescribeText, OfADeadFeature) {
  FeatureDescription dead = feature();
  dead.dead = true;
  dead.mean = 0;
  EXPECT_EQ(to_text(dead), "block5_conv2:311: dead, 0 in every image\n");
}

TEST(DescribeJson, HasAllFieldsOfAClass) {
  ClassDescription description = dalmatian();
  description.presence.resize(1);
  description.absence.clear();
  description.unique_presence = 2;
  description.shared = {{"Leopards", 100, 20}};
  description.bands = {{"low", "conv1", "conv2", 64, 1, 2, {}, {}}};
  EXPECT_EQ(to_json(description), R"({
  "name": "dalmatian",
  "images": 50,
  "selected_presence": 812,
  "selected_absence": 640,
  "presence": [
    {
      "feature": 3311,
      "name": "block5_conv2:311",
      "signed_ks": 0.98,
      "auc": 0.991,
      "location": 0.4234,
      "inner_share": 0.96,
      "outer_share": 0.021,
      "noise_threshold": 0.23,
      "log10_p": -41.25,
      "selected": true,
      "presence_classes": 3,
      "absence_classes": 12,
      "also": [
        "Leopards",
        "cougar_body"
      ]
    }
  ],
  "absence": [],
  "unique_presence": 2,
  "unique_absence": 0,
  "shared": [
    {
      "name": "Leopards",
      "presence": 100,
      "absence": 20
    }
  ],
  "bands": [
    {
      "name": "low",
      "first_layer": "conv1",
      "last_layer": "conv2",
      "features": 64,
      "selected_presence": 1,
      "selected_absence": 2,
      "presence": [],
      "absence": []
    }
  ]
}
)");
}

TEST(DescribeJson, HasAllFieldsOfAFeature) {
  EXPECT_EQ(to_json(feature()), R"({
  "name": "block5_conv2:311",
  "classes": 61,
  "dead": false,
  "mean": 0.12345,
  "std": 0.3,
  "zero_share": 0.64,
  "selected_presence": 1,
  "selected_absence": 0,
  "presence": [
    {
      "class_place": 14,
      "name": "dalmatian",
      "images": 50,
      "signed_ks": 0.98,
      "auc": 0.991,
      "location": 0.4234,
      "inner_share": 0.96,
      "outer_share": 0.021,
      "noise_threshold": 0.23,
      "log10_p": -41.25,
      "selected": true
    }
  ],
  "absence": []
}
)");
}

TEST(DescribeJson, NanIsNull) {
  FeatureDescription description = feature();
  description.presence[0].noise_threshold = std::numeric_limits<double>::quiet_NaN();
  EXPECT_NE(to_json(description).find("\"noise_threshold\": null,"), std::string::npos);
}

TEST(DescribeJson, ANameThatIsNotUtf8DoesNotThrow) {
  ClassDescription description = dalmatian();
  description.name = "dalm\xFF";
  EXPECT_NE(to_json(description).find("dalm\uFFFD"), std::string::npos);
}

}  // namespace
}  // namespace lexicnn
