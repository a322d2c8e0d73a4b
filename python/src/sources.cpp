#include "sources.hpp"

#include <algorithm>
#include <cstring>
#include <filesystem>
#include <fmt/format.h>
#include <nanobind/stl/filesystem.h>
#include <nanobind/stl/unique_ptr.h>
#include <span>

#include "lexicnn/core/error.hpp"
#include "lexicnn/core/memory_source.hpp"
#include "lexicnn/store/npy.hpp"

#include "tables.hpp"

namespace lexicnn::python {
namespace {

using Matrix = nb::ndarray<nb::ro, nb::ndim<2>, nb::device::cpu>;
using Vector = nb::ndarray<nb::ro, nb::ndim<1>, nb::c_contig, nb::device::cpu>;

ElementType element_type(nb::dlpack::dtype type) {
  if (type.code == static_cast<std::uint8_t>(nb::dlpack::dtype_code::Float) && type.lanes == 1) {
    if (type.bits == 16) return ElementType::f16;
    if (type.bits == 32) return ElementType::f32;
    if (type.bits == 64) return ElementType::f64;
  }
  throw Error(ErrorKind::invalid_input, "the matrix is not of float16, float32 or float64");
}

std::unique_ptr<Source> dense(const nb::object& array) {
  const auto matrix = nb::cast<Matrix>(array);
  const MatrixView view{matrix.data(),
                        element_type(matrix.dtype()),
                        matrix.shape(0),
                        matrix.shape(1),
                        static_cast<std::uint64_t>(matrix.stride(0)),
                        static_cast<std::uint64_t>(matrix.stride(1))};
  return std::make_unique<Source>(Source{std::make_unique<MemorySource>(view), {array}});
}

/// A sparse matrix by column (CSC): entry k of column j is values[k] at row rows[k], for k from
/// starts[j] to starts[j + 1]. Other elements are 0.
template <typename Index>
class SparseSource final : public FeatureSource {
 public:
  SparseSource(const Vector& values, std::span<const Index> row_of, std::span<const Index> starts,
               std::uint64_t rows)
      : values_(static_cast<const std::byte*>(values.data())),
        type_(element_type(values.dtype())),
        row_of_(row_of),
        starts_(starts),
        rows_(rows) {
    const auto is_row = [rows](Index row) {
      return row >= 0 && static_cast<std::uint64_t>(row) < rows;
    };
    if (starts.empty() || starts.front() != 0 || !std::is_sorted(starts.begin(), starts.end()) ||
        static_cast<std::uint64_t>(starts.back()) > row_of.size() ||
        values.size() != row_of.size() || !std::all_of(row_of.begin(), row_of.end(), is_row)) {
      throw Error(ErrorKind::invalid_input, "the sparse matrix is damaged: its indices are no CSC");
    }
  }

  [[nodiscard]] std::uint64_t rows() const noexcept override { return rows_; }
  [[nodiscard]] std::uint64_t features() const noexcept override { return starts_.size() - 1; }
  [[nodiscard]] ElementType type() const noexcept override { return type_; }
  [[nodiscard]] std::uint64_t preferred_block() const noexcept override { return 16; }

  void read(std::uint64_t first, std::uint64_t count, std::span<std::byte> out) const override {
    const std::size_t size = element_size(type_);
    std::fill(out.begin(), out.end(), std::byte{0});
    for (std::uint64_t column = 0; column < count; ++column) {
      const std::span<std::byte> to = out.subspan(column * rows_ * size, rows_ * size);
      const auto end = static_cast<std::size_t>(starts_[first + column + 1]);
      for (auto k = static_cast<std::size_t>(starts_[first + column]); k < end; ++k) {
        std::memcpy(to.data() + static_cast<std::size_t>(row_of_[k]) * size, values_ + k * size,
                    size);
      }
    }
  }

 private:
  const std::byte* values_;
  ElementType type_;
  std::span<const Index> row_of_;
  std::span<const Index> starts_;
  std::uint64_t rows_;
};

template <typename Index>
std::unique_ptr<FeatureSource> sparse_source(const Vector& values, const Vector& row_of,
                                             const Vector& starts, std::uint64_t rows) {
  const auto span = [](const Vector& array) {
    return std::span(static_cast<const Index*>(array.data()), array.size());
  };
  return std::make_unique<SparseSource<Index>>(values, span(row_of), span(starts), rows);
}

std::unique_ptr<Source> sparse(const nb::object& values, const nb::object& row_of,
                               const nb::object& starts, std::uint64_t rows) {
  const auto data = nb::cast<Vector>(values);
  const auto indices = nb::cast<Vector>(row_of);
  const auto pointers = nb::cast<Vector>(starts);
  if (indices.dtype() != pointers.dtype())
    throw Error(ErrorKind::invalid_input, "the indices of the sparse matrix are of two types");
  auto source = indices.dtype() == nb::dtype<std::int64_t>()
                    ? sparse_source<std::int64_t>(data, indices, pointers, rows)
                    : sparse_source<std::int32_t>(data, indices, pointers, rows);
  return std::make_unique<Source>(Source{std::move(source), {values, row_of, starts}});
}

/// `sparse_bytes` is for an .h5ad whose X is stored by row (H5adSource).
std::unique_ptr<Source> open_matrix(const std::filesystem::path& path, std::uint64_t sparse_bytes) {
  const nb::gil_scoped_release release;
  if (path.extension() == ".npy")
    return std::make_unique<Source>(Source{std::make_unique<NpySource>(path)});
  auto file = std::make_unique<H5adSource>(path, sparse_bytes);
  const H5adSource* opened = file.get();
  return std::make_unique<Source>(Source{std::move(file), {}, opened});
}

const H5adSource& file_of(const Source& source) {
  if (source.file == nullptr)
    throw Error(ErrorKind::invalid_input, "the matrix has no tables: it is no .h5ad file");
  return *source.file;
}

}  // namespace

void add_sources(nb::module_& m) {
  nb::class_<Source>(m, "Source", "A matrix that the stages read, feature by feature.")
      .def_prop_ro("rows", [](const Source& source) { return source.matrix->rows(); })
      .def_prop_ro("features", [](const Source& source) { return source.matrix->features(); })
      .def_prop_ro("is_file", [](const Source& source) { return source.file != nullptr; })
      .def("obs", [](const Source& source) { return to_python(file_of(source).obs()); })
      .def("var", [](const Source& source) { return to_python(file_of(source).var()); })
      .def("uns", [](const Source& source) { return as_any(to_python(file_of(source).uns())); });
  m.def("dense", &dense, nb::arg("array"), "A matrix of floats, of any strides, without a copy.");
  m.def("sparse", &sparse, nb::arg("values"), nb::arg("row_of"), nb::arg("starts"), nb::arg("rows"),
        "A sparse matrix by column (CSC), without a copy.");
  m.def("open_matrix", &open_matrix, nb::arg("path"), nb::arg("sparse_bytes"),
        "The X of an .h5ad file, or a .npy file.");
}

}  // namespace lexicnn::python
