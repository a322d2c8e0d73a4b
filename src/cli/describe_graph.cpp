#include "cli/describe_graph.hpp"

#include <algorithm>
#include <fmt/format.h>
#include <fstream>

#include "lexicnn/core/error.hpp"
#include "lexicnn/core/output_file.hpp"

#include "cli/option_flags.hpp"

namespace lexicnn::cli {
namespace {

[[noreturn]] void refuse(const std::string& message) {
  throw CLI::ValidationError("describe", message);
}

}  // namespace

void GraphArguments::add_flags(CLI::App& app) {
  app_ = &app;
  app.add_option("--taxonomy", taxonomy_,
                 "describe CLASS among what is above and below it; a folder with hypernyms.tsv and "
                 "synsets.tsv, or with WordNet's data.noun")
      ->type_name("DIR")
      ->group("Taxonomy");
  app.add_option("--wnids", wnids_,
                 "synset of each class, columns class and wnid, of scores that do not tell it")
      ->type_name("FILE")
      ->group("Taxonomy");
  app.add_flag("--similarity", similarity_,
               "how alike the classes are to the network; with --taxonomy, to language")
      ->group("Similarity");
  add_option_flags(app, similarity_options_, "Similarity");
  app.get_option("--layer")->type_name("NAME");
  app.add_option("--compare", other_,
                 "what another lexicon of the same classes says: which statements are new, gone or "
                 "turned round there")
      ->type_name("OTHER.h5ad")
      ->group("Comparison");
  add_option_flags(app, compare_options_, "Comparison");
  CLI::Option* format =
      app.add_option(
             "--export", format_,
             "all selected statements in this format; with --similarity the matrix (csv) or the "
             "tree (newick), with --compare all changes (csv)")
          ->type_name("csv|json|jsonld|ttl|graphml|newick")
          ->check(CLI::Validator(
              [](const std::string& text) {
                const std::vector<std::string> formats{"csv", "json",    "jsonld",
                                                       "ttl", "graphml", "newick"};
                return std::count(formats.begin(), formats.end(), text) == 1
                           ? std::string()
                           : fmt::format(
                                 "'{}' is no format: give csv|json|jsonld|ttl|graphml|newick",
                                 text);
              },
              ""))
          ->group("Export")
          ->excludes(app.get_option("--json"));
  add_option_flags(app, export_options_, "Export");
  app.get_option("--base")->type_name("IRI")->needs(format);
  app.add_option("-o,--output", output_, "write there, not to standard output")
      ->type_name("FILE")
      ->group("Export");
  add_overwrite(app, overwrite_);
}

bool GraphArguments::asked() const {
  return similarity_ || !taxonomy_.empty() || !other_.empty() || !format_.empty() ||
         !output_.empty() || !wnids_.empty();
}

void GraphArguments::check_use() const {
  require_use_of(*app_, "Similarity", similarity_ || format_ == "newick",
                 "--similarity or --export newick");
  require_use_of(*app_, "Comparison", !other_.empty(), "--compare");
}

void GraphArguments::check(bool subject, bool feature) const {
  if (feature) {
    refuse("--feature excludes --taxonomy, --similarity, --compare, --export and --output");
  }
  const bool compares = !other_.empty();
  const bool of_classes = similarity_ || format_ == "newick";
  if (compares && of_classes) refuse("--compare excludes --similarity and --export newick");
  if ((compares || of_classes) && subject) {
    refuse(compares ? "--compare is of all classes: leave CLASS out"
                    : "--similarity and --export newick are of all classes: leave CLASS out");
  }
  if (!wnids_.empty() && taxonomy_.empty()) refuse("--wnids goes with --taxonomy");
  if (compares && !taxonomy_.empty()) refuse("--compare excludes --taxonomy");
  if (compares && !format_.empty() && format_ != "csv" && format_ != "json")
    refuse("--compare is exported as csv or json");
  if (similarity_ && !format_.empty() && format_ != "csv" && format_ != "json" &&
      format_ != "newick") {
    refuse("--similarity is exported as csv, json or newick");
  }
  if (subject || compares || of_classes || !format_.empty()) {
    if (!output_.empty() && taxonomy_.empty() && !compares && !of_classes && format_.empty())
      refuse("--output goes with --export, --similarity, --compare or --taxonomy");
    return;
  }
  refuse("name a CLASS, or give --feature, --similarity, --compare or --export");
}

void GraphArguments::run(Session& session, const std::filesystem::path& scores,
                         const std::string& subject, const DescribeOptions& options,
                         bool json) const {
  if (!output_.empty()) {
    for (const std::filesystem::path& input : {scores, other_, taxonomy_, wnids_}) {
      if (!input.empty()) require_other_file(output_, input);
    }
    OutputFile::require_possible(output_, overwrite_);
  }
  const ScoresFile file(session, scores);
  if (!other_.empty()) {
    compare(session, file, options.top, json);
  } else if (similarity_ || format_ == "newick") {
    describe_similarity(session, file, options.top, json);
  } else if (!format_.empty()) {
    export_statements(session, file, subject);
  } else {
    describe_synset(file, subject, options, json);
  }
}

std::optional<GraphArguments::Knowledge> GraphArguments::read_knowledge() const {
  if (taxonomy_.empty()) return std::nullopt;
  return Knowledge{read_taxonomy(taxonomy_),
                   wnids_.empty() ? std::vector<ClassSynset>{} : read_class_synsets(wnids_)};
}

void GraphArguments::write(const std::function<void(const TextSink&)>& make) const {
  if (output_.empty()) return make(&Session::print);
  OutputFile file(output_, overwrite_);
  std::ofstream stream(file.temporary(), std::ios::binary);
  make([&stream](std::string_view text) {
    stream.write(text.data(), static_cast<std::streamsize>(text.size()));
  });
  stream.close();
  if (!stream) {
    throw Error(ErrorKind::output_unwritable,
                fmt::format("'{}' cannot be written: is the disk full?", output_.string()));
  }
  file.commit();
}

void GraphArguments::write(const std::string& text) const {
  write([&text](const TextSink& sink) { sink(text); });
}

}  // namespace lexicnn::cli
