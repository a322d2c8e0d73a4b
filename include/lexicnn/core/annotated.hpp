/// An annotated matrix in memory: the model of every lexicnn file (and of AnnData).
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

#include "lexicnn/core/array.hpp"
#include "lexicnn/core/export.hpp"
#include "lexicnn/core/table.hpp"

namespace lexicnn {

class Dict;

/// A value in `uns`: text, number, truth, list of text, array, table or a nested dict.
using Value = std::variant<std::string, double, std::int64_t, bool, std::vector<std::string>, Array,
                           Table, Dict>;

/// Ordered text → value map. Keys must not be empty or contain "/" (they become HDF5 link names):
/// layer, class and file names are values, never keys.
class LEXICNN_API Dict {
 public:
  using Entry = std::pair<std::string, Value>;

  Dict();
  Dict(const Dict&);
  Dict(Dict&&) noexcept;
  Dict& operator=(const Dict&);
  Dict& operator=(Dict&&) noexcept;
  ~Dict();

  /// Sets or replaces; throws Error(invalid_input) on a key that cannot be one.
  void set(std::string key, Value value);

  [[nodiscard]] const Value* find(std::string_view key) const noexcept;

  /// Throws Error(invalid_input) naming the key where it is missing or of another type.
  template <typename T>
  [[nodiscard]] const T& get(std::string_view key) const {
    const Value* value = find(key);
    const T* typed = value == nullptr ? nullptr : std::get_if<T>(value);
    if (typed == nullptr) fail(key, value != nullptr);
    return *typed;
  }

  [[nodiscard]] const std::vector<Entry>& entries() const noexcept;
  [[nodiscard]] bool empty() const noexcept;

  friend LEXICNN_API bool operator==(const Dict& a, const Dict& b);

 private:
  [[noreturn]] static void fail(std::string_view key, bool exists);

  std::unique_ptr<std::vector<Entry>> entries_;
};

/// obs × var matrix with named layers of the same shape and unstructured facts.
struct LEXICNN_API AnnotatedMatrix {
  Table obs;
  Table var;
  Array x;
  std::vector<std::pair<std::string, Array>> layers;
  Dict uns;

  /// The layer of that name, or nullptr.
  [[nodiscard]] const Array* find_layer(std::string_view name) const noexcept;

  /// Adds a layer, or replaces the one of that name.
  void set_layer(std::string_view name, Array array);
};

}  // namespace lexicnn
