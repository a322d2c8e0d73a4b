#include "lexicnn/extract/extract.hpp"

#include <fmt/format.h>
#include <utility>

#include "lexicnn/core/error.hpp"
#include "lexicnn/core/provenance.hpp"
#include "lexicnn/core/sha256.hpp"

#include "extract/image_names.hpp"
#include "extract/run_images.hpp"

namespace lexicnn {
namespace {

Dict run_facts(const ExtractInput& input, const CaptureOptions& capture_options,
               const ExtractOptions& options) {
  Dict facts;
  facts.set("model", input.network.path().filename().string());
  facts.set("model_sha256", input.network.sha256());
  facts.set("engine", input.network.engine());
  facts.set("capture", options_dict(capture_options));
  facts.set("extract", options_dict(options));
  facts.set("preprocessing", to_dict(input.preprocessing));
  return facts;
}

}  // namespace

std::string_view to_string(OnBadImage rule) noexcept {
  return rule == OnBadImage::skip ? "skip" : "fail";
}

std::vector<ImageRecord> extract_rows(const ExtractInput& input, ActivationSink& sink,
                                      const ExtractOptions& options, const Context& context) {
  if (input.images.files.empty()) {
    throw Error(ErrorKind::no_images,
                fmt::format("'{}' holds no image files", input.images.root.string()));
  }
  return extract_stage::run_images(input, sink, options, context);
}

ExtractResult make_result(const ImageSet& images, std::vector<ImageRecord> records, bool is_shard) {
  ExtractResult result;
  result.records = std::move(records);
  result.keep = good_rows(result.records);
  if (result.keep.empty() && !is_shard) {
    throw Error(ErrorKind::no_images,
                fmt::format("none of the {} files of '{}' is a readable image; the first, '{}': {}",
                            result.records.size(), images.root.string(), images.files.front().name,
                            result.records.front().reason));
  }
  result.obs = make_obs(images, result.records);
  result.ledger = make_ledger(images, result.records);
  return result;
}

ExtractResult extract(const ExtractInput& input, ActivationSink& sink,
                      const ExtractOptions& options, const Context& context) {
  return make_result(input.images, extract_rows(input, sink, options, context), input.is_shard);
}

std::string image_list_sha256(const ImageSet& images, const std::vector<ImageRecord>& records) {
  Sha256 hash;
  for (std::size_t i = 0; i < images.files.size(); ++i) {
    hash.update(images.files[i].name);
    hash.update("\n");
    hash.update(records[i].sha256.hex());
    for (const std::string& label : *images.files[i].labels) {
      hash.update("\n");
      hash.update(label);
    }
    hash.update(std::string_view("\0", 1));
  }
  return hash.finish();
}

RunKey numbers_key(const Dict& provenance) {
  Dict facts;
  for (const char* name :
       {"model_sha256", "engine", "version", "instruction_set", "capture", "preprocessing"}) {
    if (const Value* value = provenance.find(name)) facts.set(name, *value);
  }
  return facts_of(facts,
                  {"capture.layers", "capture.batch", "capture.streams", "preprocessing.name"});
}

RunKey numbers_key(const ExtractInput& input, const CaptureOptions& capture_options) {
  Dict provenance = make_provenance("activations", {});
  const Dict facts = run_facts(input, capture_options, {});
  for (const auto& [name, value] : facts.entries())
    provenance.set(name, value);
  return numbers_key(provenance);
}

RunKey run_key(const ExtractInput& input, const CaptureOptions& capture_options) {
  RunKey key = numbers_key(input, capture_options);
  const Table& var = input.capture.var();
  key.emplace_back("features",
                   fmt::format("{}, SHA-256 {}", var.rows(), extract_stage::sha256_of(var.index)));
  key.emplace_back("images",
                   fmt::format("{}, SHA-256 of the names {}", input.images.files.size(),
                               extract_stage::sha256_of(extract_stage::names_of(input.images))));
  return key;
}

void add_extract_provenance(Dict& provenance, const ExtractInput& input, ExtractResult& result,
                            const CaptureOptions& capture_options, const ExtractOptions& options) {
  const Dict facts = run_facts(input, capture_options, options);
  for (const auto& [name, value] : facts.entries())
    provenance.set(name, value);
  provenance.set("images_root", input.images.root.string());
  provenance.set("images_sha256", image_list_sha256(input.images, result.records));
  provenance.set("images_good", static_cast<std::int64_t>(result.keep.size()));
  provenance.set("images_bad",
                 static_cast<std::int64_t>(result.records.size() - result.keep.size()));
  provenance.set("ledger", std::exchange(result.ledger, {}));
  result.records = {};
}

}  // namespace lexicnn
