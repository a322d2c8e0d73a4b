/// Checks what lexicnn's own kinds of file hold: sections 5 to 8 of docs/format.md.
#pragma once

#include <functional>
#include <string>

#include "lexicnn/core/annotated.hpp"

#include "store/findings.hpp"

namespace lexicnn {

/// Rows of X that a check looks at together.
inline constexpr std::uint64_t kRowsAtOnce = 256;

/// Looks up what a file must hold; what is missing or of another type becomes a finding and a null
/// pointer.
class ContentCheck {
 public:
  explicit ContentCheck(Findings& findings) : findings_(findings) {}

  void add(std::string element, std::string problem) {
    findings_.add(std::move(element), std::move(problem));
  }

  /// A column of `table`, whose path is `path`; `what` says what it must be.
  template <typename T>
  const T* column(const Table& table, const std::string& path, const std::string& name,
                  const char* what) {
    const Column* found = table.find(name);
    return typed<T>(found == nullptr ? nullptr : &found->data, path + "/" + name, what);
  }

  /// A column of text, of any encoding, as text; missing values are empty.
  const std::vector<std::string>* text_column(const Table& table, const std::string& path,
                                              const std::string& name,
                                              std::vector<std::string>& buffer);

  /// An entry of a dict.
  template <typename T>
  const T* entry(const Dict& dict, const std::string& path, const std::string& name,
                 const char* what) {
    return typed<T>(dict.find(name), path + "/" + name, what);
  }

  /// The elements of an array entry.
  template <typename T>
  const std::vector<T>* elements(const Dict& dict, const std::string& path, const std::string& name,
                                 const char* what) {
    const Array* array = entry<Array>(dict, path, name, what);
    return array == nullptr ? nullptr
                            : typed<std::vector<T>>(&array->data, path + "/" + name, what);
  }

  /// The elements of a layer.
  template <typename T>
  const std::vector<T>* layer(const AnnotatedMatrix& matrix, const std::string& name,
                              const char* what) {
    for (const auto& [key, array] : matrix.layers) {
      if (key == name) return typed<std::vector<T>>(&array.data, "/layers/" + name, what);
    }
    return typed<std::vector<T>>(static_cast<const ArrayData*>(nullptr), "/layers/" + name, what);
  }

  /// Every value must satisfy `allowed`; the first that does not is named with its place.
  template <typename T>
  void each(const std::vector<T>& values, const std::string& element, const char* range,
            const std::function<bool(T)>& allowed) {
    for (std::size_t i = 0; i < values.size(); ++i) {
      if (!allowed(values[i])) return add_value(element, static_cast<double>(values[i]), i, range);
    }
  }

  /// Every value must lie in [0, 1].
  void shares(const std::vector<double>* values, const std::string& element);

  /// Every value must be finite.
  void finite(const std::vector<double>* values, const std::string& element);

  /// The entries that every file of ours has.
  void common(const Dict& ours);

 private:
  template <typename T, typename Variant>
  const T* typed(const Variant* found, const std::string& element, const char* what) {
    const T* value = found == nullptr ? nullptr : std::get_if<T>(found);
    if (value == nullptr) {
      add(element, found == nullptr ? "is missing" : std::string("is not ") + what);
    }
    return value;
  }

  void add_value(const std::string& element, double value, std::size_t place, const char* range);

  Findings& findings_;
};

inline constexpr const char* kText = "text";
inline constexpr const char* kTexts = "an array of text";
inline constexpr const char* kIntegers = "an array of integers";
inline constexpr const char* kInt64 = "an array of int64";
inline constexpr const char* kUint64 = "an array of uint64";
inline constexpr const char* kInt8 = "an array of int8";
inline constexpr const char* kFloats = "an array of floats";
inline constexpr const char* kFloat64 = "an array of float64";
inline constexpr const char* kBooleans = "an array of booleans";
inline constexpr const char* kInteger = "an integer";
inline constexpr const char* kFloat = "a float";
inline constexpr const char* kTable = "a table";
inline constexpr const char* kDictText = "a dict";

/// A file of kind "activations"; `root` is read for X, a few rows at a time.
void check_activations(const Table& obs, const Table& var, const Dict& ours, hid_t root,
                       ContentCheck& check);

/// A file of kind "embedding"; `root` is read for X, a few rows at a time.
void check_embedding(const Table& obs, const Table& var, const Dict& ours, hid_t root,
                     ContentCheck& check);

/// A file of kind "scores", whole.
void check_scores(const AnnotatedMatrix& matrix, const Dict& ours, ContentCheck& check);

}  // namespace lexicnn
