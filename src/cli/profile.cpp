#include <algorithm>

#include "lexicnn/core/output_file.hpp"
#include "lexicnn/profile/compare.hpp"

#include "cli/command.hpp"
#include "cli/option_flags.hpp"
#include "cli/pipeline.hpp"

namespace lexicnn::cli {
namespace {

/// The file's name without its endings, as "cats" of cats.scores.h5ad.
std::string short_name(const std::filesystem::path& path) {
  const std::filesystem::path stem = path.stem();
  return stem.extension() == ".scores" ? stem.stem().string() : stem.string();
}

/// What a profile is called beside others: its short name, or the path as it was given where two
/// files have the same.
std::vector<std::string> names_of(const std::vector<std::filesystem::path>& paths) {
  std::vector<std::string> out;
  for (const std::filesystem::path& path : paths) {
    const std::string name = short_name(path);
    const bool alone = std::count_if(paths.begin(), paths.end(), [&name](const auto& other) {
                         return short_name(other) == name;
                       }) == 1;
    out.push_back(alone ? name : path.string());
  }
  return out;
}

class Profile final : public Command {
 public:
  void setup(CLI::App& app) override {
    app.add_option("scores", inputs_,
                   "scores file; several are compared: other image sets, or other networks")
        ->required()
        ->type_name("scores.h5ad");
    add_option_flags(app, options_, "Profile");
    auto* json = app.add_flag("--json", json_, "all numbers as JSON");
    app.add_option("-o,--output", output_, "write all numbers as CSV to a file")
        ->type_name("layers.csv")
        ->excludes(json);
    app.add_option("--differences", differences_,
                   "write the differences of several files as CSV to a file")
        ->type_name("FILE.csv");
    add_overwrite(app, overwrite_);
  }

  void run(Session& session) override {
    if (inputs_.size() == 1 && !differences_.empty()) {
      throw Error(ErrorKind::invalid_option, "--differences needs two scores files or more");
    }
    if (!output_.empty() && output_.lexically_normal() == differences_.lexically_normal()) {
      throw Error(ErrorKind::invalid_option,
                  "--output and --differences are the same file: give two names");
    }
    for (const auto& target : {output_, differences_}) {
      if (!target.empty()) OutputFile::require_possible(target, overwrite_);
      for (const auto& input : inputs_)
        require_other_file(target, input);
    }
    std::vector<NamedProfile> profiles;
    const std::vector<std::string> names = names_of(inputs_);
    for (std::size_t i = 0; i < inputs_.size(); ++i) {
      const ScoresFile file(session, inputs_[i]);
      note_no_halves(session, file.scores, inputs_[i]);
      profiles.push_back({names[i], lexicnn::profile(file.scores, file.selection, options_)});
    }
    if (profiles.size() == 1) return show_one(profiles.front().profile);
    show_comparison(compare_profiles(std::move(profiles)));
  }

 private:
  void note_no_halves(Session& session, const Scores& scores,
                      const std::filesystem::path& path) const {
    if (inputs_.size() == 1 || !scores.resamples.empty()) return;
    session.note("note: '" + path.string() +
                 "' holds no halves of its images, so its differences have no interval and no p: "
                 "score again with --bootstrap 200");
  }

  void show_one(const ProfileResult& result) const {
    if (!output_.empty()) return write_text_file(output_, to_csv(result), overwrite_);
    Session::print(json_ ? to_json(result) : to_text(result) + "\n" + to_more_text(result));
  }

  void show_comparison(const ProfileComparison& comparison) const {
    if (!output_.empty()) write_text_file(output_, to_csv(comparison), overwrite_);
    if (!differences_.empty())
      write_text_file(differences_, differences_csv(comparison), overwrite_);
    if (!output_.empty() || !differences_.empty()) return;
    Session::print(json_ ? to_json(comparison) : to_text(comparison));
  }

  std::vector<std::filesystem::path> inputs_;
  std::filesystem::path output_;
  std::filesystem::path differences_;
  ProfileOptions options_;
  bool json_ = false;
  bool overwrite_ = false;
};

}  // namespace

std::unique_ptr<Command> make_profile() {
  return std::make_unique<Profile>();
}

}  // namespace lexicnn::cli
