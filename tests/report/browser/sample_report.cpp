/// Writes reports for the browser test: sample_report FOLDER makes plain.html, hostile.html,
/// bare.html, empty.html, single.html and large.html there.
#include <cstdio>
#include <exception>
#include <filesystem>
#include <fmt/format.h>

#include "lexicnn/core/output_file.hpp"

#include "report/sample.hpp"

namespace {

using lexicnn::SelectOptions;
using lexicnn::SelectRule;
using lexicnn::test::Sample;
using lexicnn::test::SampleShape;

void write_report(const Sample& sample, const std::filesystem::path& target) {
  lexicnn::write_text_file(target, lexicnn::report(sample.input()).html, true);
}

constexpr const char* kEvaluation = R"({
  "classes": [], "class_of_image": [], "splits": [],
  "evaluations": [
    {"representation": "best-layer", "classifier": "svm", "shots": "1", "accuracy": 0.9,
     "accuracy_low": 0.85, "accuracy_high": 0.95, "balanced_accuracy": 0.9,
     "balanced_accuracy_low": 0.85, "balanced_accuracy_high": 0.95},
    {"representation": "full-network", "classifier": "svm", "shots": "all", "accuracy": 0.8,
     "accuracy_low": null, "accuracy_high": null, "balanced_accuracy": 0.8,
     "balanced_accuracy_low": null, "balanced_accuracy_high": null}],
  "differences": [
    {"first": "best-layer", "second": "full-network", "classifier": "svm", "shots": "1",
     "difference": 0.1, "difference_low": -0.02, "difference_high": 0.22, "t": 2.1, "p": 0.04,
     "p_holm": 0.08}]})";

/// With the sample's own values as an embedding, and an evaluation.
void write_full_report(const Sample& sample, const std::filesystem::path& target) {
  const std::size_t features = sample.source->features();
  const lexicnn::ReportMap map{"embedding.h5ad", sample.obs, features,
                               [&](const std::vector<std::uint64_t>& rows) {
                                 lexicnn::Grid<float> out(rows.size(), features);
                                 for (std::size_t i = 0; i < rows.size(); ++i) {
                                   for (std::size_t f = 0; f < features; ++f)
                                     out(i, f) = sample.values[rows[i] * features + f];
                                 }
                                 return out;
                               }};
  lexicnn::ReportInput input = sample.input();
  input.map = &map;
  input.evaluations = {{"evaluation.json", kEvaluation}};
  lexicnn::write_text_file(target, lexicnn::report(input).html, true);
}

SampleShape plain_shape() {
  SampleShape out;
  out.classes = {"airplanes", "dalmatian", "elephant", "flamingo", "hawksbill", "sunflower"};
  out.images = 20;
  out.layers = 13;
  out.channels = 24;
  return out;
}

void write_all(const std::filesystem::path& folder) {
  SampleShape shape = plain_shape();
  shape.panel = true;
  Sample plain = lexicnn::test::make_sample(shape);
  write_images(plain, folder / "plain-images");
  write_full_report(plain, folder / "plain.html");

  shape = plain_shape();
  shape.classes = lexicnn::test::hostile_names();
  Sample hostile = lexicnn::test::make_sample(shape);
  write_images(hostile, folder / "hostile-images");
  write_full_report(hostile, folder / "hostile.html");

  shape.classes = {"one", "two"};
  shape.nulls = 0;
  Sample bare = lexicnn::test::make_sample(shape);
  bare.activations_provenance = {};
  write_report(bare, folder / "bare.html");

  Sample empty = lexicnn::test::make_sample(plain_shape());
  SelectOptions nothing;
  nothing.rule = SelectRule::threshold;
  nothing.threshold = 0.999999;
  empty.selection = select(empty.scores, nothing);
  empty.profile = profile(empty.scores, empty.selection);
  write_report(empty, folder / "empty.html");

  shape = plain_shape();
  shape.classes = {"one", "two"};
  shape.layers = 1;
  write_report(lexicnn::test::make_sample(shape), folder / "single.html");

  shape = {};
  for (int c = 0; c < 300; ++c)
    shape.classes.push_back(fmt::format("class {:03}", c));
  shape.images = 2;
  shape.layers = 60;
  shape.channels = 8;
  shape.nulls = 2;
  write_report(lexicnn::test::make_sample(shape), folder / "large.html");
}

}  // namespace

int main(int argc, char** argv) {
  if (argc != 2) {
    std::fputs("usage: sample_report FOLDER\n", stderr);
    return 2;
  }
  try {
    write_all(argv[1]);
  } catch (const std::exception& error) {
    std::fprintf(stderr, "sample_report: %s\n", error.what());
    return 1;
  }
  return 0;
}
