#include "report/facts.hpp"

#include <algorithm>
#include <cmath>
#include <fmt/format.h>
#include <limits>
#include <map>
#include <type_traits>
#include <variant>

#include "lexicnn/core/text.hpp"

#include "report/words.hpp"

namespace lexicnn::reporting {
namespace {

constexpr std::uint64_t kLongArray = 16;  // elements of an array that is shown in full

/// The value at a path such as "extract/precision".
const Value* find_path(const Dict& dict, std::string_view path) {
  const std::size_t slash = path.find('/');
  const Value* value = dict.find(path.substr(0, slash));
  if (value == nullptr || slash == std::string_view::npos) return value;
  const Dict* inner = std::get_if<Dict>(value);
  return inner == nullptr ? nullptr : find_path(*inner, path.substr(slash + 1));
}

std::string scalar_text(const Value& value) {
  return std::visit(
      [](const auto& held) -> std::string {
        using Held = std::decay_t<decltype(held)>;
        if constexpr (std::is_same_v<Held, std::string>) {
          return held;
        } else if constexpr (std::is_same_v<Held, bool>) {
          return held ? "yes" : "no";
        } else if constexpr (std::is_arithmetic_v<Held>) {
          return fmt::format("{}", held);
        } else {
          return {};
        }
      },
      value);
}

/// What a file records under a path, or empty: the activations file knows best, the scores file
/// keeps most of what that says.
std::string recorded_text(std::string_view path, const Dict& provenance, const Dict* activations) {
  for (const Dict* file : {activations, &provenance}) {
    if (file == nullptr) continue;
    for (const std::string& place : {std::string(path), fmt::format("activations/{}", path)}) {
      if (const Value* value = find_path(*file, place)) return scalar_text(*value);
    }
  }
  return {};
}

/// Facts about the network that the extract stage records (docs/extract.md).
struct Recorded {
  std::string_view name;
  std::string_view path;
};
constexpr Recorded kNetworkFacts[] = {
    {"Model", "model"},
    {"SHA-256", "model_sha256"},
    {"Engine", "engine"},
    {"Precision", "capture/precision"},
    {"Tap", "capture/tap"},
    {"Pooling", "capture/pool"},
    {"Preprocessing", "preprocessing/name"},
};

std::string threshold_text(const Selection& selection) {
  if (selection.options.rule == SelectRule::threshold) {
    return fmt::format("|s| > {}, given", short_text(selection.options.threshold));
  }
  if (selection.options.rule == SelectRule::fdr) {
    return fmt::format("false discovery rate {} over all pairs (Benjamini-Hochberg)",
                       short_text(selection.options.fdr));
  }
  double low = std::numeric_limits<double>::infinity();
  double high = -low;
  for (const double threshold : selection.threshold.values()) {
    if (std::isnan(threshold)) continue;
    low = std::min(low, threshold);
    high = std::max(high, threshold);
  }
  const bool own = selection.options.null == NullOf::feature;
  const std::string rule =
      fmt::format("the {} quantile of the null of the {} and class size",
                  short_text(selection.options.quantile), own ? "feature" : "layer");
  if (low > high) return rule;
  return fmt::format("|s| > {} to {}, {}", fixed_text(low, 3), fixed_text(high, 3), rule);
}

std::string null_text(const NullDistribution& null) {
  if (null.empty()) return "none";
  return fmt::format("{} random relabellings with the classes' sizes, seed {}",
                     grouped(null.repeats), null.seed);
}

nlohmann::ordered_json value_json(const Value& value) {
  return std::visit(
      [](const auto& held) -> nlohmann::ordered_json {
        using Held = std::decay_t<decltype(held)>;
        if constexpr (std::is_same_v<Held, Dict>) {
          return provenance_json(held);
        } else if constexpr (std::is_same_v<Held, Table>) {
          return fmt::format("table of {} rows", held.rows());
        } else if constexpr (std::is_same_v<Held, Array>) {
          if (held.elements() > kLongArray) return fmt::format("{} numbers", held.elements());
          return std::visit(
              [](const auto& elements) {
                auto list = nlohmann::ordered_json::array();
                for (const auto element : elements) {
                  if constexpr (!std::is_same_v<std::decay_t<decltype(element)>, Half>) {
                    list.push_back(element);
                  }
                }
                return list;
              },
              held.data);
        } else if constexpr (std::is_same_v<Held, std::vector<std::string>>) {
          if (held.size() > kLongArray) return fmt::format("{} texts", held.size());
          return held;
        } else {
          return held;
        }
      },
      value);
}

std::vector<std::string> text_column(const Table& table, std::string_view name) {
  const Column* column = table.find(name);
  return column == nullptr ? std::vector<std::string>(table.rows()) : column_text(column->data);
}

/// Reasons by how often they occur, the most frequent first, at most `kLedgerRows`.
nlohmann::ordered_json reasons_json(const std::vector<std::string>& reasons) {
  std::map<std::string, std::uint64_t> by_reason;
  for (const std::string& reason : reasons)
    ++by_reason[reason];
  std::vector<std::pair<std::string, std::uint64_t>> counts(by_reason.begin(), by_reason.end());
  std::stable_sort(counts.begin(), counts.end(),
                   [](const auto& a, const auto& b) { return a.second > b.second; });
  counts.resize(std::min<std::size_t>(counts.size(), kLedgerRows));
  auto out = nlohmann::ordered_json::array();
  for (const auto& [reason, files] : counts)
    out.push_back({{"reason", reason}, {"files", files}});
  return out;
}

}  // namespace

std::string model_name(const Dict& provenance, const Dict* activations) {
  return recorded_text("model", provenance, activations);
}

std::vector<Fact> make_facts(const Scores& scores, const Selection& selection,
                             const Dict& provenance, const Dict* activations,
                             std::uint64_t images) {
  std::vector<Fact> out;
  for (const auto& [name, path] : kNetworkFacts) {
    if (std::string text = recorded_text(path, provenance, activations); !text.empty()) {
      out.push_back({"Network", std::string(name), std::move(text)});
    }
  }
  out.push_back({"Network", "Features",
                 fmt::format("{} in {}", grouped(scores.feature_count()),
                             counted(scores.layer_names().size(), "layer"))});

  out.push_back({"Images", "Classes", grouped(scores.class_count())});
  if (images != 0) out.push_back({"Images", "Images", grouped(images)});
  if (std::string bad = recorded_text("images_bad", provenance, activations); !bad.empty()) {
    out.push_back({"Images", "Bad files", std::move(bad)});
  }
  const auto& sizes = scores.classes.get<std::vector<std::int64_t>>("n");
  if (!sizes.empty()) {
    const auto [low, high] = std::minmax_element(sizes.begin(), sizes.end());
    out.push_back({"Images", "Images a class",
                   *low == *high ? fmt::format("{}", *low) : fmt::format("{} to {}", *low, *high)});
  }

  out.push_back({"Scores", "Null", null_text(scores.null)});
  out.push_back({"Scores", "Threshold", threshold_text(selection)});
  out.push_back({"Scores", "Pairs that pass",
                 fmt::format("{} of {}", grouped(selection.count()),
                             grouped(scores.class_count() * scores.feature_count()))});
  return out;
}

nlohmann::ordered_json provenance_json(const Dict& provenance) {
  auto out = nlohmann::ordered_json::object();
  for (const auto& [key, value] : provenance.entries()) {
    // Where the images lie on the author's disk concerns no reader.
    if (key != "images_root") out[key] = value_json(value);
  }
  return out;
}

nlohmann::ordered_json ledger_json(const Dict* activations) {
  const Value* value = activations == nullptr ? nullptr : activations->find("ledger");
  const Table* ledger = value == nullptr ? nullptr : std::get_if<Table>(value);
  if (ledger == nullptr || ledger->find("outcome") == nullptr) return nullptr;

  const std::vector<std::string> outcomes = text_column(*ledger, "outcome");
  const std::vector<std::string> reasons = text_column(*ledger, "reason");
  const std::vector<std::string> classes = text_column(*ledger, "class");
  const std::vector<std::string> originals = text_column(*ledger, "duplicate_of");
  auto bad = nlohmann::ordered_json::array();
  auto repeated = nlohmann::ordered_json::array();
  std::vector<std::string> bad_reasons;
  std::uint64_t repeats = 0;
  for (std::uint64_t row = 0; row < ledger->rows(); ++row) {
    const std::string& name = ledger->index[row];
    if (outcomes[row] == "bad") {
      bad_reasons.push_back(reasons[row]);
      if (bad.size() < kLedgerRows) {
        bad.push_back({{"name", name}, {"class", classes[row]}, {"reason", reasons[row]}});
      }
    } else if (!originals[row].empty() && ++repeats <= kLedgerRows) {
      repeated.push_back({{"name", name}, {"class", classes[row]}, {"same_as", originals[row]}});
    }
  }
  return {{"files", ledger->rows()},
          {"good", ledger->rows() - bad_reasons.size()},
          {"bad", bad_reasons.size()},
          {"repeated", repeats},
          {"reasons", reasons_json(bad_reasons)},
          {"bad_files", std::move(bad)},
          {"repeated_files", std::move(repeated)}};
}

}  // namespace lexicnn::reporting
