#include "lexicnn/images/decode.hpp"

#include <fmt/format.h>
#include <gtest/gtest.h>
#include <set>
#include <sys/stat.h>
#include <thread>

#include "lexicnn/core/error.hpp"

#include "support.hpp"
#include "support/temp_dir.hpp"

namespace lexicnn {
namespace {

using test::bytes_of;

/// Why the file is refused; empty where it is not.
std::string reason(const std::vector<std::byte>& file) {
  try {
    decode_image(file);
    return {};
  } catch (const Error& error) {
    EXPECT_EQ(error.kind(), ErrorKind::invalid_image) << error.what();
    return error.what();
  }
}

/// All decoded Pillow cases, by name.
class DecodeAgainstPillow : public testing::Test {
 protected:
  void SetUp() override {
    if (!test::has_python()) GTEST_SKIP() << "no Python: configure with -DLEXICNN_PYTHON=…";
    cases_ = test::pillow_cases(folder_.path(), "decode");
  }

  std::vector<std::byte> file(const std::string& name) const {
    for (const auto& one : cases_) {
      if (one.name == name) return read_file(one.input);
    }
    throw std::runtime_error("no case " + name);
  }

  test::TempDir folder_;
  std::vector<test::PillowCase> cases_;
};

TEST_F(DecodeAgainstPillow, EveryPixelAndFactIsEqual) {
  ASSERT_GT(cases_.size(), 100U);
  std::set<std::string> formats;
  for (const auto& one : cases_) {
    SCOPED_TRACE(one.name);
    DecodedImage decoded;
    ASSERT_NO_THROW(decoded = decode_image(read_file(one.input)));
    EXPECT_EQ(test::difference(decoded.image, one.expected), "");
    ASSERT_EQ(one.fields.size(), 3U);
    EXPECT_EQ(decoded.facts.format, one.fields[0]);
    EXPECT_EQ(decoded.facts.mode, one.fields[1]);
    EXPECT_EQ(std::to_string(decoded.facts.orientation), one.fields[2]);
    const bool turned = decoded.facts.orientation >= 5;
    EXPECT_EQ(decoded.facts.width, turned ? one.expected.height : one.expected.width);
    EXPECT_EQ(decoded.facts.height, turned ? one.expected.width : one.expected.height);
    formats.emplace(decoded.facts.format.view());
  }
  EXPECT_EQ(formats, (std::set<std::string>{"bmp", "gif", "jpeg", "png", "tiff", "webp"}));
}

TEST_F(DecodeAgainstPillow, TruncatedFilesAreBad) {
  for (const std::string name :
       {"jpeg progressive", "jpeg grey", "jpeg CMYK", "png RGB", "png 1 bit", "webp lossy",
        "webp lossless", "tiff RGB None", "tiff RGB tiff_lzw", "gif palette", "bmp RGB",
        "bmp palette", "bmp RLE8"}) {
    const std::vector<std::byte> whole = file(name);
    ASSERT_EQ(reason(whole), "") << name;
    // TIFF's directory and BMP's end mark may lie where a cut of a few bytes does not matter.
    for (const double share : {0.02, 0.3, 0.5, 0.8, 0.95}) {
      const auto size = static_cast<std::ptrdiff_t>(share * static_cast<double>(whole.size()));
      const std::string why = reason({whole.begin(), whole.begin() + size});
      EXPECT_NE(why, "") << name << " cut to " << size << " of " << whole.size() << " bytes";
    }
  }
}

TEST_F(DecodeAgainstPillow, AMissingEndMarkIsBad) {
  std::vector<std::byte> jpeg = file("jpeg grey");
  jpeg.resize(jpeg.size() - 2);
  EXPECT_EQ(reason(jpeg), "the JPEG cannot be decoded: Premature end of JPEG file");
  std::vector<std::byte> png = file("png RGB");
  png.resize(png.size() - 12);
  EXPECT_EQ(reason(png), "the PNG is truncated: it has no end chunk");
}

TEST_F(DecodeAgainstPillow, CorruptPixelsOfPngAreAlwaysSeen) {
  const std::vector<std::byte> whole = file("png RGB");
  for (std::size_t at = 60; at + 20 < whole.size(); at += 101) {
    std::vector<std::byte> bad = whole;
    bad[at] ^= std::byte{0x10};
    EXPECT_NE(reason(bad), "") << "byte " << at << " of " << bad.size();
  }
}

TEST_F(DecodeAgainstPillow, ACorruptMiddleOfJpegIsSeen) {
  const std::vector<std::byte> whole = file("jpeg 160x120 subsampling 2");
  for (const double share : {0.4, 0.5, 0.6, 0.7, 0.8}) {
    std::vector<std::byte> bad = whole;
    const auto at = static_cast<std::size_t>(share * static_cast<double>(bad.size()));
    for (std::size_t i = at; i < at + 40; ++i)
      bad[i] = std::byte{static_cast<unsigned char>(i * 37)};
    EXPECT_NE(reason(bad), "") << share;
  }
}

TEST_F(DecodeAgainstPillow, BadFilesPrintNothing) {
  testing::internal::CaptureStdout();
  testing::internal::CaptureStderr();
  std::size_t bad_files = 0;
  for (const auto& one : cases_) {
    std::vector<std::byte> bytes = read_file(one.input);
    if (bytes.size() > 20000) continue;
    for (const std::size_t part : {2U, 3U, 5U}) {
      std::vector<std::byte> bad = bytes;
      for (std::size_t i = 12; i < bad.size(); i += bad.size() / part + 1)
        bad[i] ^= std::byte{0x5A};
      if (!reason(bad).empty()) ++bad_files;
      bad.resize(bad.size() * 2 / 3);
      if (!reason(bad).empty()) ++bad_files;
    }
  }
  EXPECT_EQ(testing::internal::GetCapturedStdout(), "");
  EXPECT_EQ(testing::internal::GetCapturedStderr(), "");
  EXPECT_GT(bad_files, 200U);
}

TEST_F(DecodeAgainstPillow, ReasonsAndPixelsDoNotDependOnOtherThreads) {
  std::vector<std::vector<std::byte>> files;
  for (const std::string name : {"png RGB", "webp lossy", "tiff RGB tiff_lzw", "gif palette",
                                 "jpeg progressive", "jpeg CMYK"}) {
    files.push_back(file(name));
    files.push_back(files.back());
    files.back().resize(files.back().size() / 2);
  }
  const auto outcome = [](const std::vector<std::byte>& bytes) {
    try {
      const RgbImage image = decode_image(bytes).image;
      return std::string(image.pixels.begin(), image.pixels.end());
    } catch (const Error& error) {
      return std::string(error.what());
    }
  };
  std::vector<std::string> alone;
  for (const auto& bytes : files)
    alone.push_back(outcome(bytes));
  std::vector<std::vector<std::string>> together(4);
  std::vector<std::thread> threads;
  for (auto& mine : together) {
    threads.emplace_back([&] {
      for (int round = 0; round < 20; ++round) {
        mine.clear();
        for (const auto& bytes : files)
          mine.push_back(outcome(bytes));
        if (mine != alone) return;
      }
    });
  }
  for (std::thread& thread : threads)
    thread.join();
  for (const auto& mine : together)
    EXPECT_EQ(mine, alone);
}

TEST(Decode, EmptyFile) {
  EXPECT_EQ(reason({}), "the file is empty");
}

TEST(Decode, TextFileNamedJpg) {
  const std::string why = "the content is no JPEG, PNG, WebP, TIFF, GIF or BMP image";
  EXPECT_EQ(reason(bytes_of("this is no picture\n")), why);
  EXPECT_EQ(reason(bytes_of("<svg xmlns='http://www.w3.org/2000/svg' width='9' height='9'/>")),
            why);
  EXPECT_EQ(reason(bytes_of("BMW and other makes of cars, a list in plain text\n")), why);
}

TEST(Decode, NothingButASignature) {
  for (const std::string& start :
       {std::string("\xFF\xD8\xFF"), std::string("\x89PNG\r\n\x1A\n"), std::string("GIF89a"),
        std::string("RIFF....WEBP"), std::string("II*\0", 4), std::string("MM\0*", 4)}) {
    EXPECT_NE(reason(bytes_of(start)).find("cannot be decoded: "), std::string::npos);
  }
  EXPECT_NE(reason(bytes_of("BM")), "");
}

/// Headers that promise more pixels than any file may have.
TEST(Decode, DecompressionBombsAreRefusedBeforeTheyUnfold) {
  RgbImage one{1, 1, {1, 2, 3}};
  std::string bmp = test::bmp_file(one);
  bmp.replace(18, 8, std::string("\x00\x00\x10\x00\x00\x00\x10\x00", 8));  // 2^20 × 2^20
  EXPECT_NE(reason(bytes_of(bmp)).find("1048576 × 1048576 pixels are more than"),
            std::string::npos);

  const std::string jpeg(
      "\xFF\xD8\xFF\xC0\x00\x11\x08\xFF\xDC\xFF\xDC\x03\x01\x11\x00\x02\x11\x00\x03\x11"
      "\x00\xFF\xDA\x00\x0C\x03\x01\x00\x02\x00\x03\x00\x00\x3F\x00",
      35);
  EXPECT_NE(reason(bytes_of(jpeg)).find("65500 × 65500 pixels are more than"), std::string::npos);

  const std::string gif(
      "GIF89a\xFF\xFF\xFF\xFF\x80\x00\x00\x01\x02\x03\x04\x05\x06\x2C\x00\x00\x00\x00\xFF\xFF"
      "\xFF\xFF\x00\x02\x02\x4C\x01\x00\x3B",
      35);
  EXPECT_NE(reason(bytes_of(gif)).find("65535 × 65535 pixels are more than"), std::string::npos);
}

TEST(Decode, BitmapOfNoPixels) {
  std::string bmp = test::bmp_file({1, 1, {1, 2, 3}});
  bmp.replace(18, 4, std::string(4, '\0'));
  EXPECT_EQ(reason(bytes_of(bmp)), "the image has no pixels");
}

TEST(Decode, BitmapRunThatLeavesItsRow) {
  std::string bmp = test::bmp_file({2, 1, {1, 2, 3, 4, 5, 6}}).substr(0, 54);
  bmp[28] = 8;
  bmp[30] = 1;  // RLE8
  bmp += std::string("\x09\x00\x00\x01", 4);
  EXPECT_EQ(reason(bytes_of(bmp)), "the BMP is corrupt: a run leaves its row");
}

TEST(Decode, KnownBitmap) {
  const RgbImage image = test::noise_image(5, 3, 1);
  const DecodedImage decoded = decode_image(bytes_of(test::bmp_file(image)));
  EXPECT_EQ(decoded.image, image);
  EXPECT_EQ(decoded.facts, (ImageFacts{"bmp", "rgb", 5, 3, 1}));
}

TEST(ReadFile, MissingFolderAndPipe) {
  const test::TempDir folder;
  ASSERT_EQ(::mkfifo((folder / "pipe.jpg").c_str(), 0600), 0);
  std::filesystem::create_symlink("nowhere", folder / "dangling.jpg");
  std::filesystem::create_symlink("loop.jpg", folder / "loop.jpg");
  const auto why = [&folder](const std::string& name) -> std::string {
    try {
      read_file(folder / name);
      return {};
    } catch (const Error& error) {
      EXPECT_EQ(error.kind(), ErrorKind::file_missing);
      return error.what();
    }
  };
  EXPECT_NE(why("absent.jpg").find("absent.jpg': No such file"), std::string::npos);
  EXPECT_NE(why("dangling.jpg").find("No such file"), std::string::npos);
  EXPECT_NE(why("loop.jpg").find("symbolic links"), std::string::npos);
  EXPECT_NE(why("pipe.jpg").find("not a regular file"), std::string::npos);
  EXPECT_NE(why(".").find("it is a folder"), std::string::npos);
}

}  // namespace
}  // namespace lexicnn
