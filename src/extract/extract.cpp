#include "lexicnn/extract/extract.hpp"

#include <cmath>
#include <fmt/format.h>
#include <mutex>
#include <span>

#include "lexicnn/core/error.hpp"
#include "lexicnn/core/parallel.hpp"
#include "lexicnn/core/sha256.hpp"
#include "lexicnn/images/prepare.hpp"

namespace lexicnn {
namespace {

/// Runs the batches of a set through the lanes of a capture.
class Extraction {
 public:
  Extraction(const ExtractInput& input, ActivationSink& sink, const ExtractOptions& options,
             const Context& context)
      : input_(input),
        sink_(sink),
        options_(options),
        context_(context),
        records_(input.images.files.size()) {
    for (std::uint32_t lane = 0; lane < input.capture.streams(); ++lane) {
      lanes_.push_back({input.capture.make_lane(), {}, {}});
      lanes_.back().rows.resize(input.capture.batch() * input.capture.features());
    }
  }

  std::vector<ImageRecord> run() {
    Context lanes_context = context_;
    lanes_context.threads = static_cast<unsigned>(lanes_.size());
    context_.report({"extract", "images", 0, records_.size()});
    parallel_ranges(records_.size(), input_.capture.batch(), lanes_context,
                    [this](Range range, unsigned worker) { run_batch(range, lanes_[worker]); });
    return std::move(records_);
  }

 private:
  struct LaneState {
    Capture::Lane lane;
    std::vector<float> rows;
    std::vector<std::uint64_t> places;  // of the images in the batch
  };

  void run_batch(Range range, LaneState& state) {
    const std::uint64_t image_values = input_.capture.image_values();
    const TensorLayout layout =
        input_.network.input().channels_last ? TensorLayout::hwc : TensorLayout::chw;
    state.places.clear();
    for (std::uint64_t place = range.begin; place < range.end; ++place) {
      const ImageFile& file = input_.images.files[place];
      records_[place] = prepare_image(
          file.path, input_.preprocessing, layout,
          state.lane.input().subspan(state.places.size() * image_values, image_values));
      if (records_[place].good) {
        state.places.push_back(place);
      } else {
        tell_bad(file, records_[place]);
      }
    }
    const std::uint64_t features = input_.capture.features();
    if (!state.places.empty()) {
      state.lane.run(static_cast<std::uint32_t>(state.places.size()),
                     std::span(state.rows).first(state.places.size() * features));
    }
    const std::lock_guard lock(mutex_);
    for (std::size_t i = 0; i < state.places.size(); ++i) {
      const auto row = std::span<const float>(state.rows).subspan(i * features, features);
      check_finite(state.places[i], row);
      sink_.write(state.places[i], row);
    }
    done_ += range.size();
    context_.report({"extract", "images", done_, records_.size()});
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
  std::vector<ImageRecord> records_;
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

void add_extract_provenance(Dict& provenance, const ExtractInput& input,
                            const ExtractResult& result, const CaptureOptions& capture_options,
                            const ExtractOptions& options) {
  provenance.set("model", input.network.path().filename().string());
  provenance.set("model_sha256", input.network.sha256());
  provenance.set("engine", input.network.engine());
  provenance.set("capture", options_dict(capture_options));
  provenance.set("extract", options_dict(options));
  provenance.set("preprocessing", to_dict(input.preprocessing));
  provenance.set("images_root", input.images.root.string());
  provenance.set("images_sha256", image_list_sha256(input.images, result.records));
  provenance.set("images_good", static_cast<std::int64_t>(result.keep.size()));
  provenance.set("images_bad",
                 static_cast<std::int64_t>(result.records.size() - result.keep.size()));
  provenance.set("ledger", result.ledger);
}

}  // namespace lexicnn
