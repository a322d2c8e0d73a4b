/// Pillow as the reference, and small images made here.
#pragma once

#include <cstdint>
#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

#include "lexicnn/images/decode.hpp"

namespace lexicnn::test {

/// One line of what tests/images/pillow_cases.py writes.
struct PillowCase {
  std::string name;
  std::filesystem::path input;
  std::vector<std::string> fields;
  RgbImage expected;
};

/// False, and the test should skip, where the build knows no Python.
bool has_python();

/// Runs a section of pillow_cases.py in `folder`. Throws std::runtime_error where that fails.
std::vector<PillowCase> pillow_cases(const std::filesystem::path& folder,
                                     const std::string& section);

std::vector<std::byte> bytes_of(std::string_view text);
void write_file(const std::filesystem::path& path, std::string_view content);

/// Raw RGB bytes as an image.
RgbImage raw_image(const std::filesystem::path& path, std::uint32_t width, std::uint32_t height);

/// Pixels of pseudo-random colours.
RgbImage noise_image(std::uint32_t width, std::uint32_t height, std::uint64_t seed);

/// An uncompressed 24-bit bitmap file.
std::string bmp_file(const RgbImage& image);

/// Where they differ most, as a sentence; empty where they are equal.
std::string difference(const RgbImage& a, const RgbImage& b);

}  // namespace lexicnn::test
