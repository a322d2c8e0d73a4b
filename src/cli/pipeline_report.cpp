#include <fmt/format.h>
#include <optional>

#include "lexicnn/core/output_file.hpp"
#include "lexicnn/core/provenance.hpp"
#include "lexicnn/store/activation_file.hpp"

#include "cli/option_flags.hpp"
#include "cli/pipeline.hpp"

namespace lexicnn::cli {

namespace fs = std::filesystem;

namespace {

/// Whether the classes are those of one label column of the activations, each held against all
/// other images: only then is it known which images are whose.
bool has_plain_classes(const Dict& provenance) {
  const Value* by = provenance.find("by");
  const bool several = by != nullptr && !std::holds_alternative<std::string>(*by);
  for (const char* comparison : {"groups", "reference", "one_vs_one", "split"}) {
    if (provenance.find(comparison) != nullptr) return false;
  }
  return !several;
}

}  // namespace

void ReportArguments::add_flags(CLI::App& app) {
  add_option_flags(app, options, "Report");
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
        "note: no images are shown: the scores are not of one label column against all other "
        "images");
  }
  if (plain && !arguments.activations.empty()) {
    activations.emplace(arguments.activations);
    input.activations = &*activations;
    input.obs = &activations->obs();
    input.activations_provenance = content_of(arguments.activations, [&] {
      return &require_provenance(activations->uns(), "activations");
    });
    input.images = arguments.images.empty()
                       ? fs::path(input.activations_provenance->get<std::string>("images_root"))
                       : arguments.images;
  }
  const ReportResult result = report(input, arguments.options, session.context());
  write_text_file(target, result.html, overwrite);
  session.note(fmt::format("{} with {} images: {}", to_string(ByteSize{result.html.size()}),
                           result.images_shown, target.string()));
}

}  // namespace lexicnn::cli
