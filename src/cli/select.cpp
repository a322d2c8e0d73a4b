#include "cli/command.hpp"
#include "cli/pipeline.hpp"

namespace lexicnn::cli {
namespace {

class Select final : public Command {
 public:
  void setup(CLI::App& app) override {
    app.add_option("scores", input_, "scores file")->required()->type_name("scores.h5ad");
    app.add_option("-o,--output", output_,
                   "file to write; without it the scores file is replaced by a whole new copy")
        ->type_name("FILE.h5ad");
    arguments_.add_flags(app);
    add_overwrite(app, overwrite_);
  }

  void run(Session& session) override {
    const bool in_place = output_.empty();
    select_to_file(session, input_, arguments_, in_place ? input_ : output_,
                   in_place || overwrite_);
  }

 private:
  std::filesystem::path input_;
  std::filesystem::path output_;
  SelectArguments arguments_;
  bool overwrite_ = false;
};

}  // namespace

std::unique_ptr<Command> make_select() {
  return std::make_unique<Select>();
}

}  // namespace lexicnn::cli
