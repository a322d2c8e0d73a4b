#include <algorithm>
#include <fmt/format.h>
#include <numeric>
#include <span>
#include <vector>

#include "lexicnn/core/provenance.hpp"
#include "lexicnn/core/text.hpp"
#include "lexicnn/extract/shard.hpp"
#include "lexicnn/store/activation_file.hpp"

#include "cli/command.hpp"
#include "cli/option_flags.hpp"
#include "cli/pipeline.hpp"

namespace lexicnn::cli {
namespace {

/// Rows copied at once: a row of the files' chunks.
constexpr std::uint64_t kRowsAtOnce = 256;

class Merge final : public Command {
 public:
  void setup(CLI::App& app) override {
    app.add_option("shards", inputs_, "files of extract --shard, in any order")
        ->required()
        ->type_name("SHARD.h5ad");
    app.add_option("-o,--output", output_, "the activations file to write")
        ->required()
        ->type_name("activations.h5ad");
    const OptionInfo gzip{
        "gzip", "LEVEL",
        "compress X, from 1 (fast) to 9 (small); also of one file that is no shard", "0 to 9"};
    add_number(app, gzip, gzip_);
    add_overwrite(app, overwrite_);
  }

  void run(Session& session) override {
    ActivationWriter::require_possible(output_, overwrite_, false);
    for (const std::filesystem::path& input : inputs_)
      require_other_file(output_, input);
    if (gzip_ != 0 && inputs_.size() == 1 && compress_one(session)) return;
    // One file at a time: there may be more shards than a process may have files open.
    ShardMerger merger;
    ElementType type = ElementType::f32;
    for (const std::filesystem::path& input : inputs_) {
      const H5adSource source(input);
      if (input == inputs_.front()) type = source.type();
      require_type(source, type, input);
      content_of(input, [&] { require_provenance(source.uns(), "activations"); });
      merger.add({input.string(), source.var(), source.uns().get<Dict>("lexicnn")});
    }
    MergedShards merged = merger.merge(session.command_line());
    write(session.context(), merged, type);
    session.note(fmt::format("{}, {}: {}", counted(inputs_.size(), "shard"),
                             counted(merged.obs.rows(), "image"), output_.string()));
  }

 private:
  /// A whole file instead of shards: the same tables, X compressed. False for a shard.
  bool compress_one(Session& session) const {
    const std::filesystem::path& input = inputs_.front();
    const H5adSource source(input);
    const bool is_shard = content_of(input, [&source] {
      return require_provenance(source.uns(), "activations").find("shard") != nullptr;
    });
    if (is_shard) return false;
    ActivationWriter writer(output_, source.rows(), source.features(), source.type(), overwrite_);
    std::uint64_t at = 0;
    copy_rows(source, writer, at, session.context());
    finish(writer, source.obs(), source.var(), source.uns());
    session.note(fmt::format("{}, compressed: {}", counted(at, "image"), output_.string()));
    return true;
  }

  void require_type(const H5adSource& source, ElementType type,
                    const std::filesystem::path& input) const {
    if (source.type() == type) return;
    throw Error(ErrorKind::invalid_input,
                fmt::format("'{}' and '{}' are no shards of one run: one is float16, one float32",
                            inputs_.front().string(), input.string()));
  }

  void write(const Context& context, MergedShards& merged, ElementType type) const {
    const Table var = H5adSource(inputs_.front()).var();
    ActivationWriter writer(output_, merged.obs.rows(), var.rows(), type, overwrite_);
    std::uint64_t at = 0;
    for (const std::size_t place : merged.order) {
      copy_rows(H5adSource(inputs_[place]), writer, at, context);
      context.report({"merge", "images", at, merged.obs.rows()});
    }
    Dict uns;
    uns.set("lexicnn", std::move(merged.provenance));
    finish(writer, merged.obs, var, uns);
  }

  void finish(ActivationWriter& writer, const Table& obs, const Table& var, const Dict& uns) const {
    std::vector<std::uint64_t> keep(obs.rows());
    std::iota(keep.begin(), keep.end(), 0U);
    writer.finish(keep, obs, var, uns, static_cast<unsigned>(gzip_));
  }

  static void copy_rows(const H5adSource& source, ActivationWriter& writer, std::uint64_t& at,
                        const Context& context) {
    const std::uint64_t features = source.features();
    std::vector<float> block;
    for (std::uint64_t begin = 0; begin < source.rows(); begin += kRowsAtOnce) {
      context.check_stop();
      const std::uint64_t count = std::min(kRowsAtOnce, source.rows() - begin);
      block.resize(count * features);
      source.read_rows(begin, count, block);
      for (std::uint64_t row = 0; row < count; ++row)
        writer.write(at++, std::span(block).subspan(row * features, features));
    }
  }

  std::vector<std::filesystem::path> inputs_;
  std::filesystem::path output_;
  std::uint64_t gzip_ = 0;
  bool overwrite_ = false;
};

}  // namespace

std::unique_ptr<Command> make_merge() {
  return std::make_unique<Merge>();
}

}  // namespace lexicnn::cli
