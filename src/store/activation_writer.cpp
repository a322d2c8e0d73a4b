#include <algorithm>
#include <fmt/format.h>
#include <limits>
#include <optional>

#include "lexicnn/core/half.hpp"
#include "lexicnn/store/activation_file.hpp"

#include "store/element_writer.hpp"
#include "store/h5ad_file.hpp"
#include "store/part_file.hpp"

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

}  // namespace

struct ActivationWriter::State {
  State(const std::filesystem::path& target, std::uint64_t row_count, std::uint64_t feature_count,
        ElementType element_type, bool overwrite)
      : output(target, overwrite),
        part(std::in_place, target, bytes_needed(row_count, feature_count, element_type)),
        rows(row_count),
        features(feature_count),
        type(element_type),
        written(row_count) {}

  [[nodiscard]] std::uint64_t row_bytes() const { return features * element_size(type); }

  void check_keep(const std::vector<std::uint64_t>& keep) const;
  void read_rows(std::span<const std::uint64_t> wanted, std::span<std::byte> out) const;
  void write_x(hid_t root, const std::vector<std::uint64_t>& keep) const;

  OutputFile output;
  std::optional<PartFile> part;  // until the file is whole
  std::uint64_t rows;
  std::uint64_t features;
  ElementType type;
  std::vector<bool> written;
  std::vector<Half> halves;  // one row
};

void ActivationWriter::State::check_keep(const std::vector<std::uint64_t>& keep) const {
  for (std::size_t i = 0; i < keep.size(); ++i) {
    if (i > 0 && keep[i] <= keep[i - 1]) refuse("the rows to keep are not in ascending order");
    if (keep[i] >= rows || !written[keep[i]]) {
      refuse(fmt::format("row {} is to be kept but was never written", keep[i]));
    }
  }
}

/// Rows that follow each other in the part file are read at once.
void ActivationWriter::State::read_rows(std::span<const std::uint64_t> wanted,
                                        std::span<std::byte> out) const {
  for (std::size_t begin = 0; begin < wanted.size();) {
    std::size_t end = begin + 1;
    while (end < wanted.size() && wanted[end] == wanted[end - 1] + 1)
      ++end;
    part->read(wanted[begin] * row_bytes(),
               out.subspan(begin * row_bytes(), (end - begin) * row_bytes()));
    begin = end;
  }
}

/// One row of chunks at a time: the memory does not grow with the number of images.
void ActivationWriter::State::write_x(hid_t root, const std::vector<std::uint64_t>& keep) const {
  const h5::Scalar scalar = type == ElementType::f16 ? h5::Scalar::f16 : h5::Scalar::f32;
  const h5::Dataset x = create_matrix(root, "X", scalar, keep.size(), features);
  const std::uint64_t block = std::min<std::uint64_t>(h5::kChunk[0], keep.size());
  std::vector<std::byte> buffer(block * row_bytes());
  for (std::uint64_t begin = 0; begin < keep.size(); begin += block) {
    const std::uint64_t count = std::min<std::uint64_t>(block, keep.size() - begin);
    read_rows(std::span(keep).subspan(begin, count), buffer);
    h5::write_block(x, scalar, {begin, 0}, {count, features}, buffer.data());
  }
}

ActivationWriter::ActivationWriter(const std::filesystem::path& target, std::uint64_t rows,
                                   std::uint64_t features, ElementType type, bool overwrite)
    : state_(std::make_unique<State>(target, rows, features, type, overwrite)) {}

ActivationWriter::~ActivationWriter() = default;

void ActivationWriter::write(std::uint64_t row, std::span<const float> values) {
  State& state = *state_;
  if (!state.part || row >= state.rows || values.size() != state.features) {
    refuse(fmt::format("row {} of {} values cannot go into {} × {} activations{}", row,
                       values.size(), state.rows, state.features,
                       !state.part ? ", which are finished" : ""));
  }
  if (state.written[row]) refuse(fmt::format("row {} is written twice", row));
  std::span<const std::byte> bytes = std::as_bytes(values);
  if (state.type == ElementType::f16) {
    state.halves.resize(values.size());
    if (const std::size_t bad = to_half(values, state.halves); bad != values.size()) {
      refuse(
          fmt::format("the activation {} of image {}, feature {} is beyond float16 (65504): store "
                      "float32",
                      values[bad], row, bad));
    }
    bytes = std::as_bytes(std::span(state.halves));
  }
  state.part->write(row * state.row_bytes(), bytes);
  state.written[row] = true;
}

void ActivationWriter::finish(const std::vector<std::uint64_t>& keep, const Table& obs,
                              const Table& var, const Dict& uns) {
  State& state = *state_;
  if (!state.part) refuse("the activations are finished already");
  state.check_keep(keep);
  if (obs.rows() != keep.size() || var.rows() != state.features) {
    refuse(fmt::format("obs and var have {} and {} rows for {} × {} activations", obs.rows(),
                       var.rows(), keep.size(), state.features));
  }
  write_file(state.output, {obs, var, {}, uns},
             [&state, &keep](hid_t root) { state.write_x(root, keep); });
  state.part.reset();
}

}  // namespace lexicnn
