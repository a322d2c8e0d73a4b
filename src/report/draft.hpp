/// A report in the making: its parts, and what they take of the page.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include <nlohmann/json.hpp>

#include "lexicnn/core/context.hpp"
#include "lexicnn/lexicon/signature.hpp"
#include "lexicnn/report/report.hpp"

#include "report/columns.hpp"
#include "report/feature_table.hpp"
#include "report/images.hpp"
#include "report/likeness.hpp"
#include "report/map.hpp"
#include "report/page.hpp"
#include "report/pairs.hpp"
#include "report/statements.hpp"

namespace lexicnn::reporting {

/// Bytes kept free for what is only known at the end: counts and notices.
inline constexpr std::uint64_t kDraftSlack = 16'384;

/// Made in the order of its functions. Each takes what the rules of docs/report.md leave it of
/// `max_size`.
class Draft {
 public:
  /// What must be told. Throws Error(invalid_option) where it does not fit.
  Draft(const ReportInput& input, const ReportOptions& options, const Context& context);

  /// As many pairs a class, layer and side as fit.
  void add_pairs();

  /// Distributions, as many as fit, and the images of every statement.
  void add_columns();

  /// Images, as many as fit.
  void add_images();

  void notice(std::string text);

  [[nodiscard]] const ShownImages& shown() const noexcept { return shown_; }

  /// The page, of `max_size` at most.
  [[nodiscard]] std::string page();

 private:
  void find_signatures();
  void make_extras();
  void write_pairs(std::uint64_t each);
  void write_statements(const std::vector<ImageLists>& images);
  void write_features();
  void write_details(const std::vector<std::vector<ImagePair>>& most);
  void write_map(const std::vector<std::optional<std::uint64_t>>& images);
  [[nodiscard]] std::vector<std::uint64_t> wanted_details() const;
  [[nodiscard]] std::vector<ImageUse> all_uses() const;
  [[nodiscard]] ImageSupply image_supply() const;
  void place_images();
  /// The elements of the page in order, the core up to date.
  [[nodiscard]] std::vector<const DataElement*> elements();
  /// Bytes of the page as it is.
  [[nodiscard]] std::uint64_t size();
  /// What is left of `max_size`, with some kept for what is only known at the end.
  [[nodiscard]] std::uint64_t room();

  const ReportInput& input_;
  const ReportOptions& options_;
  const Context& context_;

  std::vector<std::uint64_t> layer_of_;
  SideCounts counts_;
  Statements statements_;
  std::vector<FiringRequest> requests_;
  std::vector<std::int32_t> codes_;  ///< of the rows of the activations; empty without
  std::optional<Likeness> likeness_;
  std::vector<Signature> signatures_;
  std::string signatures_text_;
  std::vector<ClassExtras> extras_;
  std::optional<MapPoints> map_;
  std::vector<KeptPair> pairs_;
  FeatureTable table_{{}};
  ColumnsFound columns_;
  ShownImages shown_;

  nlohmann::ordered_json core_;
  DataElement core_element_;
  std::vector<DataElement> statement_elements_;
  std::vector<std::size_t> statement_starts_;  ///< of each block, and the end of the last
  std::vector<DataElement> table_elements_;    ///< features, pairs
  std::vector<DataElement> whole_elements_;    ///< matrix, likeness
  std::vector<DataElement> map_elements_;
  std::vector<DataElement> detail_elements_;
  std::vector<DataElement> image_elements_;
};

}  // namespace lexicnn::reporting
