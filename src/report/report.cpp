#include "lexicnn/report/report.hpp"

#include <algorithm>
#include <fmt/format.h>

#include "lexicnn/core/error.hpp"
#include "lexicnn/core/text.hpp"

#include "report/draft.hpp"
#include "report/words.hpp"

namespace lexicnn {
namespace {

void check(const ReportOptions& options) {
  const auto require = [](bool legal, std::string_view name, std::uint64_t value,
                          std::string_view range) {
    if (!legal) {
      throw Error(ErrorKind::invalid_option,
                  fmt::format("{} = {} is not in the range {}", name, value, range));
    }
  };
  require(options.top >= 1 && options.top <= 1000, "top", options.top, "1 to 1000");
  require(options.images <= 100, "images-each", options.images, "0 to 100");
  require(options.thumbnail >= 16 && options.thumbnail <= 512, "thumbnail", options.thumbnail,
          "16 to 512");
  require(options.details <= 100'000, "details", options.details, "0 to 100000");
  require(options.map_images >= 2 && options.map_images <= 50'000, "map-images", options.map_images,
          "2 to 50000");
  require(options.max_size.bytes >= 1'000'000, "max-size", options.max_size.bytes, "1 MB or more");
}

/// Why no images are shown, or nothing.
std::string without_images(const ReportInput& input, const ReportOptions& options) {
  if (options.images == 0) return "No images are shown, as asked (images-each = 0).";
  if (!has_plain_classes(input.provenance)) {
    return "No images and no distributions are shown: the scores are not of one label column "
           "against all other images.";
  }
  if (input.activations == nullptr || input.obs == nullptr) {
    return "No images are shown: the report was made without the activations.";
  }
  if (input.images.empty()) {
    return "No images are shown: the report was made without the folder of the image files.";
  }
  std::error_code ignored;
  if (!std::filesystem::is_directory(input.images, ignored)) {
    return fmt::format("No images are shown: there is no folder {}.",
                       reporting::isolated(input.images.string()));
  }
  return {};
}

void add_image_notices(reporting::Draft& draft, const reporting::ShownImages& shown,
                       const ReportOptions& options, const Context& context) {
  if (shown.rows.size() < shown.wanted) {
    draft.notice(
        fmt::format("{} of {} images are shown: the file was to stay within {}. Each "
                    "statement keeps its first images, the strongest statements most.",
                    reporting::grouped(shown.rows.size()), reporting::grouped(shown.wanted),
                    to_string(options.max_size)));
  }
  if (shown.missing == 0) return;
  const auto first =
      std::find_if(shown.thumbnails.begin(), shown.thumbnails.end(),
                   [](const reporting::Thumbnail& image) { return !image.problem.empty(); });
  const std::string text = fmt::format("{} of {} images could not be shown; the first: {}",
                                       reporting::grouped(shown.missing),
                                       reporting::grouped(shown.rows.size()), first->problem);
  context.say(LogLevel::warning, text);
  draft.notice(text);
}

}  // namespace

bool has_plain_classes(const Dict& provenance) {
  const Value* by = provenance.find("by");
  const bool several = by != nullptr && !std::holds_alternative<std::string>(*by);
  for (const char* comparison : {"groups", "taxonomy", "reference", "one_vs_one", "split"}) {
    if (provenance.find(comparison) != nullptr) return false;
  }
  return !several;
}

ReportResult report(const ReportInput& input, const ReportOptions& options,
                    const Context& context) {
  check(options);
  reporting::Draft draft(input, options, context);
  draft.add_pairs();
  draft.add_columns();
  ReportResult out;
  if (std::string why = without_images(input, options); !why.empty()) {
    draft.notice(std::move(why));
  } else {
    draft.add_images();
    const reporting::ShownImages& shown = draft.shown();
    add_image_notices(draft, shown, options, context);
    out.images_shown = shown.rows.size() - shown.missing;
    out.images_missing = shown.missing;
  }
  out.html = draft.page();
  return out;
}

}  // namespace lexicnn
