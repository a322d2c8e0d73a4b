#include <cmath>

#include <nlohmann/json.hpp>

#include "lexicnn/core/csv.hpp"

#include "lexicon/export_formats.hpp"

namespace lexicnn {
namespace {

using Json = nlohmann::ordered_json;

std::string csv_number(double value) {
  return std::isnan(value) ? std::string() : fmt::format("{}", value);
}

Json class_object(const ExportSource& source, std::uint64_t row) {
  Json out{
      {"name", source.row_name(row)}, {"kind", source.kind(row)}, {"images", source.images(row)}};
  if (!source.wnid(row).empty()) out["wnid"] = source.wnid(row);
  for (const std::uint64_t broader : source.broader(row))
    out["broader"].push_back(source.row_name(broader));
  return out;
}

Json statement_object(const ExportSource& source, const SelectedPair& pair) {
  return {{"class", source.row_name(pair.row)},
          {"feature", source.feature_name(pair.feature)},
          {"side", pair.presence ? "presence" : "absence"},
          {"signed_ks", pair.signed_ks},
          {"auc", pair.auc},
          {"location", pair.location},
          {"inner_share", pair.inner_share},
          {"outer_share", pair.outer_share},
          {"noise_threshold", pair.threshold}};
}

}  // namespace

void export_csv(const ExportSource& source, const TextSink& sink) {
  sink(
      "class,kind,wnid,feature,layer,channel,side,signed_ks,auc,location,inner_share,outer_share,"
      "noise_threshold\r\n");
  source.each_statement([&](const SelectedPair& pair) {
    sink(fmt::format("{},{},{},{},{},{},{},{},{},{},{},{},{}\r\n",
                     csv_field(source.row_name(pair.row)), source.kind(pair.row),
                     csv_field(source.wnid(pair.row)), csv_field(source.feature_name(pair.feature)),
                     csv_field(source.layer(pair.feature)), source.channel(pair.feature),
                     pair.presence ? "presence" : "absence", csv_number(pair.signed_ks),
                     csv_number(pair.auc), csv_number(pair.location), csv_number(pair.inner_share),
                     csv_number(pair.outer_share), csv_number(pair.threshold)));
  });
}

void export_json(const ExportSource& source, const TextSink& sink) {
  sink("{\"classes\": [");
  for (std::uint64_t row = 0; row < source.rows(); ++row) {
    sink(row == 0 ? "\n" : ",\n");
    sink(class_object(source, row).dump());
  }
  sink("\n], \"statements\": [");
  bool first = true;
  source.each_statement([&](const SelectedPair& pair) {
    sink(first ? "\n" : ",\n");
    first = false;
    sink(statement_object(source, pair).dump());
  });
  sink("\n]}\n");
}

}  // namespace lexicnn
