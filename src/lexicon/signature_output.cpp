#include <algorithm>
#include <cmath>
#include <fmt/format.h>
#include <fmt/ranges.h>

#include <nlohmann/json.hpp>

#include "lexicnn/core/text.hpp"
#include "lexicnn/core/text_table.hpp"
#include "lexicnn/lexicon/signature.hpp"

#include "lexicon/json_text.hpp"

namespace lexicnn {
namespace {

using Json = nlohmann::ordered_json;

std::string cut_text(const SignatureStatement& statement) {
  return (statement.signed_ks > 0 ? "above " : "at most ") + short_text(statement.location);
}

std::string statements_text(const Signature& signature) {
  const std::uint64_t count = signature.statements.size();
  if (count == 0) {
    return "no statement stands out of the noise and tells the class from another: no signature\n";
  }
  std::string out =
      count == 1 ? fmt::format("an image is taken for {} where this holds\n", signature.name)
                 : fmt::format("an image is taken for {} where at least {} of these {} hold\n",
                               signature.name, signature.needed, count);
  TextTable table({{"s"},
                   {"feature", Align::left},
                   {"cut", Align::left},
                   {"class", Align::right, "fitted on"},
                   {"rest", Align::right, "fitted on"},
                   {"class", Align::right, "held out"},
                   {"rest", Align::right, "held out"},
                   {"tells"}});
  for (const SignatureStatement& each : signature.statements) {
    table.add({signed_text(each.signed_ks, 2), each.name, cut_text(each),
               percent_text(each.class_share), percent_text(each.rest_share),
               percent_text(each.test_class_share), percent_text(each.test_rest_share),
               counted(each.told, "class")});
  }
  return out + "\n" + table.text(0, 2);
}

std::string confused_text(const Signature& signature) {
  constexpr std::size_t kNamed = 5;
  std::string out;
  for (std::size_t i = 0; i < std::min(signature.confused.size(), kNamed); ++i) {
    const Confusion& each = signature.confused[i];
    out += fmt::format("{}{} {} of {}", i == 0 ? "taken for it: " : ", ", each.name, each.taken,
                       each.images);
  }
  if (signature.confused.size() > kNamed)
    out += fmt::format(" and {} more", counted(signature.confused.size() - kNamed, "class"));
  return out.empty() ? out : out + "\n";
}

std::string test_text(const Signature& signature) {
  if (signature.statements.empty()) return {};
  std::string out = fmt::format("\nbalanced accuracy {} on the images fitted on\n",
                                fixed_text(signature.train_balanced_accuracy, 3));
  if (signature.test_images == 0 || signature.test_rest == 0) {
    return out + "not tested: no image of the class, or of the others, is held out\n";
  }
  return out +
         fmt::format(
             "balanced accuracy {} on images held out: {} of {} are taken for it, {} of {} "
             "others are not\n",
             fixed_text(signature.balanced_accuracy, 3), percent_text(signature.recall),
             signature.test_images, percent_text(signature.specificity), signature.test_rest) +
         confused_text(signature);
}

std::string not_told_text(const Signature& signature) {
  if (signature.not_told.empty() || signature.statements.empty()) return {};
  return fmt::format("told by fewer statements than wanted, or by none: {}\n",
                     fmt::join(signature.not_told, ", "));
}

/// "61 classes: balanced accuracy 0.925 on average, from 0.768 (lobster) to 1.000 (panda)"
std::string summary_text(std::span<const Signature> signatures) {
  const Signature* worst = nullptr;
  const Signature* best = nullptr;
  double sum = 0;
  std::uint64_t statements = 0;
  std::uint64_t tested = 0;
  for (const Signature& each : signatures) {
    if (std::isnan(each.balanced_accuracy)) continue;
    ++tested;
    sum += each.balanced_accuracy;
    statements += each.statements.size();
    if (worst == nullptr || each.balanced_accuracy < worst->balanced_accuracy) worst = &each;
    if (best == nullptr || each.balanced_accuracy > best->balanced_accuracy) best = &each;
  }
  if (tested == 0) return "\nno class is tested\n";
  return fmt::format(
      "\n{} tested: {} statements on average, balanced accuracy {} on images held out, from {} "
      "({}) "
      "to {} ({})\n",
      counted(tested, "class"),
      fixed_text(static_cast<double>(statements) / static_cast<double>(tested), 1),
      fixed_text(sum / static_cast<double>(tested), 3), fixed_text(worst->balanced_accuracy, 3),
      worst->name, fixed_text(best->balanced_accuracy, 3), best->name);
}

Json to_object(const SignatureStatement& each) {
  return {{"feature", each.feature},
          {"name", each.name},
          {"side", each.signed_ks > 0 ? "above" : "at most"},
          {"location", each.location},
          {"signed_ks", each.signed_ks},
          {"auc", each.auc},
          {"log10_p", each.log10_p},
          {"class_share", each.class_share},
          {"rest_share", each.rest_share},
          {"told", each.told},
          {"test_class_share", each.test_class_share},
          {"test_rest_share", each.test_rest_share}};
}

Json to_object(const Signature& signature) {
  Json out{{"name", signature.name},
           {"train_images", signature.train_images},
           {"train_rest", signature.train_rest},
           {"test_images", signature.test_images},
           {"test_rest", signature.test_rest},
           {"needed", signature.needed},
           {"train_balanced_accuracy", signature.train_balanced_accuracy},
           {"recall", signature.recall},
           {"specificity", signature.specificity},
           {"balanced_accuracy", signature.balanced_accuracy}};
  out["statements"] = Json::array();
  for (const SignatureStatement& each : signature.statements)
    out["statements"].push_back(to_object(each));
  out["not_told"] = signature.not_told;
  out["confused"] = Json::array();
  for (const Confusion& each : signature.confused) {
    out["confused"].push_back(
        {{"name", each.name}, {"images", each.images}, {"taken", each.taken}});
  }
  return out;
}

}  // namespace

std::string to_text(const Signature& signature) {
  return fmt::format("signature of {}, fitted on {} and {} of other classes\n", signature.name,
                     counted(signature.train_images, "image"), signature.train_rest) +
         statements_text(signature) + test_text(signature) + not_told_text(signature);
}

std::string to_text(std::span<const Signature> signatures) {
  TextTable table({{"class", Align::left},
                   {"statements"},
                   {"needed"},
                   {"recall", Align::right, "held out"},
                   {"specificity", Align::right, "held out"},
                   {"balanced", Align::right, "held out"},
                   {"fitted on"}});
  for (const Signature& each : signatures) {
    table.add({each.name, std::to_string(each.statements.size()), std::to_string(each.needed),
               fixed_text(each.recall, 3), fixed_text(each.specificity, 3),
               fixed_text(each.balanced_accuracy, 3), fixed_text(each.train_balanced_accuracy, 3)});
  }
  return table.text() + summary_text(signatures);
}

std::string to_json(const Signature& signature) {
  return json_text(to_object(signature));
}

std::string to_json(std::span<const Signature> signatures) {
  Json out = Json::array();
  for (const Signature& each : signatures)
    out.push_back(to_object(each));
  return json_text(out);
}

}  // namespace lexicnn
