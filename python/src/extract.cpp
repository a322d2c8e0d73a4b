/// The network and extract stages: layers, and images into rows of activations.
#include "lexicnn/extract/extract.hpp"

#include <algorithm>
#include <cstring>
#include <filesystem>
#include <fmt/format.h>
#include <fmt/ranges.h>
#include <memory>
#include <nanobind/stl/filesystem.h>
#include <nanobind/stl/vector.h>
#include <optional>
#include <utility>

#include "lexicnn/core/error.hpp"
#include "lexicnn/core/half.hpp"
#include "lexicnn/core/provenance.hpp"
#include "lexicnn/extract/first_image.hpp"
#include "lexicnn/extract/known_model.hpp"
#include "lexicnn/store/activation_file.hpp"

#include "arrays.hpp"
#include "decoders.hpp"
#include "memory_sink.hpp"
#include "options.hpp"
#include "pixels.hpp"
#include "tables.hpp"
#include "watched.hpp"

namespace lexicnn::python {
namespace {

namespace fs = std::filesystem;

/// All layers of a network, those that `options` choose marked.
Table layer_table(const Network& network, const CaptureOptions& options) {
  const std::vector<std::uint64_t> chosen = choose_layers(network, options.layers);
  Table out;
  std::vector<std::int64_t> index, features;
  std::vector<double> depth;
  std::vector<std::string> operation, shape, follows, tap, includes;
  std::vector<bool> classifier, taken;
  for (const Layer& layer : network.layers()) {
    const bool activation = options.tap == Tap::activation;
    out.index.push_back(layer.name);
    index.push_back(static_cast<std::int64_t>(layer.index));
    features.push_back(static_cast<std::int64_t>(layer.features));
    depth.push_back(layer.depth);
    operation.push_back(layer.operation);
    shape.push_back(fmt::format("{}", fmt::join(layer.output_shape, ",")));
    follows.push_back(layer.follows);
    tap.push_back(activation ? layer.activation_tap : layer.linear_tap);
    includes.push_back(activation ? layer.activation_includes : layer.linear_includes);
    classifier.push_back(layer.classifier);
    taken.push_back(std::find(chosen.begin(), chosen.end(), layer.index) != chosen.end());
  }
  out.set("layer_index", std::move(index));
  out.set("depth", std::move(depth));
  out.set("operation", std::move(operation));
  out.set("features", std::move(features));
  out.set("output_shape", std::move(shape));
  out.set("follows", std::move(follows));
  out.set("tap", std::move(tap));
  out.set("tap_includes", std::move(includes));
  out.set("classifier", std::move(classifier));
  out.set("captured", std::move(taken));
  return out;
}

nb::any layers(const fs::path& model, const nb::dict& given) {
  const auto options = options_from<CaptureOptions>(given);
  std::optional<Table> table;
  {
    const nb::gil_scoped_release release;
    table = layer_table(Network::read(model), options);
  }
  return to_python(*table);
}

Preprocessing preprocessing_for(const Network& network, const std::string& given, bool fast) {
  const auto known = known_model(network.sha256());
  if (given.empty() && !known) {
    throw Error(
        ErrorKind::invalid_option,
        fmt::format("how images are prepared for '{}' is not known: give preprocess={} or "
                    "a JSON file (docs/preprocessing.md)",
                    network.path().filename().string(), fmt::join(preprocessing_presets(), "|")));
  }
  Preprocessing out = load_preprocessing(given.empty() ? known->preprocessing : given);
  out.fast_resize = fast;
  return out;
}

/// What an extraction is asked for, but for its images.
struct Request {
  fs::path model;
  CaptureOptions capture;
  ExtractOptions extract;
  std::string preprocess = {};
  bool fast_resize = false;
  ElementType type = ElementType::f32;
};

Request request_from(const fs::path& model, const nb::dict& given) {
  Request out{model, options_from<CaptureOptions>(given), options_from<ExtractOptions>(given)};
  out.preprocess = nb::cast<std::string>(given["preprocess"]);
  out.fast_resize = nb::cast<bool>(given["fast_resize"]);
  const auto dtype = nb::cast<std::string>(given["dtype"]);
  if (dtype != "f32" && dtype != "f16") {
    throw Error(ErrorKind::invalid_option,
                fmt::format("'{}' is no value of dtype: give one of f32, f16", dtype));
  }
  if (dtype == "f16") out.type = ElementType::f16;
  return out;
}

/// A network with its taps and its way of preparing images.
struct Engine {
  Engine(const Request& request, const Context& context)
      : network(Network::read(request.model)),
        preprocessing(preprocessing_for(network, request.preprocess, request.fast_resize)),
        options(request.capture) {
    if (const auto known = known_model(network.sha256()); known && options.layers.empty())
      options.layers = known->layers;
    capture.emplace(network, options, preprocessing.height, preprocessing.width, context);
  }

  Network network;
  Preprocessing preprocessing;
  CaptureOptions options;
  std::optional<Capture> capture;
};

/// Runs a set of image files, into `output` (then only `uns` is returned) or into memory where it
/// is empty.
AnnotatedMatrix run_files(const Request& request, const ImageSet& images, const fs::path& output,
                          bool overwrite, const Context& context) {
  const bool to_file = !output.empty();
  if (to_file) ActivationWriter::require_possible(output, overwrite, false);
  const Engine engine(request, context);
  const std::uint64_t features = engine.capture->features();
  const ExtractInput input{engine.network, *engine.capture, images, engine.preprocessing};
  std::unique_ptr<ActivationWriter> writer;
  std::unique_ptr<MemorySink> memory;
  if (to_file) {
    writer = std::make_unique<ActivationWriter>(output, images.files.size(), features, request.type,
                                                overwrite);
  } else {
    memory = std::make_unique<MemorySink>(images.files.size(), features, request.type);
  }
  ActivationSink& sink = to_file ? static_cast<ActivationSink&>(*writer) : *memory;
  const auto taps = check_first_image(input, engine.options, context);
  ExtractResult result = extract(input, sink, request.extract, context);
  Dict provenance = make_provenance("activations", {});
  add_extract_provenance(provenance, input, result, engine.options, request.extract);
  if (taps) provenance.set("tap_check", to_dict(*taps));
  AnnotatedMatrix out;
  out.uns.set("lexicnn", std::move(provenance));
  if (to_file) {
    writer->finish(result.keep, result.obs, engine.capture->var(), out.uns);
    return out;
  }
  out.x = memory->take(result.keep);
  out.obs = std::move(result.obs);
  out.var = engine.capture->var();
  return out;
}

/// The set's files from (name, path, labels).
ImageSet image_set_from(const nb::dict& given) {
  ImageSet out;
  out.root = nb::cast<std::string>(given["root"]);
  out.label_columns = nb::cast<std::vector<std::string>>(given["label_columns"]);
  for (const nb::handle each : nb::cast<nb::list>(given["files"])) {
    const auto file = nb::cast<nb::tuple>(each);
    const auto bytes = nb::cast<nb::bytes>(file[1]);
    out.files.push_back({nb::cast<std::string>(file[0]), std::string(bytes.c_str(), bytes.size()),
                         std::make_shared<const std::vector<std::string>>(
                             nb::cast<std::vector<std::string>>(file[2]))});
  }
  return out;
}

nb::any extract_files(const fs::path& model, const nb::dict& images, const nb::dict& given,
                      const fs::path& output, bool overwrite, unsigned threads,
                      const nb::object& progress) {
  const Request request = request_from(model, given);
  const ImageSet set = image_set_from(images);
  start_decoders();
  AnnotatedMatrix out;
  run_watched({threads, progress}, [&](const Context& context) {
    out = run_files(request, set, output, overwrite, context);
  });
  return as_any(to_python(std::move(out)));
}

nb::any extract_folder(const fs::path& model, const fs::path& images, const nb::dict& given,
                       const fs::path& output, bool overwrite, unsigned threads,
                       const nb::object& progress) {
  const Request request = request_from(model, given);
  const auto set = options_from<ImageSetOptions>(given);
  start_decoders();
  AnnotatedMatrix out;
  run_watched({threads, progress}, [&](const Context& context) {
    out = run_files(request, open_image_set(images, set, context), output, overwrite, context);
  });
  return as_any(to_python(std::move(out)));
}

/// `pixels`: images × height × width × 3.
nb::any extract_array(const fs::path& model, const Pixels& pixels, const nb::dict& given,
                      unsigned threads, const nb::object& progress) {
  const Request request = request_from(model, given);
  AnnotatedMatrix out;
  run_watched({threads, progress}, [&](const Context& context) {
    const Engine engine(request, context);
    MemorySink sink(pixels.shape(0), engine.capture->features(), request.type);
    run_pixels(pixels, engine.network, *engine.capture, engine.preprocessing, sink, context);
    Dict provenance = make_provenance("activations", {});
    provenance.set("model", engine.network.path().filename().string());
    provenance.set("model_sha256", engine.network.sha256());
    provenance.set("engine", engine.network.engine());
    provenance.set("capture", options_dict(engine.options));
    provenance.set("preprocessing", to_dict(engine.preprocessing));
    out.uns.set("lexicnn", std::move(provenance));
    out.x = sink.take_all();
    for (std::uint64_t row = 0; row < pixels.shape(0); ++row)
      out.obs.index.push_back(std::to_string(row));
    out.var = engine.capture->var();
  });
  return as_any(to_python(std::move(out)));
}

}  // namespace

void add_extract(nb::module_& m) {
  m.def("layers", &layers, nb::arg("model"), nb::arg("options"));
  m.def("extract_files", &extract_files, nb::arg("model"), nb::arg("images"), nb::arg("options"),
        nb::arg("output"), nb::arg("overwrite"), nb::arg("threads"), nb::arg("progress").none());
  m.def("extract_folder", &extract_folder, nb::arg("model"), nb::arg("images"), nb::arg("options"),
        nb::arg("output"), nb::arg("overwrite"), nb::arg("threads"), nb::arg("progress").none());
  m.def("extract_array", &extract_array, nb::arg("model"), nb::arg("pixels"), nb::arg("options"),
        nb::arg("threads"), nb::arg("progress").none());
}

}  // namespace lexicnn::python
