/// Checks a file against the structure of AnnData: encodings, shapes, tables.
#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "store/encoding.hpp"
#include "store/findings.hpp"
#include "store/hdf5.hpp"

namespace lexicnn {

/// Which rules hold: lexicnn's own, stricter than AnnData's; AnnData's; or AnnData's as of before
/// 0.8, when elements had no encoding.
enum class Rules { lexicnn, anndata, legacy };

/// Sections 1 to 4 of docs/format.md, for one file.
class StructureCheck {
 public:
  StructureCheck(hid_t root, Rules rules, Findings& findings);

  void run();

  [[nodiscard]] std::uint64_t observations() const noexcept { return observations_; }
  [[nodiscard]] std::uint64_t variables() const noexcept { return variables_; }

 private:
  /// A broken file may link a group into itself.
  static constexpr unsigned kDeepest = 64;

  using Length = std::optional<std::uint64_t>;  // empty: not known, or not to be checked

  [[nodiscard]] bool ours() const noexcept { return rules_ == Rules::lexicnn; }

  bool has_encoding(hid_t object, const std::string& path, const Encoding& expected);
  void check_root_members();
  void check_description(hid_t object, const std::string& path);

  Length table(hid_t location, const std::string& name, const std::string& path);
  Length index(const h5::Group& group, const std::string& name, const std::string& path);
  void columns(const h5::Group& group, const std::string& index, const std::string& path,
               std::uint64_t rows);
  Length column(hid_t location, const std::string& name, const std::string& path);
  Length column_of_kind(h5::Kind kind, hid_t location, const std::string& name,
                        const std::string& path);
  Length dataset_column(const h5::Dataset& dataset, const std::string& path);
  Length group_column(const h5::Group& group, const std::string& path);
  Length categorical(const h5::Group& group, const std::string& path);
  Length nullable(const h5::Group& group, const std::string& path);
  void check_codes(const h5::Group& group, const std::string& path, std::uint64_t categories);
  void check_unique(hid_t location, const std::string& name, const std::string& path);

  void matrix(hid_t location, const std::string& name, const std::string& path,
              const h5::Shape& leading, bool exact);
  void check_shape(const h5::Shape& shape, const std::string& path, const h5::Shape& leading,
                   bool exact);
  void mapping(const std::string& name, const h5::Shape& leading, bool exact);
  void dict(hid_t location, const std::string& name, const std::string& path, unsigned depth);
  void value(hid_t location, const std::string& name, const std::string& path, unsigned depth);
  [[nodiscard]] bool in_our_dict(const std::string& path) const;
  void dataset_value(const h5::Dataset& dataset, const std::string& path);

  hid_t root_;
  Rules rules_;
  Findings& findings_;
  unsigned depth_ = 0;  // of columns within columns
  std::uint64_t observations_ = 0;
  std::uint64_t variables_ = 0;
};

}  // namespace lexicnn
