#include "extract/run_images.hpp"

#include <algorithm>
#include <cmath>
#include <cstring>
#include <fmt/format.h>
#include <mutex>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <unordered_map>
#include <utility>

#include "lexicnn/core/error.hpp"
#include "lexicnn/core/parallel.hpp"
#include "lexicnn/core/ranks.hpp"
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
        ranks_(context.all_ranks()),
        layout_(input.network.input().channels_last ? TensorLayout::hwc : TensorLayout::chw),
        root_(input.images.root),
        records_(input.images.files.size()) {
    if (input.rest != nullptr) rest_columns_ = columns_of(*input.rest, input.capture);
    for (std::uint32_t lane = 0; lane < input.capture.streams(); ++lane)
      lanes_.emplace_back(input);
  }

  std::vector<ImageRecord> run() {
    together(ranks_, [this] {
      if (ranks_.first()) restore();
    });
    // Those that rank 0 has found to be left.
    places_ = broadcast_numbers(ranks_, std::move(places_));
    Context lanes_context = context_;
    lanes_context.threads = static_cast<unsigned>(lanes_.size());
    before_ = done_ = records_.size() - places_.size();
    context_.report({"extract", "images", done_, records_.size()});
    shared_ranges(places_.size(), unit(), lanes_context,
                  [this](Range range, unsigned worker) { run_unit(range, lanes_[worker]); });
    if (!ranks_.alone()) collect_records();
    return std::move(records_);
  }

 private:
  /// Images that a stream takes at once. Of several ranks some batches: asking for more takes time
  /// on a network; but enough units for all to end at about the same time.
  [[nodiscard]] std::uint64_t unit() const {
    constexpr std::uint64_t kMostBatches = 16;
    constexpr std::uint64_t kUnitsEach = 16;
    const std::uint64_t batch = input_.capture.batch();
    if (ranks_.alone()) return batch;
    const std::uint64_t streams = ranks_.size() * lanes_.size();
    return batch * std::clamp<std::uint64_t>(places_.size() / (batch * streams * kUnitsEach), 1,
                                             kMostBatches);
  }

  /// Rank 0 gets the records of the images that other ranks have run.
  void collect_records() {
    std::string mine;
    for (const std::uint64_t place : mine_) {
      const std::string record = to_bytes(records_[place]);
      const std::uint64_t head[]{place, record.size()};
      mine.append(reinterpret_cast<const char*>(head), sizeof head);
      mine += record;
    }
    for (const std::string& bytes :
         ranks_.gather(ranks_.first() ? std::string() : std::move(mine))) {
      for (std::string_view left = bytes; !left.empty();) {
        std::uint64_t head[2];
        std::memcpy(head, left.data(), sizeof head);
        left.remove_prefix(sizeof head);
        records_[head[0]] = from_bytes(left.substr(0, head[1])).value();
        left.remove_prefix(head[1]);
      }
    }
  }

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

  void run_unit(Range range, LaneState& state) {
    const std::uint64_t batch = input_.capture.batch();
    for (std::uint64_t begin = range.begin; begin < range.end; begin += batch) {
      context_.check_stop();
      run_batch({begin, std::min(range.end, begin + batch)}, state);
    }
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
      if (!ranks_.first()) mine_.push_back(places_[i]);
    }
    // Units are handed out in order: the ranks are done with those before, or at them.
    done_ = ranks_.alone() ? done_ + range.size() : std::max(done_, before_ + range.end);
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
  Ranks& ranks_;
  const TensorLayout layout_;
  const RootWatch root_;
  std::vector<std::uint64_t> rest_columns_;
  std::vector<ImageRecord> records_;
  std::vector<std::uint64_t> places_;  // of the images that are to do
  std::vector<LaneState> lanes_;
  std::vector<std::uint64_t> mine_;  // that another rank than 0 has run
  std::mutex mutex_;
  std::uint64_t before_ = 0;  // images that were done before
  std::uint64_t done_ = 0;
};

}  // namespace

std::vector<ImageRecord> run_images(const ExtractInput& input, ActivationSink& sink,
                                    const ExtractOptions& options, const Context& context) {
  return Extraction(input, sink, options, context).run();
}

}  // namespace lexicnn::extract_stage
