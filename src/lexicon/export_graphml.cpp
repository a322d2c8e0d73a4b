#include <array>

#include "lexicon/export_formats.hpp"

namespace lexicnn {
namespace {

struct Key {
  const char* name;
  const char* of;
  const char* type;
};

constexpr std::array kKeys{Key{"label", "node", "string"},
                           Key{"kind", "node", "string"},
                           Key{"wnid", "node", "string"},
                           Key{"images", "node", "long"},
                           Key{"layer", "node", "string"},
                           Key{"channel", "node", "long"},
                           Key{"relation", "edge", "string"},
                           Key{"signed_ks", "edge", "double"},
                           Key{"auc", "edge", "double"},
                           Key{"location", "edge", "double"},
                           Key{"inner_share", "edge", "double"},
                           Key{"outer_share", "edge", "double"},
                           Key{"noise_threshold", "edge", "double"}};

/// Content of an element of XML 1.0: a carriage return would be read as a line feed, and other
/// control characters and the two last of the plane are not allowed even as references.
std::string xml(std::string_view text) {
  std::string out;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const char c = text[i];
    const std::string_view three = text.substr(i, 3);
    if (c == '&') {
      out += "&amp;";
    } else if (c == '<') {
      out += "&lt;";
    } else if (c == '>') {
      out += "&gt;";
    } else if (c == '\r') {
      out += "&#13;";
    } else if (three == "\xEF\xBF\xBE" || three == "\xEF\xBF\xBF") {
      out += three.back() == '\xBE' ? "\\uFFFE" : "\\uFFFF";
      i += 2;
    } else if (static_cast<unsigned char>(c) < 0x20 && c != '\t' && c != '\n') {
      out += fmt::format("\\x{:02X}", static_cast<unsigned char>(c));
    } else {
      out += c;
    }
  }
  return out;
}

std::string data(const char* key, std::string_view value) {
  return value.empty() ? std::string() : fmt::format("<data key=\"{}\">{}</data>", key, xml(value));
}

std::string data(const char* key, double value) {
  return fmt::format("<data key=\"{}\">{}</data>", key, value);
}

std::string class_node(const ExportSource& source, std::uint64_t row) {
  return fmt::format("<node id=\"c{}\">{}{}{}{}</node>\n", row, data("label", source.row_name(row)),
                     data("kind", source.kind(row)), data("wnid", source.wnid(row)),
                     data("images", std::to_string(source.images(row))));
}

std::string feature_node(const ExportSource& source, std::uint64_t feature) {
  return fmt::format("<node id=\"f{}\">{}{}{}{}</node>\n", feature,
                     data("label", source.feature_name(feature)), data("kind", "feature"),
                     data("layer", source.layer(feature)),
                     data("channel", source.channel(feature)));
}

std::string statement_edge(const SelectedPair& pair) {
  return fmt::format(
      "<edge source=\"c{}\" target=\"f{}\">{}{}{}{}{}{}{}</edge>\n", pair.row, pair.feature,
      data("relation", pair.presence ? "presence" : "absence"), data("signed_ks", pair.signed_ks),
      data("auc", pair.auc), data("location", pair.location), data("inner_share", pair.inner_share),
      data("outer_share", pair.outer_share), data("noise_threshold", pair.threshold));
}

}  // namespace

void export_graphml(const ExportSource& source, const TextSink& sink) {
  sink(
      "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"
      "<graphml xmlns=\"http://graphml.graphdrawing.org/xmlns\">\n");
  for (const Key& key : kKeys) {
    sink(fmt::format("<key id=\"{}\" for=\"{}\" attr.name=\"{}\" attr.type=\"{}\"/>\n", key.name,
                     key.of, key.name, key.type));
  }
  sink("<graph id=\"lexicon\" edgedefault=\"directed\">\n");
  for (std::uint64_t row = 0; row < source.rows(); ++row)
    sink(class_node(source, row));
  source.each_feature([&](std::uint64_t f) { sink(feature_node(source, f)); });
  for (std::uint64_t row = 0; row < source.rows(); ++row) {
    for (const std::uint64_t broader : source.broader(row)) {
      sink(fmt::format("<edge source=\"c{}\" target=\"c{}\">{}</edge>\n", row, broader,
                       data("relation", "broader")));
    }
  }
  source.each_statement([&](const SelectedPair& pair) { sink(statement_edge(pair)); });
  sink("</graph>\n</graphml>\n");
}

}  // namespace lexicnn
