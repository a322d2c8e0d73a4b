/// One feature's values in ascending order, with ties known: what every count of the stage reads.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "lexicnn/core/source.hpp"

namespace lexicnn {

/// A run of equal values as two counts of images: `below` it, and `through` it (below and in it),
/// packed into one word so that lists of them are short.
struct RunPlace {
  /// A place that no class gains or loses by: nothing below it, all and more through it.
  static constexpr std::uint64_t kNone = std::uint64_t{0xFFFFFFFF} << 32;
  /// How many of these follow a list, so that loops may take eight places at a time.
  static constexpr std::size_t kPadding = 8;

  static std::uint64_t pack(std::uint64_t below, std::uint64_t through) noexcept {
    return (through << 32) | below;
  }
  static std::uint32_t below(std::uint64_t place) noexcept {
    return static_cast<std::uint32_t>(place);
  }
  static std::uint32_t through(std::uint64_t place) noexcept {
    return static_cast<std::uint32_t>(place >> 32);
  }
};

/// The images in ascending order of one feature. -0 and +0 are one value; denormals are kept.
///
/// After a ReLU most values are 0 and none is negative: then the zeros are the *floor*, which is
/// only counted, and just the images above it are sorted and listed. Otherwise the floor is empty.
class SortedFeature {
 public:
  static constexpr std::size_t kFinite = static_cast<std::size_t>(-1);
  /// No more possible keys than these are counted: all of half precision.
  static constexpr std::size_t kMostKeys = std::size_t{1} << 16;

  /// Sorts `column` (rows · element_size(type) bytes, aligned). Returns the first row that is NaN
  /// or infinite, or kFinite; the order is valid only then.
  std::size_t sort(std::span<const std::byte> column, ElementType type);

  /// Images at 0, the smallest value, that are not listed.
  [[nodiscard]] std::uint32_t floor() const noexcept { return floor_; }

  /// Of the listed images, ascending by value (ties by image): the image, the place of its run, and
  /// the value, exactly as given.
  [[nodiscard]] std::span<const std::uint32_t> images() const noexcept { return images_; }
  [[nodiscard]] std::span<const std::uint64_t> places() const noexcept { return places_; }
  [[nodiscard]] std::span<const double> values() const noexcept { return values_; }

  [[nodiscard]] std::uint32_t distinct() const noexcept { return distinct_; }

  /// Sum over the groups of t equal values of t³ - t.
  [[nodiscard]] double ties() const noexcept { return ties_; }

  /// Images at or below 0.
  [[nodiscard]] std::uint32_t not_positive() const noexcept { return not_positive_; }

  /// Images that are exactly 0.
  [[nodiscard]] std::uint32_t zeros() const noexcept { return zeros_; }

  /// The smallest value, and the number of images that have it.
  [[nodiscard]] double lowest() const noexcept { return floor_ != 0 ? 0.0 : values_.front(); }
  [[nodiscard]] std::uint32_t lowest_through() const noexcept {
    return floor_ != 0 ? floor_ : RunPlace::through(places_.front());
  }

  /// The value of the run that `through` images reach up to.
  [[nodiscard]] double value_through(std::uint32_t through) const noexcept {
    return through <= floor_ ? 0.0 : values_[through - floor_ - 1];
  }

 private:
  template <typename Key>
  std::size_t sort_as(const std::byte* column, std::size_t rows);
  template <typename Key, typename Record>
  void list(std::span<const Record> records);
  template <typename Key, typename Record>
  void count_out(std::span<const Record> records, typename Record::Key lowest,
                 typename Record::Key highest);
  template <typename Record>
  void place_runs(std::span<const Record> records);
  template <typename Record>
  void place_ties(std::span<const Record> records);
  void add_ties(std::span<const std::uint32_t> begins);

  std::uint32_t floor_ = 0;
  std::uint32_t zeros_ = 0;
  std::uint32_t not_positive_ = 0;
  std::uint32_t distinct_ = 0;
  double ties_ = 0;
  std::vector<std::uint32_t> images_;
  std::vector<std::uint64_t> places_;
  std::vector<double> values_;
  std::vector<std::uint32_t> begins_;
  std::vector<std::uint32_t> runs_;
  std::vector<std::byte> scratch_;
};

}  // namespace lexicnn
