#include "cli/extract_setup.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "lexicnn/core/error.hpp"
#include "lexicnn/extract/known_model.hpp"
#include "lexicnn/store/activation_file.hpp"

namespace lexicnn::cli {
namespace {

Preprocessing load_for(const Network& network, const std::string& given) {
  if (!given.empty()) return load_preprocessing(given);
  if (const auto known = known_model(network.sha256()))
    return load_preprocessing(known->preprocessing);
  throw Error(
      ErrorKind::invalid_option,
      fmt::format("how images are prepared for '{}' is not known: give --preprocess {} or a "
                  "JSON file (docs/preprocessing.md)",
                  network.path().filename().string(), fmt::join(preprocessing_presets(), "|")));
}

Preprocessing choose_preprocessing(const Network& network, const ExtractArguments& arguments) {
  Preprocessing out = load_for(network, arguments.preprocess);
  out.fast_resize = arguments.fast_resize;
  return out;
}

CaptureOptions choose_layers_of_known(const Network& network, CaptureOptions options) {
  if (const auto known = known_model(network.sha256()); known && options.layers.empty()) {
    options.layers = known->layers;
  }
  return options;
}

}  // namespace

ExtractSetup::ExtractSetup(const ExtractArguments& arguments, const Context& context)
    : network(Network::read(arguments.model)),
      preprocessing(choose_preprocessing(network, arguments)),
      whole(open_image_set(arguments.images, arguments.set, context)),
      shard(arguments.shard),
      part(shard ? shard_of(whole, *shard) : ImageSet()),
      options(choose_layers_of_known(network, arguments.capture)),
      capture(std::in_place, network, options, preprocessing.height, preprocessing.width, context),
      type(arguments.dtype == "f16" ? ElementType::f16 : ElementType::f32) {}

ExtractInput ExtractSetup::input() const {
  ExtractInput input{network, *capture, images(), preprocessing};
  input.is_shard = shard.has_value();
  return input;
}

std::uint64_t ExtractSetup::file_bytes() const {
  return ActivationWriter::expected_bytes(images().files.size(), capture->features(), type);
}

std::uint64_t ExtractSetup::part_bytes() const {
  return images().files.size() * capture->features() * element_size(type);
}

}  // namespace lexicnn::cli
