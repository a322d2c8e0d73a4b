#include "extract/run_images.hpp"

#include <cmath>
#include <fmt/format.h>
#include <mutex>
#include <optional>
#include <span>
#include <string>
#include <unordered_map>

#include "lexicnn/core/error.hpp"
#include "lexicnn/core/parallel.hpp"
#include "lexicnn/images/prepare.hpp"

#include "extract/lane_pass.hpp"
#include "extract/record_bytes.hpp"
#include "extract/root_watch.hpp"

namespace lexicnn::extract_stage {
namespace {

/// How many images are looked up between two looks at the stop token.
constexpr std::uint64_t kStopEvery = 1024;

/// Where the features of `rest` lie among those of `all`. Every one is there: `rest` was chosen so.
std::vector<std::uint64_t> columns_of(const Capture& rest, const Capture& all) {
  std::unordered_map<std::string_view, std::uint64_t> place;
  for (std::uint64_t i = 0; i < all.features(); ++i)
    place.emplace(all.var().index[i], i);
  std::vector<std::uint64_t> out;
  for (const std::string& name : rest.var().index)
    out.push_back(place.at(name));
  return out;
}

class Extraction {
 public:
  Extraction(const ExtractInput& input, ActivationSink& sink, const ExtractOptions& options,
             const Context& context)
      : input_(input),
        sink_(sink),
        options_(options),
        context_(context),
        layout_(input.network.input().channels_last ? TensorLayout::hwc : TensorLayout::chw),
        root_(input.images.root),
        records_(input.images.files.size()) {
    if (input.rest != nullptr) rest_columns_ = columns_of(*input.rest, input.capture);
    for (std::uint32_t lane = 0; lane < input.capture.streams(); ++lane)
      lanes_.emplace_back(input);
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
    explicit LaneState(const ExtractInput& input)
        : all(input.capture), rows(input.capture.batch() * input.capture.features()) {
      if (input.rest != nullptr) rest.emplace(*input.rest);
    }

    LanePass all;                  // images of which nothing is known
    std::optional<LanePass> rest;  // images whose rows lack some features
    std::vector<float> rows;       // of the batch, by slot
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
    std::optional<ImageRecord> record = from_bytes(recorded);
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
    for (std::uint64_t i = range.begin; i < range.end; ++i)
      prepare(places_[i], i - range.begin, state);
    state.all.run([&](std::size_t slot, std::span<const float> row) {
      std::copy(row.begin(), row.end(), row_of(state, slot).begin());
    });
    if (state.rest) {
      state.rest->run([&](std::size_t slot, std::span<const float> row) {
        for (std::size_t i = 0; i < row.size(); ++i)
          row_of(state, slot)[rest_columns_[i]] = row[i];
      });
    }
    hand_over(range, state);
  }

  /// Reads an image into the call it is for, or its row from those that are known.
  void prepare(std::uint64_t place, std::size_t slot, LaneState& state) {
    const ImageFile& file = input_.images.files[place];
    ImageRecord record;
    const std::vector<std::byte> bytes = read_image(file.path, record);
    if (record.sha256.empty()) {
      root_.require_there();
    } else {
      const bool known = input_.known != nullptr &&
                         input_.known->find(record.sha256, record.facts, row_of(state, slot));
      record.good = known && !state.rest;
      if (!record.good) {
        LanePass& pass = known ? *state.rest : state.all;
        prepare_pixels(file.path, bytes, input_.preprocessing, layout_, pass.next_input(), record);
        if (record.good) pass.take(slot);
      }
    }
    if (!record.good) tell_bad(file, record);
    records_[place] = std::move(record);
  }

  void hand_over(Range range, LaneState& state) {
    for (std::uint64_t i = range.begin; i < range.end; ++i) {
      if (records_[places_[i]].good) check_finite(places_[i], row_of(state, i - range.begin));
    }
    const std::lock_guard lock(mutex_);
    for (std::uint64_t i = range.begin; i < range.end; ++i) {
      const ImageRecord& record = records_[places_[i]];
      if (record.good) sink_.write(places_[i], row_of(state, i - range.begin));
      sink_.record(places_[i], to_bytes(record));
    }
    done_ += range.size();
    context_.report({"extract", "images", done_, records_.size()});
  }

  [[nodiscard]] std::span<float> row_of(LaneState& state, std::size_t slot) const {
    const std::uint64_t features = input_.capture.features();
    return std::span(state.rows).subspan(slot * features, features);
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
  const TensorLayout layout_;
  const RootWatch root_;
  std::vector<std::uint64_t> rest_columns_;
  std::vector<ImageRecord> records_;
  std::vector<std::uint64_t> places_;  // of the images that are to do
  std::vector<LaneState> lanes_;
  std::mutex mutex_;
  std::uint64_t done_ = 0;
};

}  // namespace

std::vector<ImageRecord> run_images(const ExtractInput& input, ActivationSink& sink,
                                    const ExtractOptions& options, const Context& context) {
  return Extraction(input, sink, options, context).run();
}

}  // namespace lexicnn::extract_stage
