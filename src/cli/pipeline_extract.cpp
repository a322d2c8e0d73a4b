#include <fmt/format.h>
#include <fmt/ranges.h>

#include "lexicnn/core/error.hpp"
#include "lexicnn/core/output_file.hpp"
#include "lexicnn/core/provenance.hpp"
#include "lexicnn/extract/first_image.hpp"
#include "lexicnn/extract/known_model.hpp"
#include "lexicnn/store/activation_file.hpp"

#include "cli/option_flags.hpp"
#include "cli/pipeline.hpp"

namespace lexicnn::cli {
namespace {

Preprocessing choose_preprocessing(const Network& network, const std::string& given) {
  if (!given.empty()) return load_preprocessing(given);
  if (const auto known = known_model(network.sha256()))
    return load_preprocessing(known->preprocessing);
  throw Error(
      ErrorKind::invalid_option,
      fmt::format("how images are prepared for '{}' is not known: give --preprocess {} or a "
                  "JSON file (docs/preprocessing.md)",
                  network.path().filename().string(), fmt::join(preprocessing_presets(), "|")));
}

CaptureOptions choose_layers_of_known(const Network& network, CaptureOptions options) {
  if (const auto known = known_model(network.sha256()); known && options.layers.empty()) {
    options.layers = known->layers;
  }
  return options;
}

}  // namespace

void add_overwrite(CLI::App& app, bool& overwrite) {
  app.add_flag("--overwrite", overwrite, "replace an output that exists")->group("Shared");
}

void ExtractArguments::add_inputs(CLI::App& app) {
  app.add_option("model", model, "network: ONNX, TensorFlow Lite, TensorFlow or OpenVINO IR")
      ->required()
      ->type_name("MODEL");
  app.add_option("images", images, "folder with a folder a class, or a CSV/TSV manifest")
      ->required()
      ->type_name("IMAGES");
}

void ExtractArguments::add_flags(CLI::App& app) {
  add_option_flags(app, set, "Images");
  app.add_option("--preprocess", preprocess,
                 fmt::format("preset ({}) or JSON file; known for the models of `make models`",
                             fmt::join(preprocessing_presets(), ", ")))
      ->type_name("NAME|FILE.json")
      ->group("Images");
  add_option_flags(app, extract, "Images");
  add_option_flags(app, capture, "Capture");
  app.add_option("--dtype", dtype, "how activations are stored")
      ->type_name("f32|f16")
      ->check(CLI::IsMember({"f32", "f16"}).description(""))
      ->capture_default_str()
      ->group("Capture");
}

void extract_to_file(Session& session, const ExtractArguments& arguments,
                     const std::filesystem::path& target, bool overwrite) {
  const Context context = session.context();
  OutputFile::require_possible(target, overwrite);
  const Network network = Network::read(arguments.model);
  const Preprocessing preprocessing = choose_preprocessing(network, arguments.preprocess);
  const ImageSet images = open_image_set(arguments.images, arguments.set, context);
  const CaptureOptions options = choose_layers_of_known(network, arguments.capture);
  const Capture capture(network, options, preprocessing.height, preprocessing.width, context);
  const ElementType type = arguments.dtype == "f16" ? ElementType::f16 : ElementType::f32;
  const std::uint64_t bytes = images.files.size() * capture.features() * element_size(type);
  session.note(fmt::format("{} images × {} features: {} on disk, twice that while it is made",
                           images.files.size(), capture.features(), to_string(ByteSize{bytes})));
  ActivationWriter writer(target, images.files.size(), capture.features(), type, overwrite);
  const ExtractInput input{network, capture, images, preprocessing};
  const auto taps = check_first_image(input, options, context);
  const ExtractResult result = extract(input, writer, arguments.extract, context);
  Dict provenance = make_provenance("activations", session.command_line());
  add_extract_provenance(provenance, input, result, options, arguments.extract);
  if (taps) provenance.set("tap_check", to_dict(*taps));
  Dict uns;
  uns.set("lexicnn", std::move(provenance));
  writer.finish(result.keep, result.obs, capture.var(), uns);
  session.note(fmt::format("{} good images, {} bad: {}", result.keep.size(),
                           result.records.size() - result.keep.size(), target.string()));
}

}  // namespace lexicnn::cli
