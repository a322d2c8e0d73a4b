#include "cli/command.hpp"
#include "cli/describe_graph.hpp"
#include "cli/describe_parts.hpp"
#include "cli/describe_query.hpp"
#include "cli/option_flags.hpp"

namespace lexicnn::cli {
namespace {

[[noreturn]] void wrong(const char* message) {
  throw CLI::ValidationError("describe", message);
}

class Describe final : public Command {
 public:
  void setup(CLI::App& app) override {
    app.add_option("scores", arguments_.scores, "scores file")
        ->required()
        ->type_name("scores.h5ad");
    auto* cls =
        app.add_option("class", arguments_.class_name, "class to describe")->type_name("CLASS");
    app.add_option("--feature", arguments_.feature, "describe this feature instead")
        ->type_name("LAYER:CHANNEL")
        ->excludes(cls);
    app.add_option("--activations", arguments_.activations,
                   "what was scored: for --signature, and for the images of --feature")
        ->type_name("activations.h5ad");
    add_option_flags(app, arguments_.options, "Statements");
    app.add_flag("--json", arguments_.json, "all numbers as JSON");
    signature_.add_flags(app);
    graph_.add_flags(app);
    query_.add_flags(app, {cls, app.get_option("--feature")});
    app.callback([this] { check(); });
  }

  void run(Session& session) override {
    if (signature_.asked()) return signature_.run(session, arguments_);
    if (graph_.asked()) {
      return graph_.run(session, arguments_.scores, arguments_.class_name, arguments_.options,
                        arguments_.json);
    }
    if (query_.asked()) {
      const ScoresFile file(session, arguments_.scores);
      return query_.run(session, file, arguments_.options.top, arguments_.json);
    }
    if (arguments_.feature.empty()) return describe_class(session, arguments_);
    describe_feature(session, arguments_);
  }

 private:
  void check() const {
    const bool of_feature = !arguments_.feature.empty();
    graph_.check_use();
    if (signature_.asked()) {
      if (arguments_.activations.empty()) wrong("--signature needs --activations");
      if (of_feature || graph_.asked() || query_.asked())
        wrong("--signature goes with CLASS, --activations and --json alone");
      return;
    }
    if (!arguments_.activations.empty() && !of_feature)
      wrong("--activations goes with --feature or --signature");
    if (query_.asked()) return query_.check(graph_.asked() || !arguments_.options.selected_only);
    if (graph_.asked()) return graph_.check(!arguments_.class_name.empty(), of_feature);
    if (!of_feature && arguments_.class_name.empty())
      wrong("name a CLASS, a feature with --feature, or give a --query");
  }

  DescribeArguments arguments_;
  GraphArguments graph_;
  SignatureArguments signature_;
  QueryArguments query_;
};

}  // namespace

std::unique_ptr<Command> make_describe() {
  return std::make_unique<Describe>();
}

}  // namespace lexicnn::cli
