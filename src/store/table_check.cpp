// The tables and columns of StructureCheck.

#include <algorithm>
#include <fmt/format.h>
#include <limits>
#include <unordered_set>

#include "store/legacy_table.hpp"
#include "store/structure_check.hpp"

namespace lexicnn {
namespace {

using h5::Kind;
using h5::Scalar;

}  // namespace

StructureCheck::Length StructureCheck::table(hid_t location, const std::string& name,
                                             const std::string& path) {
  const Kind kind = h5::kind_of(location, name);
  if (kind == Kind::dataset && rules_ == Rules::legacy) {
    Length rows;
    findings_.attempt(path, [&] { rows = legacy_table(location, name, [](auto) {}).rows(); });
    return rows;
  }
  if (kind != Kind::group) {
    findings_.add(path, kind == Kind::absent ? "is missing" : "is not a group");
    return std::nullopt;
  }
  const h5::Group group = h5::open_group(location, name);
  if (!has_encoding(group.id(), path, encodings::kDataframe)) return std::nullopt;
  const auto index_name = h5::text_attribute(group.id(), "_index");
  if (!index_name) {
    findings_.add(path, "has no text attribute '_index'");
    return std::nullopt;
  }
  const Length rows = index(group, *index_name, path);
  if (rows) columns(group, *index_name, path, *rows);
  return rows;
}

StructureCheck::Length StructureCheck::index(const h5::Group& group, const std::string& name,
                                             const std::string& path) {
  const std::string inner = path + "/" + name;
  Length rows;
  findings_.attempt(inner, [&] {
    rows = column(group.id(), name, inner);
    if (rows && ours()) check_unique(group.id(), name, inner);
  });
  return rows;
}

void StructureCheck::columns(const h5::Group& group, const std::string& index,
                             const std::string& path, std::uint64_t rows) {
  const auto order = h5::texts_attribute(group.id(), "column-order");
  if (!order) return findings_.add(path, "has no attribute 'column-order' of texts");
  std::unordered_set<std::string> listed{index};
  for (const std::string& name : *order) {
    const std::string inner = path + "/" + name;
    if (!listed.insert(name).second) {
      findings_.add(inner, "is listed twice in column-order");
      continue;
    }
    findings_.attempt(inner, [&] {
      const Length length = column(group.id(), name, inner);
      if (length && *length != rows) {
        findings_.add(inner, fmt::format("has {} rows, the row names are {}", *length, rows));
      }
    });
  }
  if (!ours()) return;
  for (const std::string& name : h5::member_names(group)) {
    if (listed.count(name) == 0) {
      findings_.add(path + "/" + name, "is not listed in column-order");
    }
  }
}

void StructureCheck::check_description(hid_t object, const std::string& path) {
  if (ours() && h5::has_attribute(object, "description") &&
      !h5::text_attribute(object, "description")) {
    findings_.add(path, "has an attribute 'description' that is not one text");
  }
}

StructureCheck::Length StructureCheck::column(hid_t location, const std::string& name,
                                              const std::string& path) {
  if (depth_ > kDeepest) {
    findings_.add(path, "holds itself, or too many levels");
    return std::nullopt;
  }
  ++depth_;
  const Length length = column_of_kind(h5::kind_of(location, name), location, name, path);
  --depth_;
  return length;
}

StructureCheck::Length StructureCheck::column_of_kind(Kind kind, hid_t location,
                                                      const std::string& name,
                                                      const std::string& path) {
  switch (kind) {
    case Kind::dataset: {
      const h5::Dataset dataset = h5::open_dataset(location, name);
      check_description(dataset.id(), path);
      return dataset_column(dataset, path);
    }
    case Kind::group: {
      const h5::Group group = h5::open_group(location, name);
      check_description(group.id(), path);
      return group_column(group, path);
    }
    case Kind::absent:
      findings_.add(path, "is missing");
      break;
    case Kind::other:
      findings_.add(path, "is neither a group nor a dataset");
      break;
  }
  return std::nullopt;
}

StructureCheck::Length StructureCheck::dataset_column(const h5::Dataset& dataset,
                                                      const std::string& path) {
  const Scalar scalar = h5::scalar_of(dataset);
  const std::string type = encoding_of(dataset.id()).type;
  const bool is_known =
      type.empty() || type == encodings::kArray.type || type == encodings::kStringArray.type;
  if (!ours() && (!is_known || scalar == Scalar::other)) return std::nullopt;
  const Encoding& expected = scalar == Scalar::text ? encodings::kStringArray : encodings::kArray;
  if (!has_encoding(dataset.id(), path, expected)) return std::nullopt;
  const h5::Shape shape = h5::shape_of(dataset);
  if (scalar == Scalar::other) {
    findings_.add(path, "holds neither text, numbers nor booleans");
  } else if (shape.size() != 1) {
    findings_.add(path, fmt::format("has {} dimensions, not 1", shape.size()));
  } else {
    if (scalar == Scalar::text) h5::read_texts(dataset);  // fails where it is not UTF-8
    return shape[0];
  }
  return std::nullopt;
}

StructureCheck::Length StructureCheck::group_column(const h5::Group& group,
                                                    const std::string& path) {
  const std::string type = encoding_of(group.id()).type;
  if (type == encodings::kCategorical.type) return categorical(group, path);
  for (const Encoding* encoding : {&encodings::kNullableInteger, &encodings::kNullableBoolean,
                                   &encodings::kNullableStringArray}) {
    if (type != encoding->type) continue;
    return has_encoding(group.id(), path, *encoding) ? nullable(group, path) : std::nullopt;
  }
  if (ours() || type.empty()) has_encoding(group.id(), path, encodings::kCategorical);
  return std::nullopt;
}

StructureCheck::Length StructureCheck::categorical(const h5::Group& group,
                                                   const std::string& path) {
  if (!has_encoding(group.id(), path, encodings::kCategorical)) return std::nullopt;
  if (!h5::truth_attribute(group.id(), "ordered")) {
    findings_.add(path, "has no boolean attribute 'ordered'");
    return std::nullopt;
  }
  const Length codes = column(group.id(), "codes", path + "/codes");
  const Length categories = column(group.id(), "categories", path + "/categories");
  if (!codes || !categories) return std::nullopt;
  check_codes(group, path + "/codes", *categories);
  if (ours()) check_unique(group.id(), "categories", path + "/categories");
  return codes;
}

void StructureCheck::check_codes(const h5::Group& group, const std::string& path,
                                 std::uint64_t categories) {
  if (h5::kind_of(group.id(), "codes") != Kind::dataset) {
    return findings_.add(path, "is not an array");
  }
  const h5::Dataset dataset = h5::open_dataset(group.id(), "codes");
  if (!h5::is_integer(h5::scalar_of(dataset))) return findings_.add(path, "does not hold integers");
  std::vector<std::int64_t> codes(h5::stored_count(dataset));
  h5::read(dataset, Scalar::i64, codes.data());
  const auto bad = std::find_if(codes.begin(), codes.end(), [categories](std::int64_t code) {
    return code < -1 || (code >= 0 && static_cast<std::uint64_t>(code) >= categories);
  });
  if (bad != codes.end()) {
    findings_.add(path, fmt::format("holds {} in row {}, but there are {} categories", *bad,
                                    bad - codes.begin(), categories));
  }
}

StructureCheck::Length StructureCheck::nullable(const h5::Group& group, const std::string& path) {
  const Length values = column(group.id(), "values", path + "/values");
  const Length mask = column(group.id(), "mask", path + "/mask");
  if (values && mask && *values != *mask) {
    findings_.add(path + "/mask", fmt::format("has {} rows, the values have {}", *mask, *values));
  }
  return values;
}

/// Row names and categories of our own files: text, also where anndata 0.13 saved it again.
void StructureCheck::check_unique(hid_t location, const std::string& name,
                                  const std::string& path) {
  if (h5::kind_of(location, name) == Kind::group) {
    const h5::Group group = h5::open_group(location, name);
    if (encoding_of(group.id()) == encodings::kNullableStringArray) {
      return check_unique(group.id(), "values", path + "/values");
    }
  }
  if (h5::kind_of(location, name) != Kind::dataset ||
      h5::scalar_of(h5::open_dataset(location, name)) != Scalar::text) {
    return findings_.add(path, "is not an array of text");
  }
  const std::vector<std::string> texts = h5::read_texts(h5::open_dataset(location, name));
  std::unordered_set<std::string_view> seen;
  for (const std::string& text : texts) {
    if (!seen.insert(text).second) {
      return findings_.add(path, fmt::format("holds '{}' twice", text));
    }
  }
}

}  // namespace lexicnn
