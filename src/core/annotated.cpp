#include "lexicnn/core/annotated.hpp"

#include <algorithm>
#include <fmt/format.h>

#include "lexicnn/core/error.hpp"

namespace lexicnn {

Dict::Dict() : entries_(std::make_unique<std::vector<Entry>>()) {}
Dict::Dict(const Dict& other) : entries_(std::make_unique<std::vector<Entry>>(other.entries())) {}
Dict::Dict(Dict&& other) noexcept = default;
Dict& Dict::operator=(const Dict& other) {
  Dict copy(other);
  return *this = std::move(copy);
}
Dict& Dict::operator=(Dict&& other) noexcept = default;
Dict::~Dict() = default;

void Dict::set(std::string key, Value value) {
  if (key.empty() || key == "." || key.find('/') != std::string::npos) {
    throw Error(ErrorKind::invalid_input, fmt::format("'{}' cannot be a key of uns", key));
  }
  if (!entries_) entries_ = std::make_unique<std::vector<Entry>>();
  const auto found = std::find_if(entries_->begin(), entries_->end(),
                                  [&key](const Entry& entry) { return entry.first == key; });
  if (found == entries_->end()) {
    entries_->emplace_back(std::move(key), std::move(value));
  } else {
    found->second = std::move(value);
  }
}

const Value* Dict::find(std::string_view key) const noexcept {
  const auto& all = entries();
  const auto found = std::find_if(all.begin(), all.end(),
                                  [key](const Entry& entry) { return entry.first == key; });
  return found == all.end() ? nullptr : &found->second;
}

const std::vector<Dict::Entry>& Dict::entries() const noexcept {
  static const std::vector<Entry> kNone;  // what a moved-from dict holds
  return entries_ ? *entries_ : kNone;
}

bool Dict::empty() const noexcept {
  return entries().empty();
}

void Dict::fail(std::string_view key, bool exists) {
  throw Error(ErrorKind::invalid_input,
              fmt::format("uns key '{}' {}", key, exists ? "is of another type" : "is missing"));
}

const Array* AnnotatedMatrix::find_layer(std::string_view name) const noexcept {
  const auto found = std::find_if(layers.begin(), layers.end(),
                                  [name](const auto& layer) { return layer.first == name; });
  return found == layers.end() ? nullptr : &found->second;
}

void AnnotatedMatrix::set_layer(std::string_view name, Array array) {
  const auto found = std::find_if(layers.begin(), layers.end(),
                                  [name](const auto& layer) { return layer.first == name; });
  if (found == layers.end()) {
    layers.emplace_back(name, std::move(array));
  } else {
    found->second = std::move(array);
  }
}

bool operator==(const Dict& a, const Dict& b) {
  return a.entries() == b.entries();
}

}  // namespace lexicnn
