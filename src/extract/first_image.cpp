#include "lexicnn/extract/first_image.hpp"

#include <algorithm>
#include <fmt/format.h>
#include <span>
#include <string>
#include <vector>

#include "lexicnn/images/prepare.hpp"

namespace lexicnn {
namespace {

std::string in_words(const Comparison& comparison) {
  return fmt::format("by up to {:.2g} (largest value {:.3g})", comparison.largest_difference,
                     comparison.largest_value);
}

void tell(const TapCheck& check, const std::string& image, const Context& context) {
  if (!check.not_compared.empty()) {
    context.say(LogLevel::warning,
                fmt::format("the taps are not checked against the untouched network, which cannot "
                            "run: {}",
                            check.not_compared));
    return;
  }
  if (check.outputs.same_bytes && check.rows.same_bytes) {
    context.say(
        LogLevel::info,
        fmt::format("taps checked on '{}': the network's own {} outputs and the {} features "
                    "are the same bit for bit with and without",
                    image, check.outputs.values, check.rows.values));
    return;
  }
  if (!check.outputs.same_bytes) {
    context.say(LogLevel::warning, fmt::format("taps move the network's own outputs on '{}' {}",
                                               image, in_words(check.outputs)));
  }
  if (!check.rows.same_bytes) {
    context.say(LogLevel::warning,
                fmt::format("ending the network after its last tap moves the features of '{}' {}",
                            image, in_words(check.rows)));
  }
}

Dict to_dict(const Comparison& comparison) {
  Dict out;
  out.set("values", static_cast<std::int64_t>(comparison.values));
  out.set("same_bytes", comparison.same_bytes);
  out.set("largest_difference", comparison.largest_difference);
  out.set("largest_value", comparison.largest_value);
  return out;
}

}  // namespace

std::optional<TapCheck> check_first_image(const ExtractInput& input, const CaptureOptions& options,
                                          const Context& context) {
  auto lane = input.capture.make_lane();
  const TensorLayout layout =
      input.network.input().channels_last ? TensorLayout::hwc : TensorLayout::chw;
  const std::span<float> image = lane.input().first(input.capture.image_values());
  for (const ImageFile& file : input.images.files) {
    context.check_stop();
    if (!prepare_image(file.path, input.preprocessing, layout, image).good) continue;
    std::vector<float> row(input.capture.features());
    lane.run(1, row);
    TapCheck check = check_taps(input.network, options, input.preprocessing.height,
                                input.preprocessing.width, image, row);
    tell(check, file.name, context);
    return check;
  }
  return std::nullopt;
}

Dict to_dict(const TapCheck& check) {
  Dict out;
  if (!check.not_compared.empty()) {
    out.set("not_compared", check.not_compared);
    return out;
  }
  out.set("outputs", to_dict(check.outputs));
  out.set("rows", to_dict(check.rows));
  return out;
}

}  // namespace lexicnn
