#include <algorithm>
#include <filesystem>
#include <fstream>
#include <gtest/gtest.h>
#include <map>
#include <mutex>
#include <set>

#include "lexicnn/core/half.hpp"
#include "lexicnn/core/random.hpp"
#include "lexicnn/images/thumbnail.hpp"
#include "lexicnn/report/report.hpp"
#include "lexicnn/score/score.hpp"

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

/// [image name, activation] pairs of a statement's list.
using Shown = std::vector<std::pair<std::string, double>>;

Shown shown(const json& model, const json& list) {
  Shown out;
  for (const json& use : list) {
    const json& image = model.at("images").at("table")[use.at(0).get<std::size_t>()];
    out.emplace_back(image.at("name"), use.at(1));
  }
  return out;
}

/// The plain way: all images of the class (or all others), sorted by activation, then by row.
Shown reference(const test::Sample& sample, std::uint64_t feature, std::string_view class_name,
                bool inside, bool largest, std::size_t each) {
  const std::vector<std::string> labels = column_text(sample.obs.find("class")->data);
  std::vector<std::size_t> rows;
  for (std::size_t row = 0; row < labels.size(); ++row) {
    if ((labels[row] == class_name) == inside) rows.push_back(row);
  }
  const auto value = [&](std::size_t row) { return sample.values[row * 48 + feature]; };
  std::sort(rows.begin(), rows.end(), [&](std::size_t a, std::size_t b) {
    return value(a) != value(b) ? value(a) > value(b) : a < b;
  });
  if (!largest) std::reverse(rows.begin(), rows.end());
  Shown out;
  for (std::size_t i = 0; i < std::min(each, rows.size()); ++i) {
    out.emplace_back(sample.obs.index[rows[i]], static_cast<double>(value(rows[i])));
  }
  return out;
}

void expect_same(const Shown& found, const Shown& wanted) {
  ASSERT_EQ(found.size(), wanted.size());
  for (std::size_t i = 0; i < found.size(); ++i) {
    EXPECT_EQ(found[i].first, wanted[i].first);
    EXPECT_NEAR(found[i].second, wanted[i].second, 1e-5 * std::abs(wanted[i].second));
  }
}

void expect_firing_images(const test::Sample& sample, const std::string& html, std::size_t each) {
  const json model = test::view_model(html);
  const json features = test::block(html, "features").at("name");
  std::size_t statements = 0;
  for (std::size_t c = 0; c < model.at("classes").size(); ++c) {
    const auto name = model.at("classes")[c].at("name").get<std::string>();
    const json described = test::class_entry(html, c);
    for (const char* side : {"presence", "absence"}) {
      for (const json& statement : described.at(side)) {
        const auto feature =
            features[statement.at("feature").get<std::size_t>()].get<std::string>();
        const auto& names = sample.scores.features.index;
        const auto f = static_cast<std::uint64_t>(std::find(names.begin(), names.end(), feature) -
                                                  names.begin());
        expect_same(shown(model, statement.at("most")),
                    reference(sample, f, name, true, true, each));
        expect_same(shown(model, statement.at("least")),
                    reference(sample, f, name, true, false, each));
        expect_same(shown(model, statement.at("others")),
                    reference(sample, f, name, false, true, each));
        ++statements;
      }
    }
  }
  EXPECT_GT(statements, 10U);
}

TEST(ReportImages, AreThoseThatFireMostAndLeast) {
  const test::TempDir folder;
  test::Sample sample = test::make_sample(small_shape());
  write_images(sample, folder.path());
  const ReportResult result = report(sample.input());
  expect_firing_images(sample, result.html, 6);
  EXPECT_EQ(result.images_missing, 0U);
}

TEST(ReportImages, OfASmallClassAreNeverInBothLists) {
  const test::TempDir folder;
  test::SampleShape shape = small_shape();
  shape.images = 5;
  shape.nulls = 0;
  test::Sample sample = test::make_sample(shape);
  write_images(sample, folder.path());
  const std::string html = report(sample.input()).html;
  const json model = test::view_model(html);
  std::size_t seen = 0;
  for (std::size_t c = 0; c < 3; ++c) {
    const json described = test::class_entry(html, c);
    for (const char* side : {"presence", "absence"}) {
      for (const json& statement : described.at(side)) {
        std::set<std::string> names;
        for (const char* list : {"most", "least"}) {
          for (const auto& [name, value] : shown(model, statement.at(list)))
            names.insert(name);
        }
        EXPECT_EQ(statement.at("most").size(), 3U);
        EXPECT_EQ(statement.at("least").size(), 2U);
        EXPECT_EQ(names.size(), 5U);
        ++seen;
      }
    }
  }
  EXPECT_GT(seen, 0U);
}

/// Hands out half floats, in blocks, and remembers which columns were read.
class WatchedSource final : public FeatureSource {
 public:
  WatchedSource(const test::Sample& sample, ElementType type) : sample_(sample), type_(type) {}

  [[nodiscard]] std::uint64_t rows() const noexcept override { return sample_.obs.rows(); }
  [[nodiscard]] std::uint64_t features() const noexcept override { return 48; }
  [[nodiscard]] ElementType type() const noexcept override { return type_; }
  [[nodiscard]] std::uint64_t preferred_block() const noexcept override { return 8; }

  void read(std::uint64_t first, std::uint64_t count, std::span<std::byte> out) const override {
    EXPECT_EQ(first / 8, (first + count - 1) / 8) << "a read across blocks";
    EXPECT_EQ(out.size(), count * rows() * element_size(type_));
    const std::lock_guard lock(mutex_);
    for (std::uint64_t column = first; column < first + count; ++column)
      ++reads_[column];
    std::byte* to = out.data();
    for (std::uint64_t column = first; column < first + count; ++column) {
      for (std::uint64_t row = 0; row < rows(); ++row) {
        const float value = sample_.values[row * 48 + column];
        if (type_ == ElementType::f16) {
          const Half half = to_half(value);
          std::copy_n(reinterpret_cast<const std::byte*>(&half), sizeof half, to);
        } else {
          const double wide = value;
          std::copy_n(reinterpret_cast<const std::byte*>(&wide), sizeof wide, to);
        }
        to += element_size(type_);
      }
    }
  }

  [[nodiscard]] const std::map<std::uint64_t, int>& reads() const { return reads_; }

 private:
  const test::Sample& sample_;
  ElementType type_;
  mutable std::mutex mutex_;
  mutable std::map<std::uint64_t, int> reads_;
};

TEST(ReportImages, DoublesAreReadAsTheyAre) {
  const test::TempDir folder;
  test::Sample sample = test::make_sample(small_shape());
  write_images(sample, folder.path());
  const WatchedSource source(sample, ElementType::f64);
  ReportInput input = sample.input();
  input.activations = &source;
  expect_firing_images(sample, report(input).html, 6);
}

TEST(ReportImages, EveryColumnThatIsNeededIsReadOnce) {
  test::SampleShape shape;
  // Too many classes for signatures, which read the columns for themselves.
  for (int c = 0; c < 101; ++c)
    shape.classes.push_back("class " + std::to_string(c));
  shape.images = 2;
  shape.nulls = 0;
  const test::Sample sample = test::make_sample(shape);
  const WatchedSource source(sample, ElementType::f64);
  ReportInput input = sample.input();
  input.activations = &source;
  const std::string html = report(input).html;
  EXPECT_EQ(source.reads().size(), test::block(html, "features").at("name").size());
  for (const auto& [column, times] : source.reads())
    EXPECT_EQ(times, 1) << column;
}

TEST(ReportImages, HalvesAreRead) {
  const test::TempDir folder;
  test::Sample sample = test::make_sample(small_shape());
  // Values that a half holds exactly, so that the scores are those of the halves.
  for (float& value : sample.values)
    value = to_float(to_half(value));
  sample.scores = score(*sample.source, labels_from(sample.obs, "class"), [&] {
    Table features = sample.scores.features;
    std::erase_if(features.columns, [](const Column& column) {
      return column.name == "mean" || column.name == "std" || column.name == "zero_share" ||
             column.name == "distinct" || column.name == "dead";
    });
    return features;
  }());
  sample.selection = select(sample.scores);
  sample.profile = profile(sample.scores, sample.selection);
  write_images(sample, folder.path());
  const WatchedSource source(sample, ElementType::f16);
  ReportInput input = sample.input();
  input.activations = &source;
  expect_firing_images(sample, report(input).html, 6);
}

TEST(ReportImages, EachIsStoredOnceWithItsClass) {
  const test::TempDir folder;
  test::Sample sample = test::make_sample(small_shape());
  write_images(sample, folder.path());
  const ReportResult result = report(sample.input());
  const json model = test::view_model(result.html);
  std::set<std::string> names;
  for (const json& image : model.at("images").at("table")) {
    EXPECT_TRUE(names.insert(image.at("name")).second);
    const auto c = static_cast<std::size_t>(image.at("name").get<std::string>().at(1) - '0');
    EXPECT_EQ(image.at("class"), c);
    const json data =
        test::block(result.html, image.at("block")).at(image.at("place").get<std::size_t>());
    EXPECT_TRUE(data.get<std::string>().starts_with("UklGR")) << "RIFF in base64";
  }
  EXPECT_EQ(result.images_shown, names.size());
  EXPECT_EQ(model.at("images").at("wanted"), names.size());
}

TEST(ReportImages, AMissingOrBrokenFileIsToldNotAnError) {
  const test::TempDir folder;
  test::Sample sample = test::make_sample(small_shape());
  write_images(sample, folder.path());
  std::filesystem::remove_all(folder / "c1");
  std::ofstream(folder / "c0/0.webp", std::ios::trunc) << "not an image";
  std::vector<std::string> warnings;
  Context context;
  context.log = [&](LogLevel level, std::string_view text) {
    if (level == LogLevel::warning) warnings.emplace_back(text);
  };
  const ReportResult result = report(sample.input(), {}, context);
  EXPECT_GE(result.images_missing, 12U);
  EXPECT_EQ(warnings.size(), 1U);
  const json model = test::view_model(result.html);
  EXPECT_EQ(model.at("images").at("missing"), result.images_missing);
  ASSERT_EQ(model.at("notices").size(), 1U);
  EXPECT_NE(model.at("notices")[0].get<std::string>().find("could not be shown"),
            std::string::npos);
  for (const json& image : model.at("images").at("table")) {
    EXPECT_NE(image.contains("block"), image.contains("problem"));
  }
}

TEST(ReportImages, AreLeftOutWithTheReasonSaid) {
  const test::TempDir folder;
  test::Sample sample = test::make_sample(small_shape());
  const auto notice = [](const ReportInput& input, const ReportOptions& options = {}) {
    const json model = test::view_model(report(input, options).html);
    EXPECT_TRUE(model.at("images").at("table").empty());
    return model.at("notices").at(0).get<std::string>();
  };
  EXPECT_NE(notice(sample.input()).find("folder of the image files"), std::string::npos);
  ReportInput without = sample.input();
  without.activations = nullptr;
  EXPECT_NE(notice(without).find("without the activations"), std::string::npos);
  sample.images_root = folder / "nowhere";
  EXPECT_NE(notice(sample.input()).find("nowhere"), std::string::npos);
  sample.images_root = folder.path();
  ReportOptions none;
  none.images = 0;
  EXPECT_NE(notice(sample.input(), none).find("images-each = 0"), std::string::npos);
}

TEST(ReportImages, EscapedNamesFindTheirFiles) {
  const test::TempDir folder;
  test::Sample sample = test::make_sample(small_shape());
  sample.files[0] = "c0/line\nbreak\\slash.webp";
  sample.obs.index[0] = "c0/line\\x0Abreak\\\\slash.webp";
  sample.files[1] = "c0/latin\xE9.webp";
  sample.obs.index[1] = "c0/latin\\xE9.webp";
  sample.obs.index[3] = "c0/2.webp#2";  // the same file, listed again
  sample.files[4] = "c0/number#1.webp";
  sample.obs.index[4] = "c0/number#1.webp";
  write_images(sample, folder.path());
  const ReportResult result = report(sample.input());
  EXPECT_EQ(result.images_missing, 0U);
}

/// A sample with pictures of noise, which no encoder makes small: a megabyte does not hold them
/// all.
test::Sample large_sample(const std::filesystem::path& root) {
  test::SampleShape shape = small_shape();
  shape.images = 20;
  test::Sample sample = test::make_sample(shape);
  write_images(sample, root);
  RandomStream random(1, 1);
  for (const std::string& name : sample.files) {
    RgbImage picture{192, 192, std::vector<std::uint8_t>(3 * 192 * 192)};
    for (std::uint8_t& value : picture.pixels)
      value = static_cast<std::uint8_t>(random.below(256));
    std::ofstream(root / name, std::ios::binary | std::ios::trunc)
        << encode_thumbnail(picture, 192);
  }
  return sample;
}

TEST(ReportImages, AsManyAreShownAsTheSizeAllows) {
  const test::TempDir folder;
  const test::Sample sample = large_sample(folder.path());
  ReportOptions options;
  options.thumbnail = 192;
  options.max_size = {1'000'000};
  const ReportResult result = report(sample.input(), options);
  EXPECT_LE(result.html.size(), options.max_size.bytes);
  EXPECT_GT(result.html.size(), options.max_size.bytes * 3 / 4) << "room was left unused";
  EXPECT_EQ(result.images_missing, 0U);
  const json model = test::view_model(result.html);
  const auto wanted = model.at("images").at("wanted").get<std::uint64_t>();
  EXPECT_GT(result.images_shown, 0U);
  EXPECT_LT(result.images_shown, wanted);
  const auto notice = model.at("notices").at(0).get<std::string>();
  EXPECT_NE(notice.find("1 MB"), std::string::npos) << notice;
  EXPECT_NE(notice.find(std::to_string(result.images_shown)), std::string::npos) << notice;
  // The first image of the strongest statements comes first.
  for (std::size_t c = 0; c < 3; ++c)
    EXPECT_FALSE(test::class_entry(result.html, c).at("presence")[0].at("most").empty());
}

}  // namespace
}  // namespace lexicnn
