#include "pixels.hpp"

#include <cmath>
#include <cstdint>
#include <fmt/format.h>
#include <mutex>
#include <span>
#include <vector>

#include "lexicnn/core/error.hpp"
#include "lexicnn/core/parallel.hpp"
#include "lexicnn/images/resize.hpp"

namespace lexicnn::python {
namespace {

void check_finite(const Capture& capture, std::uint64_t image, std::span<const float> row) {
  for (std::size_t i = 0; i < row.size(); ++i) {
    if (std::isfinite(row[i])) continue;
    throw Error(ErrorKind::not_finite,
                fmt::format("the network gives {} for image {} at feature '{}' (layer:channel); "
                            "check the preprocessing, or leave the layer out with layers=",
                            row[i], image, capture.var().index[i]));
  }
}

}  // namespace

void run_pixels(const Pixels& pixels, const Network& network, const Capture& capture,
                const Preprocessing& preprocessing, ActivationSink& sink, const Context& context) {
  const std::uint64_t images = pixels.shape(0);
  if (images == 0) throw Error(ErrorKind::no_images, "the array holds no images");
  const std::uint64_t bytes = pixels.shape(1) * pixels.shape(2) * 3;
  const std::uint64_t features = capture.features();
  const TensorLayout layout = network.input().channels_last ? TensorLayout::hwc : TensorLayout::chw;
  std::vector<Capture::Lane> lanes;
  for (std::uint32_t lane = 0; lane < capture.streams(); ++lane)
    lanes.push_back(capture.make_lane());
  Context lanes_context = context;
  lanes_context.threads = capture.streams();
  std::mutex mutex;
  std::uint64_t done = 0;
  parallel_ranges(images, capture.batch(), lanes_context, [&](Range range, unsigned worker) {
    Capture::Lane& lane = lanes[worker];
    RgbImage image{static_cast<std::uint32_t>(pixels.shape(2)),
                   static_cast<std::uint32_t>(pixels.shape(1)),
                   {}};
    for (std::uint64_t i = range.begin; i < range.end; ++i) {
      const std::uint8_t* from = pixels.data() + i * bytes;
      image.pixels.assign(from, from + bytes);
      preprocess(
          image, preprocessing, layout,
          lane.input().subspan((i - range.begin) * capture.image_values(), capture.image_values()));
    }
    std::vector<float> rows(range.size() * features);
    lane.run(static_cast<std::uint32_t>(range.size()), rows);
    const std::lock_guard lock(mutex);
    for (std::uint64_t i = range.begin; i < range.end; ++i) {
      const auto row = std::span(rows).subspan((i - range.begin) * features, features);
      check_finite(capture, i, row);
      sink.write(i, row);
    }
    done += range.size();
    context.report({"extract", "images", done, images});
  });
}

}  // namespace lexicnn::python
