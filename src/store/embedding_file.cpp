#include "lexicnn/store/embedding_file.hpp"

#include <fmt/format.h>

#include "lexicnn/core/provenance.hpp"

#include "store/element_reader.hpp"
#include "store/element_writer.hpp"
#include "store/h5ad_file.hpp"

namespace lexicnn {
namespace {

constexpr h5::Scalar kDigit = h5::Scalar::i8;

}  // namespace

struct EmbeddingWriter::State {
  State(const std::filesystem::path& target, std::uint64_t row_count, std::uint64_t feature_count,
        bool overwrite)
      : output(target, overwrite), rows(row_count), features(feature_count) {}
  State(const State&) = delete;
  State& operator=(const State&) = delete;
  ~State() {
    const h5::Session session;
    x = h5::Dataset();
    file = h5::File();
  }

  OutputFile output;
  h5::File file;
  h5::Dataset x;
  std::uint64_t rows;
  std::uint64_t features;
  std::uint64_t next = 0;  // feature
};

EmbeddingWriter::EmbeddingWriter(const std::filesystem::path& target, const Table& obs,
                                 const Table& var, const Dict& uns, bool overwrite)
    : state_(std::make_unique<State>(target, obs.rows(), var.rows(), overwrite)) {
  State& state = *state_;
  writing(state.output, [&] {
    state.file = create_file(state.output, {obs, var, {}, uns}, [&state](hid_t root) {
      state.x = create_matrix(root, "X", kDigit, state.rows, state.features);
    });
  });
}

EmbeddingWriter::~EmbeddingWriter() = default;

void EmbeddingWriter::write(std::uint64_t first, std::uint64_t count,
                            std::span<const std::int8_t> digits) {
  State& state = *state_;
  if (first != state.next || count > state.features - first ||
      digits.size() != state.rows * count) {
    throw Error(ErrorKind::invalid_input,
                fmt::format("{} digits of {} features from {} on cannot follow {} features of a {} "
                            "× {} embedding",
                            digits.size(), count, first, state.next, state.rows, state.features));
  }
  if (!digits.empty()) {
    writing(state.output, [&] {
      h5::write_block(state.x, kDigit, {0, first}, {state.rows, count}, digits.data());
    });
  }
  state.next += count;
}

void EmbeddingWriter::finish() {
  State& state = *state_;
  if (state.next != state.features) {
    throw Error(ErrorKind::invalid_input, fmt::format("{} of {} features of the embedding were "
                                                      "written",
                                                      state.next, state.features));
  }
  writing(state.output, [&state] {
    state.x.close();
    state.file.close();
  });
  state.output.commit();
}

struct EmbeddingFile::State {
  State() = default;
  State(const State&) = delete;
  State& operator=(const State&) = delete;
  ~State() {
    const h5::Session session;
    x = h5::Dataset();
    file = h5::File();
  }

  void open(const std::filesystem::path& from) {
    path = from;
    file = open_input(path);
    ElementReader reader(nullptr);
    try {
      provenance = require_provenance(reader.dict(file.id(), "uns"), "embedding");
    } catch (const Error& error) {
      throw h5::Failure(error.what());
    }
    obs = reader.table(file.id(), "obs");
    var = reader.table(file.id(), "var");
    x = open_x(file.id(), obs.rows(), var.rows());
    if (h5::scalar_of(x) != kDigit) {
      throw h5::Failure(
          fmt::format("'/X' is {}, not int8: it holds no digits", h5::to_string(h5::scalar_of(x))));
    }
  }

  std::filesystem::path path;
  h5::File file;
  h5::Dataset x;
  Table obs;
  Table var;
  Dict provenance;
};

EmbeddingFile::EmbeddingFile(const std::filesystem::path& path)
    : state_(std::make_unique<State>()) {
  reading(path, [&] { state_->open(path); });
}

EmbeddingFile::~EmbeddingFile() = default;

const Table& EmbeddingFile::obs() const noexcept {
  return state_->obs;
}
const Table& EmbeddingFile::var() const noexcept {
  return state_->var;
}
const Dict& EmbeddingFile::provenance() const noexcept {
  return state_->provenance;
}
std::uint64_t EmbeddingFile::rows() const noexcept {
  return state_->obs.rows();
}
std::uint64_t EmbeddingFile::features() const noexcept {
  return state_->var.rows();
}

void EmbeddingFile::read_rows(std::uint64_t first, std::uint64_t count,
                              std::span<std::int8_t> out) const {
  if (first > rows() || count > rows() - first || out.size() != count * features()) {
    throw Error(ErrorKind::invalid_input,
                fmt::format("{} rows from {} of {} asked for into {} digits", count, first, rows(),
                            out.size()));
  }
  if (out.empty()) return;
  reading(state_->path, [&] {
    h5::read_block(state_->x, kDigit, {first, 0}, {count, features()}, out.data());
  });
}

}  // namespace lexicnn
