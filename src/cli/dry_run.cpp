#include <algorithm>
#include <chrono>
#include <fmt/format.h>
#include <optional>
#include <set>
#include <sys/resource.h>
#include <system_error>

#include <nlohmann/json.hpp>

#include "lexicnn/core/options.hpp"
#include "lexicnn/core/text.hpp"
#include "lexicnn/core/text_table.hpp"

#include "cli/extract_setup.hpp"
#include "cli/old_activations.hpp"
#include "cli/progress.hpp"

namespace lexicnn::cli {
namespace {

namespace fs = std::filesystem;

/// What is kept of an image until the file is whole: its name, labels, facts, and columns of both
/// tables.
constexpr std::uint64_t kImageBytes = 1300;

/// Calls of each stream that are timed.
constexpr std::uint64_t kTimedCalls = 8;

class Nowhere final : public ActivationSink {
 public:
  void write(std::uint64_t, std::span<const float>) override {}
};

struct Estimate {
  std::uint64_t layers = 0;
  std::uint64_t features = 0;
  std::uint64_t images = 0;
  std::uint64_t file_bytes = 0;
  std::uint64_t disk_bytes = 0;  // while it is made
  std::optional<std::uint64_t> free_bytes;
  std::uint64_t memory_bytes = 0;
  std::uint64_t measured = 0;  // images
  double rate = 0;             // images a second
  double seconds = 0;
};

/// `count` images of the set, evenly spread.
ImageSet sample_of(const ImageSet& images, std::uint64_t count) {
  ImageSet sample;
  sample.root = images.root;
  sample.label_columns = images.label_columns;
  for (std::uint64_t i = 0; i < count; ++i)
    sample.files.push_back(images.files[i * images.files.size() / count]);
  return sample;
}

/// Runs the sample and throws its rows away; in seconds.
double time_of(const ExtractSetup& setup, const ImageSet& sample, const Context& context) {
  ExtractInput input{setup.network, *setup.capture, sample, setup.preprocessing};
  input.is_shard = true;
  Nowhere sink;
  const auto start = std::chrono::steady_clock::now();
  extract(input, sink, {}, context);
  return std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
}

std::uint64_t peak_memory() {
  rusage usage{};
  ::getrusage(RUSAGE_SELF, &usage);
  return 1024 * static_cast<std::uint64_t>(usage.ru_maxrss);
}

void measure(const ExtractSetup& setup, Session& session, Estimate& estimate) {
  Context context = session.context();
  context.progress = {};
  const std::uint64_t calls = setup.capture->streams() * setup.capture->batch();
  // The first calls make room and are slow.
  time_of(setup, sample_of(setup.images(), std::min(calls, estimate.images)), context);
  estimate.measured = std::min(kTimedCalls * calls, estimate.images);
  const double seconds = time_of(setup, sample_of(setup.images(), estimate.measured), context);
  estimate.rate = static_cast<double>(estimate.measured) / std::max(seconds, 1e-9);
  estimate.seconds = static_cast<double>(estimate.images) / estimate.rate;
}

Estimate estimate_of(const ExtractSetup& setup, Session& session, const fs::path& target) {
  Estimate out;
  const std::vector<std::string> layers = column_text(setup.capture->var().find("layer")->data);
  out.layers = std::set<std::string>(layers.begin(), layers.end()).size();
  out.features = setup.capture->features();
  out.images = setup.images().files.size();
  out.file_bytes = setup.file_bytes();
  out.disk_bytes = out.file_bytes + setup.part_bytes();
  std::error_code error;
  const fs::path folder = target.has_parent_path() ? target.parent_path() : fs::path(".");
  if (const fs::space_info space = fs::space(folder, error); !error) {
    out.free_bytes = space.available;
  }
  measure(setup, session, out);
  out.memory_bytes = peak_memory() + kImageBytes * out.images +
                     ActivationWriter::buffer_bytes(out.images, out.features, setup.type);
  return out;
}

std::string text_of(const Estimate& e) {
  TextTable table({{"", Align::left}, {"", Align::left}});
  const auto bytes = [](std::uint64_t count) { return to_string(ByteSize{count}); };
  table.add({"layers", std::to_string(e.layers)});
  table.add({"features", std::to_string(e.features)});
  table.add({"images", std::to_string(e.images)});
  table.add({"file", bytes(e.file_bytes)});
  table.add(
      {"disk", fmt::format("{} while it is made; {} free", bytes(e.disk_bytes),
                           e.free_bytes ? bytes(*e.free_bytes) + " are" : "unknown how much is")});
  table.add({"memory", fmt::format("about {}", bytes(e.memory_bytes))});
  table.add(
      {"time", fmt::format("about {} ({:.{}f} images/s, measured on {})", duration_text(e.seconds),
                           e.rate, e.rate < 10 ? 1 : 0, counted(e.measured, "image"))});
  return table.text();
}

std::string json_of(const Estimate& e) {
  const nlohmann::ordered_json free_bytes =
      e.free_bytes ? nlohmann::ordered_json(*e.free_bytes) : nlohmann::ordered_json(nullptr);
  const nlohmann::ordered_json out{{"layers", e.layers},
                                   {"features", e.features},
                                   {"images", e.images},
                                   {"file_bytes", e.file_bytes},
                                   {"disk_bytes", e.disk_bytes},
                                   {"free_bytes", free_bytes},
                                   {"memory_bytes", e.memory_bytes},
                                   {"images_per_second", e.rate},
                                   {"seconds", e.seconds},
                                   {"measured_images", e.measured}};
  return out.dump(2) + "\n";
}

}  // namespace

void dry_run(Session& session, const ExtractArguments& arguments, const fs::path& target,
             bool overwrite, bool json) {
  ActivationWriter::require_possible(target, overwrite, arguments.resume);
  const ExtractSetup setup(arguments, session.context());
  if (!arguments.reuse.empty()) {
    const OldActivations old(arguments.reuse, numbers_key(setup.input(), setup.options),
                             *setup.capture, setup.type);
  }
  const Estimate estimate = estimate_of(setup, session, target);
  Session::print(json ? json_of(estimate) : text_of(estimate));
}

}  // namespace lexicnn::cli
