#include <algorithm>
#include <cmath>

#include <nlohmann/json.hpp>

#include "lexicnn/core/provenance.hpp"

#include "lexicon/export_formats.hpp"

namespace lexicnn {
namespace {

using Json = nlohmann::ordered_json;

// Names are the same in both syntaxes: prefix c, f or s and a part of iri_part.
std::string class_name(const ExportSource& source, std::uint64_t row) {
  return "c:" + iri_part(source.raw_row_name(row));
}

std::string feature_name(const ExportSource& source, std::uint64_t feature) {
  return "f:" + iri_part(source.raw_feature_name(feature));
}

std::string statement_name(const ExportSource& source, const SelectedPair& pair) {
  return fmt::format("s:{}%2F{}", iri_part(source.raw_row_name(pair.row)),
                     iri_part(source.raw_feature_name(pair.feature)));
}

/// The lexical form of an xsd:double.
std::string lexical(double value) {
  if (std::isnan(value)) return "NaN";
  if (std::isinf(value)) return value > 0 ? "INF" : "-INF";
  std::string out = fmt::format("{}", value);
  if (out.find('e') == std::string::npos) out += "e0";
  return out;
}

std::string turtle_double(double value) {
  return std::isfinite(value) ? lexical(value) : fmt::format("\"{}\"^^xsd:double", lexical(value));
}

/// A literal in quotes: JSON's escapes are all among Turtle's.
std::string literal(std::string_view text) {
  return Json(text).dump();
}

std::vector<std::string> words(const std::string& lemmas) {
  std::vector<std::string> out;
  for (std::size_t begin = 0; begin < lemmas.size();) {
    const std::size_t end = std::min(lemmas.find(',', begin), lemmas.size());
    out.push_back(lemmas.substr(begin, end - begin));
    begin = end + 1;
  }
  return out;
}

std::string names_of(const ExportSource& source, const std::vector<std::uint64_t>& rows) {
  std::string out;
  for (const std::uint64_t row : rows)
    out += (out.empty() ? "" : ", ") + class_name(source, row);
  return out;
}

std::string turtle_head(const ExportSource& source, const std::string& base) {
  std::string out = fmt::format(
      "@prefix lex: <{}> .\n"
      "@prefix c: <{}class/> .\n"
      "@prefix f: <{}feature/> .\n"
      "@prefix s: <{}statement/> .\n",
      kVocabulary, base, base, base);
  out +=
      "@prefix skos: <http://www.w3.org/2004/02/skos/core#> .\n"
      "@prefix prov: <http://www.w3.org/ns/prov#> .\n"
      "@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .\n"
      "@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .\n\n";
  out += fmt::format("<{}lexicon> a skos:ConceptScheme, prov:Entity", base);
  out += fmt::format(" ;\n  prov:wasAttributedTo [ a prov:SoftwareAgent ; rdfs:label {} ]",
                     literal(fmt::format("lexicnn {}", version())));
  if (!source.command_line().empty()) {
    out += fmt::format(" ;\n  prov:wasGeneratedBy [ a prov:Activity ; rdfs:label {} ]",
                       literal(source.command_line()));
  }
  return out + " .\n\n";
}

std::string turtle_class(const ExportSource& source, const std::string& base, std::uint64_t row) {
  std::string out = fmt::format(
      "{} a skos:Concept ;\n  skos:inScheme <{}lexicon> ;\n"
      "  skos:prefLabel {} ;\n  lex:kind {} ;\n  lex:images {}",
      class_name(source, row), base, literal(source.row_name(row)), literal(source.kind(row)),
      source.images(row));
  if (!source.wnid(row).empty()) out += " ;\n  skos:notation " + literal(source.wnid(row));
  for (const std::string& word : words(source.lemmas(row))) {
    if (word != source.row_name(row)) out += " ;\n  skos:altLabel " + literal(word);
  }
  if (!source.broader(row).empty())
    out += " ;\n  skos:broader " + names_of(source, source.broader(row));
  if (!source.narrower(row).empty())
    out += " ;\n  skos:narrower " + names_of(source, source.narrower(row));
  return out + " .\n";
}

std::string turtle_feature(const ExportSource& source, std::uint64_t feature) {
  std::string out = fmt::format("{} a lex:Feature ; rdfs:label {}", feature_name(source, feature),
                                literal(source.feature_name(feature)));
  if (!source.layer(feature).empty()) out += " ; lex:layer " + literal(source.layer(feature));
  if (!source.channel(feature).empty()) out += " ; lex:channel " + source.channel(feature);
  return out + " .\n";
}

std::string turtle_statement(const ExportSource& source, const SelectedPair& pair) {
  const std::string cls = class_name(source, pair.row);
  const std::string feature = feature_name(source, pair.feature);
  return fmt::format(
      "{} lex:{} {} .\n"
      "{} a lex:Statement ; lex:class {} ; lex:feature {} ; lex:side lex:{} ; lex:signedKS {} ; "
      "lex:auc {} ; lex:location {} ; lex:innerShare {} ; lex:outerShare {} ; "
      "lex:noiseThreshold {} .\n",
      cls, pair.presence ? "hasPresent" : "hasAbsent", feature, statement_name(source, pair), cls,
      feature, pair.presence ? "presence" : "absence", turtle_double(pair.signed_ks),
      turtle_double(pair.auc), turtle_double(pair.location), turtle_double(pair.inner_share),
      turtle_double(pair.outer_share), turtle_double(pair.threshold));
}

Json prefix(const std::string& iri) {
  return {{"@id", iri}, {"@prefix", true}};
}

Json reference(const std::string& iri) {
  return {{"@id", iri}, {"@type", "@id"}};
}

Json context(const std::string& base) {
  Json out{{"@version", 1.1}, {"lex", kVocabulary}};
  out["c"] = prefix(base + "class/");
  out["f"] = prefix(base + "feature/");
  out["s"] = prefix(base + "statement/");
  out["skos"] = "http://www.w3.org/2004/02/skos/core#";
  out["prov"] = "http://www.w3.org/ns/prov#";
  out["rdfs"] = "http://www.w3.org/2000/01/rdf-schema#";
  out["xsd"] = "http://www.w3.org/2001/XMLSchema#";
  for (const char* name : {"skos:inScheme", "skos:broader", "skos:narrower", "lex:class",
                           "lex:feature", "lex:side", "lex:hasPresent", "lex:hasAbsent"}) {
    out[name] = reference(name);
  }
  for (const char* name : {"lex:signedKS", "lex:auc", "lex:location", "lex:innerShare",
                           "lex:outerShare", "lex:noiseThreshold"}) {
    out[name] = {{"@id", name}, {"@type", "xsd:double"}};
  }
  out["lex:images"] = {{"@id", "lex:images"}, {"@type", "xsd:integer"}};
  out["lex:channel"] = {{"@id", "lex:channel"}, {"@type", "xsd:integer"}};
  return out;
}

Json linked_lexicon(const ExportSource& source, const std::string& base) {
  Json out{{"@id", base + "lexicon"}, {"@type", {"skos:ConceptScheme", "prov:Entity"}}};
  out["prov:wasAttributedTo"] = {{"@type", "prov:SoftwareAgent"},
                                 {"rdfs:label", fmt::format("lexicnn {}", version())}};
  if (!source.command_line().empty()) {
    out["prov:wasGeneratedBy"] = {{"@type", "prov:Activity"},
                                  {"rdfs:label", source.command_line()}};
  }
  return out;
}

Json linked_class(const ExportSource& source, const std::string& base, std::uint64_t row) {
  Json out{{"@id", class_name(source, row)},    {"@type", "skos:Concept"},
           {"skos:inScheme", base + "lexicon"}, {"skos:prefLabel", source.row_name(row)},
           {"lex:kind", source.kind(row)},      {"lex:images", source.images(row)}};
  if (!source.wnid(row).empty()) out["skos:notation"] = source.wnid(row);
  for (const std::string& word : words(source.lemmas(row))) {
    if (word != source.row_name(row)) out["skos:altLabel"].push_back(word);
  }
  for (const std::uint64_t broader : source.broader(row))
    out["skos:broader"].push_back(class_name(source, broader));
  for (const std::uint64_t narrower : source.narrower(row))
    out["skos:narrower"].push_back(class_name(source, narrower));
  return out;
}

Json linked_feature(const ExportSource& source, std::uint64_t feature) {
  Json out{{"@id", feature_name(source, feature)},
           {"@type", "lex:Feature"},
           {"rdfs:label", source.feature_name(feature)}};
  if (!source.layer(feature).empty()) out["lex:layer"] = source.layer(feature);
  if (!source.channel(feature).empty()) out["lex:channel"] = source.channel(feature);
  return out;
}

/// Doubles as text: as numbers a reader would round them to 15 decimals.
Json linked_statement(const ExportSource& source, const SelectedPair& pair) {
  return {{"@id", statement_name(source, pair)},
          {"@type", "lex:Statement"},
          {"lex:class", class_name(source, pair.row)},
          {"lex:feature", feature_name(source, pair.feature)},
          {"lex:side", pair.presence ? "lex:presence" : "lex:absence"},
          {"lex:signedKS", lexical(pair.signed_ks)},
          {"lex:auc", lexical(pair.auc)},
          {"lex:location", lexical(pair.location)},
          {"lex:innerShare", lexical(pair.inner_share)},
          {"lex:outerShare", lexical(pair.outer_share)},
          {"lex:noiseThreshold", lexical(pair.threshold)}};
}

Json linked_shortcut(const ExportSource& source, const SelectedPair& pair) {
  return {{"@id", class_name(source, pair.row)},
          {pair.presence ? "lex:hasPresent" : "lex:hasAbsent", feature_name(source, pair.feature)}};
}

}  // namespace

void export_turtle(const ExportSource& source, const std::string& base, const TextSink& sink) {
  sink(turtle_head(source, base));
  for (std::uint64_t row = 0; row < source.rows(); ++row)
    sink(turtle_class(source, base, row));
  sink("\n");
  source.each_feature([&](std::uint64_t f) { sink(turtle_feature(source, f)); });
  sink("\n");
  source.each_statement([&](const SelectedPair& pair) { sink(turtle_statement(source, pair)); });
}

void export_jsonld(const ExportSource& source, const std::string& base, const TextSink& sink) {
  sink(fmt::format("{{\"@context\": {},\n\"@graph\": [\n", context(base).dump()));
  sink(linked_lexicon(source, base).dump());
  const auto add = [&sink](const Json& node) {
    sink(",\n");
    sink(node.dump());
  };
  for (std::uint64_t row = 0; row < source.rows(); ++row)
    add(linked_class(source, base, row));
  source.each_feature([&](std::uint64_t f) { add(linked_feature(source, f)); });
  source.each_statement([&](const SelectedPair& pair) {
    add(linked_shortcut(source, pair));
    add(linked_statement(source, pair));
  });
  sink("\n]}\n");
}

}  // namespace lexicnn
