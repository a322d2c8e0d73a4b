/// Writes reports for the browser test: sample_report FOLDER makes plain.html, hostile.html,
/// bare.html, empty.html and large.html there.
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

SampleShape plain_shape() {
  SampleShape out;
  out.classes = {"airplanes", "dalmatian", "elephant", "flamingo", "hawksbill", "sunflower"};
  out.images = 20;
  out.layers = 13;
  out.channels = 24;
  return out;
}

void write_all(const std::filesystem::path& folder) {
  Sample plain = lexicnn::test::make_sample(plain_shape());
  write_images(plain, folder / "plain-images");
  write_report(plain, folder / "plain.html");

  SampleShape shape = plain_shape();
  shape.classes = lexicnn::test::hostile_names();
  Sample hostile = lexicnn::test::make_sample(shape);
  write_images(hostile, folder / "hostile-images");
  write_report(hostile, folder / "hostile.html");

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
