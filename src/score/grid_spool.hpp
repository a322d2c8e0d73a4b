/// The grids of a result in a scratch file, block of features by block of features.
#pragma once

#include <cstdint>
#include <filesystem>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "lexicnn/core/array.hpp"
#include "lexicnn/core/parallel.hpp"
#include "lexicnn/core/ranks.hpp"
#include "lexicnn/core/scratch_file.hpp"

#include "score/pair_scores.hpp"

namespace lexicnn {

/// All ranks write to one file, each its blocks: [block][grid][class][feature of the block], 8
/// bytes a number, the numerator first, then the `grids` in their order.
class GridSpool {
 public:
  /// Collective. `block` features a block, but for the last. Throws Error(output_unwritable) on all
  /// ranks.
  GridSpool(Ranks& ranks, const std::filesystem::path& target, std::uint64_t classes,
            std::uint64_t features, std::uint64_t block, std::span<const ScoreGrid> grids);
  GridSpool(const GridSpool&) = delete;
  GridSpool& operator=(const GridSpool&) = delete;
  ~GridSpool();

  /// The pairs [class][feature of the block] of the block that begins at `range.begin`. Safe to
  /// call from several threads.
  void write(Range range, std::span<const PairScores> pairs);

  /// Collective: what was written is there for rank 0 to read, on whatever machine it was written.
  void complete();

  /// The numerator's, and those of the grids in their order.
  [[nodiscard]] std::vector<std::string> names() const;

  /// "numerator" (int64) or the element that a grid is in a scores file (float64), as class ×
  /// feature. On rank 0.
  [[nodiscard]] Array read(std::string_view name) const;

 private:
  [[nodiscard]] std::uint64_t block_bytes(std::uint64_t count) const;
  template <typename T>
  [[nodiscard]] std::vector<T> read_grid(std::uint64_t grid) const;
  void open(const std::filesystem::path& path);
  [[noreturn]] void fail(int error) const;

  Ranks& ranks_;
  std::uint64_t classes_;
  std::uint64_t features_;
  std::uint64_t block_;
  std::span<const ScoreGrid> grids_;
  std::optional<ScratchFile> scratch_;  // of rank 0
  std::filesystem::path path_;
  int file_ = -1;
};

}  // namespace lexicnn
