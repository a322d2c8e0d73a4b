/// A smooth function tabulated when it is first asked for.
#pragma once

#include <algorithm>
#include <array>
#include <cmath>
#include <cstddef>
#include <memory>
#include <mutex>
#include <numbers>
#include <utility>

namespace lexicnn {

/// Chebyshev interpolants on equal panels, each fitted at its first use, by whichever thread comes
/// first; what a call gives does not depend on the calls before it.
class Panels {
 public:
  Panels() = default;

  /// Panels of `width` from `begin` up to at most `end`.
  Panels(double begin, double end, double width)
      : begin_(begin),
        width_(width),
        count_(end > begin ? static_cast<std::size_t>((end - begin) / width) : 0),
        panels_(std::make_unique<Panel[]>(count_)) {}

  /// Whether x lies in a panel.
  [[nodiscard]] bool covers(double x) const noexcept {
    return x >= begin_ && x < begin_ + width_ * static_cast<double>(count_);
  }

  static constexpr std::size_t kNodes = 12;
  using Nodes = std::array<double, kNodes>;

  /// The places at which a function is asked for between `begin` and `begin` + `width`.
  [[nodiscard]] static Nodes nodes(double begin, double width) noexcept {
    Nodes out;
    for (std::size_t i = 0; i < kNodes; ++i)
      out[i] = begin + width / 2 * (1 + cosine(i, 1));
    return out;
  }

  /// `function` at x, which must be covered; `values(panel)` gives it at the nodes of a panel. Give
  /// the same function in all calls.
  template <typename Values>
  [[nodiscard]] double value_of_nodes(double x, Values&& values) const {
    const double place = (x - begin_) / width_;
    const auto index = std::min(static_cast<std::size_t>(place), count_ - 1);
    Panel& panel = panels_[index];
    std::call_once(panel.fitted, [&] { fit(panel, values(index)); });
    return evaluate(panel, 2 * (place - static_cast<double>(index)) - 1);
  }

  /// The same, of a function of one number.
  template <typename Function>
  [[nodiscard]] double value(double x, Function&& function) const {
    return value_of_nodes(x, [&](std::size_t index) {
      Nodes out = nodes(begin_ + width_ * static_cast<double>(index), width_);
      for (double& each : out)
        each = function(each);
      return out;
    });
  }

 private:
  struct Panel {
    std::once_flag fitted;
    Nodes coefficients{};
  };

  /// Of the Chebyshev polynomial of a degree at the i-th node.
  static double cosine(std::size_t i, std::size_t degree) noexcept {
    constexpr double kStep = std::numbers::pi / kNodes;
    return std::cos(kStep * static_cast<double>(degree) * (static_cast<double>(i) + 0.5));
  }

  static void fit(Panel& panel, const Nodes& values) noexcept {
    for (std::size_t degree = 0; degree < kNodes; ++degree) {
      double sum = 0;
      for (std::size_t i = 0; i < kNodes; ++i)
        sum += values[i] * cosine(i, degree);
      panel.coefficients[degree] = sum * (degree == 0 ? 1.0 : 2.0) / kNodes;
    }
  }

  /// Clenshaw's recurrence, u in [-1, 1].
  static double evaluate(const Panel& panel, double u) noexcept {
    double before = 0;
    double last = 0;
    for (std::size_t degree = kNodes - 1; degree > 0; --degree)
      before = std::exchange(last, panel.coefficients[degree] + 2 * u * last - before);
    return panel.coefficients[0] + u * last - before;
  }

  double begin_ = 0;
  double width_ = 1;
  std::size_t count_ = 0;
  std::unique_ptr<Panel[]> panels_;
};

}  // namespace lexicnn
