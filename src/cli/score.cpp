#include "cli/command.hpp"
#include "cli/pipeline.hpp"

namespace lexicnn::cli {
namespace {

class Score final : public Command {
 public:
  void setup(CLI::App& app) override {
    app.add_option("matrix", arguments_.input,
                   "activations.h5ad, any other .h5ad (dense or sparse X), or a .npy matrix")
        ->required()
        ->type_name("MATRIX");
    app.add_option("-o,--output", output_, "the scores file to write")
        ->required()
        ->type_name("scores.h5ad");
    app.add_option("--labels", arguments_.labels, "labels of a .npy matrix, one a row")
        ->type_name("y.npy|y.csv")
        ->group("Scores");
    arguments_.add_flags(app);
    arguments_.add_comparison_flags(app);
    add_overwrite(app, overwrite_);
  }

  [[nodiscard]] bool shares_work() const override { return true; }

  void run(Session& session) override { score_to_file(session, arguments_, output_, overwrite_); }

 private:
  ScoreArguments arguments_;
  std::filesystem::path output_;
  bool overwrite_ = false;
};

}  // namespace

std::unique_ptr<Command> make_score() {
  return std::make_unique<Score>();
}

}  // namespace lexicnn::cli
