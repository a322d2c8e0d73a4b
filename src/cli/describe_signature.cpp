#include <algorithm>
#include <fmt/format.h>

#include "lexicnn/core/suggest.hpp"

#include "cli/describe_parts.hpp"
#include "cli/option_flags.hpp"

namespace lexicnn::cli {
namespace {

/// The images of the split to fit on, all others with a class to test on.
TrainTest by_split(const Table& obs, const ClassLabels& labels, const std::string& split) {
  std::vector<std::uint64_t> chosen = split_rows(obs, split);
  TrainTest out;
  for (std::uint64_t row = 0; row < labels.codes.size(); ++row) {
    if (labels.codes[row] < 0) continue;
    (std::ranges::binary_search(chosen, row) ? out.train : out.test).push_back(row);
  }
  return out;
}

/// The code of the class as a list of one; of no name an empty list: all classes.
std::vector<std::uint64_t> wanted(const ClassLabels& labels, const std::string& name) {
  if (name.empty()) return {};
  const auto found = std::ranges::find(labels.names, name);
  if (found != labels.names.end())
    return {static_cast<std::uint64_t>(found - labels.names.begin())};
  throw Error(ErrorKind::invalid_input,
              fmt::format("there is no class '{}' of images{}", name, suggest(name, labels.names)));
}

}  // namespace

void SignatureArguments::add_flags(CLI::App& app) {
  CLI::Option* signature =
      app.add_flag("--signature", asked_,
                   "the smallest set of statements that tells CLASS (or each class) from each "
                   "other class, tested on images held out; needs --activations")
          ->group("Signature");
  CLI::Option* seed =
      add_number(app,
                 OptionInfo{"seed", "", "draws the half of each class's images to fit on",
                            "0 to 9,223,372,036,854,775,807"},
                 seed_)
          ->group("Signature");
  CLI::Option* train =
      app.add_option("--train", train_,
                     "fit on this split, test on the other images [column split of obs]")
          ->type_name("SPLIT")
          ->excludes(seed)
          ->group("Signature");
  add_option_flags(app, options_, "Signature");
  for (CLI::Option* option : {seed, train, app.get_option("--gap"), app.get_option("--times"),
                              app.get_option("--candidates")}) {
    option->needs(signature);
  }
}

void SignatureArguments::run(Session& session, const DescribeArguments& arguments) const {
  const ScoresFile file(session, arguments.scores);
  const ScoredActivations activations(arguments.activations, file);
  const Table& obs = activations.source().obs();
  const RowsOfSplit rows = rows_of_split(activations.source(), obs,
                                         train_.empty() ? activations.split() : std::string());
  const ClassLabels labels = activations.labels(rows.obs);
  const std::vector<std::uint64_t> classes = wanted(labels, arguments.class_name);
  const TrainTest parts =
      train_.empty() ? stratified_halves(labels, seed_) : by_split(rows.obs, labels, train_);
  const std::vector<Signature> found = signatures(*rows.source, labels, activations.source().var(),
                                                  parts, classes, options_, session.context());
  if (!classes.empty()) {
    return Session::print(arguments.json ? to_json(found.front()) : to_text(found.front()));
  }
  Session::print(arguments.json ? to_json(found) : to_text(found));
}

}  // namespace lexicnn::cli
