#include <fmt/format.h>
#include <optional>

#include "lexicnn/core/output_file.hpp"
#include "lexicnn/core/provenance.hpp"
#include "lexicnn/store/activation_file.hpp"

#include "cli/option_flags.hpp"
#include "cli/pipeline.hpp"
#include "cli/report_inputs.hpp"

namespace lexicnn::cli {

namespace fs = std::filesystem;

void ReportArguments::add_flags(CLI::App& app) {
  add_option_flags(app, options, "Report");
}

void ReportArguments::add_inputs(CLI::App& app) {
  auto* with = app.add_option("--activations", activations,
                              "activations file, for images, distributions and signatures")
                   ->type_name("activations.h5ad")
                   ->group("Report");
  app.add_option("--images", images, "where the image files lie [default: where extract read them]")
      ->type_name("DIR")
      ->needs(with)
      ->group("Report");
  app.add_option("--embedding", embedding, "embedding file, for the map of the images")
      ->type_name("embedding.h5ad")
      ->group("Report");
  app.add_option("--evaluation", evaluations, "what 'evaluate --json' printed; may be repeated")
      ->allow_extra_args(false)
      ->type_name("FILE.json")
      ->group("Report");
  auto* known = app.add_option("--taxonomy", taxonomy,
                               "compare the classes' likeness with a taxonomy; a folder as in "
                               "describe")
                    ->type_name("DIR")
                    ->group("Report");
  app.add_option("--wnids", wnids,
                 "synset of each class, columns class and wnid, of scores that do not tell it")
      ->type_name("FILE")
      ->needs(known)
      ->group("Report");
}

void report_to_file(Session& session, const ScoresFile& file, const ProfileResult& profile,
                    const ReportArguments& arguments, const std::filesystem::path& target,
                    bool overwrite) {
  OutputFile::require_possible(target, overwrite);
  if (!arguments.images.empty() && !fs::is_directory(arguments.images)) {
    throw Error(ErrorKind::file_missing,
                fmt::format("there is no folder '{}' of images", arguments.images.string()));
  }
  ReportInput input{file.scores, file.selection, profile, file.provenance};
  std::optional<H5adSource> activations;
  const bool plain = has_plain_classes(file.provenance);
  if (!plain && !arguments.activations.empty()) {
    session.note(
        "note: no images and no distributions are shown: the scores are not of one label column "
        "against all other images");
  }
  if (!arguments.activations.empty()) activations.emplace(arguments.activations);
  if (plain && activations) {
    input.activations = &*activations;
    input.obs = &activations->obs();
    input.activations_provenance = content_of(arguments.activations, [&] {
      return &require_provenance(activations->uns(), "activations");
    });
    input.images = arguments.images.empty()
                       ? fs::path(input.activations_provenance->get<std::string>("images_root"))
                       : arguments.images;
  }
  std::optional<ReportTaxonomy> taxonomy;
  if (!arguments.taxonomy.empty()) {
    taxonomy.emplace(session, arguments, file.scores);
    input.synsets = &taxonomy->synsets();
  }
  std::optional<EmbeddingVectors> embedding;
  if (!arguments.embedding.empty()) {
    embedding.emplace(arguments.embedding);
    input.map = &embedding->map();
  }
  input.evaluations = read_evaluations(arguments.evaluations);
  const ReportResult result = report(input, arguments.options, session.context());
  write_text_file(target, result.html, overwrite);
  session.note(fmt::format("{} with {} images: {}", to_string(ByteSize{result.html.size()}),
                           result.images_shown, target.string()));
}

}  // namespace lexicnn::cli
