#include "score/grid_spool.hpp"

#include <algorithm>
#include <bit>
#include <cerrno>
#include <cstring>
#include <fcntl.h>
#include <fmt/format.h>
#include <system_error>
#include <unistd.h>
#include <utility>

#include "lexicnn/core/error.hpp"
#include "lexicnn/core/file_bytes.hpp"

namespace lexicnn {
namespace {

constexpr std::uint64_t kNumberBytes = 8;

}  // namespace

GridSpool::GridSpool(Ranks& ranks, const std::filesystem::path& target, std::uint64_t classes,
                     std::uint64_t features, std::uint64_t block, std::span<const ScoreGrid> grids)
    : ranks_(ranks), classes_(classes), features_(features), block_(block), grids_(grids) {
  const std::uint64_t bytes = block_bytes(features);
  together(ranks, [&] {
    if (!ranks.first()) return;
    scratch_.emplace(target, "part");
    path_ = scratch_->path();
    // So that a full disk is told now. Where a file system cannot reserve, later.
    const int error = ::posix_fallocate(scratch_->descriptor(), 0, static_cast<off_t>(bytes));
    if (error != 0 && error != EOPNOTSUPP && error != EINVAL) fail(error);
  });
  path_ = ranks.broadcast(path_.string());
  together(ranks, [this] { open(path_); });
}

GridSpool::~GridSpool() {
  if (file_ >= 0) ::close(file_);
}

void GridSpool::open(const std::filesystem::path& path) {
  file_ = ::open(path.c_str(), O_RDWR | O_CLOEXEC | O_NOFOLLOW);
  if (file_ < 0) fail(errno);
}

std::uint64_t GridSpool::block_bytes(std::uint64_t count) const {
  return (1 + grids_.size()) * classes_ * count * kNumberBytes;
}

void GridSpool::write(Range range, std::span<const PairScores> pairs) {
  const std::uint64_t count = pairs.size();
  std::vector<std::uint64_t> words((1 + grids_.size()) * count);
  std::uint64_t* to = words.data();
  for (const PairScores& pair : pairs)
    *to++ = std::bit_cast<std::uint64_t>(pair.numerator);
  for (const ScoreGrid& each : grids_) {
    for (const PairScores& pair : pairs)
      *to++ = std::bit_cast<std::uint64_t>(pair.*each.number);
  }
  const auto bytes = std::as_bytes(std::span(words));
  if (const int error = write_all(file_, block_bytes(range.begin), bytes); error != 0) fail(error);
}

void GridSpool::complete() {
  if (ranks_.alone()) return;
  // A network's file system shows what was written before a file was closed to those who open it
  // afterwards.
  together(ranks_, [this] {
    if (::close(std::exchange(file_, -1)) != 0) fail(errno);
  });
  together(ranks_, [this] {
    if (ranks_.first()) open(path_);
  });
}

template <typename T>
std::vector<T> GridSpool::read_grid(std::uint64_t grid) const {
  std::vector<T> out(classes_ * features_);
  std::vector<T> part;
  for (std::uint64_t begin = 0; begin < features_; begin += block_) {
    const std::uint64_t count = std::min(block_, features_ - begin);
    part.resize(classes_ * count);
    const auto bytes = std::as_writable_bytes(std::span(part));
    const std::uint64_t offset = block_bytes(begin) + grid * bytes.size();
    if (const int error = read_all(file_, offset, bytes); error != 0) fail(error);
    for (std::uint64_t c = 0; c < classes_; ++c) {
      std::copy_n(part.begin() + static_cast<std::ptrdiff_t>(c * count), count,
                  out.begin() + static_cast<std::ptrdiff_t>(c * features_ + begin));
    }
  }
  return out;
}

Array GridSpool::read(std::string_view name) const {
  const std::vector<std::uint64_t> shape{classes_, features_};
  if (name == "numerator") return {shape, read_grid<std::int64_t>(0)};
  const auto found = std::find_if(grids_.begin(), grids_.end(),
                                  [name](const ScoreGrid& each) { return each.name == name; });
  if (found == grids_.end()) {
    throw Error(ErrorKind::invalid_input, fmt::format("there are no scores named '{}'", name));
  }
  return {shape, read_grid<double>(1 + static_cast<std::uint64_t>(found - grids_.begin()))};
}

std::vector<std::string> GridSpool::names() const {
  std::vector<std::string> out{"numerator"};
  for (const ScoreGrid& each : grids_)
    out.emplace_back(each.name);
  return out;
}

void GridSpool::fail(int error) const {
  throw Error(ErrorKind::output_unwritable, fmt::format("cannot write '{}': {}", path_.string(),
                                                        std::generic_category().message(error)));
}

}  // namespace lexicnn
