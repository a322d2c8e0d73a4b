/// What tapping all layers costs: processor time of a capture over that of the same network, cut
/// after its last tapped layer, without taps. The models of `make models`, and any named in
/// $LEXICNN_BENCH_MODELS as NAME=FILE,… (bench/network/mobilenet_v2.py writes one).
#include <algorithm>
#include <cstdlib>
#include <ctime>
#include <filesystem>
#include <fmt/format.h>
#include <memory>
#include <mutex>
#include <string>
#include <vector>

#include "lexicnn/core/error.hpp"
#include "lexicnn/core/random.hpp"
#include "lexicnn/network/capture.hpp"
#include "lexicnn/network/network.hpp"

#include "network/engine.hpp"
#include "network/graph.hpp"
#include "network/model_input.hpp"
#include "network/tapped_model.hpp"
#include "network/workers.hpp"
#include "support/timing.hpp"

namespace {

using namespace lexicnn;

constexpr unsigned kStreams = 2;

struct Case {
  std::string name;
  std::filesystem::path path;
  std::vector<std::string> layers;
  int rounds;
  int images;  // a round, each stream's
};

double processor_seconds() {
  timespec now{};
  clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &now);
  return static_cast<double>(now.tv_sec) + 1e-9 * static_cast<double>(now.tv_nsec);
}

/// A compiled network with its calls, fed with one image.
class Contestant {
 public:
  Contestant(const std::shared_ptr<ov::Model>& model, const std::vector<RowPiece>& row,
             Precision precision)
      : workers_(engine::compile(model, precision, kStreams), kStreams, row),
        images_(kStreams * ov::shape_size(model->input().get_shape())) {
    std::size_t size = 0;
    for (const RowPiece& piece : row)
      size += piece.count;
    rows_.resize(kStreams * size);
    RandomStream random(1, 0);
    for (float& value : images_)
      value = static_cast<float>(random.uniform() - 0.5);
  }

  double seconds(int calls) {
    const double start = processor_seconds();
    for (int i = 0; i < calls; ++i)
      workers_.run(images_, rows_);
    return processor_seconds() - start;
  }

 private:
  engine::Workers workers_;
  std::vector<float> images_;
  std::vector<float> rows_;
};

/// The network up to its last tapped value, untapped.
std::shared_ptr<ov::Model> plain_model(const Network::Graph& graph, std::uint64_t last_layer,
                                       std::uint32_t side) {
  const std::lock_guard lock(graph.cutting);
  const ov::OutputVector last{graph.taps[last_layer].at(Tap::activation).value};
  const auto copy = std::make_shared<ov::Model>(last, graph.model->get_parameters())->clone();
  fix_input(*copy, graph.input, side, side, graph.path.string());
  return copy;
}

/// The smallest times of rounds in which both run in turn: what other programs take away only adds.
double cost(const Case& each, const Network& network, Precision precision) {
  CaptureOptions options;
  options.layers = each.layers;
  options.precision = precision;
  const auto layers = choose_layers(network, options.layers);
  const std::uint32_t side = 224;
  const TappedModel model =
      tapped_model(network.graph(), layers, options, side, side, /*whole=*/false);
  Contestant tapped(model.model, model.row, precision);
  Contestant plain(plain_model(network.graph(), layers.back(), side), {}, precision);
  double best_tapped = 1e9;
  double best_plain = 1e9;
  for (int round = -1; round < each.rounds; ++round) {
    const double first = plain.seconds(each.images);
    const double second = tapped.seconds(each.images);
    if (round < 0) continue;
    best_plain = std::min(best_plain, first);
    best_tapped = std::min(best_tapped, second);
  }
  const double images = double{kStreams} * each.images;
  const auto word = to_string(precision);
  bench::print_figure(fmt::format("extract.plain_{}_{}", each.name, word),
                      1000 * best_plain / images, "ms");
  return best_tapped / best_plain;
}

void bench_case(const Case& each) {
  if (!std::filesystem::exists(each.path)) return;
  const Network network = Network::read(each.path);
  for (const Precision precision : {Precision::f32, Precision::bf16}) {
    try {
      bench::print_figure(fmt::format("extract.tap_{}_{}", each.name, to_string(precision)),
                          cost(each, network, precision), "x");
    } catch (const Error& error) {
      std::fprintf(stderr, "bench_network: %s\n", error.what());
    }
  }
}

std::filesystem::path cache() {
  if (const char* folder = std::getenv("LEXICNN_CACHE")) return folder;
  const char* home = std::getenv("HOME");
  return std::filesystem::path(home != nullptr ? home : ".") / ".cache" / "lexicnn";
}

std::vector<Case> more_cases() {
  const char* named = std::getenv("LEXICNN_BENCH_MODELS");
  std::string left = named != nullptr ? named : "";
  std::vector<Case> out;
  while (!left.empty()) {
    const std::string one = left.substr(0, left.find(','));
    left.erase(0, one.size() + 1);
    const auto equals = one.find('=');
    if (equals == std::string::npos) continue;
    out.push_back({one.substr(0, equals), one.substr(equals + 1), {}, 60, 5});
  }
  return out;
}

}  // namespace

int main() {
  bench_case({"vgg16", cache() / "vgg16.onnx", {"block*_conv*"}, 8, 2});
  bench_case({"lite0", cache() / "efficientnet-lite0.onnx", {}, 60, 5});
  for (const Case& each : more_cases())
    bench_case(each);
}
