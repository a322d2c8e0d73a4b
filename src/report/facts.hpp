/// What the files say about the run: the facts to show first, everything recorded, and the ledger.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include <nlohmann/json.hpp>

#include "lexicnn/core/annotated.hpp"
#include "lexicnn/score/scores.hpp"
#include "lexicnn/select/select.hpp"

namespace lexicnn::reporting {

/// One line of the run's description.
struct Fact {
  std::string section;  ///< "Network", "Images", "Scores"
  std::string name;
  std::string text;
};

/// Facts from the data themselves and from the provenance of both files (`activations` may be
/// null); what a file does not say is left out. `images`: rows of the activations, 0 = not known.
std::vector<Fact> make_facts(const Scores& scores, const Selection& selection,
                             const Dict& provenance, const Dict* activations, std::uint64_t images);

/// The model's file name, or empty where neither file says.
std::string model_name(const Dict& provenance, const Dict* activations);

/// A provenance as nested objects; tables and long arrays are told by their size.
nlohmann::ordered_json provenance_json(const Dict& provenance);

/// Rows of the ledger that a report lists at most, of bad files and of repeated ones each.
inline constexpr std::uint64_t kLedgerRows = 1000;

/// The ledger's counts, reasons and bad files; null where the provenance has none.
nlohmann::ordered_json ledger_json(const Dict* activations);

}  // namespace lexicnn::reporting
