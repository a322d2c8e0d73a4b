/// One extraction in several parts, and the parts joined.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "lexicnn/core/annotated.hpp"
#include "lexicnn/core/export.hpp"
#include "lexicnn/extract/extract.hpp"
#include "lexicnn/images/image_set.hpp"

namespace lexicnn {

/// Part `index` (from 1) of `count` parts of an image set.
struct Shard {
  std::uint64_t index = 1;
  std::uint64_t count = 1;

  friend bool operator==(const Shard&, const Shard&) = default;
};

/// From "i/n". Throws Error(invalid_option).
LEXICNN_API Shard parse_shard(std::string_view text);

/// The files of that part: consecutive ones, as many as of any other part, or one more. Throws
/// Error(invalid_option) where there are more parts than files.
LEXICNN_API ImageSet shard_of(const ImageSet& images, Shard shard);

/// Adds what ShardMerger checks: the part, and the whole list of images.
LEXICNN_API void add_shard_provenance(Dict& provenance, const ImageSet& whole, Shard shard);

/// What a shard's file says of itself.
struct ShardFile {
  std::string name;  ///< for messages
  const Table& var;
  const Dict& provenance;
};

struct MergedShards {
  std::vector<std::size_t> order;  ///< places of the files in the order of `add`, by shard
  Table obs;                       ///< of the rows of all shards, in that order
  Dict provenance;                 ///< that of one run over all images
};

/// Joins the tables of all shards of one run. Keeps the features once, and of each shard the
/// ledger.
class LEXICNN_API ShardMerger {
 public:
  ShardMerger();
  ShardMerger(const ShardMerger&) = delete;
  ShardMerger& operator=(const ShardMerger&) = delete;
  ~ShardMerger();

  /// Throws Error(invalid_input) that names the file: no shard, or a shard of a run with other
  /// facts, features or images.
  void add(const ShardFile& file);

  /// Throws Error(invalid_input) naming a shard that is there twice, and those that are missing;
  /// Error(no_images). Call once.
  MergedShards merge(std::string_view command_line);

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace lexicnn
