#include "lexicnn/extract/shard.hpp"

#include <charconv>
#include <fmt/format.h>
#include <fmt/ranges.h>
#include <numeric>
#include <unordered_map>

#include "lexicnn/core/error.hpp"
#include "lexicnn/core/provenance.hpp"

#include "extract/image_names.hpp"

namespace lexicnn {
namespace {

[[noreturn]] void fail_option(std::string_view text) {
  throw Error(ErrorKind::invalid_option,
              fmt::format("the shard '{}' is not i/n with 1 ≤ i ≤ n, e.g. 2/7", text));
}

std::uint64_t parse_count(std::string_view text, std::string_view whole) {
  std::uint64_t value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc() || end != text.data() + text.size() || value == 0) fail_option(whole);
  return value;
}

/// Of one shard's file, what the others must fit.
struct Part {
  std::string file;
  Shard shard;
  std::uint64_t images = 0;  // of the whole set
  std::string names_sha256;  // of the whole set
  RunKey key;
  LedgerContent ledger;
  Dict facts;  // the provenance, without what is of this shard alone
};

[[noreturn]] void refuse(const std::string& message) {
  throw Error(ErrorKind::invalid_input, message);
}

Part read_part(const ShardFile& file) {
  const Value* value = file.provenance.find("shard");
  const Dict* shard = value == nullptr ? nullptr : std::get_if<Dict>(value);
  if (shard == nullptr)
    refuse(fmt::format("'{}' is no shard: it was made without --shard", file.name));
  Part part;
  part.file = file.name;
  const auto number = [shard](const char* name) {
    return static_cast<std::uint64_t>(shard->get<std::int64_t>(name));
  };
  part.shard = {number("index"), number("count")};
  part.images = number("images");
  part.names_sha256 = shard->get<std::string>("names_sha256");
  part.key = numbers_key(file.provenance);
  part.ledger = read_ledger(file.provenance.get<Table>("ledger"));
  for (const auto& [name, each] : file.provenance.entries()) {
    if (name != "shard" && name != "ledger") part.facts.set(name, each);
  }
  return part;
}

void require_same_run(const Part& first, const Part& part) {
  const auto differ = [&](const std::string& how) {
    refuse(fmt::format("'{}' and '{}' are no shards of one run: {}", first.file, part.file, how));
  };
  if (const std::string how = describe_changes(first.key, part.key); !how.empty()) differ(how);
  if (part.shard.count != first.shard.count) {
    differ(fmt::format("one of {} and one of {} shards", first.shard.count, part.shard.count));
  }
  if (part.images != first.images || part.names_sha256 != first.names_sha256 ||
      part.ledger.set.label_columns != first.ledger.set.label_columns) {
    differ("their lists of images differ");
  }
}

/// The places of the files, by shard.
std::vector<std::size_t> order_of(const std::vector<Part>& parts) {
  constexpr std::size_t kNone = static_cast<std::size_t>(-1);
  const std::uint64_t count = parts.front().shard.count;
  std::unordered_map<std::uint64_t, std::size_t> place;
  for (std::size_t i = 0; i < parts.size(); ++i) {
    const auto [other, is_new] = place.emplace(parts[i].shard.index, i);
    if (!is_new) {
      refuse(fmt::format("'{}' and '{}' are both shard {} of {}", parts[other->second].file,
                         parts[i].file, parts[i].shard.index, count));
    }
  }
  std::vector<std::size_t> order;
  std::vector<std::uint64_t> missing;
  for (std::uint64_t index = 1; index <= count && missing.size() < 10; ++index) {
    const auto found = place.find(index);
    const std::size_t at = found == place.end() ? kNone : found->second;
    if (at == kNone) missing.push_back(index);
    order.push_back(at);
  }
  if (!missing.empty()) {
    refuse(fmt::format("of {} shards {} are missing: {}{}", count, count - parts.size(),
                       fmt::join(missing, ", "), missing.size() < 10 ? "" : ", …"));
  }
  return order;
}

LedgerContent join(std::vector<Part>& parts, const std::vector<std::size_t>& order) {
  LedgerContent whole;
  whole.set.label_columns = parts.front().ledger.set.label_columns;
  for (const std::size_t place : order) {
    LedgerContent& part = parts[place].ledger;
    std::move(part.set.files.begin(), part.set.files.end(), std::back_inserter(whole.set.files));
    std::move(part.records.begin(), part.records.end(), std::back_inserter(whole.records));
    part = {};
  }
  return whole;
}

/// That of one run: the shards' in their order, of which the first that tells something counts,
/// with the facts of the whole set.
Dict join_provenance(const std::vector<Part>& parts, const std::vector<std::size_t>& order,
                     const LedgerContent& whole, std::string_view command_line) {
  Dict out = make_provenance("activations", command_line);
  for (const std::size_t place : order) {
    for (const auto& [name, value] : parts[place].facts.entries()) {
      if (out.find(name) == nullptr) out.set(name, value);
    }
  }
  const auto good = static_cast<std::int64_t>(good_rows(whole.records).size());
  out.set("images_sha256", image_list_sha256(whole.set, whole.records));
  out.set("images_good", good);
  out.set("images_bad", static_cast<std::int64_t>(whole.records.size()) - good);
  out.set("ledger", make_ledger(whole.set, whole.records));
  return out;
}

}  // namespace

Shard parse_shard(std::string_view text) {
  const std::size_t slash = text.find('/');
  if (slash == std::string_view::npos) fail_option(text);
  const Shard shard{parse_count(text.substr(0, slash), text),
                    parse_count(text.substr(slash + 1), text)};
  if (shard.index > shard.count) fail_option(text);
  return shard;
}

ImageSet shard_of(const ImageSet& images, Shard shard) {
  const std::uint64_t files = images.files.size();
  if (shard.count > files) {
    throw Error(ErrorKind::invalid_option,
                fmt::format("{} files cannot be cut into {} shards", files, shard.count));
  }
  // The first files % count shards have one file more; no product that could overflow.
  const std::uint64_t each = files / shard.count;
  const std::uint64_t more = files % shard.count;
  const auto begin_of = [&](std::uint64_t index) {
    return static_cast<std::ptrdiff_t>(index * each + std::min(index, more));
  };
  ImageSet out;
  out.root = images.root;
  out.label_columns = images.label_columns;
  out.classes = images.classes;
  out.files.assign(images.files.begin() + begin_of(shard.index - 1),
                   images.files.begin() + begin_of(shard.index));
  return out;
}

void add_shard_provenance(Dict& provenance, const ImageSet& whole, Shard shard) {
  Dict facts;
  facts.set("index", static_cast<std::int64_t>(shard.index));
  facts.set("count", static_cast<std::int64_t>(shard.count));
  facts.set("images", static_cast<std::int64_t>(whole.files.size()));
  facts.set("names_sha256", extract_stage::sha256_of(extract_stage::names_of(whole)));
  provenance.set("shard", std::move(facts));
}

struct ShardMerger::State {
  std::vector<Part> parts;
  Table var;  // of the first
};

ShardMerger::ShardMerger() : state_(std::make_unique<State>()) {}
ShardMerger::~ShardMerger() = default;

void ShardMerger::add(const ShardFile& file) {
  std::vector<Part>& parts = state_->parts;
  parts.push_back(read_part(file));
  if (parts.size() == 1) {
    state_->var = file.var;
    return;
  }
  require_same_run(parts.front(), parts.back());
  if (file.var != state_->var) {
    refuse(fmt::format("'{}' and '{}' are no shards of one run: their features differ",
                       parts.front().file, file.name));
  }
}

MergedShards ShardMerger::merge(std::string_view command_line) {
  std::vector<Part>& parts = state_->parts;
  if (parts.empty()) refuse("there is no shard to merge");
  MergedShards out;
  out.order = order_of(parts);
  const std::string names_sha256 = parts.front().names_sha256;
  const LedgerContent whole = join(parts, out.order);
  if (extract_stage::sha256_of(extract_stage::names_of(whole.set)) != names_sha256) {
    refuse("the shards' ledgers together are not the list of images that they were cut from");
  }
  if (good_rows(whole.records).empty()) {
    throw Error(ErrorKind::no_images, "none of the shards has a good image");
  }
  out.obs = make_obs(whole.set, whole.records);
  out.provenance = join_provenance(parts, out.order, whole, command_line);
  return out;
}

}  // namespace lexicnn
