#include "store/structure_check.hpp"

#include <algorithm>
#include <array>
#include <fmt/format.h>
#include <string_view>

namespace lexicnn {
namespace {

using h5::Kind;
using h5::Scalar;

constexpr std::array<std::string_view, 10> kParts{"obs",  "var",  "X",    "layers", "uns",
                                                  "obsm", "varm", "obsp", "varp",   "raw"};

bool is_sparse(const std::string& type) {
  return type == encodings::kCsrMatrix.type || type == encodings::kCscMatrix.type;
}

}  // namespace

StructureCheck::StructureCheck(hid_t root, Rules rules, Findings& findings)
    : root_(root), rules_(rules), findings_(findings) {}

void StructureCheck::run() {
  has_encoding(root_, "/", encodings::kAnnData);
  check_root_members();
  const Length rows = table(root_, "obs", "/obs");
  const Length columns = table(root_, "var", "/var");
  observations_ = rows.value_or(0);
  variables_ = columns.value_or(0);
  if (rows && columns) {
    findings_.attempt("/X", [&] { matrix(root_, "X", "/X", {*rows, *columns}, true); });
    mapping("layers", {*rows, *columns}, true);
  }
  if (rows) mapping("obsm", {*rows}, false);
  if (columns) mapping("varm", {*columns}, false);
  if (rows) mapping("obsp", {*rows, *rows}, true);
  if (columns) mapping("varp", {*columns, *columns}, true);
  const Kind uns = h5::kind_of(root_, "uns");
  if (uns != Kind::absent || ours()) {
    findings_.attempt("/uns", [&] { dict(root_, "uns", "/uns", 0); });
  }
}

/// AnnData takes nothing else at the root (anndata: TypeError).
void StructureCheck::check_root_members() {
  if (rules_ == Rules::legacy) return;
  for (const std::string& name : h5::member_names(h5::open_group(root_, "/"))) {
    if (std::find(kParts.begin(), kParts.end(), name) == kParts.end()) {
      findings_.add("/" + name, "is no part of an AnnData file");
    }
  }
  for (const char* name : {"X", "layers"}) {
    if (ours() && h5::kind_of(root_, name) == Kind::absent) {
      findings_.add(std::string("/") + name, "is missing");
    }
  }
}

bool StructureCheck::has_encoding(hid_t object, const std::string& path, const Encoding& expected) {
  const Encoding found = encoding_of(object);
  if (rules_ == Rules::legacy && (found.type.empty() || found.type == expected.type)) return true;
  if (found.type.empty()) {
    findings_.add(path, "has no text attribute 'encoding-type'");
  } else if (found.type != expected.type) {
    findings_.add(path,
                  fmt::format("has the encoding-type '{}', not '{}'", found.type, expected.type));
  } else if (found.version.empty()) {
    findings_.add(path, "has no text attribute 'encoding-version'");
  } else if (found.version != expected.version) {
    findings_.add(path, fmt::format("has the encoding-version '{}', not '{}'", found.version,
                                    expected.version));
  } else {
    return true;
  }
  return false;
}

void StructureCheck::matrix(hid_t location, const std::string& name, const std::string& path,
                            const h5::Shape& leading, bool exact) {
  const Kind kind = h5::kind_of(location, name);
  if (kind == Kind::dataset) {
    const h5::Dataset dataset = h5::open_dataset(location, name);
    const Scalar scalar = h5::scalar_of(dataset);
    if (!has_encoding(dataset.id(), path, encodings::kArray)) return;
    if (!h5::is_float(scalar) && !h5::is_integer(scalar) && scalar != Scalar::truth) {
      findings_.add(path, "does not hold numbers");
    }
    return check_shape(h5::shape_of(dataset), path, leading, exact);
  }
  if (kind != Kind::group) return;  // an absent X is told where it must be there
  const h5::Group group = h5::open_group(location, name);
  const std::string type = encoding_of(group.id()).type;
  if (type == encodings::kDataframe.type) {
    const Length rows = table(location, name, path);
    if (rows && *rows != leading.at(0)) {
      findings_.add(path, fmt::format("has {} rows, not {}", *rows, leading[0]));
    }
  } else if (is_sparse(type)) {
    if (ours() && path == "/X") return findings_.add(path, "is sparse; it must be dense");
    const auto shape = h5::shape_attribute(group.id(), "shape");
    if (!shape) return findings_.add(path, "has no attribute 'shape' of whole numbers");
    check_shape(*shape, path, leading, exact);
  } else if (type.empty() && rules_ != Rules::legacy) {
    findings_.add(path, "has no text attribute 'encoding-type'");
  }
}

void StructureCheck::check_shape(const h5::Shape& shape, const std::string& path,
                                 const h5::Shape& leading, bool exact) {
  const bool fits = exact ? shape == leading
                          : shape.size() >= leading.size() &&
                                std::equal(leading.begin(), leading.end(), shape.begin());
  if (!fits) {
    findings_.add(path, fmt::format("has the shape {}, not {}{}", fmt::join(shape, " × "),
                                    fmt::join(leading, " × "), exact ? "" : " × …"));
  }
}

void StructureCheck::mapping(const std::string& name, const h5::Shape& leading, bool exact) {
  const std::string path = "/" + name;
  findings_.attempt(path, [&] {
    const Kind kind = h5::kind_of(root_, name);
    if (kind == Kind::absent) return;
    if (kind == Kind::dataset && rules_ == Rules::legacy) return;  // records, before anndata 0.7
    if (kind != Kind::group) return findings_.add(path, "is not a group");
    const h5::Group group = h5::open_group(root_, name);
    if (!has_encoding(group.id(), path, encodings::kDict)) return;
    for (const std::string& member : h5::member_names(group)) {
      const std::string inner = path + "/" + member;
      findings_.attempt(inner, [&] { matrix(group.id(), member, inner, leading, exact); });
    }
  });
}

void StructureCheck::dict(hid_t location, const std::string& name, const std::string& path,
                          unsigned depth) {
  const Kind kind = h5::kind_of(location, name);
  if (kind != Kind::group) {
    return findings_.add(path, kind == Kind::absent ? "is missing" : "is not a group");
  }
  if (depth > kDeepest) return findings_.add(path, "holds itself, or too many levels");
  const h5::Group group = h5::open_group(location, name);
  if (!has_encoding(group.id(), path, encodings::kDict)) return;
  for (const std::string& member : h5::member_names(group)) {
    const std::string inner = path + "/" + member;
    findings_.attempt(inner, [&] { value(group.id(), member, inner, depth + 1); });
  }
}

/// Kinds of elements that this check does not know are let pass, AnnData grows; but not in our own
/// dict.
void StructureCheck::value(hid_t location, const std::string& name, const std::string& path,
                           unsigned depth) {
  const Kind kind = h5::kind_of(location, name);
  if (kind == Kind::dataset) return dataset_value(h5::open_dataset(location, name), path);
  if (kind != Kind::group) return findings_.add(path, "is neither a group nor a dataset");
  const std::string type = encoding_of(h5::open_group(location, name).id()).type;
  if (type == encodings::kDict.type || (type.empty() && rules_ == Rules::legacy)) {
    dict(location, name, path, depth);
  } else if (type == encodings::kDataframe.type) {
    table(location, name, path);
  } else if (type == encodings::kCategorical.type || type.rfind("nullable-", 0) == 0) {
    group_column(h5::open_group(location, name), path);
  } else if (type.empty() || in_our_dict(path)) {
    has_encoding(h5::open_group(location, name).id(), path, encodings::kDict);
  }
}

bool StructureCheck::in_our_dict(const std::string& path) const {
  return ours() && (path == "/uns/lexicnn" || path.rfind("/uns/lexicnn/", 0) == 0);
}

void StructureCheck::dataset_value(const h5::Dataset& dataset, const std::string& path) {
  const std::string type = encoding_of(dataset.id()).type;
  const bool is_scalar = h5::shape_of(dataset).empty();
  const bool is_text = h5::scalar_of(dataset) == Scalar::text;
  const Encoding& expected = is_text ? (is_scalar ? encodings::kString : encodings::kStringArray)
                                     : (is_scalar ? encodings::kNumericScalar : encodings::kArray);
  const std::array<const Encoding*, 4> known{&encodings::kString, &encodings::kStringArray,
                                             &encodings::kNumericScalar, &encodings::kArray};
  const bool is_known = std::any_of(known.begin(), known.end(),
                                    [&type](const Encoding* k) { return k->type == type; });
  if (!is_known && !type.empty() && !in_our_dict(path)) return;
  // A single number may also be an array without dimensions.
  const bool is_single = type == encodings::kArray.type && is_scalar && !is_text;
  if (!has_encoding(dataset.id(), path, is_single ? encodings::kArray : expected)) return;
  if (is_text) h5::read_texts(dataset);  // fails where it is not UTF-8
}

}  // namespace lexicnn
