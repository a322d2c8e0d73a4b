#include "lexicnn/lexicon/describe.hpp"

#include "lexicnn/core/error.hpp"

#include "cli/command.hpp"
#include "cli/describe_graph.hpp"
#include "cli/describe_query.hpp"
#include "cli/option_flags.hpp"
#include "cli/pipeline.hpp"

namespace lexicnn::cli {
namespace {

class Describe final : public Command {
 public:
  void setup(CLI::App& app) override {
    app.add_option("scores", input_, "scores file")->required()->type_name("scores.h5ad");
    auto* cls = app.add_option("class", class_, "class to describe")->type_name("CLASS");
    app.add_option("--feature", feature_, "describe this feature instead")
        ->type_name("LAYER:CHANNEL")
        ->excludes(cls);
    add_option_flags(app, options_, "Statements");
    app.add_flag("--json", json_, "all numbers as JSON");
    graph_.add_flags(app);
    query_.add_flags(app, {cls, app.get_option("--feature")});
    app.callback([this] {
      if (query_.asked()) return query_.check(graph_.asked() || !options_.selected_only);
      if (graph_.asked()) return graph_.check(!class_.empty(), !feature_.empty());
      if (class_.empty() && feature_.empty()) {
        throw CLI::ValidationError("describe",
                                   "name a CLASS, a feature with --feature, or give a --query");
      }
    });
  }

  void run(Session& session) override {
    if (graph_.asked()) return graph_.run(session, input_, class_, options_, json_);
    const ScoresFile file(session, input_);
    if (query_.asked()) return query_.run(session, file, options_.top, json_);
    if (feature_.empty()) {
      print(lexicnn::describe(file.scores, file.selection, class_, options_));
    } else {
      print(describe_feature(file.scores, file.selection, feature_, options_));
    }
  }

 private:
  template <typename Description>
  void print(const Description& description) const {
    Session::print(json_ ? to_json(description) : to_text(description));
  }

  std::filesystem::path input_;
  std::string class_;
  std::string feature_;
  DescribeOptions options_;
  bool json_ = false;
  GraphArguments graph_;
  QueryArguments query_;
};

}  // namespace

std::unique_ptr<Command> make_describe() {
  return std::make_unique<Describe>();
}

}  // namespace lexicnn::cli
