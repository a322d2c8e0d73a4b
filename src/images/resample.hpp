/// The resampling behind `resize` and `preprocess`: any window of the resized image, without the
/// rest.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "lexicnn/images/decode.hpp"
#include "lexicnn/images/preprocessing.hpp"

namespace lexicnn::images {

/// The window [begin, begin + size) of one axis that is resized from length `in` to length `out`.
struct Window {
  std::uint64_t in = 0;
  std::uint64_t out = 0;
  std::uint64_t begin = 0;
  std::uint32_t size = 0;
};

/// For each place of a window, the run of input places that it is made of, with their weights in
/// Pillow's fixed point.
class FilterAxis {
 public:
  /// Bilinear or bicubic.
  FilterAxis(const Window& window, Interpolation interpolation);

  [[nodiscard]] std::uint32_t size() const { return static_cast<std::uint32_t>(first_.size()); }
  [[nodiscard]] std::uint32_t first(std::uint32_t place) const { return first_[place]; }
  [[nodiscard]] std::span<const std::int32_t> weights(std::uint32_t place) const {
    return {weights_.data() + offset_[place], offset_[place + 1] - offset_[place]};
  }
  /// One past the last input place of the window.
  [[nodiscard]] std::uint32_t end() const {
    return first_.back() + static_cast<std::uint32_t>(weights(size() - 1).size());
  }
  /// Most weights of any place.
  [[nodiscard]] std::uint32_t longest() const { return longest_; }
  /// True where the axis keeps its length, and every place is the input place itself.
  [[nodiscard]] bool identity() const { return identity_; }

 private:
  void add_run(std::uint64_t first, const std::vector<double>& weights);
  void add_filtered(double center, double scale, std::uint64_t in, Interpolation interpolation);

  std::vector<std::uint32_t> first_;
  std::vector<std::size_t> offset_{0};
  std::vector<std::int32_t> weights_;
  std::uint32_t longest_ = 0;
  bool identity_ = false;
};

/// The window of the resized image into `out`, 3 bytes a pixel. Filters run along the rows, rounded
/// to 8 bits, and along the columns, in the order of Pillow 13; only what the window needs is
/// touched.
void resample(const RgbImage& image, const Window& columns, const Window& rows,
              Interpolation interpolation, std::uint8_t* out);

}  // namespace lexicnn::images
