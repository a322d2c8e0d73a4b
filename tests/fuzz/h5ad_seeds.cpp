/// Files of lexicnn's own writer, and the same changed by the HDF5 library.
///
/// HDF5 1.10 crashes on wrong sizes in the header of an object, which no public call can check
/// first (docs/store.md). The smoke test leaves these alone: open are only bytes that lexicnn
/// itself makes sense of.
#include <algorithm>
#include <cstring>

#include "lexicnn/core/provenance.hpp"
#include "lexicnn/core/random.hpp"
#include "lexicnn/score/score.hpp"
#include "lexicnn/store/activation_file.hpp"
#include "lexicnn/store/h5ad.hpp"

#include "fuzz/h5ad_layout.hpp"
#include "fuzz/target.hpp"
#include "score/score_fixture.hpp"
#include "store/file_editor.hpp"
#include "store/support.hpp"

namespace lexicnn::fuzz {
namespace {

using test::FileEditor;

constexpr std::uint64_t kEdited = 150;

Table image_table(std::uint64_t rows) {
  Table out = test::plain_table(rows, "image");
  std::vector<std::string> classes;
  for (std::uint64_t row = 0; row < rows; ++row)
    classes.emplace_back(row % 3 == 0 ? "dog" : "cat");
  out.set("class", make_categorical(classes), "label of the image");
  out.set("width", std::vector<std::int64_t>(rows, 224));
  out.set("split", classes);
  out.set("sharp", std::vector<bool>(rows, true));
  out.set("weight", std::vector<double>(rows, 0.5));
  return out;
}

Table feature_table() {
  Table out;
  out.index = {"conv:0", "conv:1", "fc:0"};
  out.set("layer", make_categorical({"conv", "conv", "fc"}));
  out.set("layer_index", std::vector<std::int64_t>{0, 0, 2});
  out.set("depth", std::vector<double>{0, 0, 1});
  out.set("operation", make_categorical({"convolution", "convolution", "dense"}));
  out.set("channel", std::vector<std::int64_t>{0, 1, 0});
  out.set("tap", std::vector<std::string>{"relu", "relu", "fc"});
  return out;
}

/// Of more than 256 images, so that X lies in chunks; of fewer, in one piece.
void write_activations(const std::filesystem::path& path, std::uint64_t images, ElementType type) {
  Table ledger = test::plain_table(images, "image");
  ledger.set("outcome", make_categorical(std::vector<std::string>(images, "good")));
  Dict provenance = make_provenance("activations", "lexicnn extract");
  provenance.set("ledger", ledger);
  provenance.set("seeds", Array{{2}, std::vector<std::int64_t>{1, 2}});
  provenance.set("models", std::vector<std::string>{"a", "b"});
  Dict uns;
  uns.set("lexicnn", provenance);
  ActivationWriter writer(path, images, 3, type, true);
  std::vector<std::uint64_t> keep;
  for (std::uint64_t row = 0; row < images; ++row) {
    writer.write(row, std::vector<float>{static_cast<float>(row), 0.5F, -1.0F});
    keep.push_back(row);
  }
  writer.finish(keep, image_table(images), feature_table(), uns);
}

void write_scores(const std::filesystem::path& path, bool with_all) {
  const std::vector<float> values{1, 2, 3, 4, 5, 6, 0, 0, 1, 7, 8, 9};
  const MemorySource source(row_major(values.data(), 4, 3));
  const ScoreOptions options{.nulls = with_all ? 2U : 0U, .panel = with_all};
  const Scores scores = score(source, labels_from(image_table(4), "class"), feature_table(),
                              options, test::with_threads(1));
  write_h5ad(path, to_annotated(scores, make_provenance("scores", "lexicnn score")), true);
}

std::string any_object(FileEditor& file, RandomStream& stream) {
  const auto attributes = file.attributes();
  return attributes[stream.below(static_cast<std::uint32_t>(attributes.size()))].first;
}

hid_t any_type(RandomStream& stream) {
  const hid_t types[] = {H5T_IEEE_F64LE, H5T_IEEE_F32BE, H5T_STD_I8LE, H5T_STD_I64LE,
                         H5T_STD_U64BE,  H5T_STD_U16LE,  H5T_C_S1,     H5T_STD_REF_OBJ};
  return types[stream.below(std::size(types))];
}

/// What a program that knows HDF5 but not the format could have done.
void edit(FileEditor& file, RandomStream& stream) {
  const auto attributes = file.attributes();
  const auto& [object, attribute] =
      attributes[stream.below(static_cast<std::uint32_t>(attributes.size()))];
  const char* const texts[] = {"",
                               "array",
                               "categorical",
                               "dataframe",
                               "dict",
                               "_index",
                               "0.1.0",
                               "string-array",
                               "string",
                               "csr_matrix",
                               "nullable-integer",
                               "numeric-scalar",
                               "class",
                               "999"};
  const std::string text = texts[stream.below(std::size(texts))];
  switch (stream.below(6)) {
    case 0:
      return file.remove_attribute(object, attribute);
    case 1:
      return file.set_attribute(object, attribute, text);
    case 2:
      return file.set_attribute(object, attribute, std::vector<std::string>{text, "layer", text});
    case 3:
      if (object != "/") file.remove(object);
      return;
    case 4:
      return file.link(any_object(file, stream), object + (object == "/" ? "" : "/") + "again");
    default: {
      std::vector<hsize_t> shape;
      for (std::uint32_t rank = stream.below(4); rank > 0; --rank)
        shape.push_back(stream.below(5));
      if (object != "/") file.replace(object, any_type(stream), shape);
    }
  }
}

/// The file with one to three edits; those that HDF5 refuses are left out.
void edit_file(const std::filesystem::path& path, std::uint64_t number) {
  RandomStream stream(4, number);
  FileEditor file(path);
  for (std::uint32_t i = 1 + stream.below(3); i > 0; --i) {
    try {
      edit(file, stream);
    } catch (const std::runtime_error&) {
      continue;
    }
  }
}

Seed seed_of(const std::filesystem::path& path) {
  Seed out{test::bytes_of(path)};
  out.open = open_ranges(path, out.bytes);
  return out;
}

}  // namespace

std::vector<Seed> seeds() {
  H5Eset_auto2(H5E_DEFAULT, nullptr, nullptr);
  const test::TempDir folder;
  const std::vector<std::filesystem::path> files{folder / "0", folder / "1", folder / "2",
                                                 folder / "3"};
  write_activations(files[0], 9, ElementType::f32);
  write_activations(files[1], 300, ElementType::f16);
  write_scores(files[2], true);
  write_scores(files[3], false);
  std::vector<Seed> out;
  for (const auto& file : files)
    out.push_back(seed_of(file));
  for (std::uint64_t i = 0; i < kEdited; ++i) {
    const auto edited = folder / ("edited" + std::to_string(i));
    std::filesystem::copy_file(files[i % files.size()], edited);
    edit_file(edited, i);
    out.push_back(seed_of(edited));
  }
  return out;
}

}  // namespace lexicnn::fuzz
