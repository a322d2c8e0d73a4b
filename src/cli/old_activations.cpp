#include "cli/old_activations.hpp"

#include <algorithm>
#include <fmt/format.h>
#include <string_view>

#include "lexicnn/core/error.hpp"
#include "lexicnn/core/provenance.hpp"
#include "lexicnn/extract/extract.hpp"

#include "cli/pipeline.hpp"

namespace lexicnn::cli {
namespace {

/// Rows read at once: a row of the file's chunks.
constexpr std::uint64_t kChunkRows = 256;

}  // namespace

OldActivations::OldActivations(const std::filesystem::path& path, const RunKey& key,
                               const Capture& capture, ElementType type)
    : path_(path), source_(path) {
  content_of(path, [&] {
    const Dict& provenance = require_provenance(source_.uns(), "activations");
    std::string changes = describe_changes(numbers_key(provenance), key);
    if (changes.empty() && source_.type() == ElementType::f16 && type != ElementType::f16) {
      changes = "dtype was 'f16', is 'f32'";
    }
    if (!changes.empty()) {
      throw Error(ErrorKind::cannot_resume,
                  fmt::format("rows of '{}' cannot be reused: {}", path.string(), changes));
    }
    match_features(capture);
    LedgerContent images = read_ledger(source_.obs());
    for (std::uint64_t row = 0; row < images.records.size(); ++row) {
      row_of_.emplace(images.records[row].sha256, row);
      facts_.push_back(std::move(images.records[row].facts));
    }
  });
}

void OldActivations::match_features(const Capture& capture) {
  std::unordered_map<std::string_view, std::uint64_t> stored;
  for (std::uint64_t i = 0; i < source_.features(); ++i)
    stored.emplace(source_.var().index[i], i);
  const std::vector<std::string> layers = column_text(capture.var().find("layer")->data);
  for (std::uint64_t i = 0; i < capture.features(); ++i) {
    if (const auto found = stored.find(capture.var().index[i]); found != stored.end()) {
      columns_.emplace_back(found->second, i);
    } else if (missing_layers_.empty() || missing_layers_.back() != layers[i]) {
      missing_layers_.push_back(layers[i]);
    }
  }
  if (columns_.empty()) {
    throw Error(ErrorKind::cannot_resume,
                fmt::format("'{}' has none of the features of this run: there is nothing to reuse",
                            path_.string()));
  }
}

std::span<const float> OldActivations::stored_row(std::uint64_t row) const {
  const std::uint64_t features = source_.features();
  if (!block_begin_ || row < *block_begin_ || row - *block_begin_ >= block_.size() / features) {
    const std::uint64_t begin = row / kChunkRows * kChunkRows;
    block_.resize(std::min(kChunkRows, source_.rows() - begin) * features);
    block_begin_.reset();
    source_.read_rows(begin, block_.size() / features, block_);
    block_begin_ = begin;
  }
  return std::span<const float>(block_).subspan((row - *block_begin_) * features, features);
}

bool OldActivations::find(const Digest& sha256, ImageFacts& facts, std::span<float> row) const {
  const auto found = row_of_.find(sha256);
  if (found == row_of_.end()) return false;
  facts = facts_[found->second];
  const std::lock_guard lock(mutex_);
  const std::span<const float> stored = stored_row(found->second);
  for (const auto& [from, to] : columns_)
    row[to] = stored[from];
  ++found_;
  return true;
}

std::uint64_t OldActivations::found() const {
  const std::lock_guard lock(mutex_);
  return found_;
}

}  // namespace lexicnn::cli
