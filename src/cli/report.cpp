#include <vector>

#include "cli/command.hpp"
#include "cli/option_flags.hpp"
#include "cli/pipeline.hpp"

namespace lexicnn::cli {
namespace {

class Report final : public Command {
 public:
  void setup(CLI::App& app) override {
    app.add_option("scores", input_, "scores file")->required()->type_name("scores.h5ad");
    arguments_.add_inputs(app);
    app.add_option("-o,--output", output_, "the page to write")
        ->required()
        ->type_name("report.html");
    arguments_.add_flags(app);
    app.get_option("--map-images")->needs(app.get_option("--embedding"));
    add_option_flags(app, profile_, "Report");
    add_overwrite(app, overwrite_);
  }

  void run(Session& session) override {
    std::vector<std::filesystem::path> inputs = arguments_.evaluations;
    inputs.insert(inputs.end(), {input_, arguments_.activations, arguments_.embedding,
                                 arguments_.taxonomy, arguments_.wnids});
    for (const std::filesystem::path& input : inputs) {
      if (!input.empty()) require_other_file(output_, input);
    }
    const ScoresFile file(session, input_);
    const ProfileResult result = lexicnn::profile(file.scores, file.selection, profile_);
    report_to_file(session, file, result, arguments_, output_, overwrite_);
  }

 private:
  std::filesystem::path input_;
  std::filesystem::path output_;
  ReportArguments arguments_;
  ProfileOptions profile_;
  bool overwrite_ = false;
};

}  // namespace

std::unique_ptr<Command> make_report() {
  return std::make_unique<Report>();
}

}  // namespace lexicnn::cli
