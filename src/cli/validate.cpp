#include "lexicnn/store/validate.hpp"

#include <fmt/format.h>

#include "lexicnn/core/error.hpp"
#include "lexicnn/core/text.hpp"

#include "cli/command.hpp"

namespace lexicnn::cli {
namespace {

class Validate final : public Command {
 public:
  void setup(CLI::App& app) override {
    app.add_option("file", file_, "file to check")->required()->type_name("FILE.h5ad");
  }

  void run(Session&) override {
    const ValidateResult result = lexicnn::validate(file_);
    for (const FormatFinding& finding : result.findings) {
      Session::print(fmt::format("{}: {}\n", finding.element, finding.problem));
    }
    if (!result.findings.empty()) {
      throw Error(ErrorKind::invalid_file,
                  fmt::format("'{}' breaks the format in {}", file_.string(),
                              counted(result.findings.size(), "place")));
    }
    Session::print(
        fmt::format("valid: {}, {} × {}\n",
                    result.kind.empty() ? "an AnnData file of another program" : result.kind,
                    result.observations, result.variables));
  }

 private:
  std::filesystem::path file_;
};

}  // namespace

std::unique_ptr<Command> make_validate() {
  return std::make_unique<Validate>();
}

}  // namespace lexicnn::cli
