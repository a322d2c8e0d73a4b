/// One thread: resampling a 500 × 375 image, and whole files of photographs where there are any.
#include <cstdlib>
#include <filesystem>

#include "lexicnn/core/random.hpp"
#include "lexicnn/images/image_set.hpp"
#include "lexicnn/images/prepare.hpp"

#include "support/timing.hpp"

namespace {

using namespace lexicnn;

constexpr int kRepeats = 20;
constexpr double kMilliseconds = 1000;

RgbImage make_image(std::uint32_t width, std::uint32_t height) {
  RgbImage image{width, height, std::vector<std::uint8_t>(std::size_t{3} * width * height)};
  RandomStream random(1, 0);
  for (std::uint8_t& value : image.pixels)
    value = static_cast<std::uint8_t>(random.below(256));
  return image;
}

void bench_resampling() {
  const RgbImage image = make_image(500, 375);
  const Preprocessing lite = load_preprocessing("lite");
  std::vector<float> tensor(std::size_t{3} * lite.width * lite.height);
  const auto repeated = [](auto work) {
    return [work] {
      for (int i = 0; i < kRepeats; ++i)
        work();
    };
  };
  const std::vector<double> seconds =
      bench::race({repeated([&image] { resize(image, 224, 224, Interpolation::bilinear); }),
                   repeated([&image] { resize(image, 224, 224, Interpolation::bicubic); }),
                   repeated([&] { preprocess(image, lite, TensorLayout::chw, tensor); })});
  const char* const names[] = {"images.resize_bilinear", "images.resize_bicubic",
                               "images.preprocess"};
  for (std::size_t i = 0; i < seconds.size(); ++i)
    bench::print_figure(names[i], kMilliseconds * seconds[i] / kRepeats, "ms");
}

/// Reading, hashing, decoding and preprocessing the photographs in $LEXICNN_DATA/caltech61.
void bench_files() {
  const char* data = std::getenv("LEXICNN_DATA");
  if (data == nullptr) return;
  const ImageSet set = open_image_set(std::filesystem::path(data) / "caltech61", {{"a*", "b*"}});
  const Preprocessing lite = load_preprocessing("lite");
  std::vector<float> tensor(std::size_t{3} * lite.width * lite.height);
  const auto all = [&] {
    for (const ImageFile& file : set.files)
      prepare_image(file.path, lite, TensorLayout::chw, tensor);
  };
  const double seconds = bench::race({all}, 3).front();
  bench::print_figure("images.prepare_jpeg",
                      kMilliseconds * seconds / static_cast<double>(set.files.size()), "ms");
}

}  // namespace

int main() {
  bench_resampling();
  bench_files();
}
