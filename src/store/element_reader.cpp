#include "store/element_reader.hpp"

#include <algorithm>
#include <fmt/format.h>
#include <limits>

#include "lexicnn/core/half.hpp"

#include "store/column_values.hpp"
#include "store/encoding.hpp"
#include "store/legacy_table.hpp"
#include "store/utf8.hpp"

namespace lexicnn {
namespace {

using h5::Failure;
using h5::Kind;
using h5::Scalar;

constexpr unsigned kDeepest = 64;

template <typename T>
std::vector<T> read_all(const h5::Dataset& dataset, Scalar scalar) {
  std::vector<T> out(h5::stored_count(dataset));
  h5::read(dataset, scalar, out.data());
  return out;
}

/// One number or truth value; empty optional where no such Value holds it exactly.
std::optional<Value> single_value(const h5::Dataset& dataset, Scalar scalar) {
  const auto column = column_values(elements_of(dataset));
  if (!column) return std::nullopt;
  if (const auto* truths = std::get_if<std::vector<bool>>(&*column)) return truths->front();
  if (const auto* whole = std::get_if<std::vector<std::int64_t>>(&*column)) return whole->front();
  const auto* floats = std::get_if<std::vector<double>>(&*column);
  return floats != nullptr && h5::is_float(scalar) ? std::optional<Value>(floats->front())
                                                   : std::nullopt;
}

/// Counts how deep elements lie within elements; Failure where it is too deep.
class Descent {
 public:
  Descent(unsigned& depth, hid_t location) : depth_(depth) {
    if (++depth_ > kDeepest) {
      throw Failure(fmt::format("'{}' holds itself, or too many levels", h5::path_of(location)));
    }
  }
  Descent(const Descent&) = delete;
  Descent& operator=(const Descent&) = delete;
  ~Descent() { --depth_; }

 private:
  unsigned& depth_;
};

/// A column with its masked values missing.
struct Masked {
  const std::vector<bool>& mask;

  ColumnData operator()(std::vector<std::string> values) const {
    for (std::size_t i = 0; i < values.size(); ++i) {
      if (mask[i]) values[i].clear();
    }
    return values;
  }

  ColumnData operator()(std::vector<double> values) const {
    for (std::size_t i = 0; i < values.size(); ++i) {
      if (mask[i]) values[i] = std::numeric_limits<double>::quiet_NaN();
    }
    return values;
  }

  ColumnData operator()(const std::vector<std::int64_t>& values) const {
    if (std::find(mask.begin(), mask.end(), true) == mask.end()) return values;
    return (*this)(std::vector<double>(values.begin(), values.end()));
  }

  ColumnData operator()(const std::vector<bool>& values) const {
    if (std::find(mask.begin(), mask.end(), true) == mask.end()) return values;
    Categorical out{{}, {"false", "true"}, false};
    for (std::size_t i = 0; i < values.size(); ++i) {
      out.codes.push_back(mask[i] ? -1 : values[i] ? 1 : 0);
    }
    return out;
  }

  ColumnData operator()(const Categorical& values) const { return values; }
};

}  // namespace

void ElementReader::skip(std::string path) {
  if (skipped_ != nullptr) skipped_->push_back(std::move(path));
}

std::optional<Array> ElementReader::array(const h5::Dataset& dataset) {
  const h5::Shape shape = h5::shape_of(dataset);
  switch (h5::scalar_of(dataset)) {
    case Scalar::f16:
      return Array{shape, read_all<Half>(dataset, Scalar::f16)};
    case Scalar::f32:
      return Array{shape, read_all<float>(dataset, Scalar::f32)};
    case Scalar::f64:
      return Array{shape, read_all<double>(dataset, Scalar::f64)};
    case Scalar::i8:
      return Array{shape, read_all<std::int8_t>(dataset, Scalar::i8)};
    case Scalar::u8:
      return Array{shape, read_all<std::uint8_t>(dataset, Scalar::u8)};
    case Scalar::truth:
      return Array{shape, read_all<std::uint8_t>(dataset, Scalar::truth)};
    case Scalar::i16:
    case Scalar::u16:
    case Scalar::i32:
      return Array{shape, read_all<std::int32_t>(dataset, Scalar::i32)};
    case Scalar::u32:
    case Scalar::i64:
      return Array{shape, read_all<std::int64_t>(dataset, Scalar::i64)};
    case Scalar::u64:
      return Array{shape, read_all<std::uint64_t>(dataset, Scalar::u64)};
    case Scalar::text:
    case Scalar::other:
      break;
  }
  return std::nullopt;
}

std::optional<ColumnData> ElementReader::column_of(const h5::Dataset& dataset) {
  if (h5::shape_of(dataset).size() != 1) return std::nullopt;
  return column_values(elements_of(dataset));
}

std::optional<ColumnData> ElementReader::categorical(const h5::Group& group) {
  const auto codes = column(group.id(), "codes");
  const auto categories = column(group.id(), "categories");
  const std::string path = h5::path_of(group.id());
  if (!codes || !categories) {
    throw Failure(fmt::format("'{}' lacks its codes or its categories", path));
  }
  const bool ordered = h5::truth_attribute(group.id(), "ordered").value_or(false);
  return categorical_from(*codes, *categories, ordered, path);
}

std::optional<ColumnData> ElementReader::nullable(const h5::Group& group) {
  auto values = column(group.id(), "values");
  const auto mask_column = column(group.id(), "mask");
  const auto* mask = mask_column ? std::get_if<std::vector<bool>>(&*mask_column) : nullptr;
  if (!values || mask == nullptr || mask->size() != column_size(*values)) {
    throw Failure(fmt::format("'{}' lacks its values or their mask", h5::path_of(group.id())));
  }
  return std::visit(Masked{*mask}, std::move(*values));
}

std::optional<ColumnData> ElementReader::column(hid_t location, const std::string& name) {
  const Descent descent(depth_, location);
  switch (h5::kind_of(location, name)) {
    case Kind::dataset: {
      const h5::Dataset dataset = h5::open_dataset(location, name);
      const auto categories = h5::referenced_dataset(dataset.id(), "categories");
      auto data = column_of(dataset);
      if (!categories || !data) return data;
      const auto texts = column_of(*categories);
      if (!texts) return std::nullopt;
      const bool ordered = h5::truth_attribute(categories->id(), "ordered").value_or(false);
      return categorical_from(*data, *texts, ordered, h5::path_of(dataset.id()));
    }
    case Kind::group: {
      const h5::Group group = h5::open_group(location, name);
      const std::string type = encoding_of(group.id()).type;
      if (type == encodings::kCategorical.type) return categorical(group);
      if (type.rfind("nullable-", 0) == 0) return nullable(group);
      return std::nullopt;
    }
    case Kind::absent:
      throw Failure(fmt::format("'{}' has no element '{}', or one that cannot be read",
                                h5::path_of(location), name));
    case Kind::other:
      break;
  }
  return std::nullopt;
}

std::vector<std::string> ElementReader::names(hid_t location, const std::string& name) {
  const auto data = column(location, name);
  if (!data) throw Failure(fmt::format("the row names of '{}' are no text", h5::path_of(location)));
  return column_text(*data);
}

Table ElementReader::table(hid_t location, const std::string& name) {
  const Kind kind = h5::kind_of(location, name);
  if (kind == Kind::absent) {
    throw Failure(fmt::format("there is no table '{}': it is not an AnnData file", name));
  }
  if (kind == Kind::dataset) {
    return legacy_table(location, name, [this](std::string path) { skip(std::move(path)); });
  }
  if (kind != Kind::group) throw Failure(fmt::format("'{}' is no table", name));
  const h5::Group group = h5::open_group(location, name);
  const auto index = h5::text_attribute(group.id(), "_index");
  const auto order = h5::texts_attribute(group.id(), "column-order");
  if (!index || !order) {
    throw Failure(fmt::format("'{}' lacks the attribute '_index' or 'column-order'",
                              h5::path_of(group.id())));
  }
  Table out;
  out.index = names(group.id(), *index);
  for (const std::string& key : *order) {
    auto data = column(group.id(), key);
    if (!data) {
      skip(h5::path_of(group.id()) + "/" + key);
      continue;
    }
    if (column_size(*data) != out.rows()) {
      throw Failure(fmt::format("'{}/{}' has {} rows, the table has {}", h5::path_of(group.id()),
                                key, column_size(*data), out.rows()));
    }
    out.columns.push_back({key, std::move(*data), description_of(group.id(), key)});
  }
  return out;
}

std::optional<Value> ElementReader::group_value(hid_t location, const std::string& name) {
  const h5::Group group = h5::open_group(location, name);
  const std::string type = encoding_of(group.id()).type;
  if (type == encodings::kDataframe.type) return table(location, name);
  if (type == encodings::kNullableStringArray.type) return names(location, name);
  const bool is_dict = type == encodings::kDict.type ||
                       (type.empty() && !h5::has_attribute(group.id(), "h5sparse_format"));
  return is_dict ? std::optional<Value>(dict(location, name)) : std::nullopt;
}

std::optional<Value> ElementReader::value(hid_t location, const std::string& name) {
  const Kind kind = h5::kind_of(location, name);
  if (kind == Kind::group) return group_value(location, name);
  if (kind != Kind::dataset) return std::nullopt;
  const h5::Dataset dataset = h5::open_dataset(location, name);
  const std::size_t rank = h5::shape_of(dataset).size();
  const Scalar scalar = h5::scalar_of(dataset);
  if (scalar == Scalar::text) {
    if (rank == 1) return h5::read_texts(dataset);
    return rank == 0 ? std::optional<Value>(h5::read_texts(dataset).front()) : std::nullopt;
  }
  if (rank == 0) {
    if (auto single = single_value(dataset, scalar)) return single;
  }
  auto numbers = array(dataset);
  return numbers ? std::optional<Value>(std::move(*numbers)) : std::nullopt;
}

Dict ElementReader::dict(hid_t location, const std::string& name) {
  Dict out;
  if (h5::kind_of(location, name) != Kind::group) return out;
  const h5::Group group = h5::open_group(location, name);
  const Descent descent(depth_, group.id());
  for (const std::string& key : h5::member_names(group)) {
    auto member = is_utf8(key) ? value(group.id(), key) : std::nullopt;
    if (member) {
      out.set(key, std::move(*member));
    } else {
      skip(h5::path_of(group.id()) + "/" + key);
    }
  }
  return out;
}

}  // namespace lexicnn
