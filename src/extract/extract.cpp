#include "lexicnn/extract/extract.hpp"

#include <cmath>
#include <fmt/format.h>
#include <mutex>
#include <optional>
#include <span>

#include "lexicnn/core/error.hpp"
#include "lexicnn/core/instruction_set.hpp"
#include "lexicnn/core/parallel.hpp"
#include "lexicnn/core/provenance.hpp"
#include "lexicnn/core/sha256.hpp"
#include "lexicnn/images/prepare.hpp"

#include "extract/record_bytes.hpp"
#include "extract/root_watch.hpp"

namespace lexicnn {
namespace {

/// How many images are looked up between two looks at the stop token.
constexpr std::uint64_t kStopEvery = 1024;

/// Runs the batches of a set through the lanes of a capture.
class Extraction {
 public:
  Extraction(const ExtractInput& input, ActivationSink& sink, const ExtractOptions& options,
             const Context& context)
      : input_(input),
        sink_(sink),
        options_(options),
        context_(context),
        root_(input.images.root),
        records_(input.images.files.size()) {
    for (std::uint32_t lane = 0; lane < input.capture.streams(); ++lane) {
      lanes_.push_back({input.capture.make_lane(), {}, {}});
      lanes_.back().rows.resize(input.capture.batch() * input.capture.features());
    }
  }

  std::vector<ImageRecord> run() {
    restore();
    Context lanes_context = context_;
    lanes_context.threads = static_cast<unsigned>(lanes_.size());
    done_ = records_.size() - places_.size();
    context_.report({"extract", "images", done_, records_.size()});
    parallel_ranges(places_.size(), input_.capture.batch(), lanes_context,
                    [this](Range range, unsigned worker) { run_batch(range, lanes_[worker]); });
    return std::move(records_);
  }

 private:
  struct LaneState {
    Capture::Lane lane;
    std::vector<float> rows;
    std::vector<std::uint64_t> places;  // of the images in the batch
  };

  /// Takes over what an interrupted run has recorded; the other images are left to do.
  void restore() {
    for (std::uint64_t place = 0; place < records_.size(); ++place) {
      if (place % kStopEvery == 0) context_.check_stop();
      if (!restore(place)) places_.push_back(place);
    }
  }

  bool restore(std::uint64_t place) {
    const std::string recorded = sink_.take_recorded(place);
    if (recorded.empty()) return false;
    const ImageFile& file = input_.images.files[place];
    std::optional<ImageRecord> record = extract_stage::from_bytes(recorded);
    if (!record || !is_unchanged(file.path, *record)) {
      context_.say(LogLevel::info,
                   fmt::format("image '{}' is run again: its file may have changed", file.name));
      return false;
    }
    if (!record->good) tell_bad(file, *record);
    records_[place] = std::move(*record);
    return true;
  }

  void run_batch(Range range, LaneState& state) {
    const std::uint64_t image_values = input_.capture.image_values();
    const TensorLayout layout =
        input_.network.input().channels_last ? TensorLayout::hwc : TensorLayout::chw;
    state.places.clear();
    for (std::uint64_t i = range.begin; i < range.end; ++i) {
      const std::uint64_t place = places_[i];
      const ImageFile& file = input_.images.files[place];
      records_[place] = prepare_image(
          file.path, input_.preprocessing, layout,
          state.lane.input().subspan(state.places.size() * image_values, image_values));
      if (records_[place].good) {
        state.places.push_back(place);
      } else {
        if (records_[place].sha256.empty()) root_.require_there();
        tell_bad(file, records_[place]);
      }
    }
    const std::uint64_t features = input_.capture.features();
    if (!state.places.empty()) {
      state.lane.run(static_cast<std::uint32_t>(state.places.size()),
                     std::span(state.rows).first(state.places.size() * features));
    }
    for (std::size_t i = 0; i < state.places.size(); ++i) {
      check_finite(state.places[i], row_of(state, i));
    }
    const std::lock_guard lock(mutex_);
    for (std::size_t i = 0; i < state.places.size(); ++i)
      sink_.write(state.places[i], row_of(state, i));
    for (std::uint64_t i = range.begin; i < range.end; ++i)
      sink_.record(places_[i], extract_stage::to_bytes(records_[places_[i]]));
    done_ += range.size();
    context_.report({"extract", "images", done_, records_.size()});
  }

  [[nodiscard]] std::span<const float> row_of(const LaneState& state, std::size_t i) const {
    const std::uint64_t features = input_.capture.features();
    return std::span<const float>(state.rows).subspan(i * features, features);
  }

  void tell_bad(const ImageFile& file, const ImageRecord& record) {
    const std::string message = fmt::format("image '{}' is bad: {}", file.name, record.reason);
    if (options_.on_bad_image == OnBadImage::fail) throw Error(ErrorKind::invalid_image, message);
    const std::lock_guard lock(mutex_);
    context_.say(LogLevel::warning, message);
  }

  void check_finite(std::uint64_t place, std::span<const float> row) const {
    for (std::size_t i = 0; i < row.size(); ++i) {
      if (std::isfinite(row[i])) continue;
      throw Error(
          ErrorKind::not_finite,
          fmt::format("the network gives {} for image '{}' at feature '{}' (layer:channel); "
                      "check the preprocessing, or leave the layer out with --layers",
                      row[i], input_.images.files[place].name, input_.capture.var().index[i]));
    }
  }

  const ExtractInput& input_;
  ActivationSink& sink_;
  const ExtractOptions& options_;
  const Context& context_;
  const extract_stage::RootWatch root_;
  std::vector<ImageRecord> records_;
  std::vector<std::uint64_t> places_;  // of the images that are to do
  std::vector<LaneState> lanes_;
  std::mutex mutex_;
  std::uint64_t done_ = 0;
};

/// SHA-256 over names, contents and labels: what "the same image list" means.
std::string image_list_sha256(const ImageSet& images, const std::vector<ImageRecord>& records) {
  Sha256 hash;
  for (std::size_t i = 0; i < images.files.size(); ++i) {
    hash.update(images.files[i].name);
    hash.update("\n");
    hash.update(records[i].sha256);
    for (const std::string& label : images.files[i].labels) {
      hash.update("\n");
      hash.update(label);
    }
    hash.update(std::string_view("\0", 1));
  }
  return hash.finish();
}

std::string sha256_of(const std::vector<std::string>& texts) {
  Sha256 hash;
  for (const std::string& text : texts) {
    hash.update(text);
    hash.update(std::string_view("\0", 1));
  }
  return hash.finish();
}

Dict run_facts(const ExtractInput& input, const CaptureOptions& capture_options,
               const ExtractOptions& options) {
  Dict facts;
  facts.set("model", input.network.path().filename().string());
  facts.set("model_sha256", input.network.sha256());
  facts.set("engine", input.network.engine());
  facts.set("capture", options_dict(capture_options));
  facts.set("extract", options_dict(options));
  facts.set("preprocessing", to_dict(input.preprocessing));
  return facts;
}

}  // namespace

std::string_view to_string(OnBadImage rule) noexcept {
  return rule == OnBadImage::skip ? "skip" : "fail";
}

ExtractResult extract(const ExtractInput& input, ActivationSink& sink,
                      const ExtractOptions& options, const Context& context) {
  if (input.images.files.empty()) {
    throw Error(ErrorKind::no_images,
                fmt::format("'{}' holds no image files", input.images.root.string()));
  }
  ExtractResult result;
  result.records = Extraction(input, sink, options, context).run();
  result.keep = good_rows(result.records);
  if (result.keep.empty()) {
    throw Error(ErrorKind::no_images,
                fmt::format("none of the {} files of '{}' is a readable image; the first, '{}': {}",
                            result.records.size(), input.images.root.string(),
                            input.images.files.front().name, result.records.front().reason));
  }
  result.obs = make_obs(input.images, result.records);
  result.ledger = make_ledger(input.images, result.records);
  return result;
}

RunKey run_key(const ExtractInput& input, const CaptureOptions& capture_options) {
  Dict facts = run_facts(input, capture_options, {});
  facts.set("version", std::string(version()));
  facts.set("instruction_set", std::string(to_string(instruction_set())));
  const Table& var = input.capture.var();
  facts.set("features", fmt::format("{}, SHA-256 {}", var.rows(), sha256_of(var.index)));
  std::vector<std::string> names;
  for (const ImageFile& file : input.images.files)
    names.push_back(file.name);
  facts.set("images", fmt::format("{}, SHA-256 of the names {}", names.size(), sha256_of(names)));
  // What no number depends on, and patterns, which are told by the features they choose.
  return facts_of(facts, {"model", "capture.layers", "capture.batch", "capture.streams",
                          "extract.on-bad-image", "preprocessing.name"});
}

void add_extract_provenance(Dict& provenance, const ExtractInput& input,
                            const ExtractResult& result, const CaptureOptions& capture_options,
                            const ExtractOptions& options) {
  const Dict facts = run_facts(input, capture_options, options);
  for (const auto& [name, value] : facts.entries())
    provenance.set(name, value);
  provenance.set("images_root", input.images.root.string());
  provenance.set("images_sha256", image_list_sha256(input.images, result.records));
  provenance.set("images_good", static_cast<std::int64_t>(result.keep.size()));
  provenance.set("images_bad",
                 static_cast<std::int64_t>(result.records.size() - result.keep.size()));
  provenance.set("ledger", result.ledger);
}

}  // namespace lexicnn
