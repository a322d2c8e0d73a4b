/// Activations on disk: written row by row, read feature by feature.
#pragma once

#include <cstdint>
#include <filesystem>
#include <memory>
#include <span>
#include <vector>

#include "lexicnn/core/annotated.hpp"
#include "lexicnn/core/export.hpp"
#include "lexicnn/core/ranks.hpp"
#include "lexicnn/core/run_key.hpp"
#include "lexicnn/core/source.hpp"

namespace lexicnn {

/// How a run that is interrupted may be gone on with.
struct Resumption {
  RunKey key;           ///< what must be the same then
  bool resume = false;  ///< go on with what lies beside the target, where anything does
};

/// Collects rows by offset in a part file beside the target, whose disk space is reserved at once;
/// `finish` makes the .h5ad whole, syncs and renames it. Memory: one bit an image and 256 rows
/// while finishing.
///
/// Without a Resumption nothing is left behind where `finish` is not reached. With one, what
/// `record` was told of is kept in `<target>.part` and `<target>.journal` until the file is whole,
/// whatever ends the process; that takes the facts of each image in memory when it is gone on with.
class LEXICNN_API ActivationWriter final : public ActivationSink {
 public:
  /// `rows` images will be offered at most; `type` is f32 or f16. Checks the target and the free
  /// disk space first: Error(output_exists), Error(output_unwritable) with the bytes needed.
  ActivationWriter(const std::filesystem::path& target, std::uint64_t rows, std::uint64_t features,
                   ElementType type, bool overwrite);

  /// Also throws Error(output_exists) where an interrupted run lies beside the target and is
  /// neither resumed nor overwritten, Error(cannot_resume) saying what differs, and
  /// Error(output_unwritable) while another process is at it.
  ActivationWriter(const std::filesystem::path& target, std::uint64_t rows, std::uint64_t features,
                   ElementType type, bool overwrite, const Resumption& resumption);

  /// Collective: the ranks write rows of one file, each row by one of them, and each records its
  /// own beside the target, which all must see. Rank 0 alone has what is to be gone on with, and
  /// the target. Throws the same on all ranks.
  ActivationWriter(const std::filesystem::path& target, std::uint64_t rows, std::uint64_t features,
                   ElementType type, bool overwrite, const Resumption& resumption, Ranks& ranks);
  ~ActivationWriter() override;

  /// What the file will take on the disk, within some per cent and rather more than less; as much
  /// again is needed for X while it is made.
  static std::uint64_t expected_bytes(std::uint64_t rows, std::uint64_t features, ElementType type);

  /// What `finish` holds of X at once: a row of the file's chunks.
  static std::uint64_t buffer_bytes(std::uint64_t rows, std::uint64_t features, ElementType type);

  /// Whether an interrupted run has left its journal beside `target`.
  static bool is_unfinished(const std::filesystem::path& target);

  /// The checks of the output alone, for work that begins long before the file is made.
  static void require_possible(const std::filesystem::path& target, bool overwrite, bool resume);

  /// Error(invalid_input) naming the value where a finite value overflows f16, and for a row that
  /// is beyond `rows`, of another length, or written before. Error(output_unwritable).
  void write(std::uint64_t row, std::span<const float> values) override;

  void record(std::uint64_t row, std::string_view facts) override;
  std::string take_recorded(std::uint64_t row) override;

  /// Images recorded, those of interrupted runs among them.
  [[nodiscard]] std::uint64_t recorded() const noexcept;

  /// Nothing is to be gone on with later.
  void discard();

  /// Builds the file from the rows `keep` (ascending; each must have been written): obs has
  /// keep.size() rows, var has `features` rows. Error(invalid_input), Error(output_unwritable).
  /// Of several ranks all must call it; what rank 0 gives counts. `gzip` 1 to 9 compresses X, one
  /// rank only: more for the disk, less for the reader.
  void finish(const std::vector<std::uint64_t>& keep, const Table& obs, const Table& var,
              const Dict& uns, unsigned gzip = 0);

 private:
  struct State;
  std::unique_ptr<State> state_;
};

/// The X of any .h5ad, dense or sparse (CSR, CSC), as a FeatureSource, with obs, var and uns in
/// memory.
///
/// Values are delivered exactly: float16, float32 and float64 as they are, booleans and integers up
/// to 16 bits as f32, wider integers as f64 (a 64-bit one beyond 2^53 is Error(invalid_file)).
class LEXICNN_API H5adSource final : public FeatureSource {
 public:
  /// What the entries of an X stored by row may take in memory: 2 GiB.
  static constexpr std::uint64_t kSparseBytes = std::uint64_t{1} << 31U;

  /// The first read of an X stored by row (CSR) brings its entries into column order in memory, at
  /// the bytes of a value and 4 more each. Where that is more than `sparse_bytes`, groups of
  /// columns are held instead, and the file is read once for each. Throws Error(file_missing), or
  /// Error(invalid_file) that names the element.
  explicit H5adSource(const std::filesystem::path& path, std::uint64_t sparse_bytes = kSparseBytes);
  ~H5adSource() override;

  [[nodiscard]] const Table& obs() const noexcept;
  [[nodiscard]] const Table& var() const noexcept;
  [[nodiscard]] const Dict& uns() const noexcept;

  [[nodiscard]] std::uint64_t rows() const noexcept override;
  [[nodiscard]] std::uint64_t features() const noexcept override;
  [[nodiscard]] ElementType type() const noexcept override;
  [[nodiscard]] std::uint64_t preferred_block() const noexcept override;
  void read(std::uint64_t first, std::uint64_t count, std::span<std::byte> out) const override;

  /// Reads the rows [first, first + count) one after the other into `out`, which holds exactly
  /// their floats. Throws Error(invalid_file) where X is not a dense one of float16 or float32.
  void read_rows(std::uint64_t first, std::uint64_t count, std::span<float> out) const;

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace lexicnn
