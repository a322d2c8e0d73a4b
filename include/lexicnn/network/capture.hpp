/// Runs a network and reads one number for each feature of its layers.
#pragma once

#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "lexicnn/core/context.hpp"
#include "lexicnn/core/export.hpp"
#include "lexicnn/core/options.hpp"
#include "lexicnn/core/table.hpp"
#include "lexicnn/network/network.hpp"

namespace lexicnn {

enum class Tap { activation, linear };
enum class Pool { mean, max };
enum class Precision { f32, bf16 };

LEXICNN_API std::string_view to_string(Tap tap) noexcept;
LEXICNN_API std::string_view to_string(Pool pool) noexcept;
LEXICNN_API std::string_view to_string(Precision precision) noexcept;

struct CaptureOptions {
  std::vector<std::string> layers = {};  ///< patterns; empty = all but the classifier
  Tap tap = Tap::activation;             ///< where in a layer: docs/network.md
  Pool pool = Pool::mean;                ///< over the map of a channel
  Precision precision = Precision::f32;  ///< the engine's arithmetic
  std::uint32_t batch = 1;               ///< images a call, 1 to 1024; never changes a number
  std::uint32_t streams = 0;             ///< calls at once; 0 = one a thread
};

template <typename Options, typename Visitor>
requires std::same_as<std::remove_const_t<Options>, CaptureOptions>
void visit_options(Options& options, Visitor&& visit) {
  visit(OptionInfo{"layers", "", "capture only the layers whose names match",
                   "patterns such as 'block*_conv*'"},
        options.layers);
  visit(OptionInfo{"tap", "", "read after the nonlinearity, or before it", "activation|linear"},
        options.tap);
  visit(OptionInfo{"pool", "", "how a channel's map becomes one number", "mean|max"}, options.pool);
  visit(OptionInfo{"precision", "", "arithmetic of the engine", "f32|bf16"}, options.precision);
  visit(OptionInfo{"batch", "", "images a call of the engine", "1 to 1024"}, options.batch);
  visit(OptionInfo{"streams", "", "calls of the engine at once; 0 = one a thread", "0 to 1024"},
        options.streams);
}

/// A network compiled with its taps: pooling inside the graph, cut after the last tapped layer.
///
/// An image is always computed alone and by one thread, since the engine adds up a dense layer in
/// another order for a batch or for several threads: in f32 a row has the same bytes for any batch,
/// streams and threads. A call of several images spreads them over threads / streams threads.
class LEXICNN_API Capture {
 public:
  /// `height` and `width` fix the input's size where the model leaves it open, and reshape it where
  /// the model allows; 0 means the model's own. The engine works on `context.threads` threads, and
  /// at least on one for each stream. Throws Error(invalid_option), also where the model cannot
  /// take the size; Error(invalid_model) where it cannot run single images; Error(not_finite) for
  /// weights that are NaN or infinite; Error(engine), also for bf16 on a processor without it.
  Capture(const Network& network, const CaptureOptions& options, std::uint32_t height,
          std::uint32_t width, const Context& context = {});
  Capture(Capture&&) noexcept;
  Capture& operator=(Capture&&) noexcept;
  ~Capture();

  /// The feature table (var), layers in topological order: index `layer:channel`; columns `layer`
  /// (categorical), `layer_index`, `depth`, `operation` (categorical), `channel`, `tap`
  /// (categorical: the node read), `tap_includes` (categorical: what lies between).
  [[nodiscard]] const Table& var() const noexcept;
  [[nodiscard]] std::uint64_t features() const noexcept;
  [[nodiscard]] std::uint64_t image_values() const noexcept;  ///< floats of one input image
  [[nodiscard]] std::uint32_t batch() const noexcept;
  [[nodiscard]] std::uint32_t streams() const noexcept;

  /// One caller's way into the engine; use each from one thread at a time. At most `streams()`
  /// lanes work at once.
  class LEXICNN_API Lane {
   public:
    Lane(Lane&&) noexcept;
    Lane& operator=(Lane&&) noexcept;
    ~Lane();

    /// Where to put the images of the next call: batch() · image_values() floats, NCHW or NHWC as
    /// the network's input.
    [[nodiscard]] std::span<float> input() noexcept;

    /// Runs the first `count` images of `input()` (1 to batch()) and writes count · features()
    /// floats. Throws Error(invalid_input) for another count or room, Error(engine).
    void run(std::uint32_t count, std::span<float> rows);

   private:
    friend class Capture;
    struct State;
    explicit Lane(std::unique_ptr<State> state);
    std::unique_ptr<State> state_;
  };

  [[nodiscard]] Lane make_lane() const;

 private:
  struct State;
  std::shared_ptr<const State> state_;
};

}  // namespace lexicnn
