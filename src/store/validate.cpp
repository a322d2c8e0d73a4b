#include "lexicnn/store/validate.hpp"

#include <fmt/format.h>

#include "lexicnn/core/provenance.hpp"

#include "store/content_check.hpp"
#include "store/element_reader.hpp"
#include "store/h5ad_file.hpp"
#include "store/structure_check.hpp"

namespace lexicnn {
namespace {

using h5::Kind;

constexpr const char* kActivations = "activations";
constexpr const char* kScores = "scores";
constexpr const char* kEmbedding = "embedding";

/// The dict uns/lexicnn, by which a file is ours.
std::optional<h5::Group> open_ours(hid_t root) {
  if (h5::kind_of(root, "uns") != Kind::group) return std::nullopt;
  const h5::Group uns = h5::open_group(root, "uns");
  if (h5::kind_of(uns.id(), "lexicnn") != Kind::group) return std::nullopt;
  return h5::open_group(uns.id(), "lexicnn");
}

std::string read_kind(const h5::Group& ours) {
  if (h5::kind_of(ours.id(), "kind") != Kind::dataset) return {};
  const h5::Dataset kind = h5::open_dataset(ours.id(), "kind");
  if (h5::scalar_of(kind) != h5::Scalar::text || !h5::shape_of(kind).empty()) return {};
  return h5::read_texts(kind).front();
}

/// The structure is sound: what does the file say?
void check_content(hid_t root, const std::string& kind, Findings& findings) {
  ContentCheck check(findings);
  ElementReader reader(nullptr);
  const Dict uns = reader.dict(root, "uns");
  const Dict& ours = uns.get<Dict>("lexicnn");
  check.common(ours);
  if (!findings.empty()) return;
  try {
    require_provenance(uns, kind);
  } catch (const Error& error) {
    return findings.add("/uns/lexicnn/format_version", error.what());
  }
  if (kind == kActivations) {
    check_activations(reader.table(root, "obs"), reader.table(root, "var"), ours, root, check);
  } else if (kind == kScores) {
    check_scores(read_matrix(root, {}, reader), ours, check);
  } else if (kind == kEmbedding) {
    check_embedding(reader.table(root, "obs"), reader.table(root, "var"), ours, root, check);
  } else {
    findings.add("/uns/lexicnn/kind", fmt::format("is '{}', which format version {} does not know",
                                                  kind, format_version()));
  }
}

}  // namespace

ValidateResult validate(const std::filesystem::path& path) {
  return reading(path, [&] {
    const h5::File file = open_input(path);
    const h5::Group root = h5::open_group(file.id(), "/");
    const auto ours = open_ours(root.id());
    const Rules rules = ours                                  ? Rules::lexicnn
                        : encoding_of(root.id()).type.empty() ? Rules::legacy
                                                              : Rules::anndata;
    ValidateResult out;
    Findings findings;
    StructureCheck structure(root.id(), rules, findings);
    findings.attempt("/", [&] {
      structure.run();
      if (ours) out.kind = read_kind(*ours);
      if (ours && findings.empty()) check_content(root.id(), out.kind, findings);
    });
    out.observations = structure.observations();
    out.variables = structure.variables();
    out.findings = findings.take();
    return out;
  });
}

}  // namespace lexicnn
