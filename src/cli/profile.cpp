#include "lexicnn/core/output_file.hpp"

#include "cli/command.hpp"
#include "cli/option_flags.hpp"
#include "cli/pipeline.hpp"

namespace lexicnn::cli {
namespace {

class Profile final : public Command {
 public:
  void setup(CLI::App& app) override {
    app.add_option("scores", input_, "scores file")->required()->type_name("scores.h5ad");
    add_option_flags(app, options_, "Profile");
    auto* json = app.add_flag("--json", json_, "all numbers as JSON");
    app.add_option("-o,--output", output_, "write all numbers as CSV to a file")
        ->type_name("layers.csv")
        ->excludes(json);
    add_overwrite(app, overwrite_);
  }

  void run(Session& session) override {
    if (!output_.empty()) OutputFile::require_possible(output_, overwrite_);
    require_other_file(output_, input_);
    const ScoresFile file(session, input_);
    const ProfileResult result = lexicnn::profile(file.scores, file.selection, options_);
    if (!output_.empty()) {
      write_text_file(output_, to_csv(result), overwrite_);
    } else {
      Session::print(json_ ? to_json(result) : to_text(result) + "\n" + to_more_text(result));
    }
  }

 private:
  std::filesystem::path input_;
  std::filesystem::path output_;
  ProfileOptions options_;
  bool json_ = false;
  bool overwrite_ = false;
};

}  // namespace

std::unique_ptr<Command> make_profile() {
  return std::make_unique<Profile>();
}

}  // namespace lexicnn::cli
