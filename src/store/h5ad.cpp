#include "lexicnn/store/h5ad.hpp"

#include <fmt/format.h>

#include "store/element_reader.hpp"
#include "store/element_writer.hpp"
#include "store/h5ad_file.hpp"

namespace lexicnn {
namespace {

using h5::Failure;
using h5::Kind;

Array read_x(hid_t root, std::uint64_t rows, std::uint64_t columns, bool with_data) {
  const h5::Dataset dataset = open_x(root, rows, columns);
  if (!with_data) return {{rows, columns}, std::vector<double>{}};
  auto array = ElementReader::array(dataset);
  if (!array) throw Failure("'/X' does not hold numbers");
  return std::move(*array);
}

std::vector<std::pair<std::string, Array>> read_layers(hid_t root, const h5::Shape& expected,
                                                       ElementReader& reader) {
  std::vector<std::pair<std::string, Array>> out;
  if (h5::kind_of(root, "layers") != Kind::group) return out;
  const h5::Group layers = h5::open_group(root, "layers");
  for (const std::string& name : h5::member_names(layers)) {
    std::optional<Array> array;
    if (h5::kind_of(layers.id(), name) == Kind::dataset) {
      const h5::Dataset dataset = h5::open_dataset(layers.id(), name);
      if (h5::shape_of(dataset) != expected) {
        throw Failure(fmt::format("'/layers/{}' is {}, not {}", name,
                                  fmt::join(h5::shape_of(dataset), " × "),
                                  fmt::join(expected, " × ")));
      }
      array = ElementReader::array(dataset);
    }
    if (array) {
      out.emplace_back(name, std::move(*array));
    } else {
      reader.skip("/layers/" + name);
    }
  }
  return out;
}

/// The parts of an AnnData file that AnnotatedMatrix has no place for.
void skip_others(hid_t root, ElementReader& reader) {
  for (const std::string name : {"obsm", "varm", "obsp", "varp"}) {
    const Kind kind = h5::kind_of(root, name);
    if (kind == Kind::dataset) reader.skip("/" + name);  // records, before anndata 0.7
    if (kind != Kind::group) continue;
    for (const std::string& key : h5::member_names(h5::open_group(root, name))) {
      reader.skip(fmt::format("/{}/{}", name, key));
    }
  }
  for (const std::string name : {"raw", "raw.X", "raw.var", "raw.varm"}) {
    if (h5::kind_of(root, name) != Kind::absent) reader.skip("/" + name);
  }
}

void require_shape(const AnnotatedMatrix& matrix) {
  const h5::Shape shape{matrix.obs.rows(), matrix.var.rows()};
  if (matrix.x.shape == shape) return;
  throw Error(ErrorKind::invalid_input,
              fmt::format("X is {}, but obs and var have {} and {} rows",
                          fmt::join(matrix.x.shape, " × "), shape[0], shape[1]));
}

}  // namespace

AnnotatedMatrix read_matrix(hid_t root, const H5adReadOptions& options, ElementReader& reader) {
  AnnotatedMatrix out;
  out.obs = reader.table(root, "obs");
  out.var = reader.table(root, "var");
  out.x = read_x(root, out.obs.rows(), out.var.rows(), options.x);
  if (options.layers) out.layers = read_layers(root, out.x.shape, reader);
  out.uns = reader.dict(root, "uns");
  skip_others(root, reader);
  return out;
}

AnnotatedMatrix read_h5ad(const std::filesystem::path& path, const H5adReadOptions& options) {
  return reading(path, [&] {
    const h5::File file = open_input(path);
    ElementReader reader(options.skipped);
    return read_matrix(file.id(), options, reader);
  });
}

void write_h5ad(const std::filesystem::path& target, const AnnotatedMatrix& matrix,
                bool overwrite) {
  OutputFile output(target, overwrite);
  require_shape(matrix);
  check_array(matrix.x, "X");
  write_file(output, {matrix.obs, matrix.var, matrix.layers, matrix.uns},
             [&matrix](hid_t root) { write_x(root, matrix.x); });
}

void write_h5ad(const std::filesystem::path& target, const AnnotatedMatrix& matrix,
                const std::function<Array(const std::string&)>& read, bool overwrite) {
  OutputFile output(target, overwrite);
  require_shape(matrix);
  const auto read_checked = [&read](const std::string& name, const Array& expected) {
    Array out = read(name);
    if (out.shape != expected.shape) {
      throw Error(ErrorKind::invalid_input,
                  fmt::format("'{}' is {}, not {}", name, fmt::join(out.shape, " × "),
                              fmt::join(expected.shape, " × ")));
    }
    check_array(out, name);
    return out;
  };
  write_file(
      output, {matrix.obs, matrix.var, matrix.layers, matrix.uns},
      [&](hid_t root) { write_x(root, read_checked("X", matrix.x)); },
      [&](hid_t layers, const std::string& name, const Array& expected) {
        write_layer(layers, name, read_checked(name, expected));
      });
}

}  // namespace lexicnn
