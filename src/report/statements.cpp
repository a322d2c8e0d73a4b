#include "report/statements.hpp"

#include <span>
#include <string_view>

#include <nlohmann/json.hpp>

#include "lexicnn/core/parallel.hpp"

#include "report/json_text.hpp"

namespace lexicnn::reporting {
namespace {

/// Bytes of JSON after which a block of statements ends: what opening a class unpacks.
constexpr std::size_t kBlockBytes = 256 * 1024;

constexpr std::array<std::string_view, 3> kImageLists{"most", "least", "others"};

void add_images(JsonText& json, const std::vector<ImagePair>& pairs) {
  json.begin_array();
  for (const auto& [place, value] : pairs)
    json.begin_array().count(place).rounded(value).end_array();
  json.end_array();
}

/// What the scores say of a pair beyond its evidence.
void add_measures(JsonText& json, const Scores& scores, std::uint64_t c, std::uint64_t f) {
  json.key("mann_whitney_z").exact(scores.mann_whitney_z(c, f));
  json.key("fires").exact(scores.fires(c, f));
  json.key("ks_positive").exact(scores.ks_positive(c, f));
  json.key("class_mean").exact(scores.class_mean(c, f));
  if (!scores.has_panel()) return;
  json.key("log10_p_presence").exact(scores.log10_p_presence(c, f));
  json.key("log10_p_absence").exact(scores.log10_p_absence(c, f));
  json.key("class_selectivity").exact(scores.class_selectivity(c, f));
  json.key("precision_at_k").exact(scores.precision_at_k(c, f));
}

void add_statement(JsonText& json, const StatementInput& input, std::uint64_t c,
                   const Statement& statement, const ImageLists* images) {
  json.begin_object();
  json.key("feature").count(input.table.place_of(statement.feature));
  json.key("signed_ks").exact(statement.signed_ks);
  json.key("auc").exact(statement.auc);
  json.key("location").exact(statement.location);
  json.key("inner_share").exact(statement.inner_share);
  json.key("outer_share").exact(statement.outer_share);
  json.key("noise_threshold").exact(statement.noise_threshold);
  json.key("log10_p").exact(statement.log10_p);
  add_measures(json, input.input.scores, c, statement.feature);
  for (std::size_t list = 0; list < kImageLists.size(); ++list) {
    json.key(kImageLists[list]);
    add_images(json, images == nullptr ? std::vector<ImagePair>{} : (*images)[list]);
  }
  json.end_object();
}

/// The number of the first statement of each class among all.
std::vector<std::size_t> first_statements(const Statements& statements) {
  std::vector<std::size_t> out;
  std::size_t next = 0;
  for (const ClassDescription& described : statements.classes) {
    out.push_back(next);
    next += described.presence.size() + described.absence.size();
  }
  return out;
}

std::string class_entry(const StatementInput& input, std::uint64_t c, std::size_t number) {
  const ClassDescription& described = input.statements.classes[c];
  const auto add_side = [&](JsonText& json, const std::vector<Statement>& side) {
    json.begin_array();
    for (const Statement& statement : side) {
      add_statement(json, input, c, statement,
                    input.images.empty() ? nullptr : &input.images[number]);
      ++number;
    }
    json.end_array();
  };
  JsonText json;
  json.begin_object();
  add_side(json.key("presence"), described.presence);
  add_side(json.key("absence"), described.absence);
  json.key("signature");
  if (const Signature* signature = input.extras[c].signature; signature != nullptr) {
    json.raw(nlohmann::ordered_json::parse(to_json(*signature)).dump());
  } else {
    json.null();
  }
  json.key("nearest").begin_array();
  for (const auto& [other, likeness] : input.extras[c].nearest)
    json.begin_array().count(other).decimals(likeness).end_array();
  json.end_array();
  return json.end_object().take();
}

}  // namespace

Statements make_statements(const Scores& scores, const Selection& selection, std::uint64_t top,
                           const Context& context) {
  Statements out;
  out.top = top;
  out.classes.resize(scores.class_count());
  DescribeOptions options;
  options.top = top;
  parallel_ranges(scores.class_count(), 1, context, [&](Range range, unsigned) {
    ClassDescription& described = out.classes[range.begin];
    described = strongest_statements(scores, selection, scores.classes.index[range.begin], options);
    // The report does not name them here; with thousands of classes these lists are large.
    for (auto* side : {&described.presence, &described.absence}) {
      for (Statement& statement : *side)
        statement.also = {};
    }
  });
  return out;
}

std::vector<FiringRequest> firing_requests(const Statements& statements) {
  std::vector<FiringRequest> out;
  for (std::size_t place = 0; place < statements.classes.size(); ++place) {
    const ClassDescription& described = statements.classes[place];
    for (const auto* side : {&described.presence, &described.absence}) {
      for (const Statement& statement : *side) {
        out.push_back({statement.feature, static_cast<std::int32_t>(place), statement.location});
      }
    }
  }
  return out;
}

std::vector<StatementPlace> statement_places(const Statements& statements) {
  std::vector<StatementPlace> out;
  for (const ClassDescription& described : statements.classes) {
    for (const bool absence : {false, true}) {
      const std::size_t count = (absence ? described.absence : described.presence).size();
      for (std::uint64_t rank = 0; rank < count; ++rank) {
        out.push_back({absence, rank, statements.top});
      }
    }
  }
  return out;
}

std::vector<std::string> class_entries(const StatementInput& input, const Context& context) {
  const std::vector<std::size_t> first = first_statements(input.statements);
  std::vector<std::string> out(first.size());
  parallel_ranges(out.size(), 1, context, [&](Range range, unsigned) {
    out[range.begin] = class_entry(input, range.begin, first[range.begin]);
  });
  return out;
}

std::vector<std::size_t> cut_blocks(const std::vector<std::string>& entries) {
  std::vector<std::size_t> out{0};
  std::size_t bytes = 0;
  for (std::size_t c = 0; c < entries.size(); ++c) {
    bytes += entries[c].size();
    if (bytes < kBlockBytes && c + 1 < entries.size()) continue;
    out.push_back(c + 1);
    bytes = 0;
  }
  return out;
}

std::string statements_json(const std::vector<std::string>& entries, std::size_t first,
                            std::size_t last) {
  JsonText json;
  json.begin_object().key("classes").begin_array();
  for (const std::string& entry : std::span(entries).subspan(first, last - first))
    json.raw(entry);
  return json.end_array().end_object().take();
}

std::string image_pairs_json(const std::vector<ImagePair>& pairs) {
  JsonText json;
  add_images(json, pairs);
  return json.take();
}

}  // namespace lexicnn::reporting
