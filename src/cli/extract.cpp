#include "cli/command.hpp"
#include "cli/pipeline.hpp"

namespace lexicnn::cli {
namespace {

class Extract final : public Command {
 public:
  void setup(CLI::App& app) override {
    arguments_.add_inputs(app);
    app.add_option("-o,--output", output_, "the activations file to write")
        ->required()
        ->type_name("activations.h5ad");
    arguments_.add_flags(app);
    arguments_.add_parts(app);
    CLI::Option* dry =
        app.add_flag("--dry-run", dry_run_, "print features, bytes and time; write nothing");
    app.add_flag("--json", json_, "with --dry-run, as JSON")->needs(dry);
    arguments_.add_resume(app);
    add_overwrite(app, overwrite_);
  }

  [[nodiscard]] bool shares_work() const override { return !dry_run_; }

  void run(Session& session) override {
    if (dry_run_) return dry_run(session, arguments_, output_, overwrite_, json_);
    extract_to_file(session, arguments_, output_, overwrite_);
  }

 private:
  ExtractArguments arguments_;
  std::filesystem::path output_;
  bool overwrite_ = false;
  bool dry_run_ = false;
  bool json_ = false;
};

}  // namespace

std::unique_ptr<Command> make_extract() {
  return std::make_unique<Extract>();
}

}  // namespace lexicnn::cli
