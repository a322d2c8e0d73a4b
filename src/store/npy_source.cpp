#include <fmt/format.h>

#include "lexicnn/store/npy.hpp"

#include "store/file_matrix.hpp"
#include "store/npy_file.hpp"

namespace lexicnn {
namespace {

ElementType element_type(const NpyFile& file) {
  if (file.type() == "<f2") return ElementType::f16;
  if (file.type() == "<f4") return ElementType::f32;
  if (file.type() == "<f8") return ElementType::f64;
  file.refuse(
      fmt::format("holds elements of '{}'; '<f2', '<f4' or '<f8' are needed "
                  "(X.astype('<f4'))",
                  file.type()));
}

MatrixView view_of(const NpyFile& file) {
  if (file.shape().size() != 2) {
    file.refuse(
        fmt::format("has {} dimensions; images × features are needed", file.shape().size()));
  }
  const ElementType type = element_type(file);
  if (reinterpret_cast<std::uintptr_t>(file.data().data()) % element_size(type) != 0) {
    file.refuse("has data that are not aligned: save it again with NumPy 1.14 or newer");
  }
  const std::uint64_t rows = file.shape()[0];
  const std::uint64_t columns = file.shape()[1];
  const bool by_column = file.fortran_order();
  return {file.data().data(), type, rows, columns, by_column ? 1 : columns, by_column ? rows : 1};
}

}  // namespace

struct NpySource::State {
  explicit State(const std::filesystem::path& path)
      : file(path), matrix(file.mapped(), view_of(file)) {}

  NpyFile file;
  FileMatrix matrix;
};

NpySource::NpySource(const std::filesystem::path& path) : state_(std::make_unique<State>(path)) {}
NpySource::~NpySource() = default;

std::uint64_t NpySource::rows() const noexcept {
  return state_->matrix.rows();
}
std::uint64_t NpySource::features() const noexcept {
  return state_->matrix.features();
}
ElementType NpySource::type() const noexcept {
  return state_->matrix.type();
}
std::uint64_t NpySource::preferred_block() const noexcept {
  return state_->matrix.preferred_block();
}

void NpySource::read(std::uint64_t first, std::uint64_t count, std::span<std::byte> out) const {
  state_->matrix.read(first, count, out);
}

}  // namespace lexicnn
