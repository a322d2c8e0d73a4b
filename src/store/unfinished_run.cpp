#include "store/unfinished_run.hpp"

#include <algorithm>
#include <cstring>
#include <fmt/format.h>
#include <span>
#include <unistd.h>
#include <utility>

#include "lexicnn/core/crc32c.hpp"
#include "lexicnn/core/error.hpp"

namespace lexicnn {
namespace {

namespace fs = std::filesystem;

// The first byte of an entry. The number is the version of what follows a key.
constexpr char kKeyEntry = '1';
constexpr char kImageEntry = 'i';
constexpr char kImageWithRowEntry = 'r';

/// Follows the first byte of an image's entry; then come its facts.
struct ImageHead {
  std::uint64_t row = 0;
  std::uint64_t crc = 0;  // of the row's bytes
};

fs::path journal_of(const fs::path& target) {
  return fs::path(target).concat(".journal");
}

fs::path journal_of(const fs::path& target, unsigned rank) {
  return journal_of(target).concat(fmt::format("-{}", rank));
}

/// The journals that other ranks than 0 have left.
std::vector<fs::path> other_journals(const fs::path& target) {
  const std::string begin = journal_of(target).filename().string() + "-";
  const fs::path folder = target.has_parent_path() ? target.parent_path() : fs::path(".");
  std::vector<fs::path> out;
  std::error_code error;
  for (fs::directory_iterator at(folder, error), end; !error && at != end; at.increment(error)) {
    const std::string name = at->path().filename().string();
    const std::string_view number =
        std::string_view(name).substr(std::min(begin.size(), name.size()));
    if (name.rfind(begin, 0) == 0 && !number.empty() &&
        number.find_first_not_of("0123456789") == std::string_view::npos) {
      out.push_back(at->path());
    }
  }
  return out;
}

/// The journal's path. A part without a journal is no run's: a journal is made first, removed last.
fs::path require_ours(const fs::path& target, bool overwrite) {
  std::error_code ignored;
  const fs::path part = PartFile::path_of(target);
  if (!overwrite && fs::exists(part, ignored) && !fs::exists(journal_of(target), ignored)) {
    throw Error(
        ErrorKind::output_exists,
        fmt::format("'{}' exists and is of no interrupted run; move it away, or give another "
                    "output or --overwrite",
                    part.string()));
  }
  return journal_of(target);
}

void put_text(std::string& out, std::string_view text) {
  const auto size = static_cast<std::uint32_t>(text.size());
  out.append(reinterpret_cast<const char*>(&size), sizeof size);
  out += text;
}

/// The CRC of the entry holds, so it is as it was written.
std::string get_text(std::string_view& in) {
  std::uint32_t size = 0;
  std::memcpy(&size, in.data(), sizeof size);
  std::string text(in.substr(sizeof size, size));
  in.remove_prefix(sizeof size + size);
  return text;
}

std::string key_entry(const RunKey& key) {
  std::string out(1, kKeyEntry);
  for (const auto& [name, value] : key) {
    put_text(out, name);
    put_text(out, value);
  }
  return out;
}

RunKey key_of(std::string_view entry) {
  RunKey key;
  for (entry.remove_prefix(1); !entry.empty();) {
    std::string name = get_text(entry);
    key.emplace_back(std::move(name), get_text(entry));
  }
  return key;
}

}  // namespace

UnfinishedRun::UnfinishedRun(const fs::path& target, std::uint64_t rows, std::uint64_t row_bytes,
                             std::uint64_t target_bytes, const RunKey& key, bool resume,
                             bool overwrite)
    : target_(target),
      row_bytes_(row_bytes),
      journal_(require_ours(target, overwrite)),
      facts_(resume ? rows : 0),
      crcs_(rows),
      has_row_(rows),
      is_done_(rows) {
  if (resume) {
    read_journal(journal_, key);
    read_other_ranks(key);
  } else if (!overwrite && exists(target)) {
    refuse_unasked(target);
  } else {
    journal_.clear();
    for (const fs::path& each : other_journals(target))
      ::unlink(each.c_str());
  }
  try {
    part_.emplace(target, rows * row_bytes, target_bytes,
                  has_key_ ? PartFile::Life::kept : PartFile::Life::fresh);
    if (has_key_) {
      forget_spoilt_rows();
    } else {
      journal_.append(key_entry(key));
    }
  } catch (...) {
    if (done_ == 0) remove();
    throw;
  }
}

UnfinishedRun::UnfinishedRun(const fs::path& target, unsigned rank, std::uint64_t rows,
                             std::uint64_t row_bytes, const RunKey& key)
    : target_(target),
      row_bytes_(row_bytes),
      journal_(journal_of(target, rank)),
      crcs_(rows),
      has_row_(rows),
      is_done_(rows),
      first_(false) {
  // Rank 0 has read it; what this run adds follows.
  bool is_empty = true;
  if (!journal_.read([&is_empty](std::string_view) { is_empty = false; })) refuse_damaged(journal_);
  if (is_empty) journal_.append(key_entry(key));
  part_.emplace(target, 0, 0, PartFile::Life::kept);
}

UnfinishedRun::~UnfinishedRun() {
  if (done_ == 0) remove();
}

bool UnfinishedRun::exists(const fs::path& target) {
  // A run that was killed before its first entry has left nothing to go on with.
  std::error_code error;
  const std::uintmax_t size = fs::file_size(journal_of(target), error);
  return !error && size != 0;
}

void UnfinishedRun::refuse_unasked(const fs::path& target) {
  throw Error(
      ErrorKind::output_exists,
      fmt::format("an interrupted run has left '{}' and '{}': go on with it by --resume, or "
                  "begin anew by --overwrite",
                  PartFile::path_of(target).string(), journal_of(target).string()));
}

void UnfinishedRun::read_journal(Journal& journal, const RunKey& key) {
  const bool is_journal = journal.read(
      [this, &journal, &key](std::string_view entry) { take_entry(entry, journal, key); });
  if (!is_journal) refuse_damaged(journal);
}

/// An image that two journals have was run again: both rows have the same bytes, or the checksum
/// tells.
void UnfinishedRun::read_other_ranks(const RunKey& key) {
  const bool has_key = has_key_;
  for (const fs::path& path : other_journals(target_)) {
    Journal journal(path);
    has_key_ = false;
    read_journal(journal, key);
  }
  has_key_ = has_key;
}

void UnfinishedRun::refuse_damaged(const Journal& journal) {
  throw Error(ErrorKind::cannot_resume,
              fmt::format("'{}' is no journal, or damaged at its beginning, or of another version "
                          "of lexicnn; move it away, or begin anew by --overwrite without --resume",
                          journal.path().string()));
}

void UnfinishedRun::take_entry(std::string_view entry, const Journal& journal, const RunKey& key) {
  const char kind = entry.empty() ? '\0' : entry.front();
  if (kind == kKeyEntry) {
    has_key_ = true;
    const std::string changes = describe_changes(key_of(entry), key);
    if (changes.empty()) return;
    throw Error(ErrorKind::cannot_resume,
                fmt::format("'{}' is of a run with other facts: {}; run it with the same, or begin "
                            "anew by --overwrite without --resume",
                            journal.path().string(), changes));
  }
  ImageHead head;
  const bool is_image = kind == kImageEntry || kind == kImageWithRowEntry;
  if (!has_key_ || !is_image || entry.size() < 1 + sizeof head) refuse_damaged(journal);
  std::memcpy(&head, entry.data() + 1, sizeof head);
  if (head.row >= facts_.size()) return;  // not with a key that is the same
  facts_[head.row] = entry.substr(1 + sizeof head);
  crcs_[head.row] = static_cast<std::uint32_t>(head.crc);
  has_row_[head.row] = kind == kImageWithRowEntry;
}

/// Rows whose bytes are not those that were recorded: the disk has lost what was written last.
void UnfinishedRun::forget_spoilt_rows() {
  std::vector<std::byte> bytes(row_bytes_);
  for (std::uint64_t row = 0; row < facts_.size(); ++row) {
    if (facts_[row].empty()) continue;
    if (has_row_[row]) {
      part_->read(row * row_bytes_, bytes);
      if (crc32c(bytes) != crcs_[row]) {
        facts_[row].clear();
        has_row_[row] = false;
        continue;
      }
    }
    count(row);
  }
}

void UnfinishedRun::write(std::uint64_t row, std::span<const std::byte> bytes) {
  part_->write(row * row_bytes_, bytes);
  crcs_[row] = crc32c(bytes);
  has_row_[row] = true;
}

void UnfinishedRun::record(std::uint64_t row, std::string_view facts) {
  ImageHead head;
  head.row = row;
  head.crc = crcs_[row];
  std::string entry(1, has_row_[row] ? kImageWithRowEntry : kImageEntry);
  entry.append(reinterpret_cast<const char*>(&head), sizeof head);
  entry += facts;
  journal_.append(entry);
  count(row);
}

void UnfinishedRun::count(std::uint64_t row) {
  if (!is_done_[row]) ++done_;
  is_done_[row] = true;
}

std::string UnfinishedRun::take(std::uint64_t row) {
  return row < facts_.size() ? std::exchange(facts_[row], {}) : std::string();
}

void UnfinishedRun::remove() {
  // Once: the names may be another run's afterwards.
  if (std::exchange(removed_, true)) return;
  // The part first: rows without a journal are nothing.
  if (first_) {
    ::unlink(PartFile::path_of(target_).c_str());
    for (const fs::path& each : other_journals(target_))
      ::unlink(each.c_str());
  }
  ::unlink(journal_.path().c_str());
}

}  // namespace lexicnn
