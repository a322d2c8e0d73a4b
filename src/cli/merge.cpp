#include <fmt/format.h>
#include <memory>
#include <numeric>
#include <vector>

#include "lexicnn/core/provenance.hpp"
#include "lexicnn/extract/shard.hpp"
#include "lexicnn/store/activation_file.hpp"

#include "cli/command.hpp"
#include "cli/pipeline.hpp"

namespace lexicnn::cli {
namespace {

/// Rows copied at once: a row of the files' chunks.
constexpr std::uint64_t kBlockRows = 256;

class Merge final : public Command {
 public:
  void setup(CLI::App& app) override {
    app.add_option("shards", inputs_, "files of extract --shard, in any order")
        ->required()
        ->type_name("SHARD.h5ad…");
    app.add_option("-o,--output", output_, "the activations file to write")
        ->required()
        ->type_name("activations.h5ad");
    add_overwrite(app, overwrite_);
  }

  void run(Session& session) override {
    ActivationWriter::require_possible(output_, overwrite_, false);
    for (const std::filesystem::path& input : inputs_)
      require_other_file(output_, input);
    const auto sources = open_all();
    MergedShards merged = merge_shards(describe(sources), session.command_line());
    write(session.context(), sources, merged);
    session.note(fmt::format("{} shards, {} images: {}", sources.size(), merged.obs.rows(),
                             output_.string()));
  }

 private:
  using Sources = std::vector<std::unique_ptr<H5adSource>>;

  [[nodiscard]] Sources open_all() const {
    Sources sources;
    for (const std::filesystem::path& input : inputs_)
      sources.push_back(std::make_unique<H5adSource>(input));
    return sources;
  }

  [[nodiscard]] std::vector<ShardFile> describe(const Sources& sources) const {
    std::vector<ShardFile> files;
    for (std::size_t i = 0; i < sources.size(); ++i) {
      const Dict* provenance = content_of(
          inputs_[i], [&] { return &require_provenance(sources[i]->uns(), "activations"); });
      files.push_back({inputs_[i].string(), sources[i]->var(), *provenance});
      if (sources[i]->type() != sources.front()->type()) {
        throw Error(
            ErrorKind::invalid_input,
            fmt::format("'{}' and '{}' are no shards of one run: one is float16, one float32",
                        inputs_.front().string(), inputs_[i].string()));
      }
    }
    return files;
  }

  void write(const Context& context, const Sources& sources, MergedShards& merged) const {
    const H5adSource& first = *sources.front();
    const std::uint64_t features = first.features();
    ActivationWriter writer(output_, merged.obs.rows(), features, first.type(), overwrite_);
    std::uint64_t at = 0;
    std::vector<float> block;
    for (const std::size_t place : merged.order) {
      const H5adSource& source = *sources[place];
      for (std::uint64_t begin = 0; begin < source.rows(); begin += kBlockRows) {
        context.check_stop();
        const std::uint64_t count = std::min(kBlockRows, source.rows() - begin);
        block.resize(count * features);
        source.read_rows(begin, count, block);
        for (std::uint64_t row = 0; row < count; ++row)
          writer.write(at++, std::span(block).subspan(row * features, features));
        context.report({"merge", "images", at, merged.obs.rows()});
      }
    }
    std::vector<std::uint64_t> keep(merged.obs.rows());
    std::iota(keep.begin(), keep.end(), 0U);
    Dict uns;
    uns.set("lexicnn", std::move(merged.provenance));
    writer.finish(keep, merged.obs, first.var(), uns);
  }

  std::vector<std::filesystem::path> inputs_;
  std::filesystem::path output_;
  bool overwrite_ = false;
};

}  // namespace

std::unique_ptr<Command> make_merge() {
  return std::make_unique<Merge>();
}

}  // namespace lexicnn::cli
