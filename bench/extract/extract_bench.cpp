/// The whole of an extraction (model read and compiled, images decoded, rows written, the file
/// made) against the engine alone on as many prepared images: the share of the engine's speed that
/// is reached, in wall time and in processor time. Images: all of caltech61 for Lite0 and some for
/// VGG16, or the emoji of `make demo-images`.
#include <ctime>
#include <filesystem>
#include <map>
#include <optional>
#include <string>
#include <unistd.h>
#include <vector>

#include "lexicnn/core/parallel.hpp"
#include "lexicnn/extract/extract.hpp"
#include "lexicnn/store/activation_file.hpp"

#include "support/shared_data.hpp"
#include "support/timing.hpp"

namespace {

using namespace lexicnn;
namespace fs = std::filesystem;

constexpr int kRounds = 3;

/// Photographs where they are there, else the demo's images, if they are.
std::optional<fs::path> image_folder() {
  if (const auto data = test::data_dir()) return *data / "caltech61";
  if (const auto any = test::cached_model("emoji/classes.tsv")) return any->parent_path();
  return {};
}

double processor_seconds() {
  timespec now{};
  ::clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &now);
  return static_cast<double>(now.tv_sec) + 1e-9 * static_cast<double>(now.tv_nsec);
}

/// `most` images of the set, evenly spread; all where it has fewer.
ImageSet some_of(ImageSet images, std::uint64_t most) {
  const std::uint64_t count = images.files.size();
  if (count <= most) return images;
  std::vector<ImageFile> files;
  for (std::uint64_t i = 0; i < most; ++i)
    files.push_back(images.files[i * count / most]);
  images.files = std::move(files);
  return images;
}

struct Case {
  std::string name;
  fs::path model;
  std::string preset;
  std::vector<std::string> layers;
  std::uint64_t images;
};

class Bench {
 public:
  Bench(Case what, const fs::path& images)
      : case_(std::move(what)),
        images_(some_of(open_image_set(images), case_.images)),
        preprocessing_(load_preprocessing(case_.preset)),
        target_(fs::temp_directory_path() /
                ("lexicnn-bench-" + std::to_string(::getpid()) + ".h5ad")) {
    options_.layers = case_.layers;
  }
  Bench(const Bench&) = delete;
  Bench& operator=(const Bench&) = delete;
  ~Bench() {
    std::error_code ignored;
    fs::remove(target_, ignored);
  }

  void run() {
    const Network network = Network::read(case_.model);
    const Capture capture(network, options_, preprocessing_.height, preprocessing_.width);
    const auto times = bench::race({
                                       [&] { timed("engine", [&] { run_engine(capture); }); },
                                       [&] { timed("command", [&] { run_command(); }); },
                                   },
                                   kRounds);
    bench::print_figure("extract.command_" + case_.name, times[0] / times[1], "x");
    bench::print_figure("extract.command_" + case_.name + "_processor",
                        bench::median(processor_["engine"]) / bench::median(processor_["command"]),
                        "x");
    bench::print_figure("extract.images_" + case_.name,
                        static_cast<double>(images_.files.size()) / times[1], "images/s");
  }

 private:
  template <typename Work>
  void timed(const std::string& name, const Work& work) {
    const double before = processor_seconds();
    work();
    processor_[name].push_back(processor_seconds() - before);
  }

  /// Each lane on the same image over and over.
  void run_engine(const Capture& capture) const {
    std::vector<Capture::Lane> lanes;
    for (std::uint32_t i = 0; i < capture.streams(); ++i)
      lanes.push_back(capture.make_lane());
    Context context;
    context.threads = capture.streams();
    parallel_ranges(images_.files.size(), 1, context, [&](Range, unsigned worker) {
      std::vector<float> row(capture.features());
      lanes[worker].run(1, row);
    });
  }

  void run_command() const {
    const Network network = Network::read(case_.model);
    const Capture capture(network, options_, preprocessing_.height, preprocessing_.width);
    const ExtractInput input{network, capture, images_, preprocessing_};
    ActivationWriter writer(target_, images_.files.size(), capture.features(), ElementType::f32,
                            true, {run_key(input, options_), false});
    ExtractResult result = extract(input, writer);
    Dict provenance;
    add_extract_provenance(provenance, input, result, options_, {});
    Dict uns;
    uns.set("lexicnn", std::move(provenance));
    writer.finish(result.keep, result.obs, capture.var(), uns);
  }

  Case case_;
  ImageSet images_;
  Preprocessing preprocessing_;
  fs::path target_;
  CaptureOptions options_;
  std::map<std::string, std::vector<double>> processor_;
};

}  // namespace

int main() {
  const auto images = image_folder();
  struct Model {
    const char* file;
    Case what;
  };
  for (const Model& model : {Model{"efficientnet-lite0.onnx", {"lite0", {}, "lite", {}, 100'000}},
                             Model{"vgg16.onnx", {"vgg16", {}, "caffe", {"block*_conv*"}, 300}}}) {
    const auto path = test::cached_model(model.file);
    if (!path || !images) {
      std::printf("extract.command_%s is left out: no model, or no images (make models demo)\n",
                  model.what.name.c_str());
      continue;
    }
    Case what = model.what;
    what.model = *path;
    Bench(what, *images).run();
  }
  return 0;
}
