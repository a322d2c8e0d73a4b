#include <fmt/format.h>
#include <initializer_list>

#include "cli/describe_parts.hpp"

namespace lexicnn::cli {
namespace {

const std::string& label_column(const Dict& provenance) {
  const Value* by = provenance.find("by");
  if (by != nullptr && std::holds_alternative<std::string>(*by)) return std::get<std::string>(*by);
  throw Error(ErrorKind::invalid_input,
              "the scores are of several label columns, so it is not known which images are of "
              "which class: score by one of them");
}

/// Only then the shares of a statement are those of the class and of all other images.
void require_against_rest(const ScoresFile& file) {
  for (const char* comparison : {"reference", "one_vs_one"}) {
    if (file.provenance.find(comparison) == nullptr) continue;
    throw Error(ErrorKind::invalid_input,
                "the scores compare classes with one another, not with all other images: images "
                "go with scores made without --reference and --one-vs-one");
  }
}

template <typename Description>
void print(const Description& description, bool json) {
  Session::print(json ? to_json(description) : to_text(description));
}

}  // namespace

ScoredActivations::ScoredActivations(const std::filesystem::path& path, const ScoresFile& scores)
    : source_(path), by_(label_column(scores.provenance)) {
  if (scores.provenance.find("split") != nullptr)
    split_ = scores.provenance.get<std::string>("split");
  if (source_.var().index != scores.scores.features.index) {
    throw Error(ErrorKind::invalid_input,
                fmt::format("'{}' has other features than the scores: give the activations that "
                            "were scored",
                            path.string()));
  }
}

ClassLabels ScoredActivations::labels(const Table& obs) const {
  return labels_from(obs, by_);
}

void describe_class(Session& session, const DescribeArguments& arguments) {
  const ScoresFile file(session, arguments.scores);
  print(describe(file.scores, file.selection, arguments.class_name, arguments.options),
        arguments.json);
}

void describe_feature(Session& session, const DescribeArguments& arguments) {
  const ScoresFile file(session, arguments.scores);
  if (arguments.activations.empty()) {
    return print(lexicnn::describe_feature(file.scores, file.selection, arguments.feature,
                                           arguments.options),
                 arguments.json);
  }
  require_against_rest(file);
  const ScoredActivations activations(arguments.activations, file);
  const RowsOfSplit rows =
      rows_of_split(activations.source(), activations.source().obs(), activations.split());
  const ClassLabels labels = activations.labels(rows.obs);
  print(lexicnn::describe_feature(file.scores, file.selection, arguments.feature,
                                  {*rows.source, labels, rows.obs.index}, arguments.options,
                                  session.context()),
        arguments.json);
}

}  // namespace lexicnn::cli
