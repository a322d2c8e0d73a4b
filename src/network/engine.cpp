#include "network/engine.hpp"

#include <algorithm>
#include <fmt/format.h>
#include <vector>

#include <openvino/frontend/manager.hpp>

namespace lexicnn::engine {
namespace {

constexpr const char* kDevice = "CPU";

ov::Core& core() {
  static ov::Core instance;
  return instance;
}

}  // namespace

std::string plain_reason(std::string_view message) {
  constexpr std::size_t kLongest = 300;
  constexpr std::string_view kReader = "FrontEnd API failed with ";
  std::string out;
  while (!message.empty()) {
    std::string_view line = message.substr(0, message.find('\n'));
    message.remove_prefix(std::min(message.size(), line.size() + 1));
    // Lines that only lead to the reason: "Exception from src/…", "Check '…' failed at src/…:".
    const bool place = line.find(".cpp:") != std::string_view::npos ||
                       line.find(".hpp:") != std::string_view::npos;
    const std::size_t begin = line.find_first_not_of(" \t");
    if (place || begin == std::string_view::npos) continue;
    line = line.substr(begin, line.find_last_not_of(" \t\r") - begin + 1);
    if (line.substr(0, kReader.size()) == kReader && line.find(':') != std::string_view::npos) {
      line.remove_prefix(line.find(':') + 1);
      line.remove_prefix(std::min(line.size(), line.find_first_not_of(' ')));
      if (line.empty()) continue;
    }
    if (!out.empty()) out += ' ';
    out += line;
  }
  if (out.empty()) return "no reason given";
  if (out.size() > kLongest) out = out.substr(0, kLongest) + "…";
  return out;
}

std::string version() {
  return std::string("OpenVINO ") + ov::get_openvino_version().buildNumber;
}

std::shared_ptr<ov::Model> read_model(const std::filesystem::path& path, ModelFormat format) {
  const std::string refusal =
      fmt::format("'{}' is not a model that the engine can read", path.string());
  return guarded(ErrorKind::invalid_model, refusal, [&]() -> std::shared_ptr<ov::Model> {
    if (format == ModelFormat::ir) return core().read_model(path);
    // Only the format's own reader: the others would try the file too, and some fail loudly.
    ov::frontend::FrontEndManager manager;
    const auto reader = manager.load_by_framework(reader_name(format));
    return reader->convert(reader->load(path.string()));
  });
}

void require_precision(Precision precision) {
  if (precision == Precision::f32) return;
  const auto names = guarded(ErrorKind::engine, "the engine does not name its capabilities",
                             [] { return core().get_property(kDevice, ov::device::capabilities); });
  if (std::find(names.begin(), names.end(), ov::device::capability::BF16) == names.end()) {
    throw Error(
        ErrorKind::engine,
        "this processor has no bf16 instructions (avx512_bf16 or amx_bf16); use precision f32");
  }
}

ov::CompiledModel compile(const std::shared_ptr<ov::Model>& model, Precision precision,
                          unsigned workers) {
  require_precision(precision);
  const ov::element::Type type = precision == Precision::f32 ? ov::element::f32 : ov::element::bf16;
  return guarded(ErrorKind::engine, "the engine cannot compile the network", [&] {
    ov::CompiledModel compiled = core().compile_model(
        model, kDevice, ov::hint::inference_precision(type),
        ov::hint::execution_mode(precision == Precision::f32
                                     ? ov::hint::ExecutionMode::ACCURACY
                                     : ov::hint::ExecutionMode::PERFORMANCE),
        ov::num_streams(static_cast<std::int32_t>(workers)),
        ov::inference_num_threads(static_cast<std::int32_t>(workers)),
        // Several processes on one machine would be pinned to the same cores.
        ov::hint::enable_cpu_pinning(false), ov::hint::enable_hyper_threading(true));
    if (compiled.get_property(ov::hint::inference_precision) != type) {
      throw Error(ErrorKind::engine,
                  fmt::format("the engine computes in {}, not in {}",
                              compiled.get_property(ov::hint::inference_precision).get_type_name(),
                              to_string(precision)));
    }
    return compiled;
  });
}

}  // namespace lexicnn::engine
