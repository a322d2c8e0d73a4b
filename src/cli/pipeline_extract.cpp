#include <fmt/format.h>
#include <fmt/ranges.h>
#include <malloc.h>
#include <optional>

#include "lexicnn/core/error.hpp"
#include "lexicnn/core/provenance.hpp"
#include "lexicnn/core/text.hpp"
#include "lexicnn/extract/first_image.hpp"
#include "lexicnn/store/activation_file.hpp"

#include "cli/extract_setup.hpp"
#include "cli/old_activations.hpp"
#include "cli/option_flags.hpp"
#include "cli/pipeline.hpp"

namespace lexicnn::cli {
namespace {

/// The rows of --reuse, and the capture of the layers that they lack.
class Reuse {
 public:
  Reuse(const ExtractArguments& arguments, const ExtractSetup& setup, const Context& context) {
    if (arguments.reuse.empty()) return;
    old_.emplace(arguments.reuse, numbers_key(setup.input(), setup.options), *setup.capture,
                 setup.type);
    if (old_->missing_layers().empty()) return;
    if (setup.options.precision == Precision::bf16) {
      throw Error(ErrorKind::invalid_option,
                  "in bf16 numbers depend on the layers that are captured: a file that lacks some "
                  "cannot be reused");
    }
    CaptureOptions options = setup.options;
    options.layers = old_->missing_layers();
    rest_.emplace(setup.network, options, setup.preprocessing.height, setup.preprocessing.width,
                  context);
  }

  void add_to(ExtractInput& input) const {
    if (old_) input.known = &*old_;
    if (rest_) input.rest = &*rest_;
  }

  /// Lets go of the capture, and counts what all ranks have found.
  void end(Ranks& ranks) {
    if (rest_) rest_features_ = rest_->features();
    rest_.reset();
    if (old_) found_ = old_->found();
    ranks.sum({&found_, 1});
  }

  void tell(Session& session) const {
    if (!old_) return;
    std::string more;
    if (rest_features_ != 0) {
      more = fmt::format(", {} of {} added to them", counted(rest_features_, "feature"),
                         counted(old_->missing_layers().size(), "layer"));
    }
    session.note(fmt::format("{} reused{}", counted(found_, "row"), more));
  }

 private:
  std::optional<OldActivations> old_;
  std::optional<Capture> rest_;
  std::uint64_t rest_features_ = 0;
  std::uint64_t found_ = 0;
};

/// The C library keeps what is freed between what is not; the pages of it can be given back.
void give_back_memory() {
#if defined(__GLIBC__)
  ::malloc_trim(0);
#endif
}

/// Whether the same command may succeed another time. After the other errors an option must change,
/// and rows of other options are of no use.
bool may_be_repeated(ErrorKind kind) {
  return kind != ErrorKind::not_finite && kind != ErrorKind::invalid_input &&
         kind != ErrorKind::no_images;
}

/// Runs `work`; where it fails, says how the run is gone on with, or leaves nothing of it.
template <typename Work>
void keeping_for_later(Session& session, ActivationWriter& writer, std::uint64_t images,
                       const Work& work) {
  try {
    work();
  } catch (const Error& error) {
    if (!may_be_repeated(error.kind())) {
      writer.discard();
    } else if (writer.recorded() != 0) {
      const bool bad = error.kind() == ErrorKind::invalid_image;
      const std::string done =
          session.ranks().alone()
              ? fmt::format("{} of {} images are done and kept", writer.recorded(), images)
              : "what is done is kept";
      session.note(
          fmt::format("{}: the same command with --resume goes on{}", done,
                      bad ? " when the image is mended, or with --on-bad-image skip" : ""));
    }
    throw;
  }
}

}  // namespace

void add_overwrite(CLI::App& app, bool& overwrite) {
  app.add_flag("--overwrite", overwrite, "replace an output that exists")->group("Shared");
}

void ExtractArguments::add_inputs(CLI::App& app) {
  app.add_option("model", model, "network: ONNX, TensorFlow Lite, TensorFlow or OpenVINO IR")
      ->required()
      ->type_name("MODEL");
  app.add_option("images", images,
                 "folder with a folder a class, a CSV or TSV manifest, or a split file (.txt)")
      ->required()
      ->type_name("IMAGES");
}

void ExtractArguments::add_flags(CLI::App& app) {
  add_option_flags(app, set, "Images");
  app.add_option("--preprocess", preprocess,
                 fmt::format("preset ({}) or JSON file; known for the models of `make models`",
                             fmt::join(preprocessing_presets(), ", ")))
      ->type_name("NAME|FILE.json")
      ->group("Images");
  app.add_flag("--fast-resize", fast_resize,
               "JPEG: shrink in the decoder first; faster for large photographs, other numbers")
      ->group("Images");
  add_option_flags(app, extract, "Images");
  add_option_flags(app, capture, "Capture");
  app.add_option("--dtype", dtype, "how activations are stored")
      ->type_name("f32|f16")
      ->check(CLI::IsMember({"f32", "f16"}).description(""))
      ->capture_default_str()
      ->group("Capture");
}

void ExtractArguments::add_resume(CLI::App& app) {
  app.add_flag("--resume", resume, "go on with a run that was interrupted, where there is one")
      ->group("Shared");
}

void ExtractArguments::add_parts(CLI::App& app) {
  const OptionInfo info{"shard", "", "do only part i of n of the images; 'merge' joins the parts",
                        ""};
  app.add_option_function<std::string>(
         "--shard",
         [this, info](const std::string& text) {
           parse_flag(info, [&] { shard = parse_shard(text); });
         },
         std::string(info.meaning))
      ->type_name("i/n")
      ->group("Images");
  app.add_option("--reuse", reuse, "take over the rows that another run's file has already")
      ->type_name("OLD.h5ad")
      ->group("Images");
}

namespace {

/// Says what of an interrupted run is gone on with.
void tell_resumed(Session& session, const ActivationWriter& writer, std::uint64_t images,
                  bool was_interrupted) {
  if (const std::uint64_t done = writer.recorded(); done != 0) {
    session.note(fmt::format("resumed: {} of {} images are done", done, images));
  } else if (was_interrupted) {
    session.note("note: nothing of the interrupted run is whole: it begins anew");
  }
}

}  // namespace

void extract_to_file(Session& session, const ExtractArguments& arguments,
                     const std::filesystem::path& target, bool overwrite) {
  const Context context = session.context();
  session.on_first(
      [&] { ActivationWriter::require_possible(target, overwrite, arguments.resume); });
  std::optional<ExtractSetup> made;
  std::optional<Reuse> reuse;
  together(session.ranks(), [&] {
    const Context alike = session.context_of_all();
    made.emplace(arguments, alike);
    give_back_memory();
    reuse.emplace(arguments, *made, alike);
  });
  ExtractSetup& setup = *made;
  const std::uint64_t images = setup.images().files.size();
  session.note(fmt::format("{} images × {} features: {} on disk, {} more while it is made", images,
                           setup.capture->features(), to_string(ByteSize{setup.file_bytes()}),
                           to_string(ByteSize{setup.part_bytes()})));
  ExtractInput input = setup.input();
  reuse->add_to(input);
  Resumption resumption{run_key(input, setup.options), arguments.resume};
  resumption.key.emplace_back("dtype", arguments.dtype);
  const bool was_interrupted = arguments.resume && ActivationWriter::is_unfinished(target);
  ActivationWriter writer(target, images, setup.capture->features(), setup.type, overwrite,
                          resumption, session.ranks());
  tell_resumed(session, writer, images, was_interrupted);
  keeping_for_later(session, writer, images, [&] {
    std::optional<TapCheck> taps;
    session.on_first([&] { taps = check_first_image(input, setup.options, session.context()); });
    std::vector<ImageRecord> records = extract_rows(input, writer, arguments.extract, context);
    // The tables are made in the memory that the engine has had.
    const Table var = setup.capture->var();
    setup.capture.reset();
    reuse->end(session.ranks());
    give_back_memory();
    ExtractResult result;
    Dict uns;
    session.on_first([&] {
      result = make_result(setup.images(), std::move(records), setup.shard.has_value());
      Dict provenance = make_provenance("activations", session.command_line());
      add_extract_provenance(provenance, input, result, setup.options, arguments.extract);
      if (taps) provenance.set("tap_check", to_dict(*taps));
      if (setup.shard) add_shard_provenance(provenance, setup.whole, *setup.shard);
      uns.set("lexicnn", std::move(provenance));
    });
    writer.finish(result.keep, result.obs, var, uns);
    reuse->tell(session);
    session.note(fmt::format("{} good images, {} bad: {}", result.keep.size(),
                             images - result.keep.size(), target.string()));
  });
}

}  // namespace lexicnn::cli
