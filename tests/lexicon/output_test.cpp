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
            "\n"
            "by presence\n"
            "  +0.98  block5_conv2:311  above 0.423  in  96 % of the class and   2 % of the rest  "
            "AUC 0.99  also for 2 other classes\n"
            "  +0.90  block4_conv1:7    above 12.5   in 100 % of the class and   2 % of the rest  "
            "AUC 0.99  for this class alone\n"
            "\n"
            "by absence\n"
            "  -0.88  block1_conv1:0  above 0.423  in  <1 % of the class and  90 % of the rest  "
            "AUC 0.05  also against sunflower\n");
}

TEST(DescribeText, MarksWhatIsUnderTheNoise) {
  ClassDescription description = dalmatian();
  description.presence[0].selected = false;
  EXPECT_NE(to_text(description).find("AUC 0.99  noise: under 0.23\n"), std::string::npos);
}

TEST(DescribeText, OneImage) {
  EXPECT_EQ(to_text(ClassDescription{"cat", 1, 1, 0, {}, {}}),
            "cat: 1 image, 1 feature by presence, 0 by absence\n"
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
      "  +0.98  dalmatian  above 0.423  in  96 % of the class and   2 % of the rest  AUC 0.99\n"
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
      "selected": true,
      "presence_classes": 3,
      "absence_classes": 12,
      "also": [
        "Leopards",
        "cougar_body"
      ]
    }
  ],
  "absence": []
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
