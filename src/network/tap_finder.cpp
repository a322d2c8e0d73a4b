#include "network/tap_finder.hpp"

#include <algorithm>
#include <optional>
#include <utility>
#include <vector>

#include <openvino/op/ops.hpp>

#include "network/activation.hpp"
#include "network/layout_step.hpp"

namespace lexicnn {
namespace {

using ov::op::v0::FakeQuantize;

std::string joined(const std::vector<std::string>& words, std::string_view between) {
  std::string out;
  for (const std::string& word : words) {
    if (!out.empty()) out += between;
    out += word;
  }
  return out;
}

class TapSearch {
 public:
  TapSearch(const GraphFacts& facts, const LayerNode& layer)
      : facts_(facts), at_{layer.output(), layer.channel_axis}, linear_(at_) {}

  Taps run() {
    while (pass_layout() || pass_quantization() || pass_batch_norm() || pass_affine()) {
    }
    Taps taps;
    taps.nonlinearity = pass_nonlinearity();
    taps.linear = linear_;
    taps.activation = taps.nonlinearity.empty() ? linear_ : at_;
    taps.linear_includes = joined(included_, ", ");
    if (!taps.nonlinearity.empty()) {
      included_.insert(included_.end(), pending_.begin(), pending_.end());
      included_.push_back(taps.nonlinearity);
      if (quantized_last_) included_.emplace_back("quantize");
    }
    taps.activation_includes = joined(included_, ", ");
    if (taps.nonlinearity.empty()) {
      for (const std::string& word : pending_)
        words_.push_back(word);
      words_.push_back(what_ends());
    } else {
      words_.push_back(taps.nonlinearity);
    }
    taps.follows = joined(words_, ", ");
    return taps;
  }

 private:
  /// The node that alone reads the present value, or nullptr.
  ov::Node* only_reader() const {
    const auto readers = facts_.readers(at_.value);
    return readers.size() == 1 ? readers.front() : nullptr;
  }

  /// What has been passed belongs to the layer: its bias or batch norm.
  void settle() {
    const bool scaled = std::find(pending_.begin(), pending_.end(), "scale") != pending_.end();
    if (scaled && channel_scaled_) {
      name_batch_norm();
    } else {
      include("bias");
    }
    pending_.clear();
    channel_scaled_ = false;
    linear_ = at_;
  }

  void name_batch_norm() {
    if (words_.empty() || words_.back() != "batch norm") words_.emplace_back("batch norm");
    include("batch norm");
  }

  /// A batch norm takes in the biases beside it, which may be its own: (x - mean) · scale + shift.
  void include(std::string_view word) {
    const bool affine = !included_.empty() && included_.back() != "quantize";
    if (!affine || word == "quantize") {
      included_.emplace_back(word);
    } else if (word == "batch norm") {
      included_.back() = word;
    }
  }

  /// Transposes and reshapes that keep the channels apart.
  bool pass_layout() {
    ov::Node* node = only_reader();
    const auto next = node == nullptr ? std::nullopt : layout_step(*node, at_);
    if (next) at_ = *next;
    return next.has_value();
  }

  /// A quantise/dequantise pair is part of the value: it is what later layers see.
  bool pass_quantization() {
    ov::Node* node = only_reader();
    if (!ov::is_type<FakeQuantize>(node)) return false;
    const auto end = dequantized(*node);
    if (!end) return false;
    const bool settled = at_.value == linear_.value;
    at_.value = *end;
    if (settled) {
      linear_ = at_;
      include("quantize");
    }
    return true;
  }

  /// FakeQuantize gives rounded values of the same range; or codes that are converted to integers
  /// and back, shifted and scaled: then the end of that chain. Empty where the codes are the
  /// model's output.
  std::optional<GraphValue> dequantized(ov::Node& quantize) const {
    if (equal_constants(quantize.input_value(1), quantize.input_value(3)) &&
        equal_constants(quantize.input_value(2), quantize.input_value(4))) {
      return quantize.output(0);
    }
    GraphValue end = quantize.output(0);
    for (bool converted = false;; converted = true) {
      const auto readers = facts_.readers(end);
      if (readers.size() != 1) return std::nullopt;
      ov::Node* node = readers.front();
      const bool decodes = ov::is_type_any_of<ov::op::v1::Subtract, ov::op::v1::Multiply>(node) &&
                           converted && facts_.computed_inputs(*node).size() == 1;
      if (!decodes && !ov::is_type<ov::op::v0::Convert>(node)) return std::nullopt;
      end = node->output(0);
      if (ov::is_type<ov::op::v1::Multiply>(node)) return end;
    }
  }

  bool pass_batch_norm() {
    ov::Node* node = only_reader();
    if (!ov::is_type_any_of<ov::op::v0::BatchNormInference, ov::op::v5::BatchNormInference>(node)) {
      return false;
    }
    at_.value = node->output(0);
    settle();
    name_batch_norm();
    return true;
  }

  /// Adding a constant a channel is the layer's bias, or ends its batch norm. A lone scale, or one
  /// number for all channels, may be the start of a batch norm or of a nonlinearity: it stays
  /// pending.
  bool pass_affine() {
    const auto region = find_region(facts_, at_.value);
    const auto step = region ? as_affine(facts_, *region, at_) : std::nullopt;
    if (!step) return false;
    at_.value = step->result;
    pending_.emplace_back(step->shift ? "shift" : "scale");
    channel_scaled_ = channel_scaled_ || (!step->shift && step->per_channel);
    if (step->shift && step->per_channel) settle();
    return true;
  }

  /// Passes the nonlinearity and gives its name; empty where none follows.
  std::string pass_nonlinearity() {
    const auto region = find_region(facts_, at_.value);
    if (!region || !is_nonlinear(facts_, *region)) return {};
    std::string name = activation_name(facts_, *region);
    at_.value = region->result;
    const auto bounds = clip_bounds(facts_, *region);
    if (bounds) {
      name = pass_second_limit(*bounds);
      if (!pending_.empty() && pending_.back() == "shift" && pass_scale()) name = "hard sigmoid";
    } else if (region->nodes.size() > 1) {
      pass_scale();
    }
    quantized_last_ = pass_quantization();
    return name;
  }

  /// A clip in two operators: Maximum, then Minimum.
  std::string pass_second_limit(ClipBounds bounds) {
    const auto region = find_region(facts_, at_.value);
    const auto second = region ? clip_bounds(facts_, *region) : std::nullopt;
    if (second) {
      bounds.low = std::max(bounds.low, second->low);
      bounds.high = std::min(bounds.high, second->high);
      at_.value = region->result;
    }
    return clip_name(bounds);
  }

  /// The one factor that ends a spelled nonlinearity: the half of GELU, the sixth of hard swish.
  bool pass_scale() {
    const auto region = find_region(facts_, at_.value);
    const auto step = region ? as_affine(facts_, *region, at_) : std::nullopt;
    if (!step || step->shift || !uniform_scale(*region)) return false;
    at_.value = step->result;
    return true;
  }

  bool uniform_scale(const PointwiseRegion& region) const {
    const ov::Node& node = *region.nodes.front();
    return uniform_value(node.input_value(facts_.is_constant(node.input_value(0)) ? 0 : 1))
        .has_value();
  }

  /// What reads the last value: "add", "gate", "convolution", …; "output" where nothing does.
  std::string what_ends() const {
    std::vector<std::string> words;
    for (const ov::Node* node : facts_.readers(at_.value)) {
      const bool product = ov::is_type<ov::op::v1::Multiply>(node);
      std::string word =
          product && facts_.computed_inputs(*node).size() == 2 ? "gate"
          : ov::is_type<ov::op::v0::MatMul>(node) && facts_.computed_inputs(*node).size() == 1
              ? "dense"
              : operator_words(*node);
      if (std::find(words.begin(), words.end(), word) == words.end())
        words.push_back(std::move(word));
    }
    return words.empty() ? "output" : joined(words, " and ");
  }

  const GraphFacts& facts_;
  Point at_;
  Point linear_;
  std::vector<std::string> words_;     // what has been passed for good
  std::vector<std::string> included_;  // what lies between the layer and `linear_`
  std::vector<std::string> pending_;   // affine steps that are not known to be the layer's own
  bool quantized_last_ = false;        // after the nonlinearity
  bool channel_scaled_ = false;        // one of them multiplies by a constant a channel
};

}  // namespace

Taps find_taps(const GraphFacts& facts, const LayerNode& layer) {
  return TapSearch(facts, layer).run();
}

}  // namespace lexicnn
