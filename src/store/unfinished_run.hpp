/// What a run leaves beside its target while it is not whole: a journal, and the rows so far.
#pragma once

#include <cstdint>
#include <filesystem>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "lexicnn/core/run_key.hpp"

#include "store/journal.hpp"
#include "store/part_file.hpp"

namespace lexicnn {

/// Rows lie in `<target>.part` by offset; `<target>.journal` begins with the run's key and has an
/// entry for each image that is done, with the CRC-32C of its row. Both stay after a crash, and
/// with the object where an image is done and neither `remove` nor `discard` was called.
///
/// The ranks of a run share the part. Rank r > 0 has a journal of its own, `<target>.journal-r`;
/// rank 0 reads those of all ranks there have been, and `remove`s them.
class UnfinishedRun {
 public:
  /// Goes on with what lies there where `resume`, else begins anew. Error(output_exists) where an
  /// unfinished run lies there and is neither to be resumed nor, by `overwrite`, thrown away;
  /// Error(cannot_resume) where it is of another key, saying what differs, or damaged.
  UnfinishedRun(const std::filesystem::path& target, std::uint64_t rows, std::uint64_t row_bytes,
                std::uint64_t target_bytes, const RunKey& key, bool resume, bool overwrite);

  /// Of another rank than 0, whose object must be there already: takes up `row_bytes` a row in the
  /// part, and the rank's own journal. Knows nothing of what other ranks or runs have done.
  UnfinishedRun(const std::filesystem::path& target, unsigned rank, std::uint64_t rows,
                std::uint64_t row_bytes, const RunKey& key);
  UnfinishedRun(const UnfinishedRun&) = delete;
  UnfinishedRun& operator=(const UnfinishedRun&) = delete;
  ~UnfinishedRun();

  /// Whether one lies beside `target`.
  static bool exists(const std::filesystem::path& target);

  /// Throws Error(output_exists) with what to do.
  [[noreturn]] static void refuse_unasked(const std::filesystem::path& target);

  void write(std::uint64_t row, std::span<const std::byte> bytes);

  /// Image `row` is done, its row written before where it has one.
  void record(std::uint64_t row, std::string_view facts);

  /// Facts of an image that an earlier run has done, given once; empty where there are none.
  std::string take(std::uint64_t row);

  /// Whether a row is in the part: written, or recorded by an earlier run.
  [[nodiscard]] bool has_row(std::uint64_t row) const { return has_row_[row]; }

  [[nodiscard]] PartFile& part() { return *part_; }

  /// Nothing more is written: afterwards, and when the other ranks have called it too, the rows of
  /// all can be read from `part`.
  void close_rows() { part_->reopen(); }
  /// Images that are done, earlier runs' among them.
  [[nodiscard]] std::uint64_t done() const { return done_; }

  void remove();

 private:
  void read_journal(Journal& journal, const RunKey& key);
  void read_other_ranks(const RunKey& key);
  void take_entry(std::string_view entry, const Journal& journal, const RunKey& key);
  [[noreturn]] static void refuse_damaged(const Journal& journal);
  void forget_spoilt_rows();
  void count(std::uint64_t row);

  std::filesystem::path target_;
  std::uint64_t row_bytes_;
  Journal journal_;
  std::optional<PartFile> part_;
  bool has_key_ = false;
  std::vector<std::string> facts_;   // of earlier runs
  std::vector<std::uint32_t> crcs_;  // of rows
  std::vector<bool> has_row_;
  std::vector<bool> is_done_;
  std::uint64_t done_ = 0;
  bool removed_ = false;
  bool first_ = true;  // rank 0
};

}  // namespace lexicnn
