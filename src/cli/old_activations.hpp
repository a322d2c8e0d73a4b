/// The rows of an activations file, for --reuse.
#pragma once

#include <cstdint>
#include <filesystem>
#include <map>
#include <mutex>
#include <optional>
#include <string>
#include <unordered_map>
#include <vector>

#include "lexicnn/core/run_key.hpp"
#include "lexicnn/extract/known_rows.hpp"
#include "lexicnn/network/capture.hpp"
#include "lexicnn/store/activation_file.hpp"

namespace lexicnn::cli {

class OldActivations final : public KnownRows {
 public:
  /// `key` is that of the new run's numbers. Throws Error(cannot_resume) naming what differs, or
  /// where the file has no feature of the new run.
  OldActivations(const std::filesystem::path& path, const RunKey& key, const Capture& capture,
                 ElementType type);

  bool find(const Digest& sha256, ImageFacts& facts, std::span<float> row) const override;

  /// The layers of the new run that the file does not have, in their order.
  [[nodiscard]] const std::vector<std::string>& missing_layers() const { return missing_layers_; }

  /// How many rows were found.
  [[nodiscard]] std::uint64_t found() const;

 private:
  void match_features(const Capture& capture);
  [[nodiscard]] std::span<const float> stored_row(std::uint64_t row) const;

  std::filesystem::path path_;
  H5adSource source_;
  std::vector<std::pair<std::uint64_t, std::uint64_t>> columns_;  // stored, new
  std::vector<std::string> missing_layers_;
  std::vector<ImageFacts> facts_;
  std::map<Digest, std::uint64_t> row_of_;  // by SHA-256
  mutable std::mutex mutex_;
  mutable std::vector<float> block_;  // rows that follow each other: images come in order
  mutable std::optional<std::uint64_t> block_begin_;
  mutable std::uint64_t found_ = 0;
};

}  // namespace lexicnn::cli
