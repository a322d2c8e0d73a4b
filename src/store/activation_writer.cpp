#include <algorithm>
#include <fmt/format.h>
#include <limits>
#include <optional>
#include <string>
#include <utility>

#include "lexicnn/core/half.hpp"
#include "lexicnn/store/activation_file.hpp"

#include "store/chunk_shape.hpp"
#include "store/element_writer.hpp"
#include "store/h5ad_file.hpp"
#include "store/parallel_matrix.hpp"
#include "store/part_file.hpp"
#include "store/unfinished_run.hpp"

namespace lexicnn {
namespace {

[[noreturn]] void refuse(const std::string& message) {
  throw Error(ErrorKind::invalid_input, message);
}

std::uint64_t bytes_needed(std::uint64_t rows, std::uint64_t features, ElementType type) {
  if (type == ElementType::f64) {
    throw Error(ErrorKind::invalid_option, "activations are stored as f32 or f16");
  }
  const std::uint64_t row = features * element_size(type);
  constexpr std::uint64_t kMost = std::numeric_limits<std::uint64_t>::max();
  if (features > kMost / 8 || (row != 0 && rows > kMost / row)) {
    refuse(fmt::format("{} × {} activations are more than any disk holds", rows, features));
  }
  return rows * row;
}

/// Of obs, var, the ledger and the file's own structure.
std::uint64_t table_bytes(std::uint64_t rows, std::uint64_t features) {
  constexpr std::uint64_t kStructure = 64 * 1024;
  constexpr std::uint64_t kFeature = 110;
  constexpr std::uint64_t kImage = 1'000;
  return kStructure + kFeature * features + kImage * rows;
}

}  // namespace

struct ActivationWriter::State {
  State(const std::filesystem::path& target, std::uint64_t row_count, std::uint64_t feature_count,
        ElementType element_type, bool overwrite, const Resumption* resumption, Ranks& all_ranks)
      : ranks(all_ranks), rows(row_count), features(feature_count), type(element_type) {
    together(ranks, [&] {
      if (ranks.first()) make_first(target, overwrite, resumption);
    });
    together(ranks, [&] {
      if (!ranks.first()) run.emplace(target, ranks.rank(), rows, row_bytes(), resumption->key);
    });
    written.resize(rows);
  }

  void make_first(const std::filesystem::path& target, bool overwrite,
                  const Resumption* resumption) {
    output.emplace(target, overwrite);
    const std::uint64_t bytes = bytes_needed(rows, features, type);
    const std::uint64_t target_bytes = bytes + table_bytes(rows, features);
    if (resumption != nullptr) {
      run.emplace(target, rows, row_bytes(), target_bytes, resumption->key, resumption->resume,
                  overwrite);
    } else {
      scratch.emplace(target, bytes, target_bytes, PartFile::Life::scratch);
    }
  }

  [[nodiscard]] std::uint64_t row_bytes() const { return features * element_size(type); }
  [[nodiscard]] PartFile& part() { return run ? run->part() : *scratch; }
  [[nodiscard]] bool has_row(std::uint64_t row) const {
    return row < rows && (written[row] || (run && run->has_row(row)));
  }

  std::span<const std::byte> as_stored(std::uint64_t row, std::span<const float> values);
  void check_keep(const std::vector<std::uint64_t>& keep) const;
  void read_rows(std::span<const std::uint64_t> wanted, std::span<std::byte> out);
  void write_x(hid_t root, const std::vector<std::uint64_t>& keep, unsigned gzip);
  void finish_alone(const std::vector<std::uint64_t>& keep, const Annotations& annotations,
                    unsigned gzip);
  void finish_together(const std::vector<std::uint64_t>& keep, const Annotations& annotations);

  Ranks& ranks;
  std::optional<OutputFile> output;  // of rank 0
  std::optional<PartFile> scratch;   // one of the two
  std::optional<UnfinishedRun> run;
  std::uint64_t rows;
  std::uint64_t features;
  ElementType type;
  bool finished = false;
  std::vector<bool> written;
  std::vector<Half> halves;  // one row
};

void ActivationWriter::State::check_keep(const std::vector<std::uint64_t>& keep) const {
  for (std::size_t i = 0; i < keep.size(); ++i) {
    if (i > 0 && keep[i] <= keep[i - 1]) refuse("the rows to keep are not in ascending order");
    if (!has_row(keep[i])) {
      refuse(fmt::format("row {} is to be kept but was never written", keep[i]));
    }
  }
}

/// Rows that follow each other in the part file are read at once.
void ActivationWriter::State::read_rows(std::span<const std::uint64_t> wanted,
                                        std::span<std::byte> out) {
  for (std::size_t begin = 0; begin < wanted.size();) {
    std::size_t end = begin + 1;
    while (end < wanted.size() && wanted[end] == wanted[end - 1] + 1)
      ++end;
    part().read(wanted[begin] * row_bytes(),
                out.subspan(begin * row_bytes(), (end - begin) * row_bytes()));
    begin = end;
  }
}

/// One row of chunks at a time: the memory does not grow with the number of images.
void ActivationWriter::State::write_x(hid_t root, const std::vector<std::uint64_t>& keep,
                                      unsigned gzip) {
  const h5::Scalar scalar = type == ElementType::f16 ? h5::Scalar::f16 : h5::Scalar::f32;
  const h5::Dataset x = create_matrix(root, "X", scalar, keep.size(), features, gzip);
  const std::uint64_t block = rows_at_once(h5::chunk_of(x), keep.size());
  std::vector<std::byte> buffer(block * row_bytes());
  for (std::uint64_t begin = 0; begin < keep.size(); begin += block) {
    const std::uint64_t count = std::min<std::uint64_t>(block, keep.size() - begin);
    read_rows(std::span(keep).subspan(begin, count), buffer);
    h5::write_block(x, scalar, {begin, 0}, {count, features}, buffer.data());
  }
}

void ActivationWriter::State::finish_alone(const std::vector<std::uint64_t>& keep,
                                           const Annotations& annotations, unsigned gzip) {
  write_file(*output, annotations, [&](hid_t root) { write_x(root, keep, gzip); });
}

/// All ranks write X, then rank 0 the rest: parallel HDF5 cannot write texts of variable length.
void ActivationWriter::State::finish_together(const std::vector<std::uint64_t>& keep,
                                              const Annotations& annotations) {
  const h5::Scalar scalar = type == ElementType::f16 ? h5::Scalar::f16 : h5::Scalar::f32;
  const std::filesystem::path path =
      ranks.broadcast(ranks.first() ? output->temporary().string() : std::string());
  try {
    write_x_in_parallel(ranks, path, scalar, keep.size(), features,
                        [&](std::uint64_t first, std::uint64_t count, std::span<std::byte> out) {
                          read_rows(std::span(keep).subspan(first, count), out);
                        });
  } catch (const h5::Failure& failure) {
    throw Error(ErrorKind::output_unwritable,
                fmt::format("cannot write '{}': {}", path.string(), failure.what()));
  }
  together(ranks, [&] {
    if (!ranks.first()) return;
    writing(*output, [&] {
      h5::File file = h5::open_to_change(path);
      {
        const h5::Group root = h5::open_group(file.id(), "/");
        write_tables(root.id(), annotations.obs, annotations.var);
        write_rest(root.id(), annotations, nullptr);
      }
      file.close();
    });
    output->commit();
  });
}

/// The bytes of a row, valid until the next; refuses what float16 cannot hold.
std::span<const std::byte> ActivationWriter::State::as_stored(std::uint64_t row,
                                                              std::span<const float> values) {
  if (type != ElementType::f16) return std::as_bytes(values);
  halves.resize(values.size());
  if (const std::size_t bad = to_half(values, halves); bad != values.size()) {
    refuse(
        fmt::format("the activation {} of image {}, feature {} is beyond float16 (65504): store "
                    "float32",
                    values[bad], row, bad));
  }
  return std::as_bytes(std::span(halves));
}

ActivationWriter::ActivationWriter(const std::filesystem::path& target, std::uint64_t rows,
                                   std::uint64_t features, ElementType type, bool overwrite)
    : state_(
          std::make_unique<State>(target, rows, features, type, overwrite, nullptr, one_rank())) {}

ActivationWriter::ActivationWriter(const std::filesystem::path& target, std::uint64_t rows,
                                   std::uint64_t features, ElementType type, bool overwrite,
                                   const Resumption& resumption)
    : state_(std::make_unique<State>(target, rows, features, type, overwrite, &resumption,
                                     one_rank())) {}

ActivationWriter::ActivationWriter(const std::filesystem::path& target, std::uint64_t rows,
                                   std::uint64_t features, ElementType type, bool overwrite,
                                   const Resumption& resumption, Ranks& ranks)
    : state_(std::make_unique<State>(target, rows, features, type, overwrite, &resumption, ranks)) {
}

ActivationWriter::~ActivationWriter() = default;

std::uint64_t ActivationWriter::expected_bytes(std::uint64_t rows, std::uint64_t features,
                                               ElementType type) {
  return bytes_needed(rows, features, type) + table_bytes(rows, features);
}

std::uint64_t ActivationWriter::buffer_bytes(std::uint64_t rows, std::uint64_t features,
                                             ElementType type) {
  const std::uint64_t size = element_size(type);
  return rows_at_once(chunk_shape(rows, features, size), rows) * features * size;
}

bool ActivationWriter::is_unfinished(const std::filesystem::path& target) {
  return UnfinishedRun::exists(target);
}

void ActivationWriter::require_possible(const std::filesystem::path& target, bool overwrite,
                                        bool resume) {
  OutputFile::require_possible(target, overwrite);
  if (!overwrite && !resume && UnfinishedRun::exists(target)) UnfinishedRun::refuse_unasked(target);
}

void ActivationWriter::write(std::uint64_t row, std::span<const float> values) {
  State& state = *state_;
  if (state.finished || row >= state.rows || values.size() != state.features) {
    refuse(fmt::format("row {} of {} values cannot go into {} × {} activations{}", row,
                       values.size(), state.rows, state.features,
                       state.finished ? ", which are finished" : ""));
  }
  if (state.written[row]) refuse(fmt::format("row {} is written twice", row));
  const std::span<const std::byte> bytes = state.as_stored(row, values);
  if (state.run) {
    state.run->write(row, bytes);
  } else {
    state.scratch->write(row * state.row_bytes(), bytes);
  }
  state.written[row] = true;
}

void ActivationWriter::record(std::uint64_t row, std::string_view facts) {
  State& state = *state_;
  if (row >= state.rows || facts.empty()) {
    refuse(fmt::format("image {} of {} cannot be recorded", row, state.rows));
  }
  if (state.run) state.run->record(row, facts);
}

std::string ActivationWriter::take_recorded(std::uint64_t row) {
  return state_->run && row < state_->rows ? state_->run->take(row) : std::string();
}

std::uint64_t ActivationWriter::recorded() const noexcept {
  return state_->run ? state_->run->done() : 0;
}

void ActivationWriter::discard() {
  if (state_->run) state_->run->remove();
}

void ActivationWriter::finish(const std::vector<std::uint64_t>& keep, const Table& obs,
                              const Table& var, const Dict& uns, unsigned gzip) {
  State& state = *state_;
  const Annotations annotations{obs, var, {}, uns};
  together(state.ranks, [&] {
    if (!state.ranks.first()) return state.run->close_rows();
    if (state.finished) refuse("the activations are finished already");
    if (gzip > 9) refuse(fmt::format("gzip {} is not in 0 to 9", gzip));
    if (gzip != 0 && !state.ranks.alone()) refuse("one process alone compresses X");
    if (state.ranks.alone()) state.check_keep(keep);
    check_tables(obs, var);
    if (obs.rows() != keep.size() || var.rows() != state.features) {
      refuse(fmt::format("obs and var have {} and {} rows for {} × {} activations", obs.rows(),
                         var.rows(), keep.size(), state.features));
    }
    if (!state.ranks.alone()) state.run->close_rows();
  });
  if (state.ranks.alone()) {
    state.finish_alone(keep, annotations, gzip);
  } else {
    state.finish_together(broadcast_numbers(state.ranks, keep), annotations);
  }
  state.finished = true;
  if (state.run) state.run->remove();
  state.scratch.reset();
}

}  // namespace lexicnn
