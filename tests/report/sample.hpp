/// A small made-up study, from activations to profile, with image files: what a report is tested
/// on.
#pragma once

#include <cstdint>
#include <filesystem>
#include <memory>
#include <string>
#include <vector>

#include "lexicnn/core/memory_source.hpp"
#include "lexicnn/report/report.hpp"

namespace lexicnn::test {

struct SampleShape {
  std::vector<std::string> classes;
  std::uint64_t images = 12;  ///< a class
  std::uint64_t layers = 3;
  std::uint64_t channels = 16;  ///< a layer
  std::uint64_t nulls = 20;
  std::uint64_t seed = 1;
  bool panel = false;
  double threshold = 0.4;  ///< of the selection, without nulls
};

/// Everything that `report` takes. Deeper layers tell the classes better; the last channel of each
/// layer is dead. `images_root` is empty until `write_images`.
struct Sample {
  std::vector<float> values;  ///< image × feature
  std::unique_ptr<MemorySource> source;
  Table obs;
  Dict provenance;
  Dict activations_provenance;
  Scores scores;
  Selection selection;
  ProfileResult profile;
  std::filesystem::path images_root;
  std::vector<std::string> files;  ///< the unescaped name of each image

  [[nodiscard]] ReportInput input() const;
};

Sample make_sample(const SampleShape& shape);

/// Scores, selects and profiles again, for a test that has changed `values`.
void rescore(Sample& sample, const SampleShape& shape);

/// Writes a small picture for every image, its colour by class, and sets the sample's root.
void write_images(Sample& sample, const std::filesystem::path& root);

/// Names that would break a careless page: markup, quotes, newlines, right-to-left text, great
/// length.
std::vector<std::string> hostile_names();

}  // namespace lexicnn::test
