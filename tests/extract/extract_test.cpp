#include "lexicnn/extract/extract.hpp"

#include <chrono>
#include <fstream>
#include <functional>
#include <gtest/gtest.h>
#include <map>
#include <mutex>

#include "lexicnn/core/error.hpp"
#include "lexicnn/core/random.hpp"
#include "lexicnn/extract/first_image.hpp"
#include "lexicnn/extract/known_model.hpp"
#include "lexicnn/images/prepare.hpp"

#include "extract/small_model.hpp"
#include "support/temp_dir.hpp"

namespace lexicnn {
namespace {

namespace fs = std::filesystem;

constexpr std::uint32_t kSide = 6;

/// An uncompressed 24-bit BMP of random pixels.
void write_image(const fs::path& path, std::uint64_t seed) {
  constexpr std::uint32_t kRow = (kSide * 3 + 3) / 4 * 4;
  std::string bytes("BM", 2);
  const auto put = [&bytes](std::uint32_t value, int size) {
    for (int i = 0; i < size; ++i)
      bytes += static_cast<char>(value >> (8 * i));
  };
  put(54 + kRow * kSide, 4);
  put(0, 4);
  put(54, 4);
  put(40, 4);
  put(kSide, 4);
  put(kSide, 4);
  put(1, 2);
  put(24, 2);
  put(0, 4);
  put(kRow * kSide, 4);
  for (int i = 0; i < 4; ++i)
    put(i < 2 ? 2835 : 0, 4);
  RandomStream stream(seed, 0);
  for (std::uint32_t i = 0; i < kRow * kSide; ++i)
    put(i % kRow < kSide * 3 ? stream.below(256) : 0, 1);
  std::ofstream(path, std::ios::binary) << bytes;
}

class RowMap final : public ActivationSink {
 public:
  void write(std::uint64_t row, std::span<const float> values) override {
    EXPECT_TRUE(rows.try_emplace(row, values.begin(), values.end()).second)
        << "row " << row << " twice";
  }
  void record(std::uint64_t row, std::string_view facts) override { recorded[row] = facts; }
  std::string take_recorded(std::uint64_t row) override {
    const auto found = earlier.find(row);
    return found == earlier.end() ? "" : found->second;
  }
  std::map<std::uint64_t, std::vector<float>> rows;
  std::map<std::uint64_t, std::string> recorded;
  std::map<std::uint64_t, std::string> earlier;  // by an interrupted run
};

class ExtractTest : public testing::Test {
 protected:
  ExtractTest() : network_(Network::read(test::write_small_model(folder_ / "model.xml", kSide))) {
    preprocessing_.height = preprocessing_.width = kSide;
    preprocessing_.mean = {127, 127, 127};
    preprocessing_.std = {128, 128, 128};
    for (const char* name : {"a", "b"})
      fs::create_directories(folder_ / "images" / name);
    for (std::uint64_t i = 0; i < 7; ++i) {
      write_image(folder_ / "images" / (i % 2 == 0 ? "a" : "b") / (std::to_string(i) + ".bmp"), i);
    }
  }

  ExtractResult run(ActivationSink& sink, const CaptureOptions& capture = {},
                    const ExtractOptions& options = {}, const Context& context = {}) {
    const Capture compiled(network_, capture, kSide, kSide, context);
    images_ = open_image_set(folder_ / "images");
    return extract({network_, compiled, images_, preprocessing_}, sink, options, context);
  }

  void expect_error(ErrorKind kind, const std::string& part, const ExtractOptions& options = {},
                    const CaptureOptions& capture = {}) {
    RowMap sink;
    try {
      run(sink, capture, options);
      FAIL() << "no error";
    } catch (const Error& error) {
      EXPECT_EQ(error.name(), error_name(kind));
      EXPECT_NE(std::string(error.what()).find(part), std::string::npos) << error.what();
    }
  }

  test::TempDir folder_;
  Network network_;
  Preprocessing preprocessing_;
  ImageSet images_;
};

TEST_F(ExtractTest, RowsAreWhatTheCaptureGivesImageByImage) {
  RowMap sink;
  const ExtractResult result = run(sink, {.batch = 3});
  ASSERT_EQ(sink.rows.size(), 7U);
  const Capture capture(network_, {}, kSide, kSide);
  Capture::Lane lane = capture.make_lane();
  for (std::uint64_t row = 0; row < 7; ++row) {
    std::vector<float> expected(capture.features());
    prepare_image(images_.files[row].path, preprocessing_, TensorLayout::chw, lane.input());
    lane.run(1, expected);
    EXPECT_EQ(sink.rows.at(row), expected) << row;
  }
  EXPECT_EQ(result.obs.index, (std::vector<std::string>{"a/0.bmp", "a/2.bmp", "a/4.bmp", "a/6.bmp",
                                                        "b/1.bmp", "b/3.bmp", "b/5.bmp"}));
}

TEST_F(ExtractTest, SameForAnyBatchStreamsAndThreads) {
  std::ofstream(folder_ / "images" / "a" / "3.bmp") << "not an image";
  RowMap first;
  run(first, {.batch = 1, .streams = 1});
  ASSERT_EQ(first.rows.size(), 7U);
  for (const std::uint32_t batch : {1U, 3U, 8U}) {
    for (const std::uint32_t streams : {1U, 2U}) {
      for (const unsigned threads : {1U, 2U}) {
        RowMap other;
        Context context;
        context.threads = threads;
        run(other, {.batch = batch, .streams = streams}, {}, context);
        EXPECT_EQ(first.rows, other.rows) << batch << " " << streams << " " << threads;
      }
    }
  }
}

TEST_F(ExtractTest, BadImagesLeaveTheirRowAndNobodyElses) {
  RowMap whole;
  run(whole);
  std::ofstream(folder_ / "images" / "a" / "3.bmp") << "not an image";
  RowMap sink;
  std::string warned;
  Context context;
  context.log = [&warned](LogLevel, std::string_view message) { warned = message; };
  const ExtractResult result = run(sink, {.batch = 4}, {}, context);
  EXPECT_EQ(result.keep, (std::vector<std::uint64_t>{0, 1, 3, 4, 5, 6, 7}));
  EXPECT_FALSE(sink.rows.contains(2));
  EXPECT_EQ(sink.rows.at(7), whole.rows.at(6));
  EXPECT_EQ(result.ledger.rows(), 8U);
  EXPECT_EQ(result.obs.rows(), 7U);
  EXPECT_EQ(column_text(result.ledger.find("outcome")->data)[2], "bad");
  EXPECT_NE(warned.find("a/3.bmp"), std::string::npos) << warned;
}

TEST_F(ExtractTest, WhatIsRecordedIsNotRunAgain) {
  std::ofstream(folder_ / "images" / "a" / "3.bmp") << "not an image";
  RowMap whole;
  const ExtractResult expected = run(whole);
  ASSERT_EQ(whole.recorded.size(), 8U);
  RowMap second;
  for (const std::uint64_t row : {0U, 2U, 5U, 6U})
    second.earlier[row] = whole.recorded[row];
  second.earlier[1] = "no record";
  fs::remove(folder_ / "images" / "b" / "3.bmp");  // row 6
  write_image(folder_ / "images" / "b" / "3.bmp", 3);
  fs::last_write_time(images_.files[6].path,
                      fs::file_time_type::clock::now() - std::chrono::hours(9));
  write_image(images_.files[5].path, 77);
  const ExtractResult result = run(second);
  std::vector<std::uint64_t> rows;
  for (const auto& [row, values] : second.rows)
    rows.push_back(row);
  EXPECT_EQ(rows, (std::vector<std::uint64_t>{1, 3, 4, 5, 7}));
  EXPECT_EQ(second.rows.at(1), whole.rows.at(1));
  EXPECT_NE(second.rows.at(5), whole.rows.at(5));
  EXPECT_EQ(result.keep, expected.keep);
  EXPECT_EQ(result.records[2], expected.records[2]);
  EXPECT_EQ(result.records[0], expected.records[0]);
}

TEST_F(ExtractTest, ASetWhoseFolderIsGoneIsNoBadImage) {
  class Remover final : public ActivationSink {
   public:
    explicit Remover(fs::path folder) : folder_(std::move(folder)) {}
    void write(std::uint64_t, std::span<const float>) override {
      fs::rename(folder_, folder_.string() + "-gone");
      fs::create_directories(folder_);
    }

   private:
    fs::path folder_;
  };
  Remover sink(folder_ / "images");
  try {
    run(sink, {.streams = 1});
    FAIL() << "no error";
  } catch (const Error& error) {
    EXPECT_EQ(error.kind(), ErrorKind::file_missing) << error.what();
    EXPECT_NE(std::string(error.what()).find("another folder is there now"), std::string::npos);
  }
}

TEST_F(ExtractTest, StopsAtABadImageWhenAsked) {
  std::ofstream(folder_ / "images" / "b" / "x.bmp") << "no";
  expect_error(ErrorKind::invalid_image, "b/x.bmp", {.on_bad_image = OnBadImage::fail});
}

TEST_F(ExtractTest, AllBadIsAnError) {
  for (const auto& entry : fs::recursive_directory_iterator(folder_ / "images")) {
    if (entry.is_regular_file()) std::ofstream(entry.path(), std::ios::trunc) << "no";
  }
  expect_error(ErrorKind::no_images, "none of the 7 files");
}

TEST_F(ExtractTest, ActivationsThatAreNotFiniteAreNamed) {
  preprocessing_.std = {1e-38, 1e-38, 1e-38};
  expect_error(ErrorKind::not_finite, "'conv:", {}, {.tap = Tap::linear});
}

TEST_F(ExtractTest, ProvenanceTellsWhatTheNumbersDependOn) {
  const CaptureOptions options{.tap = Tap::linear};
  const Capture capture(network_, options, kSide, kSide);
  images_ = open_image_set(folder_ / "images");
  const ExtractInput input{network_, capture, images_, preprocessing_};
  RowMap sink;
  ExtractResult result = extract(input, sink);
  const Table ledger = result.ledger;
  Dict provenance;
  add_extract_provenance(provenance, input, result, options, {});
  EXPECT_EQ(provenance.get<std::string>("model_sha256"), network_.sha256());
  EXPECT_EQ(provenance.get<Dict>("capture").get<std::string>("tap"), "linear");
  EXPECT_EQ(provenance.get<std::int64_t>("images_good"), 7);
  EXPECT_EQ(provenance.get<Table>("ledger"), ledger);
  const std::string list = provenance.get<std::string>("images_sha256");
  write_image(folder_ / "images" / "a" / "0.bmp", 99);
  RowMap other_sink;
  ExtractResult other = extract(input, other_sink);
  add_extract_provenance(provenance, input, other, options, {});
  EXPECT_NE(provenance.get<std::string>("images_sha256"), list);
}

TEST_F(ExtractTest, TapsAreCheckedOnTheFirstGoodImage) {
  std::ofstream(folder_ / "images" / "a" / "0.bmp") << "not an image";
  const CaptureOptions options;
  const Capture capture(network_, options, kSide, kSide);
  images_ = open_image_set(folder_ / "images");
  std::vector<std::string> said;
  Context context;
  context.log = [&said](LogLevel, std::string_view message) { said.emplace_back(message); };
  const auto check =
      check_first_image({network_, capture, images_, preprocessing_}, options, context);
  ASSERT_TRUE(check);
  EXPECT_EQ(check->outputs.values, 4U * 4 * 4);
  EXPECT_TRUE(check->outputs.same_bytes);
  EXPECT_TRUE(check->rows.same_bytes);
  EXPECT_EQ(said, (std::vector<std::string>{
                      "taps checked on 'a/2.bmp': the network's own 64 outputs and the 4 features "
                      "are the same bit for bit with and without"}));
  const Dict dict = to_dict(*check);
  EXPECT_TRUE(dict.get<Dict>("outputs").get<bool>("same_bytes"));
  EXPECT_EQ(dict.get<Dict>("rows").get<std::int64_t>("values"), 4);
}

TEST_F(ExtractTest, TapsAreNotCheckedWithoutAGoodImage) {
  for (const auto& entry : fs::recursive_directory_iterator(folder_ / "images")) {
    if (entry.is_regular_file()) std::ofstream(entry.path(), std::ios::trunc) << "no";
  }
  const Capture capture(network_, {}, kSide, kSide);
  images_ = open_image_set(folder_ / "images");
  EXPECT_FALSE(check_first_image({network_, capture, images_, preprocessing_}, {}));
}

TEST(KnownModel, IsRecognisedByContentAlone) {
  EXPECT_FALSE(known_model(""));
  EXPECT_FALSE(known_model(std::string(64, '0')));
}

}  // namespace
}  // namespace lexicnn
