#include "images/resample.hpp"

#include <algorithm>
#include <cmath>
#include <cstring>

#include "images/resample_kernels.hpp"

namespace lexicnn::images {
namespace {

/// Pillow's filters. The order of the operations is part of the result.
double triangle(double x) {
  x = std::abs(x);
  return x < 1.0 ? 1.0 - x : 0.0;
}

double cubic(double x) {
  constexpr double kA = -0.5;
  x = std::abs(x);
  if (x < 1.0) return ((kA + 2.0) * x - (kA + 3.0)) * x * x + 1;
  if (x < 2.0) return (((x - 5) * x + 8) * x - 4) * kA;
  return 0.0;
}

/// Rounded half away from zero.
std::int32_t fixed_point(double weight) {
  const double scaled = weight * (1 << kWeightBits);
  return static_cast<std::int32_t>(weight < 0 ? scaled - 0.5 : scaled + 0.5);
}

const std::uint8_t* row_of(const RgbImage& image, std::uint32_t y) {
  return image.pixels.data() + std::size_t{3} * image.width * y;
}

/// Rows of the input resampled along themselves, kept as long as the pass along the columns needs
/// them.
class RowCache {
 public:
  RowCache(const RgbImage& image, const FilterAxis& columns, std::uint32_t capacity)
      : image_(image),
        columns_(columns),
        capacity_(capacity),
        row_bytes_(std::size_t{3} * columns.size()),
        rows_(columns.identity() ? 0 : (row_bytes_ + kRowPadding) * capacity),
        last_(columns.identity() ? 0 : std::size_t{3} * image.width + kRowPadding) {}

  /// Row `y` of the input at the output's columns. A row below the lowest so far is made; the
  /// `capacity` - 1 rows above it are still there.
  const std::uint8_t* row(std::uint32_t y) {
    if (columns_.identity()) return row_of(image_, y) + std::size_t{3} * columns_.first(0);
    std::uint8_t* made = rows_.data() + (row_bytes_ + kRowPadding) * (y % capacity_);
    if (y >= next_) {
      kernels_.filter_row(y + 1 < image_.height ? row_of(image_, y) : padded_last(), columns_,
                          made);
      next_ = y + 1;
    }
    return made;
  }

  [[nodiscard]] std::size_t row_bytes() const { return row_bytes_; }

 private:
  /// The last row, with room behind it.
  const std::uint8_t* padded_last() {
    std::memcpy(last_.data(), row_of(image_, image_.height - 1), std::size_t{3} * image_.width);
    return last_.data();
  }

  const RgbImage& image_;
  const FilterAxis& columns_;
  const Kernels& kernels_ = kernels();
  std::uint32_t capacity_;
  std::size_t row_bytes_;
  std::vector<std::uint8_t> rows_;
  std::vector<std::uint8_t> last_;
  std::uint32_t next_ = 0;
};

void filter_rows_first(const RgbImage& image, const FilterAxis& columns, const FilterAxis& rows,
                       std::uint8_t* out) {
  RowCache cache(image, columns, rows.longest());
  std::vector<const std::uint8_t*> run(rows.longest());
  for (std::uint32_t y = 0; y < rows.size(); ++y, out += cache.row_bytes()) {
    const std::span<const std::int32_t> weights = rows.weights(y);
    for (std::uint32_t i = 0; i < weights.size(); ++i)
      run[i] = cache.row(rows.first(y) + i);
    if (rows.identity()) {
      std::memcpy(out, run.front(), cache.row_bytes());
    } else {
      kernels().filter_column(run.data(), weights, 0, cache.row_bytes(), out);
    }
  }
}

void filter_columns_first(const RgbImage& image, const FilterAxis& columns, const FilterAxis& rows,
                          std::uint8_t* out) {
  const std::size_t row_bytes = std::size_t{3} * columns.size();
  const std::size_t begin = std::size_t{3} * columns.first(0);
  const std::size_t end = std::size_t{3} * columns.end();
  std::vector<const std::uint8_t*> run(rows.longest());
  std::vector<std::uint8_t> whole(std::size_t{3} * image.width + kRowPadding);
  std::vector<std::uint8_t> made(row_bytes + kRowPadding);
  for (std::uint32_t y = 0; y < rows.size(); ++y, out += row_bytes) {
    const std::span<const std::int32_t> weights = rows.weights(y);
    for (std::uint32_t i = 0; i < weights.size(); ++i)
      run[i] = row_of(image, rows.first(y) + i);
    kernels().filter_column(run.data(), weights, begin, end, whole.data());
    if (columns.identity()) {
      std::memcpy(out, whole.data() + begin, row_bytes);
    } else {
      kernels().filter_row(whole.data(), columns, made.data());
      std::memcpy(out, made.data(), row_bytes);
    }
  }
}

/// Pillow 13 begins along the columns where the height shrinks by more than twice as many pixels as
/// the width; earlier versions never do. As both passes round, the order shows in the last bit.
bool begins_along_columns(const Window& columns, const Window& rows) {
  const auto lost = [](const Window& window) {
    return static_cast<std::int64_t>(window.in) - static_cast<std::int64_t>(window.out);
  };
  return lost(rows) > 0 && lost(rows) > 2 * lost(columns);
}

/// The input place of each place of a window. Pillow adds the step again and again, so this does
/// too.
std::vector<std::uint32_t> nearest_places(const Window& window) {
  const double step = static_cast<double>(window.in) / static_cast<double>(window.out);
  double at = step * 0.5;
  for (std::uint64_t i = 0; i < window.begin; ++i)
    at += step;
  std::vector<std::uint32_t> places;
  for (std::uint32_t i = 0; i < window.size; ++i, at += step) {
    places.push_back(static_cast<std::uint32_t>(std::min(at, static_cast<double>(window.in - 1))));
  }
  return places;
}

void resample_nearest(const RgbImage& image, const Window& columns, const Window& rows,
                      std::uint8_t* out) {
  const std::vector<std::uint32_t> from_columns = nearest_places(columns);
  for (const std::uint32_t y : nearest_places(rows)) {
    const std::uint8_t* row = row_of(image, y);
    for (const std::uint32_t x : from_columns) {
      std::memcpy(out, row + std::size_t{3} * x, 3);
      out += 3;
    }
  }
}

}  // namespace

FilterAxis::FilterAxis(const Window& window, Interpolation interpolation)
    : identity_(window.in == window.out) {
  const double scale = static_cast<double>(window.in) / static_cast<double>(window.out);
  first_.reserve(window.size);
  offset_.reserve(window.size + std::size_t{1});
  for (std::uint32_t i = 0; i < window.size; ++i) {
    if (identity_) {
      add_run(window.begin + i, {1.0});
    } else {
      const double center = (static_cast<double>(window.begin + i) + 0.5) * scale;
      add_filtered(center, scale, window.in, interpolation);
    }
  }
}

void FilterAxis::add_run(std::uint64_t first, const std::vector<double>& weights) {
  first_.push_back(static_cast<std::uint32_t>(first));
  for (const double weight : weights)
    weights_.push_back(fixed_point(weight));
  offset_.push_back(weights_.size());
  longest_ = std::max(longest_, static_cast<std::uint32_t>(weights.size()));
}

void FilterAxis::add_filtered(double center, double scale, std::uint64_t in,
                              Interpolation interpolation) {
  const auto filter = interpolation == Interpolation::bicubic ? cubic : triangle;
  const double stretch = std::max(scale, 1.0);
  const double support = (interpolation == Interpolation::bicubic ? 2.0 : 1.0) * stretch;
  const double shrink = 1.0 / stretch;
  const auto begin = static_cast<std::uint64_t>(std::max(center - support + 0.5, 0.0));
  const auto end = std::min(static_cast<std::uint64_t>(center + support + 0.5), in);

  std::vector<double> weights;
  double sum = 0;
  for (std::uint64_t i = begin; i < end; ++i) {
    weights.push_back(filter((static_cast<double>(i) - center + 0.5) * shrink));
    sum += weights.back();
  }
  for (double& weight : weights)
    weight /= sum;
  add_run(begin, weights);
}

void resample(const RgbImage& image, const Window& columns, const Window& rows,
              Interpolation interpolation, std::uint8_t* out) {
  if (interpolation == Interpolation::nearest) return resample_nearest(image, columns, rows, out);
  const auto filter =
      begins_along_columns(columns, rows) ? filter_columns_first : filter_rows_first;
  filter(image, FilterAxis(columns, interpolation), FilterAxis(rows, interpolation), out);
}

}  // namespace lexicnn::images
