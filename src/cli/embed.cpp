#include <fmt/format.h>

#include "lexicnn/core/error.hpp"

#include "cli/command.hpp"
#include "cli/embed_pipeline.hpp"
#include "cli/option_flags.hpp"
#include "cli/pipeline.hpp"

namespace lexicnn::cli {
namespace {

constexpr const char* kFitting = "Fitting";
constexpr const char* kNoiseAware = "Noise-aware";
constexpr const char* kSearch = "Search";

/// "lower,upper", or "derived".
void parse_thresholds(const std::string& text, EmbedOptions& options) {
  options.derived = text == "derived";
  if (options.derived) return;
  const std::size_t comma = text.find(',');
  if (comma == std::string::npos) {
    throw Error(ErrorKind::invalid_option, fmt::format("'{}' is not LOWER,UPPER or derived", text));
  }
  options.lower = parse_number<double>(text.substr(0, comma), {"thresholds", "", "", ""});
  options.upper = parse_number<double>(text.substr(comma + 1), {"thresholds", "", "", ""});
  if (!(options.lower <= options.upper)) {
    throw Error(ErrorKind::invalid_option,
                fmt::format("the lower threshold {} is not below the upper one {}", options.lower,
                            options.upper));
  }
}

void parse_method(const std::string& text, const OptionInfo& info, EmbedArguments& arguments) {
  arguments.noise_aware = text == "noise-aware";
  if (arguments.noise_aware) return;
  // "fne" is the paper's name for the full-network embedding.
  arguments.options.method =
      text == "fne" ? EmbedMethod::full_network : parse_enum<EmbedMethod>(text, info);
}

CLI::Option* add_parsed(CLI::App& app, const OptionInfo& info, const char* type,
                        const std::function<void(const std::string&)>& parse) {
  return app
      .add_option_function<std::string>(
          "--" + std::string(info.name),
          [info, parse](const std::string& text) { parse_flag(info, [&] { parse(text); }); },
          std::string(info.meaning))
      ->type_name(type)
      ->group(kFitting);
}

class Embed final : public Command {
 public:
  void setup(CLI::App& app) override {
    app_ = &app;
    app.add_option("input", arguments_.input,
                   "activations.h5ad or any other .h5ad; with --query an embedding")
        ->required()
        ->type_name("MATRIX.h5ad");
    app.add_option("-o,--output", arguments_.target, "the embedding to write")
        ->type_name("embedding.h5ad");
    arguments_.add_flags(app);
    app.add_flag("--json", arguments_.json, "what is printed, as JSON")->group("Shared");
    add_overwrite(app, arguments_.overwrite);
    app.callback([this] {
      if (arguments_.query.empty() == arguments_.target.empty()) {
        throw CLI::ValidationError("embed", "give either --output, or --query IMAGE");
      }
      require_use_of(*app_, kNoiseAware, arguments_.noise_aware, "--method noise-aware");
      require_use_of(*app_, kSearch, !arguments_.query.empty(), "--query");
      if (arguments_.noise_aware && (!arguments_.scores.empty() || !arguments_.packed.empty() ||
                                     app_->count("--thresholds") != 0)) {
        throw CLI::ValidationError("embed",
                                   "--method noise-aware takes no --scores, --thresholds or "
                                   "--packed: it scores the training images itself and gives "
                                   "numbers");
      }
      if (arguments_.options.derived && arguments_.options.method == EmbedMethod::transfer) {
        throw CLI::ValidationError("embed",
                                   "--thresholds derived needs scores of the training images, "
                                   "--method transfer takes those of others");
      }
      if (arguments_.scores.empty() &&
          (arguments_.options.derived || arguments_.options.method != EmbedMethod::full_network)) {
        throw CLI::ValidationError(
            "embed",
            fmt::format("{} needs --scores",
                        arguments_.options.derived ? "--thresholds derived" : "this --method"));
      }
    });
  }

  void run(Session& session) override {
    if (!arguments_.query.empty()) return query_images(session, arguments_);
    if (!arguments_.fitted.empty()) return apply_to_file(session, arguments_);
    fit_to_file(session, arguments_);
  }

 private:
  CLI::App* app_ = nullptr;
  EmbedArguments arguments_;
};

}  // namespace

void EmbedArguments::add_flags(CLI::App& app) {
  const OptionInfo method{"method", "", "which features are kept, and what they weigh",
                          "full-network|selected|transfer|noise-aware"};
  const OptionInfo limits{"thresholds", "",
                          "standardised values below and above these become -1 and +1", ""};
  const OptionInfo arithmetic{"compat", "", "the arithmetic and edges of another program",
                              "none|fne|basic-fne"};
  CLI::Option* how =
      add_parsed(app, method, "full-network|selected|transfer|noise-aware",
                 [this, method](const std::string& text) { parse_method(text, method, *this); })
          ->default_str("full-network");
  CLI::Option* cuts =
      add_parsed(app, limits, "LOWER,UPPER|derived", [this](const std::string& text) {
        parse_thresholds(text, options);
      })->default_str(fmt::format("{},{}", kPaperLower, kPaperUpper));
  CLI::Option* whose = add_parsed(app, arithmetic, "fne|basic-fne",
                                  [this, arithmetic](const std::string& text) {
                                    options.compat = parse_enum<EmbedCompat>(text, arithmetic);
                                  })
                           ->excludes(how)
                           ->excludes(cuts);
  CLI::Option* known = app.add_option("--scores", scores,
                                      "scores of the training images alone; for transfer of "
                                      "another set of images")
                           ->type_name("scores.h5ad")
                           ->check(named())
                           ->group(kFitting);
  CLI::Option* split = app.add_option("--train", train,
                                      "fit on the images of this split only "
                                      "[column split of obs; default all images]")
                           ->type_name("SPLIT")
                           ->check(named())
                           ->group(kFitting);
  app.add_option("--by", by, "label column of obs, for noise-aware")
      ->type_name("COLUMN")
      ->capture_default_str()
      ->group(kNoiseAware);
  add_option_flags(app, noise, kNoiseAware);
  CLI::Option* earlier =
      app.add_option("--apply", fitted, "do not fit: apply this embedding to other activations")
          ->type_name("FITTED.h5ad")
          ->check(named())
          ->group("Applying");
  app.add_option("--packed", packed,
                 "write the digits packed to two bits too; with --query search these")
      ->type_name("FILE")
      ->check(named())
      ->group("Applying");
  CLI::Option* wanted =
      app.add_option("--query", query, "list the images nearest to this one of the embedding")
          ->type_name("IMAGE")
          ->check(named())
          ->group(kSearch);
  app.add_option("--model", model, "the query is a file: run it through this network")
      ->type_name("MODEL")
      ->needs(wanted)
      ->group(kSearch);
  add_option_flags(app, search, kSearch);
  for (CLI::Option* option : {how, cuts, whose, known, split}) {
    option->excludes(earlier);
    option->excludes(wanted);
  }
  earlier->excludes(wanted);
}

std::unique_ptr<Command> make_embed() {
  return std::make_unique<Embed>();
}

}  // namespace lexicnn::cli
