/// Where matrices come from and where rows go to, whatever the storage.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>

#include "lexicnn/core/export.hpp"

namespace lexicnn {

/// Element type of a source; values are delivered in it, never narrowed.
enum class ElementType { f16, f32, f64 };

/// Bytes of one element: 2, 4 or 8.
constexpr std::size_t element_size(ElementType type) noexcept {
  return type == ElementType::f16 ? 2 : type == ElementType::f32 ? 4 : 8;
}

/// An image × feature matrix that is read by feature.
class LEXICNN_API FeatureSource {
 public:
  FeatureSource() = default;
  FeatureSource(const FeatureSource&) = delete;
  FeatureSource& operator=(const FeatureSource&) = delete;
  virtual ~FeatureSource();

  [[nodiscard]] virtual std::uint64_t rows() const noexcept = 0;      ///< images
  [[nodiscard]] virtual std::uint64_t features() const noexcept = 0;  ///< columns
  [[nodiscard]] virtual ElementType type() const noexcept = 0;

  /// How many features are best read at once (a storage block); at least 1.
  [[nodiscard]] virtual std::uint64_t preferred_block() const noexcept = 0;

  /// Reads the columns [first, first + count) feature by feature: column first + j goes to
  /// out[j · rows() · element_size(type()) …]. `out` holds exactly count · rows() elements and is
  /// aligned for them. Safe to call from several threads (an implementation may serialise).
  virtual void read(std::uint64_t first, std::uint64_t count, std::span<std::byte> out) const = 0;

  /// The number of a row where it is stored, for messages.
  [[nodiscard]] virtual std::uint64_t stored_row(std::uint64_t row) const noexcept { return row; }
};

/// Takes rows of activations, in any order, each row once.
class LEXICNN_API ActivationSink {
 public:
  ActivationSink() = default;
  ActivationSink(const ActivationSink&) = delete;
  ActivationSink& operator=(const ActivationSink&) = delete;
  virtual ~ActivationSink();

  /// Stores the row of image number `row` (its place in the image list). `values` holds one float
  /// a feature. Called from one thread at a time.
  virtual void write(std::uint64_t row, std::span<const float> values) = 0;

  /// Image `row` is done, its row written before where it has one. A sink that can be gone on with
  /// after an interruption keeps `facts` (at least one byte); others pass them over.
  virtual void record(std::uint64_t row, std::string_view facts);

  /// The facts that an interrupted run recorded of image `row`, whose row the sink still has; empty
  /// where there are none. Given once.
  virtual std::string take_recorded(std::uint64_t row);
};

}  // namespace lexicnn
