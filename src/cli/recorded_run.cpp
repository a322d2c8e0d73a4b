#include "cli/recorded_run.hpp"

#include <algorithm>
#include <array>
#include <fmt/format.h>
#include <memory>
#include <span>
#include <string>

#include "lexicnn/core/error.hpp"
#include "lexicnn/core/provenance.hpp"
#include "lexicnn/core/run_key.hpp"
#include "lexicnn/extract/extract.hpp"

namespace lexicnn::cli {
namespace {

/// Facts of a provenance by which a run's numbers mean the same.
RunKey facts(const Dict& provenance, std::initializer_list<const char*> names) {
  Dict out;
  for (const char* name : names) {
    if (const Value* value = provenance.find(name)) out.set(name, *value);
  }
  return facts_of(out,
                  {"capture.layers", "capture.batch", "capture.streams", "preprocessing.name"});
}

/// The numbers of an array of the record.
template <typename T, std::size_t kCount>
std::array<T, kCount> numbers(const Dict& dict, const char* key) {
  const auto* values = std::get_if<std::vector<T>>(&dict.get<Array>(key).data);
  if (values == nullptr || values->size() != kCount) {
    throw Error(ErrorKind::invalid_input, fmt::format("uns key '{}' is of another type", key));
  }
  std::array<T, kCount> out;
  std::copy(values->begin(), values->end(), out.begin());
  return out;
}

Preprocessing preprocessing_from(const Dict& dict) {
  Preprocessing out;
  const auto choice = [&dict](const char* key, const char* range, auto& value) {
    value = parse_enum<std::decay_t<decltype(value)>>(dict.get<std::string>(key),
                                                      OptionInfo{key, "", "", range});
  };
  const auto size = numbers<std::int64_t, 2>(dict, "size");
  out.name = dict.get<std::string>("name");
  out.height = static_cast<std::uint32_t>(size[0]);
  out.width = static_cast<std::uint32_t>(size[1]);
  choice("resize", "squash|crop", out.resize);
  out.short_side = static_cast<std::uint32_t>(dict.get<std::int64_t>("short_side"));
  choice("interpolation", "nearest|bilinear|bicubic", out.interpolation);
  choice("channels", "rgb|bgr", out.channels);
  out.scale = dict.get<double>("scale");
  out.mean = numbers<double, 3>(dict, "mean");
  out.std = numbers<double, 3>(dict, "std");
  out.fast_resize = dict.find("fast_resize") != nullptr;
  check(out);
  return out;
}

CaptureOptions capture_from(const Dict& dict) {
  CaptureOptions out;
  visit_options(out, [&dict](const OptionInfo& info, auto& value) {
    using T = std::decay_t<decltype(value)>;
    const std::string name(info.name);
    if constexpr (std::is_enum_v<T>) {
      value = parse_enum<T>(dict.get<std::string>(name), info);
    } else if constexpr (std::is_same_v<T, std::vector<std::string>>) {
      value = dict.get<T>(name);
    }
  });
  return out;
}

/// Keeps the only row.
class RowSink final : public ActivationSink {
 public:
  void write(std::uint64_t, std::span<const float> values) override {
    row.assign(values.begin(), values.end());
  }

  std::vector<float> row;
};

void note_other_engine(Session& session, const Dict& recorded, const Dict& now) {
  const std::string changes = describe_changes(facts(recorded, {"engine", "instruction_set"}),
                                               facts(now, {"engine", "instruction_set"}));
  if (!changes.empty()) {
    session.note(fmt::format("note: {}; numbers may differ in their last digits", changes));
  }
}

}  // namespace

void require_same_run(Session& session, const Dict& recorded, const Dict& now) {
  const auto key = [](const Dict& dict) {
    return facts(dict, {"model_sha256", "capture", "preprocessing"});
  };
  const std::string changes = describe_changes(key(recorded), key(now));
  if (!changes.empty()) {
    throw Error(ErrorKind::invalid_input,
                fmt::format("the activations are not like those that the embedding was fitted on: "
                            "{}",
                            changes));
  }
  note_other_engine(session, recorded, now);
}

ImageRow run_as_recorded(Session& session, const std::filesystem::path& image,
                         const std::filesystem::path& model, const Dict& recorded) {
  const Context context = session.context();
  const Network network = Network::read(model);
  const std::string& expected = recorded.get<std::string>("model_sha256");
  if (network.sha256() != expected) {
    throw Error(ErrorKind::invalid_option,
                fmt::format("'{}' is not the model of the embedding: its SHA-256 is {}, not {}",
                            model.string(), network.sha256(), expected));
  }
  const Preprocessing preprocessing = preprocessing_from(recorded.get<Dict>("preprocessing"));
  CaptureOptions options = capture_from(recorded.get<Dict>("capture"));
  options.streams = 1;
  const Capture capture(network, options, preprocessing.height, preprocessing.width, context);
  ImageSet images;
  images.root = image.parent_path();
  images.label_columns = {"class"};
  images.files.push_back({image.filename().string(), image.string(),
                          std::make_shared<const std::vector<std::string>>(1)});
  const ExtractInput input{network, capture, images, preprocessing};
  Dict now = make_provenance("activations", {});
  now.set("engine", network.engine());
  note_other_engine(session, recorded, now);
  RowSink sink;
  ExtractOptions extract_options;
  extract_options.on_bad_image = OnBadImage::fail;
  (void)extract_rows(input, sink, extract_options, context);
  return {capture.var(), std::move(sink.row)};
}

}  // namespace lexicnn::cli
