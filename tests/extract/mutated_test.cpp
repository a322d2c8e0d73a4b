/// Image files that are damaged in every way: none stops a run, none touches another's row.
#include <algorithm>
#include <fstream>
#include <gtest/gtest.h>
#include <map>
#include <unordered_map>

#include "lexicnn/core/error.hpp"
#include "lexicnn/core/random.hpp"
#include "lexicnn/extract/extract.hpp"

#include "extract/small_model.hpp"
#include "support/encoded_images.hpp"
#include "support/temp_dir.hpp"

namespace lexicnn {
namespace {

namespace fs = std::filesystem;

constexpr std::uint64_t kMutations = 300;
constexpr std::uint32_t kSide = 6;

class RowsByName final : public ActivationSink {
 public:
  explicit RowsByName(const ImageSet& images) : images_(images) {}
  void write(std::uint64_t row, std::span<const float> values) override {
    rows[images_.files[row].name].assign(values.begin(), values.end());
  }
  std::map<std::string, std::vector<float>> rows;

 private:
  const ImageSet& images_;
};

/// Damage number `number`: a cut, flipped bits, extremes among the first bytes, or another ending.
test::EncodedImage damaged(const std::vector<test::EncodedImage>& images, std::uint64_t number) {
  RandomStream stream(20, number);
  const auto below = [&stream](std::size_t bound) {
    return static_cast<std::size_t>(stream.below(static_cast<std::uint32_t>(bound)));
  };
  test::EncodedImage out = images[number % images.size()];
  const auto flip = [&](std::size_t begin, std::size_t end) {
    out.bytes[begin + below(end - begin)] ^= static_cast<char>(1U << below(8));
  };
  switch (number % 4) {
    case 0:
      out.bytes.resize(below(out.bytes.size()));
      break;
    case 1:
      for (std::size_t i = 0; i < 1 + below(8); ++i)
        flip(0, out.bytes.size());
      break;
    case 2: {  // what headers say of sizes and offsets
      const std::size_t at = below(std::min<std::size_t>(64, out.bytes.size() - 4));
      out.bytes.replace(at, 4, std::string(1 + below(4), below(2) == 0 ? '\xFF' : '\x7F'));
      break;
    }
    default:
      out.ending = images[below(images.size())].ending;
      if (below(2) == 0) flip(0, std::min<std::size_t>(32, out.bytes.size()));
  }
  return out;
}

TEST(MutatedImages, EachIsInTheLedgerAndTheGoodRowsAreUnchanged) {
  const test::TempDir folder;
  fs::create_directories(folder / "images" / "good");
  fs::create_directories(folder / "images" / "odd");
  const auto images = test::encoded_images();
  for (std::size_t i = 0; i < images.size(); ++i) {
    std::ofstream(folder / "images" / "good" / (std::to_string(i) + images[i].ending),
                  std::ios::binary)
        << images[i].bytes;
  }
  const Network network = Network::read(test::write_small_model(folder / "model.xml", kSide));
  const Capture capture(network, {.batch = 4, .streams = 2}, kSide, kSide);
  Preprocessing preprocessing;
  preprocessing.height = preprocessing.width = kSide;

  std::ofstream(folder / "images" / "odd" / "0.png") << "no image";
  const ImageSet few = open_image_set(folder / "images");
  RowsByName expected(few);
  extract({network, capture, few, preprocessing}, expected);
  ASSERT_EQ(expected.rows.size(), images.size());

  fs::remove(folder / "images" / "odd" / "0.png");
  for (std::uint64_t number = 0; number < kMutations; ++number) {
    const test::EncodedImage one = damaged(images, number);
    std::ofstream(folder / "images" / "odd" / (std::to_string(number) + one.ending),
                  std::ios::binary)
        << one.bytes;
  }
  const ImageSet all = open_image_set(folder / "images");
  RowsByName sink(all);
  const ExtractResult result = extract({network, capture, all, preprocessing}, sink);
  EXPECT_EQ(result.ledger.rows(), images.size() + kMutations);
  for (const auto& [name, row] : expected.rows)
    EXPECT_EQ(sink.rows.at(name), row) << name;
  std::uint64_t bad = 0;
  for (std::size_t i = 0; i < result.records.size(); ++i) {
    const ImageRecord& record = result.records[i];
    EXPECT_EQ(record.good, record.reason.empty()) << all.files[i].name;
    EXPECT_EQ(record.good, sink.rows.contains(all.files[i].name)) << all.files[i].name;
    EXPECT_FALSE(record.sha256.empty());
    bad += record.good ? 0 : 1;
  }
  // Without checksums some damage cannot be seen; most of it must be.
  EXPECT_GT(bad, kMutations / 2);
}

}  // namespace
}  // namespace lexicnn
