#include "lexicnn/lexicon/export_lexicon.hpp"

#include <algorithm>
#include <cctype>

#include <nlohmann/json.hpp>

#include "lexicnn/core/error.hpp"

#include "lexicon/class_rows.hpp"
#include "lexicon/export_formats.hpp"

namespace lexicnn {
namespace {

constexpr std::size_t kPiece = std::size_t{1} << 16U;

void check(const Lexicon& lexicon) {
  const std::uint64_t rows = lexicon.scores.class_count();
  const bool fits = lexicon.selection.selected.rows() == rows &&
                    lexicon.selection.selected.columns() == lexicon.scores.feature_count() &&
                    (lexicon.hierarchy == nullptr || lexicon.hierarchy->parents.size() == rows) &&
                    (!lexicon.row || *lexicon.row < rows);
  if (!fits) {
    throw Error(ErrorKind::invalid_input,
                "the selection or the hierarchy is not of these scores: select again");
  }
}

std::vector<std::string> valid_texts(std::vector<std::string> texts) {
  for (std::string& text : texts)
    text = valid_utf8(text);
  return texts;
}

std::vector<std::string> feature_texts(const Scores& scores, std::string_view column) {
  const Column* found = scores.features.find(column);
  return found == nullptr ? std::vector<std::string>(scores.feature_count())
                          : valid_texts(column_text(found->data));
}

const std::vector<std::uint64_t>& none() {
  static const std::vector<std::uint64_t> kNone;
  return kNone;
}

}  // namespace

ExportSource::ExportSource(const Lexicon& lexicon)
    : lexicon_(lexicon),
      command_line_(valid_utf8(lexicon.command_line)),
      row_names_(valid_texts(lexicon.scores.classes.index)),
      kinds_(class_texts(lexicon.scores, "kind")),
      wnids_(valid_texts(class_texts(lexicon.scores, "wnid"))),
      lemmas_(valid_texts(class_texts(lexicon.scores, "synset"))),
      layers_(feature_texts(lexicon.scores, "layer")),
      channels_(feature_texts(lexicon.scores, "channel")),
      used_(lexicon.scores.feature_count(), false),
      images_(&lexicon.scores.classes.get<std::vector<std::int64_t>>("n")) {
  each_statement([this](const SelectedPair& pair) { used_[pair.feature] = true; });
}

std::string ExportSource::kind(std::uint64_t row) const {
  return is_synset_kind(kinds_[row]) ? "synset" : "class";
}

const std::vector<std::uint64_t>& ExportSource::broader(std::uint64_t row) const {
  return lexicon_.hierarchy == nullptr ? none() : lexicon_.hierarchy->parents[row];
}

const std::vector<std::uint64_t>& ExportSource::narrower(std::uint64_t row) const {
  return lexicon_.hierarchy == nullptr ? none() : lexicon_.hierarchy->children[row];
}

std::string ExportSource::feature_name(std::uint64_t feature) const {
  return valid_utf8(raw_feature_name(feature));
}

SelectedPair ExportSource::pair(std::uint64_t row, std::uint64_t feature) const {
  const Scores& scores = lexicon_.scores;
  return {row,
          feature,
          lexicon_.selection.selected(row, feature) > 0,
          scores.signed_ks(row, feature),
          scores.auc(row, feature),
          scores.location(row, feature),
          scores.inner_share(row, feature),
          scores.outer_share(row, feature),
          lexicon_.selection.threshold(row, feature)};
}

std::string valid_utf8(std::string_view text) {
  // The library that writes JSON knows what UTF-8 is; without the quotes and escapes that it adds.
  const std::string json =
      nlohmann::json(text).dump(-1, ' ', false, nlohmann::json::error_handler_t::replace);
  return nlohmann::json::parse(json).get<std::string>();
}

std::string iri_part(std::string_view text) {
  std::string out;
  for (const char c : text) {
    const auto byte = static_cast<unsigned char>(c);
    const bool plain =
        byte < 128 && (std::isalnum(byte) != 0 || c == '_' || (c == '-' && !out.empty()));
    out += plain ? std::string(1, c) : fmt::format("%{:02X}", byte);
  }
  return out;
}

const std::string& require_base(const ExportOptions& options) {
  const std::string& base = options.base;
  const std::size_t colon = base.find(':');
  const auto in_scheme = [](unsigned char c) {
    return c < 128 && (std::isalnum(c) != 0 || c == '+' || c == '-' || c == '.');
  };
  const bool scheme =
      colon != std::string::npos && colon > 0 &&
      std::isalpha(static_cast<unsigned char>(base[0])) != 0 &&
      std::all_of(base.begin(), base.begin() + static_cast<std::ptrdiff_t>(colon), in_scheme);
  const bool legal = std::all_of(base.begin(), base.end(), [](unsigned char c) {
    return c > 0x20 && c < 0x7F &&
           std::string_view("<>\"{}|\\^`").find(static_cast<char>(c)) == std::string_view::npos;
  });
  if (scheme && legal) return base;
  throw Error(ErrorKind::invalid_option,
              fmt::format("'{}' is no beginning of an IRI: give one in ASCII with a scheme, as "
                          "'https://example.org/lexicon/'",
                          base));
}

std::string_view to_string(ExportFormat format) noexcept {
  switch (format) {
    case ExportFormat::csv:
      return "csv";
    case ExportFormat::json:
      return "json";
    case ExportFormat::jsonld:
      return "jsonld";
    case ExportFormat::ttl:
      return "ttl";
    case ExportFormat::graphml:
      return "graphml";
  }
  return {};
}

void export_lexicon(const Lexicon& lexicon, ExportFormat format, const ExportOptions& options,
                    const TextSink& sink) {
  check(lexicon);
  const std::string& base = require_base(options);
  const ExportSource source(lexicon);
  std::string piece;
  const TextSink pieces = [&](std::string_view text) {
    piece += text;
    if (piece.size() < kPiece) return;
    sink(piece);
    piece.clear();
  };
  switch (format) {
    case ExportFormat::csv:
      export_csv(source, pieces);
      break;
    case ExportFormat::json:
      export_json(source, pieces);
      break;
    case ExportFormat::jsonld:
      export_jsonld(source, base, pieces);
      break;
    case ExportFormat::ttl:
      export_turtle(source, base, pieces);
      break;
    case ExportFormat::graphml:
      export_graphml(source, pieces);
      break;
  }
  if (!piece.empty()) sink(piece);
}

}  // namespace lexicnn
