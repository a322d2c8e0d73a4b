#include "lexicnn/report/report.hpp"

#include <algorithm>
#include <cmath>
#include <fmt/format.h>
#include <unordered_map>

#include "lexicnn/core/error.hpp"
#include "lexicnn/core/text.hpp"
#include "lexicnn/score/labels.hpp"

#include "report/image_path.hpp"
#include "report/page.hpp"
#include "report/view_model.hpp"
#include "report/words.hpp"

namespace lexicnn {
namespace {

using reporting::FiringImages;
using reporting::ImageUse;
using reporting::ShownImages;
using reporting::Statements;
using reporting::Thumbnail;

/// Bytes kept free for what is only known at the end: counts and notices.
constexpr std::uint64_t kSlack = 16'384;

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
  require(options.max_size.bytes >= 1'000'000, "max-size", options.max_size.bytes, "1 MB or more");
}

[[noreturn]] void fail_foreign(const std::string& why) {
  throw Error(ErrorKind::invalid_input,
              fmt::format("the activations do not belong to these scores: {}", why));
}

std::string label_column(const ReportInput& input) {
  if (!input.label_column.empty()) return input.label_column;
  const Value* by = input.provenance.find("by");
  const auto* column = by == nullptr ? nullptr : std::get_if<std::string>(by);
  return column == nullptr || column->empty() ? "class" : *column;
}

/// The class of each row as a place in the scores; checks that the two files fit together.
std::vector<std::int32_t> class_codes(const ReportInput& input) {
  const Scores& scores = input.scores;
  if (input.activations->features() != scores.feature_count()) {
    fail_foreign(fmt::format("{} features, the scores have {}", input.activations->features(),
                             scores.feature_count()));
  }
  if (input.activations->rows() != input.obs->rows()) {
    fail_foreign(fmt::format("{} rows, obs has {}", input.activations->rows(), input.obs->rows()));
  }
  std::unordered_map<std::string, std::int32_t> place;
  for (const std::string& name : scores.classes.index) {
    place.try_emplace(name, static_cast<std::int32_t>(place.size()));
  }
  const ClassLabels labels = labels_from(*input.obs, label_column(input));
  std::vector<std::int64_t> sizes(scores.class_count());
  std::vector<std::int32_t> out;
  for (const std::int32_t code : labels.codes) {
    const auto found =
        code < 0 ? place.end() : place.find(labels.names[static_cast<std::size_t>(code)]);
    out.push_back(found == place.end() ? -1 : found->second);
    if (out.back() >= 0) ++sizes[static_cast<std::size_t>(out.back())];
  }
  const auto& scored = scores.classes.get<std::vector<std::int64_t>>("n");
  for (std::size_t c = 0; c < sizes.size(); ++c) {
    if (sizes[c] != scored[c]) {
      fail_foreign(fmt::format("class '{}' has {}, it was scored with {}", scores.classes.index[c],
                               counted(static_cast<std::uint64_t>(sizes[c]), "image"), scored[c]));
    }
  }
  return out;
}

/// The same activations put the same share of a class above the location.
void check_shares(const Scores& scores, const std::vector<reporting::FiringRequest>& requests,
                  const std::vector<FiringImages>& firing) {
  const auto& sizes = scores.classes.get<std::vector<std::int64_t>>("n");
  for (std::size_t i = 0; i < requests.size(); ++i) {
    const auto c = static_cast<std::uint64_t>(requests[i].class_code);
    const double share = static_cast<double>(firing[i].above) / static_cast<double>(sizes[c]);
    const double scored = scores.inner_share(c, requests[i].feature);
    if (std::fabs(share - scored) > 1e-9) {
      fail_foreign(fmt::format("{} of class '{}' lies above {} in feature '{}', scored was {}",
                               percent_text(share), scores.classes.index[c],
                               short_text(requests[i].location),
                               scores.features.index[requests[i].feature], percent_text(scored)));
    }
  }
}

std::vector<ImageUse> all_uses(const Statements& statements,
                               const std::vector<FiringImages>& firing) {
  const std::vector<reporting::StatementPlace> places = reporting::statement_places(statements);
  std::vector<ImageUse> out;
  for (std::size_t i = 0; i < firing.size(); ++i) {
    const std::vector<ImageUse> uses = reporting::image_uses(firing[i], i, places[i]);
    out.insert(out.end(), uses.begin(), uses.end());
  }
  return out;
}

/// Why no images are shown, or nothing.
std::string without_images(const ReportInput& input, const ReportOptions& options) {
  if (options.images == 0) return "No images are shown, as asked (images-each = 0).";
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

void add_image_notices(nlohmann::ordered_json& model, const ShownImages& shown,
                       const ReportOptions& options, const Context& context) {
  if (shown.rows.size() < shown.wanted) {
    reporting::add_notice(
        model, fmt::format("{} of {} images are shown: the file was to stay within {}. Each "
                           "statement keeps its first images, the strongest statements most.",
                           reporting::grouped(shown.rows.size()), reporting::grouped(shown.wanted),
                           to_string(options.max_size)));
  }
  if (shown.missing == 0) return;
  const auto first = std::find_if(shown.thumbnails.begin(), shown.thumbnails.end(),
                                  [](const Thumbnail& image) { return !image.problem.empty(); });
  const std::string text = fmt::format("{} of {} images could not be shown; the first: {}",
                                       reporting::grouped(shown.missing),
                                       reporting::grouped(shown.rows.size()), first->problem);
  context.say(LogLevel::warning, text);
  reporting::add_notice(model, text);
}

/// Looks up the images of every statement, and adds as many as `budget` bytes hold.
ShownImages show_images(nlohmann::ordered_json& model, const ReportInput& input,
                        const ReportOptions& options, const Statements& statements,
                        std::uint64_t budget, const Context& context) {
  const std::vector<std::int32_t> codes = class_codes(input);
  const std::vector<reporting::FiringRequest> requests = reporting::firing_requests(statements);
  const std::vector<FiringImages> firing =
      reporting::firing_images(*input.activations, codes, requests, options.images, context);
  check_shares(input.scores, requests, firing);

  const std::vector<std::string>& names = input.obs->index;
  const reporting::ImageSupply supply{
      [&](std::uint64_t row) {
        return reporting::load_thumbnail(reporting::image_path(input.images, names[row]),
                                         options.thumbnail);
      },
      [&](std::uint64_t row, const Thumbnail& thumbnail) -> std::uint64_t {
        const auto entry = reporting::image_json(names[row], codes[row], thumbnail);
        return reporting::script_json(entry).size() + 1;
      },
      [](std::uint64_t place, const ImageUse& use) -> std::uint64_t {
        return reporting::script_json(reporting::use_json(place, use.value)).size() + 1;
      }};
  ShownImages shown =
      reporting::choose_images(all_uses(statements, firing), budget, supply, context);
  reporting::add_images(model, {names, codes, shown});
  add_image_notices(model, shown, options, context);
  return shown;
}

}  // namespace

ReportResult report(const ReportInput& input, const ReportOptions& options,
                    const Context& context) {
  check(options);
  const Statements statements =
      reporting::make_statements(input.scores, input.selection, options.top, context);
  nlohmann::ordered_json model = reporting::make_view_model(input, options, statements);

  const std::uint64_t least = reporting::make_page(reporting::script_json(model)).size() + kSlack;
  if (least > options.max_size.bytes) {
    throw Error(ErrorKind::invalid_option,
                fmt::format("the report takes {} without any image, max-size is {}: raise it or "
                            "lower top",
                            to_string(ByteSize{least}), to_string(options.max_size)));
  }
  ReportResult out;
  if (const std::string why = without_images(input, options); !why.empty()) {
    reporting::add_notice(model, why);
  } else {
    const ShownImages shown =
        show_images(model, input, options, statements, options.max_size.bytes - least, context);
    out.images_shown = shown.rows.size() - shown.missing;
    out.images_missing = shown.missing;
  }
  out.html = reporting::make_page(reporting::script_json(model));
  return out;
}

}  // namespace lexicnn
