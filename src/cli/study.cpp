#include <fmt/format.h>
#include <optional>
#include <system_error>
#include <utility>

#include "lexicnn/core/error.hpp"
#include "lexicnn/core/output_file.hpp"

#include "cli/command.hpp"
#include "cli/embed_pipeline.hpp"
#include "cli/option_flags.hpp"
#include "cli/pipeline.hpp"

namespace lexicnn::cli {
namespace {

namespace fs = std::filesystem;

/// Whether there is nothing but what a killed study left: its scratch files, which the next
/// removes.
bool holds_nothing(const fs::path& folder) {
  std::error_code error;
  for (fs::directory_iterator entry(folder, error), end; !error && entry != end;
       entry.increment(error)) {
    const std::string name = entry->path().filename().string();
    if (name.find(".h5ad.part-") == std::string::npos &&
        name.find(".h5ad.tmp-") == std::string::npos) {
      return false;
    }
  }
  return !error;
}

/// A folder that is made where it is missing, and is gone again where it is still empty at the end.
/// One that holds anything needs --overwrite or --resume.
class OutputFolder {
 public:
  OutputFolder(fs::path folder, bool may_hold_files) : folder_(std::move(folder)) {
    std::error_code error;
    is_new_ = !fs::exists(folder_, error);
    prepare(folder_, may_hold_files);
  }
  OutputFolder(const OutputFolder&) = delete;
  OutputFolder& operator=(const OutputFolder&) = delete;
  ~OutputFolder() {
    std::error_code ignored;
    if (is_new_ && fs::is_empty(folder_, ignored)) fs::remove(folder_, ignored);
  }

 private:
  static void prepare(const fs::path& folder, bool may_hold_files);

  fs::path folder_;
  bool is_new_ = false;
};

void OutputFolder::prepare(const fs::path& folder, bool may_hold_files) {
  std::error_code error;
  if (fs::exists(folder, error) && !fs::is_directory(folder, error)) {
    throw Error(ErrorKind::output_unwritable,
                fmt::format("'{}' is a file; the output of a study is a folder", folder.string()));
  }
  if (fs::is_directory(folder, error) && !holds_nothing(folder) && !may_hold_files) {
    throw Error(ErrorKind::output_exists,
                fmt::format("'{}' exists and is not empty; give another folder or --overwrite, or "
                            "--resume where the extraction of a study was interrupted",
                            folder.string()));
  }
  fs::create_directories(folder, error);
  if (error) {
    throw Error(ErrorKind::output_unwritable,
                fmt::format("cannot make the folder '{}': {}", folder.string(), error.message()));
  }
}

class Study final : public Command {
 public:
  void setup(CLI::App& app) override {
    extract_.add_inputs(app);
    app.add_option("-o,--output", output_, "folder for the files and the report")
        ->required()
        ->type_name("DIR");
    extract_.add_flags(app);
    score_.add_flags(app);
    select_.add_flags(app);
    add_option_flags(app, profile_, "Profile");
    report_.add_flags(app);
    extract_.add_resume(app);
    add_overwrite(app, overwrite_);
  }

  [[nodiscard]] bool shares_work() const override { return true; }

  void run(Session& session) override {
    // What an interrupted study has made is its own to replace.
    overwrite_ = overwrite_ || extract_.resume;
    const fs::path activations = output_ / "activations.h5ad";
    const fs::path scores = output_ / "scores.h5ad";
    std::optional<OutputFolder> folder;
    session.on_first([&] {
      require_other_folder();
      folder.emplace(output_, overwrite_);
      for (const fs::path& target : {activations, scores, layers(), embedding(), page()})
        OutputFile::require_possible(target, overwrite_);
    });
    if (extract_.resume && fs::exists(activations)) extract_.reuse = activations;
    // What takes long is shared by all processes, what takes seconds is done by the first.
    extract_to_file(session, extract_, activations, overwrite_);
    score_.input = activations;
    score_to_file(session, score_, scores, overwrite_);
    session.on_first([&] { finish(session, activations, scores); });
  }

 private:
  [[nodiscard]] fs::path layers() const { return output_ / "layers.csv"; }
  [[nodiscard]] fs::path embedding() const { return output_ / "embedding.h5ad"; }
  [[nodiscard]] fs::path page() const { return output_ / "report.html"; }

  void finish(Session& session, const fs::path& activations, const fs::path& scores) {
    select_to_file(session, scores, select_, scores, true);
    const ScoresFile file(session, scores);
    const ProfileResult profile = lexicnn::profile(file.scores, file.selection, profile_);
    write_text_file(layers(), to_csv(profile), overwrite_);
    EmbedArguments embed;
    embed.input = activations;
    embed.target = embedding();
    embed.overwrite = overwrite_;
    fit_to_file(session, embed);
    report_.activations = activations;
    report_.embedding = embedding();
    report_to_file(session, file, profile, report_, page(), overwrite_);
    Session::print(to_text(profile));
    Session::print(fmt::format("\nreport: {}\n", page().string()));
  }

  /// The images' folder stays as it is.
  void require_other_folder() const {
    std::error_code ignored;
    if (!fs::equivalent(output_, extract_.images, ignored)) return;
    throw Error(ErrorKind::invalid_option,
                fmt::format("'{}' is the folder of the images: give another one for the results",
                            output_.string()));
  }

  ExtractArguments extract_;
  ScoreArguments score_;
  SelectArguments select_;
  ProfileOptions profile_;
  ReportArguments report_;
  fs::path output_;
  bool overwrite_ = false;
};

}  // namespace

std::unique_ptr<Command> make_study() {
  return std::make_unique<Study>();
}

}  // namespace lexicnn::cli
