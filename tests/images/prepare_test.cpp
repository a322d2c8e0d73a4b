#include "lexicnn/images/prepare.hpp"

#include <gtest/gtest.h>
#include <unistd.h>

#include "lexicnn/core/error.hpp"
#include "lexicnn/core/sha256.hpp"

#include "support.hpp"
#include "support/temp_dir.hpp"

namespace lexicnn {
namespace {

namespace fs = std::filesystem;

Preprocessing small() {
  Preprocessing out = load_preprocessing("none");
  out.width = 4;
  out.height = 2;
  return out;
}

class Prepare : public testing::Test {
 protected:
  ImageRecord prepare(const std::string& name) {
    return prepare_image(folder_ / name, small(), TensorLayout::hwc, tensor_);
  }

  test::TempDir folder_;
  std::vector<float> tensor_ = std::vector<float>(24, -1);
};

TEST_F(Prepare, GoodImage) {
  const RgbImage image = test::noise_image(4, 2, 5);
  const std::string file = test::bmp_file(image);
  test::write_file(folder_ / "a.bmp", file);
  const ImageRecord record = prepare("a.bmp");
  EXPECT_TRUE(record.good);
  EXPECT_EQ(record.reason, "");
  EXPECT_EQ(record.bytes, file.size());
  EXPECT_EQ(record.sha256.hex(), sha256(test::bytes_of(file)));
  EXPECT_EQ(record.facts, (ImageFacts{"bmp", "rgb", 4, 2, 1}));
  EXPECT_EQ(tensor_, std::vector<float>(image.pixels.begin(), image.pixels.end()));
}

TEST_F(Prepare, BadImagesSayWhyAndLeaveTheTensorAlone) {
  const std::string bmp = test::bmp_file(test::noise_image(4, 2, 5));
  test::write_file(folder_ / "text.jpg", "no picture");
  test::write_file(folder_ / "empty.png", "");
  test::write_file(folder_ / "cut.bmp", bmp.substr(0, bmp.size() - 4));
  fs::create_directories(folder_ / "folder.jpg");
  fs::create_symlink("absent", folder_ / "dangling.jpg");

  const ImageRecord text = prepare("text.jpg");
  EXPECT_FALSE(text.good);
  EXPECT_EQ(text.reason, "the content is no JPEG, PNG, WebP, TIFF, GIF or BMP image");
  EXPECT_EQ(text.bytes, 10U);
  EXPECT_EQ(text.sha256.hex(), sha256(test::bytes_of("no picture")));

  const ImageRecord cut = prepare("cut.bmp");
  EXPECT_EQ(cut.reason, "the BMP is truncated");
  EXPECT_EQ(cut.facts.format, "bmp");
  EXPECT_EQ(cut.facts.width, 4U);

  EXPECT_EQ(prepare("empty.png").reason, "the file is empty");
  EXPECT_EQ(prepare("folder.jpg").reason, "the file cannot be read: it is a folder");
  EXPECT_EQ(prepare("absent.jpg").reason, "the file cannot be read: No such file or directory");
  EXPECT_TRUE(prepare("dangling.jpg").sha256.empty());
  EXPECT_EQ(tensor_, std::vector<float>(24, -1));
}

TEST_F(Prepare, FileWithoutTheRightToReadIt) {
  if (::geteuid() == 0) GTEST_SKIP() << "root may read every file";
  test::write_file(folder_ / "a.bmp", test::bmp_file(test::noise_image(4, 2, 5)));
  fs::permissions(folder_ / "a.bmp", fs::perms::none);
  EXPECT_EQ(prepare("a.bmp").reason, "the file cannot be read: Permission denied");
}

TEST_F(Prepare, AWrongTensorIsTheCallersFault) {
  test::write_file(folder_ / "a.bmp", test::bmp_file(test::noise_image(4, 2, 5)));
  tensor_.resize(23);
  EXPECT_THROW(prepare("a.bmp"), Error);
}

}  // namespace
}  // namespace lexicnn
