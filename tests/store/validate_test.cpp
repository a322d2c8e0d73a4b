#include "lexicnn/store/validate.hpp"

#include <cmath>
#include <limits>

#include "lexicnn/core/half.hpp"
#include "lexicnn/core/provenance.hpp"
#include "lexicnn/store/activation_file.hpp"
#include "lexicnn/store/h5ad.hpp"

#include "store/file_editor.hpp"
#include "store/support.hpp"

namespace lexicnn {
namespace {

using test::FileEditor;
using Edit = std::function<void(FileEditor&)>;

constexpr std::uint64_t kImages = 300;

/// A good file of kind "activations": 300 images, one bad file, 2 layers.
void write_good_activations(const std::filesystem::path& path, ElementType type) {
  Table ledger = test::plain_table(kImages + 1, "image");
  std::vector<std::string> outcome(kImages + 1, "good");
  outcome[7] = "bad";
  ledger.set("outcome", make_categorical(outcome));
  std::vector<std::uint64_t> keep;
  for (std::uint64_t i = 0; i <= kImages; ++i) {
    if (i != 7) keep.push_back(i);
  }
  Table obs = ledger.select_rows(keep);
  obs.columns.clear();
  std::vector<std::string> classes(kImages, "cat");
  classes[3] = "dog";
  obs.set("class", make_categorical(classes), "label of the image");
  obs.set("width", std::vector<std::int64_t>(kImages, 224));
  Table var;
  var.index = {"a/conv:0", "a/conv:1", "fc:0"};
  var.set("layer", make_categorical({"a/conv", "a/conv", "fc"}));
  var.set("layer_index", std::vector<std::int64_t>{0, 0, 2});
  var.set("depth", std::vector<double>{0, 0, 1});
  var.set("operation", make_categorical({"convolution", "convolution", "dense"}));
  var.set("channel", std::vector<std::int64_t>{0, 1, 0});
  var.set("tap", std::vector<std::string>{"relu", "relu", "fc"});
  Dict provenance = make_provenance("activations", "lexicnn extract …");
  provenance.set("ledger", ledger);
  Dict uns;
  uns.set("lexicnn", provenance);
  ActivationWriter writer(path, kImages + 1, 3, type, true);
  for (const std::uint64_t row : keep) {
    writer.write(row, std::vector<float>{static_cast<float>(row), 0.5F, -1.0F});
  }
  writer.finish(keep, obs, var, uns);
}

/// A good file of kind "scores": 2 classes, 3 features, a null and a selection.
AnnotatedMatrix good_scores() {
  AnnotatedMatrix out;
  out.obs.index = {"cat", "dog"};
  out.obs.set("n", std::vector<std::int64_t>{1, 4});
  out.obs.set("m", std::vector<std::int64_t>{4, 1});
  out.obs.set("single", std::vector<bool>{true, false});
  out.var.index = {"a:0", "a:1", "b:0"};
  out.var.set("layer", make_categorical({"a", "a", "b"}));
  out.var.set("mean", std::vector<double>{1, 2, -3});
  out.var.set("std", std::vector<double>{1, 2, 0});
  out.var.set("zero_share", std::vector<double>{0, 0.5, 0});
  out.var.set("distinct", std::vector<std::int64_t>{4, 3, 1});
  out.var.set("dead", std::vector<bool>{false, false, true});
  const std::vector<std::uint64_t> shape{2, 3};
  const auto layer = [&](const char* name, auto values) {
    out.layers.emplace_back(name, Array{shape, std::move(values)});
  };
  using Floats = std::vector<double>;
  out.x = {shape, Floats{1, -0.75, 0, -1, 0.75, 0}};
  layer("numerator", std::vector<std::int64_t>{4, -3, 0, -4, 3, 0});
  layer("presence", Floats{1, 0.25, 0, 0, 0.75, 0});
  layer("absence", Floats{0, 0.75, 0, 1, 0.25, 0});
  layer("location", Floats{1, 2, -3, 1, 2, -3});
  layer("auc", Floats{1, 0.25, 0.5, 0, 0.75, 0.5});
  layer("inner_share", Floats{1, 0, 0, 0, 1, 0});
  layer("outer_share", Floats{0, 0.75, 0, 1, 0.25, 0});
  layer("class_mean", Floats{2, 0, -3, 1, 2, -3});
  layer("class_zero_share", Floats{0, 1, 0, 0, 0.25, 0});
  layer("log10_p", Floats{-1, -0.5, 0, -1, -0.5, 0});
  layer("mann_whitney_z", Floats{2, -1, 0, -2, 1, 0});
  layer("fires", Floats{0, -0.75, 0, 0, 0.75, 0});
  layer("ks_positive", Floats{1, NAN, NAN, -1, NAN, NAN});
  layer("selected", std::vector<std::int8_t>{1, 0, 0, -1, 1, 0});
  layer("noise_threshold", Floats{0.8, 0.8, 0.8, 0.5, 0.5, 0.5});
  Dict null;
  null.set("layers", std::vector<std::string>{"a", "b"});
  null.set("sizes", Array{{2}, std::vector<std::uint64_t>{1, 4}});
  null.set("counts", Array{{2, 2, 4096}, std::vector<std::uint64_t>(2 * 2 * 4096, 3)});
  null.set("share_error", Array{{2, 2, 4096}, Floats(2 * 2 * 4096, 0.01)});
  null.set("feature_levels", Array{{1}, Floats{0.99}});
  null.set("feature_quantiles", Array{{1, 2, 3}, Floats(6, 0.5)});
  null.set("repeats", std::int64_t{100});
  null.set("seed", std::int64_t{1});
  Dict provenance = make_provenance("scores", "");
  provenance.set("null", null);
  Dict resamples;
  resamples.set("mean_abs", Array{{3, 2}, Floats(6, 0.25)});
  resamples.set("mean_signed", Array{{3, 2}, Floats(6, -0.125)});
  provenance.set("resamples", resamples);
  Dict select;
  select.set("rule", std::string("threshold"));
  provenance.set("select", select);
  out.uns.set("lexicnn", provenance);
  return out;
}

std::string text_of(const std::vector<FormatFinding>& findings) {
  std::string out;
  for (const FormatFinding& finding : findings)
    out += finding.element + " " + finding.problem + "\n";
  return out;
}

class Validate : public testing::Test {
 protected:
  /// A good file, the same bytes every time.
  std::filesystem::path activations(ElementType type = ElementType::f32) {
    const auto path = folder_ / "a.h5ad";
    std::string& bytes = type == ElementType::f32 ? f32_ : f16_;
    if (bytes.empty()) {
      write_good_activations(path, type);
      bytes = test::bytes_of(path);
    }
    test::write_bytes(path, bytes);
    return path;
  }

  std::filesystem::path scores() {
    const auto path = folder_ / "s.h5ad";
    if (scores_.empty()) {
      write_h5ad(path, good_scores(), true);
      scores_ = test::bytes_of(path);
    }
    test::write_bytes(path, scores_);
    return path;
  }

  /// After the edit there is exactly one finding: about `element`, and it says `problem`.
  static void expect_one(const std::filesystem::path& path, const Edit& edit,
                         const std::string& element, const std::string& problem) {
    {
      FileEditor editor(path);
      edit(editor);
    }
    const std::vector<FormatFinding> findings = validate(path).findings;
    ASSERT_EQ(findings.size(), 1U) << element << " " << problem << "\n" << text_of(findings);
    EXPECT_EQ(findings[0].element, element) << findings[0].problem;
    EXPECT_NE(findings[0].problem.find(problem), std::string::npos) << text_of(findings);
  }

  void broken_activations(const Edit& edit, const std::string& element,
                          const std::string& problem) {
    expect_one(activations(), edit, element, problem);
  }

  void broken_scores(const Edit& edit, const std::string& element, const std::string& problem) {
    expect_one(scores(), edit, element, problem);
  }

  test::TempDir folder_;

 private:
  std::string f32_;
  std::string f16_;
  std::string scores_;
};

TEST_F(Validate, GoodFilesHaveNoFindings) {
  for (const ElementType type : {ElementType::f32, ElementType::f16}) {
    const ValidateResult result = validate(activations(type));
    EXPECT_EQ(text_of(result.findings), "");
    EXPECT_EQ(result.kind, "activations");
    EXPECT_EQ(result.observations, kImages);
    EXPECT_EQ(result.variables, 3U);
  }
  const ValidateResult result = validate(scores());
  EXPECT_EQ(text_of(result.findings), "");
  EXPECT_EQ(result.kind, "scores");
  EXPECT_EQ(result.observations, 2U);
  EXPECT_EQ(result.variables, 3U);
}

TEST_F(Validate, NullAndSelectionMayBeAbsent) {
  AnnotatedMatrix matrix = good_scores();
  matrix.layers.resize(matrix.layers.size() - 2);
  matrix.uns.set("lexicnn", make_provenance("scores", ""));
  write_h5ad(folder_ / "s.h5ad", matrix, true);
  EXPECT_EQ(text_of(validate(folder_ / "s.h5ad").findings), "");
}

/// Whatever attribute is taken away or changed, the element that had it is named, and no other.
TEST_F(Validate, EveryAttributeCounts) {
  for (const bool is_scores : {false, true}) {
    const auto fresh = [&] { return is_scores ? scores() : activations(); };
    const auto all = FileEditor(fresh()).attributes();
    EXPECT_GT(all.size(), 60U);
    for (const auto& [object, name] : all) {
      if (name == "description") continue;
      expect_one(
          fresh(), [&](FileEditor& file) { file.remove_attribute(object, name); }, object,
          "'" + name + "'");
      if (name.rfind("encoding-", 0) != 0) continue;
      expect_one(
          fresh(), [&](FileEditor& file) { file.set_attribute(object, name, "odd"); }, object,
          "has the " + name + " 'odd'");
    }
  }
}

TEST_F(Validate, ADescriptionIsOneText) {
  broken_activations(
      [](FileEditor& f) {
        f.set_attribute("/obs/class", "description", std::vector<std::string>{"a", "b"});
      },
      "/obs/class", "'description'");
}

TEST_F(Validate, Parts) {
  broken_activations([](FileEditor& f) { f.remove("/obs"); }, "/obs", "is missing");
  broken_activations([](FileEditor& f) { f.remove("/var"); }, "/var", "is missing");
  broken_activations([](FileEditor& f) { f.remove("/X"); }, "/X", "is missing");
  broken_activations([](FileEditor& f) { f.remove("/layers"); }, "/layers", "is missing");
  broken_activations([](FileEditor& f) { f.link("/X", "/extra"); }, "/extra",
                     "is no part of an AnnData file");
}

TEST_F(Validate, Tables) {
  broken_activations([](FileEditor& f) { f.remove("/obs/_index"); }, "/obs/_index", "is missing");
  broken_activations([](FileEditor& f) { f.remove("/obs/width"); }, "/obs/width", "is missing");
  broken_activations([](FileEditor& f) { f.link("/obs/width", "/obs/w"); }, "/obs/w",
                     "is not listed in column-order");
  broken_activations(
      [](FileEditor& f) {
        f.set_attribute("/obs", "column-order",
                        std::vector<std::string>{"class", "width", "class"});
      },
      "/obs/class", "is listed twice in column-order");
  broken_activations([](FileEditor& f) { f.replace("/obs/width", H5T_STD_I64LE, {kImages - 1}); },
                     "/obs/width", "has 299 rows, the row names are 300");
  broken_activations(
      [](FileEditor& f) {
        f.replace("/obs/width", H5T_STD_I64LE, {kImages, 1});
      },
      "/obs/width", "has 2 dimensions, not 1");
  broken_activations([](FileEditor& f) { f.replace("/obs/width", H5T_STD_B8LE, {kImages}); },
                     "/obs/width", "holds neither text, numbers nor booleans");
  broken_activations(
      [](FileEditor& f) {
        f.set_texts("/var/_index", {"a/conv:0", "x", "x"});
      },
      "/var/_index", "holds 'x' twice");
  broken_activations(
      [](FileEditor& f) {
        f.set_texts("/var/_index", {"a/conv:0", "\xFF", "x"});
      },
      "/var/_index", "text 1 of '/var/_index' is not UTF-8");
  broken_activations([](FileEditor& f) { f.replace("/var/_index", H5T_STD_I64LE, {3}); },
                     "/var/_index", "is not an array of text");
}

TEST_F(Validate, Categoricals) {
  broken_activations([](FileEditor& f) { f.remove("/obs/class/codes"); }, "/obs/class/codes",
                     "is missing");
  broken_activations([](FileEditor& f) { f.remove("/obs/class/categories"); },
                     "/obs/class/categories", "is missing");
  broken_activations([](FileEditor& f) { f.set_number("/obs/class/codes", 5, 2); },
                     "/obs/class/codes", "holds 2 in row 5, but there are 2 categories");
  broken_activations([](FileEditor& f) { f.set_number("/obs/class/codes", 5, -2); },
                     "/obs/class/codes", "holds -2 in row 5");
  broken_activations(
      [](FileEditor& f) { f.replace("/obs/class/codes", H5T_IEEE_F32LE, {kImages}); },
      "/obs/class/codes", "does not hold integers");
  broken_activations(
      [](FileEditor& f) {
        f.set_texts("/obs/class/categories", {"cat", "cat"});
      },
      "/obs/class/categories", "holds 'cat' twice");
  broken_activations([](FileEditor& f) { f.replace("/obs/class/categories", H5T_STD_I64LE, {2}); },
                     "/obs/class/categories", "is not an array of text");
  // A missing value is no breach.
  const auto path = activations();
  FileEditor(path).set_number("/obs/class/codes", 5, -1);
  EXPECT_EQ(text_of(validate(path).findings), "");
}

TEST_F(Validate, Matrices) {
  broken_activations(
      [](FileEditor& f) {
        f.replace("/X", H5T_IEEE_F32LE, {3, kImages});
      },
      "/X", "has the shape 3 × 300, not 300 × 3");
  broken_activations(
      [](FileEditor& f) {
        f.replace("/X", H5T_STD_B8LE, {kImages, 3});
      },
      "/X", "does not hold numbers");
  broken_scores(
      [](FileEditor& f) {
        f.replace("/layers/auc", H5T_IEEE_F64LE, {2, 4});
      },
      "/layers/auc", "has the shape 2 × 4, not 2 × 3");
}

TEST_F(Validate, Provenance) {
  broken_scores([](FileEditor& f) { f.remove("/uns/lexicnn/kind"); }, "/uns/lexicnn/kind",
                "is missing");
  broken_scores([](FileEditor& f) { f.remove("/uns/lexicnn/format_version"); },
                "/uns/lexicnn/format_version", "is missing");
  broken_scores([](FileEditor& f) { f.remove("/uns/lexicnn/version"); }, "/uns/lexicnn/version",
                "is missing");
  broken_scores([](FileEditor& f) { f.remove("/uns/lexicnn/instruction_set"); },
                "/uns/lexicnn/instruction_set", "is missing");
  broken_scores([](FileEditor& f) { f.set_texts("/uns/lexicnn/kind", {"poems"}); },
                "/uns/lexicnn/kind", "is 'poems'");
  broken_scores([](FileEditor& f) { f.set_texts("/uns/lexicnn/format_version", {"2000"}); },
                "/uns/lexicnn/format_version", "'2000'");
  broken_scores([](FileEditor& f) { f.replace("/uns/lexicnn/version", H5T_STD_I64LE, {1}); },
                "/uns/lexicnn/version", "is not text");
}

TEST_F(Validate, Activations) {
  const auto text = [this](const std::string& column, const std::string& table) {
    broken_activations(
        [&](FileEditor& f) {
          f.replace(table + "/" + column, H5T_STD_I64LE, {table == "/obs" ? kImages : 3});
        },
        table + "/" + column, "is not text");
  };
  text("class", "/obs");
  text("layer", "/var");
  text("operation", "/var");
  text("tap", "/var");
  broken_activations([](FileEditor& f) { f.replace("/var/channel", H5T_IEEE_F64LE, {3}); },
                     "/var/channel", "is not an array of integers");
  broken_activations([](FileEditor& f) { f.replace("/var/layer_index", H5T_IEEE_F64LE, {3}); },
                     "/var/layer_index", "is not an array of integers");
  broken_activations([](FileEditor& f) { f.replace("/var/depth", H5T_STD_I64LE, {3}); },
                     "/var/depth", "is not an array of floats");
  broken_activations([](FileEditor& f) { f.set_number("/var/depth", 2, 1.5); }, "/var/depth",
                     "holds 1.5 at place 2; allowed: 0 to 1");
  broken_activations([](FileEditor& f) { f.set_number("/var/layer_index", 2, -1); },
                     "/var/layer_index", "holds -1 at place 2");
  broken_activations([](FileEditor& f) { f.set_number("/var/layer_index", 1, 1); },
                     "/var/layer_index", "both of the layer 'a/conv'");
  broken_activations([](FileEditor& f) { f.set_number("/var/depth", 1, 0.5); }, "/var/depth",
                     "both of the layer 'a/conv'");
  broken_activations([](FileEditor& f) { f.set_number("/var/channel", 1, 7); }, "/var/_index",
                     "names row 1 'a/conv:1', but its layer and channel are 'a/conv' and 7");
  broken_activations([](FileEditor& f) { f.set_number("/var/channel", 1, -1); }, "/var/_index",
                     "'a/conv' and -1");
  broken_activations(
      [](FileEditor& f) {
        f.replace("/X", H5T_IEEE_F64LE, {kImages, 3});
      },
      "/X", "is float64; float32 or float16 is needed");
  broken_activations(
      [](FileEditor& f) {
        f.set_number("/X", 3 * 260 + 1, std::numeric_limits<double>::infinity());
      },
      "/X", "is not finite for image 'image261', feature 'a/conv:1'");
  expect_one(
      activations(ElementType::f16),
      [](FileEditor& f) { f.set_number("/X", 1, std::numeric_limits<double>::quiet_NaN()); }, "/X",
      "is not finite for image 'image0', feature 'a/conv:1'");
}

TEST_F(Validate, Ledger) {
  const std::string ledger = "/uns/lexicnn/ledger";
  broken_activations([&](FileEditor& f) { f.remove(ledger); }, ledger, "is missing");
  broken_activations(
      [&](FileEditor& f) {
        f.remove(ledger + "/outcome");
        f.set_attribute(ledger, "column-order", std::vector<std::string>{"bytes"});
        f.link(ledger + "/_index", ledger + "/bytes");
      },
      ledger + "/outcome", "is missing");
  broken_activations(
      [&](FileEditor& f) {
        f.set_texts(ledger + "/outcome/categories", {"good", "ugly"});
      },
      ledger + "/outcome", "is 'ugly' in row 7");
  broken_activations([&](FileEditor& f) { f.set_number(ledger + "/outcome/codes", 8, 1); }, ledger,
                     "has 299 good files that are not, in the same order, the 300 rows of obs");
}

TEST_F(Validate, ScoresTables) {
  const auto integers = [this](const std::string& column, hsize_t rows) {
    broken_scores([&](FileEditor& f) { f.replace(column, H5T_IEEE_F64LE, {rows}); }, column,
                  "is not an array of integers");
  };
  integers("/obs/n", 2);
  integers("/obs/m", 2);
  integers("/var/distinct", 3);
  for (const char* column : {"/var/mean", "/var/std", "/var/zero_share"}) {
    broken_scores([&](FileEditor& f) { f.replace(column, H5T_STD_I64LE, {3}); }, column,
                  "is not an array of floats");
  }
  broken_scores([](FileEditor& f) { f.replace("/obs/single", H5T_STD_I8LE, {2}); }, "/obs/single",
                "is not an array of booleans");
  broken_scores([](FileEditor& f) { f.replace("/var/dead", H5T_STD_I8LE, {3}); }, "/var/dead",
                "is not an array of booleans");
  broken_scores([](FileEditor& f) { f.set_number("/var/mean", 1, NAN); }, "/var/mean", "finite");
  broken_scores([](FileEditor& f) { f.set_number("/var/std", 1, -1); }, "/var/std", "holds -1");
  broken_scores([](FileEditor& f) { f.set_number("/var/zero_share", 1, 2); }, "/var/zero_share",
                "holds 2 at place 1");
  broken_scores([](FileEditor& f) { f.set_number("/var/distinct", 0, 1); }, "/var/dead",
                "contradicts distinct = 1 in row 0");
  broken_scores([](FileEditor& f) { f.remove("/var/dead"); }, "/var/dead", "is missing");
}

TEST_F(Validate, ScoresNumbers) {
  AnnotatedMatrix matrix = good_scores();
  matrix.obs.set("single", std::vector<bool>{false, false});
  write_h5ad(folder_ / "single.h5ad", matrix, true);
  EXPECT_EQ(text_of(validate(folder_ / "single.h5ad").findings),
            "/obs/single contradicts n = 1 in row 0\n");
  for (const char* layer :
       {"numerator", "presence", "absence", "location", "auc", "inner_share", "outer_share",
        "class_mean", "class_zero_share", "log10_p", "mann_whitney_z", "fires", "ks_positive"}) {
    const std::string element = std::string("/layers/") + layer;
    broken_scores([&](FileEditor& f) { f.remove(element); }, element, "is missing");
    broken_scores(
        [&](FileEditor& f) {
          f.replace(element, H5T_IEEE_F32LE, {2, 3});
        },
        element, "is not an array of");
  }
  for (const char* layer : {"auc", "inner_share", "outer_share", "class_zero_share"}) {
    const std::string element = std::string("/layers/") + layer;
    broken_scores([&](FileEditor& f) { f.set_number(element, 4, 1.25); }, element,
                  "holds 1.25 at place 4; allowed: 0 to 1");
  }
  for (const char* layer : {"location", "class_mean", "mann_whitney_z"}) {
    const std::string element = std::string("/layers/") + layer;
    broken_scores([&](FileEditor& f) { f.set_number(element, 4, NAN); }, element, "finite");
  }
  broken_scores([](FileEditor& f) { f.set_number("/layers/log10_p", 4, 0.5); }, "/layers/log10_p",
                "holds 0.5 at place 4; allowed: 0 and less");
  broken_scores([](FileEditor& f) { f.set_number("/layers/fires", 4, NAN); }, "/layers/fires",
                "allowed: -1 to 1");
  broken_scores([](FileEditor& f) { f.set_number("/layers/ks_positive", 4, -2); },
                "/layers/ks_positive", "holds -2 at place 4; allowed: -1 to 1");
  broken_scores([](FileEditor& f) { f.set_number("/layers/numerator", 1, -2); }, "/X",
                "is -0.75 for class 'cat', feature 'a:1', which is not numerator / (n · m)");
  broken_scores(
      [](FileEditor& f) {
        f.set_number("/obs/n", 1, 0x1p62);
        f.set_number("/obs/m", 1, 0x1p62);
      },
      "/X", "for class 'dog', feature 'a:0', which is not numerator / (n · m)");
  broken_scores([](FileEditor& f) { f.set_number("/layers/presence", 4, 0.5); }, "/X",
                "is 0.75 for class 'dog', feature 'a:1', which is not presence or -absence");
  broken_scores(
      [](FileEditor& f) {
        f.replace("/X", H5T_IEEE_F32LE, {2, 3});
      },
      "/X", "is not float64");
}

TEST_F(Validate, Null) {
  const std::string null = "/uns/lexicnn/null/";
  for (const char* entry : {"layers", "sizes", "counts", "repeats", "seed"}) {
    broken_scores([&](FileEditor& f) { f.remove(null + entry); }, null + entry, "is missing");
  }
  broken_scores([&](FileEditor& f) { f.set_number(null + "sizes", 1, 1); }, null + "sizes",
                "is not ascending");
  broken_scores(
      [&](FileEditor& f) {
        f.replace(null + "counts", H5T_STD_U64LE, {2, 2, 100});
      },
      null + "counts", "has the shape 2 × 2 × 100, not 2 × 2 × 4096");
  broken_scores(
      [&](FileEditor& f) {
        f.replace(null + "counts", H5T_STD_I64LE, {2, 2, 4096});
      },
      null + "counts", "is not an array of uint64");
  broken_scores(
      [&](FileEditor& f) {
        f.replace(null + "share_error", H5T_IEEE_F64LE, {2, 1, 4096});
      },
      null + "share_error", "has the shape 2 × 1 × 4096, not 2 × 2 × 4096");
  broken_scores(
      [&](FileEditor& f) {
        f.replace(null + "feature_quantiles", H5T_IEEE_F64LE, {1, 2, 2});
      },
      null + "feature_quantiles", "has the shape 1 × 2 × 2, not 1 × 2 × 3");
  broken_scores([&](FileEditor& f) { f.remove(null + "feature_levels"); }, null + "feature_levels",
                "is missing");
}

TEST_F(Validate, Resamples) {
  const std::string resamples = "/uns/lexicnn/resamples/";
  broken_scores([&](FileEditor& f) { f.remove(resamples + "mean_signed"); },
                resamples + "mean_signed", "is missing");
  broken_scores(
      [&](FileEditor& f) {
        f.replace(resamples + "mean_signed", H5T_IEEE_F64LE, {2, 2});
      },
      resamples + "mean_signed", "has another shape than mean_abs");
}

TEST_F(Validate, Selection) {
  for (const char* element :
       {"/layers/selected", "/layers/noise_threshold", "/uns/lexicnn/select"}) {
    broken_scores([&](FileEditor& f) { f.remove(element); }, element, "is missing");
  }
  broken_scores([](FileEditor& f) { f.set_number("/layers/selected", 0, 0); }, "/layers/selected",
                "is 0 where X is 1 and the threshold 0.8: not 1");
  broken_scores([](FileEditor& f) { f.set_number("/layers/noise_threshold", 3, 1); },
                "/layers/selected", "is -1 where X is -1 and the threshold 1: not 0");
}

TEST_F(Validate, OurFilesStayValidWhenAnndataSavesThemAgain) {
  if (!test::has_python()) GTEST_SKIP() << "LEXICNN_PYTHON is not set";
  const auto a = activations();
  const auto s = scores();
  const auto saved = folder_ / "again.h5ad";
  ASSERT_EQ(test::run_python("save_again.py", {a, saved.string() + "a", s, saved.string() + "s"}),
            "");
  for (const char* name : {"a", "s"}) {
    const ValidateResult result = validate(saved.string() + name);
    EXPECT_EQ(text_of(result.findings), "");
    EXPECT_EQ(result.kind, std::string(name) == "a" ? "activations" : "scores");
  }
}

TEST_F(Validate, ForeignFilesNeedOnlyBeAnndata) {
  for (const char* name : {"anndata-0.7.8.h5ad", "anndata-0.13.4.h5ad"}) {
    const ValidateResult result =
        validate(std::filesystem::path(LEXICNN_SOURCE_DIR) / "tests/store/data" / name);
    EXPECT_EQ(text_of(result.findings), "") << name;
    EXPECT_EQ(result.kind, "");
    EXPECT_EQ(result.observations, 4U);
    EXPECT_EQ(result.variables, 3U);
  }
}

/// A copy of the file that anndata 0.13 wrote, to be broken.
TEST_F(Validate, ForeignFilesAreCheckedToo) {
  const auto fresh = [this] {
    const auto path = folder_ / "foreign.h5ad";
    std::filesystem::copy_file(
        std::filesystem::path(LEXICNN_SOURCE_DIR) / "tests/store/data/anndata-0.13.4.h5ad", path,
        std::filesystem::copy_options::overwrite_existing);
    return path;
  };
  const auto broken = [&](const Edit& edit, const std::string& element,
                          const std::string& problem) {
    expect_one(fresh(), edit, element, problem);
  };
  broken([](FileEditor& f) { f.remove("/obs/maybe/mask"); }, "/obs/maybe/mask", "is missing");
  broken([](FileEditor& f) { f.replace("/obs/maybe/mask", H5T_STD_I8LE, {3}); }, "/obs/maybe/mask",
         "has 3 rows, the values have 4");
  broken([](FileEditor& f) { f.replace("/obs/count", H5T_STD_I8LE, {3}); }, "/obs/count",
         "has 3 rows");
  broken([](FileEditor& f) { f.remove_attribute("/obs/class", "ordered"); }, "/obs/class",
         "'ordered'");
  broken([](FileEditor& f) { f.remove_attribute("/uns/text", "encoding-type"); }, "/uns/text",
         "'encoding-type'");
  broken(
      [](FileEditor& f) {
        f.replace("/obsm/pca", H5T_IEEE_F64LE, {3, 2});
      },
      "/obsm/pca", "has the shape 3 × 2, not 4 × …");
  broken([](FileEditor& f) { f.remove_attribute("/obsp/near", "shape"); }, "/obsp/near", "'shape'");
  broken(
      [](FileEditor& f) {
        f.replace("/layers/half", H5T_IEEE_F64LE, {3, 4});
      },
      "/layers/half", "has the shape 3 × 4, not 4 × 3");
  broken([](FileEditor& f) { f.link("/X", "/more"); }, "/more", "is no part of an AnnData file");
  // Kinds that this version does not know are let pass, and X may be missing.
  const auto path = fresh();
  FileEditor(path).set_attribute("/uns/text", "encoding-type", "poem");
  FileEditor(path).remove("/X");
  EXPECT_EQ(text_of(validate(path).findings), "");
}

TEST_F(Validate, AnHdf5FileThatIsNoAnndataHasFindings) {
  const auto path = folder_ / "x.h5ad";
  H5Fclose(H5Fcreate(path.c_str(), H5F_ACC_TRUNC, H5P_DEFAULT, H5P_DEFAULT));
  EXPECT_EQ(text_of(validate(path).findings), "/obs is missing\n/var is missing\n");
}

}  // namespace
}  // namespace lexicnn
