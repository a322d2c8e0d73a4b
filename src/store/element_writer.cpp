#include "store/element_writer.hpp"

#include <algorithm>
#include <cstring>
#include <fmt/format.h>
#include <type_traits>
#include <unordered_set>

#include "lexicnn/core/error.hpp"

#include "store/chunk_shape.hpp"
#include "store/encoding.hpp"

namespace lexicnn {
namespace {

using h5::Scalar;

/// Below this an array is not worth the filter, and a chunk holds at most this many bytes.
constexpr std::uint64_t kLeastToCompress = std::uint64_t{64} << 10U;
constexpr std::uint64_t kCompressedChunk = std::uint64_t{1} << 20U;
constexpr unsigned kGzipLevel = 4;

template <typename T>
constexpr Scalar scalar_for() {
  if constexpr (std::is_same_v<T, double>) return Scalar::f64;
  if constexpr (std::is_same_v<T, float>) return Scalar::f32;
  if constexpr (std::is_same_v<T, Half>) return Scalar::f16;
  if constexpr (std::is_same_v<T, std::int64_t>) return Scalar::i64;
  if constexpr (std::is_same_v<T, std::uint64_t>) return Scalar::u64;
  if constexpr (std::is_same_v<T, std::int32_t>) return Scalar::i32;
  if constexpr (std::is_same_v<T, std::int8_t>) return Scalar::i8;
  if constexpr (std::is_same_v<T, std::uint8_t>) return Scalar::u8;
}

/// True where at least half of the elements equal the one before: zeros and other runs, which gzip
/// takes to a fraction. Measured values do not shrink enough to be worth the slower reading.
template <typename T>
bool compression_pays(const std::vector<T>& values) {
  if (values.size() * sizeof(T) < kLeastToCompress) return false;
  std::uint64_t repeats = 0;
  for (std::size_t i = 1; i < values.size(); ++i) {
    repeats += std::memcmp(&values[i], &values[i - 1], sizeof(T)) == 0 ? 1U : 0U;
  }
  return 2 * repeats >= values.size();
}

/// The largest chunk of whole trailing axes within kCompressedChunk.
h5::Shape compressed_chunk(const h5::Shape& shape, std::size_t element) {
  h5::Shape chunk = shape;
  for (std::uint64_t& extent : chunk) {
    const std::uint64_t rest = h5::element_count(chunk) / extent * element;
    extent = std::clamp<std::uint64_t>(kCompressedChunk / rest, 1, extent);
  }
  return chunk;
}

h5::Dataset make(hid_t location, const std::string& name, const Encoding& encoding, Scalar scalar,
                 const h5::Shape& shape, const h5::Shape& chunk = {}, unsigned gzip = 0) {
  h5::Dataset out = h5::create_dataset(location, name, scalar, shape, chunk, gzip);
  set_encoding(out.id(), encoding);
  return out;
}

template <typename T>
void write_compressed(hid_t location, const std::string& name, const h5::Shape& shape,
                      const std::vector<T>& values) {
  h5::write(make(location, name, encodings::kArray, scalar_for<T>(), shape,
                 compressed_chunk(shape, sizeof(T)), kGzipLevel),
            scalar_for<T>(), values.data());
}

template <typename T>
void write_matrix(hid_t location, const std::string& name, const h5::Shape& shape,
                  const std::vector<T>& values) {
  h5::write(create_matrix(location, name, scalar_for<T>(), shape.at(0), shape.at(1)),
            scalar_for<T>(), values.data());
}

void write_array(hid_t location, const std::string& name, const Array& array) {
  std::visit(
      [&](const auto& values) {
        constexpr Scalar kScalar =
            scalar_for<typename std::decay_t<decltype(values)>::value_type>();
        if (compression_pays(values)) {
          write_compressed(location, name, array.shape, values);
        } else {
          h5::write(make(location, name, encodings::kArray, kScalar, array.shape), kScalar,
                    values.data());
        }
      },
      array.data);
}

template <typename T>
h5::Dataset write_vector(hid_t location, const std::string& name, const std::vector<T>& values) {
  h5::Dataset out = make(location, name, encodings::kArray, scalar_for<T>(), {values.size()});
  h5::write(out, scalar_for<T>(), values.data());
  return out;
}

h5::Dataset write_vector(hid_t location, const std::string& name,
                         const std::vector<std::string>& values) {
  h5::Dataset out = make(location, name, encodings::kStringArray, Scalar::text, {values.size()});
  h5::write_texts(out, values);
  return out;
}

h5::Dataset write_vector(hid_t location, const std::string& name, const std::vector<bool>& values) {
  h5::Dataset out = make(location, name, encodings::kArray, Scalar::truth, {values.size()});
  const std::vector<std::int8_t> bytes(values.begin(), values.end());
  h5::write(out, Scalar::truth, bytes.data());
  return out;
}

h5::Group write_vector(hid_t location, const std::string& name, const Categorical& values) {
  h5::Group out = h5::create_group(location, name);
  set_encoding(out.id(), encodings::kCategorical);
  h5::set_truth_attribute(out.id(), "ordered", values.ordered);
  write_vector(out.id(), "codes", values.codes);
  write_vector(out.id(), "categories", values.categories);
  return out;
}

template <typename T>
void write_scalar(hid_t location, const std::string& name, Scalar scalar, T value) {
  h5::write(make(location, name, encodings::kNumericScalar, scalar, {}), scalar, &value);
}

/// Writes one value of a dict.
struct ValueWriter {
  hid_t location;
  const std::string& name;

  void operator()(const std::string& value) const {
    h5::write_texts(make(location, name, encodings::kString, Scalar::text, {}), {value});
  }
  void operator()(double value) const { write_scalar(location, name, Scalar::f64, value); }
  void operator()(std::int64_t value) const { write_scalar(location, name, Scalar::i64, value); }
  void operator()(bool value) const {
    write_scalar(location, name, Scalar::truth, static_cast<std::int8_t>(value));
  }
  void operator()(const std::vector<std::string>& value) const {
    write_vector(location, name, value);
  }
  void operator()(const Array& value) const {
    check_array(value, name);
    write_array(location, name, value);
  }
  void operator()(const Table& value) const {
    check_table(value, name);
    write_table(location, name, value);
  }
  void operator()(const Dict& value) const { write_dict(location, name, value); }
};

[[noreturn]] void refuse_table(const std::string& message) {
  throw Error(ErrorKind::invalid_input, message);
}

void check_categorical(const Categorical& values, const std::string& path) {
  const auto count = static_cast<std::int64_t>(values.categories.size());
  for (const std::int32_t code : values.codes) {
    if (code < -1 || code >= count) {
      refuse_table(fmt::format("'{}' holds the code {} but {} categories", path, code, count));
    }
  }
  std::unordered_set<std::string_view> seen;
  for (const std::string& category : values.categories) {
    if (!seen.insert(category).second) {
      refuse_table(fmt::format("'{}' has the category '{}' twice", path, category));
    }
  }
}

}  // namespace

void check_table(const Table& table, const std::string& name) {
  std::unordered_set<std::string_view> seen;
  for (const std::string& row : table.index) {
    if (!seen.insert(row).second) {
      refuse_table(fmt::format("'{}' has two rows named '{}'", name, row));
    }
  }
  seen = {kIndexName};
  for (const Column& column : table.columns) {
    const std::string path = fmt::format("{}/{}", name, column.name);
    if (column.name.empty() || column.name == "." || column.name.find('/') != std::string::npos) {
      refuse_table(fmt::format("'{}' cannot be the name of a column of '{}'", column.name, name));
    }
    if (!seen.insert(column.name).second) {
      refuse_table(fmt::format("'{}' has the column '{}' twice", name, column.name));
    }
    if (column_size(column.data) != table.rows()) {
      refuse_table(fmt::format("'{}' has {} rows, the table has {}", path, column_size(column.data),
                               table.rows()));
    }
    if (const auto* values = std::get_if<Categorical>(&column.data)) {
      check_categorical(*values, path);
    }
  }
}

void check_array(const Array& array, const std::string& name) {
  const std::uint64_t size =
      std::visit([](const auto& values) -> std::uint64_t { return values.size(); }, array.data);
  if (size != h5::element_count(array.shape)) {
    refuse_table(fmt::format("'{}' has {} elements, its shape says {}", name, size,
                             h5::element_count(array.shape)));
  }
}

void write_table(hid_t location, const std::string& name, const Table& table) {
  const h5::Group group = h5::create_group(location, name);
  set_encoding(group.id(), encodings::kDataframe);
  h5::set_text_attribute(group.id(), "_index", kIndexName);
  std::vector<std::string> order;
  for (const Column& column : table.columns)
    order.push_back(column.name);
  h5::set_texts_attribute(group.id(), "column-order", order);
  write_vector(group.id(), kIndexName, table.index);
  for (const Column& column : table.columns) {
    std::visit(
        [&](const auto& values) {
          const auto element = write_vector(group.id(), column.name, values);
          set_description(element.id(), column.description);
        },
        column.data);
  }
}

void write_dict(hid_t location, const std::string& name, const Dict& dict) {
  const h5::Group group = h5::create_group(location, name);
  set_encoding(group.id(), encodings::kDict);
  for (const auto& [key, value] : dict.entries())
    std::visit(ValueWriter{group.id(), key}, value);
}

h5::Dataset create_matrix(hid_t location, const std::string& name, Scalar scalar,
                          std::uint64_t rows, std::uint64_t columns, unsigned gzip) {
  const bool compressed = gzip != 0 && rows != 0 && columns != 0;
  return make(location, name, encodings::kArray, scalar, {rows, columns},
              compressed ? compressed_chunk_shape(rows, columns)
                         : chunk_shape(rows, columns, h5::size_of(scalar)),
              compressed ? gzip : 0);
}

void write_x(hid_t location, const Array& array) {
  std::visit([&](const auto& values) { write_matrix(location, "X", array.shape, values); },
             array.data);
}

void write_layer(hid_t location, const std::string& name, const Array& array) {
  std::visit(
      [&](const auto& values) {
        if (compression_pays(values)) {
          write_compressed(location, name, array.shape, values);
        } else {
          write_matrix(location, name, array.shape, values);
        }
      },
      array.data);
}

}  // namespace lexicnn
