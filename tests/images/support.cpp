#include "support.hpp"

#include <algorithm>
#include <cstdlib>
#include <fmt/format.h>
#include <fstream>
#include <sstream>
#include <stdexcept>

#include "lexicnn/core/random.hpp"

namespace lexicnn::test {
namespace {

std::vector<std::string> split(const std::string& line) {
  std::vector<std::string> out;
  std::istringstream in(line);
  for (std::string field; std::getline(in, field, '\t');)
    out.push_back(field);
  return out;
}

void append_number(std::string& out, std::uint64_t value, int bytes) {
  for (int i = 0; i < bytes; ++i)
    out += static_cast<char>((value >> (8 * i)) & 0xFF);
}

}  // namespace

bool has_python() {
  return !std::string_view(LEXICNN_PYTHON).empty();
}

std::vector<PillowCase> pillow_cases(const std::filesystem::path& folder,
                                     const std::string& section) {
  const std::string command =
      fmt::format("'{}' '{}/tests/images/pillow_cases.py' {} '{}'", LEXICNN_PYTHON,
                  LEXICNN_SOURCE_DIR, section, folder.string());
  if (std::system(command.c_str()) != 0) throw std::runtime_error("failed: " + command);
  std::ifstream index(folder / "index.tsv");
  std::vector<PillowCase> cases;
  for (std::string line; std::getline(index, line);) {
    const std::vector<std::string> row = split(line);
    const std::size_t end = row.size() - 3;
    const auto side = [&row](std::size_t i) {
      return static_cast<std::uint32_t>(std::stoul(row[i]));
    };
    cases.push_back({row[0],
                     folder / row[1],
                     {row.begin() + 2, row.end() - 3},
                     raw_image(folder / row[end + 2], side(end), side(end + 1))});
  }
  return cases;
}

std::vector<std::byte> bytes_of(std::string_view text) {
  const auto bytes = std::as_bytes(std::span(text));
  return {bytes.begin(), bytes.end()};
}

void write_file(const std::filesystem::path& path, std::string_view content) {
  std::filesystem::create_directories(path.parent_path());
  std::ofstream out(path, std::ios::binary);
  out.write(content.data(), static_cast<std::streamsize>(content.size()));
  if (!out) throw std::runtime_error("cannot write " + path.string());
}

RgbImage raw_image(const std::filesystem::path& path, std::uint32_t width, std::uint32_t height) {
  const std::vector<std::byte> bytes = read_file(path);
  if (bytes.size() != std::size_t{3} * width * height)
    throw std::runtime_error("wrong size: " + path.string());
  const auto* first = reinterpret_cast<const std::uint8_t*>(bytes.data());
  return {width, height, {first, first + bytes.size()}};
}

RgbImage noise_image(std::uint32_t width, std::uint32_t height, std::uint64_t seed) {
  RgbImage image{width, height, std::vector<std::uint8_t>(std::size_t{3} * width * height)};
  RandomStream random(seed, 0);
  for (std::uint8_t& value : image.pixels)
    value = static_cast<std::uint8_t>(random.below(256));
  return image;
}

std::string bmp_file(const RgbImage& image) {
  const std::size_t row_bytes = std::size_t{3} * image.width;
  const std::size_t stride = (row_bytes + 3) / 4 * 4;
  std::string out = "BM";
  append_number(out, 54 + stride * image.height, 4);
  append_number(out, 0, 4);
  append_number(out, 54, 4);
  append_number(out, 40, 4);
  append_number(out, image.width, 4);
  append_number(out, image.height, 4);
  append_number(out, 1, 2);
  append_number(out, 24, 2);
  out.append(24, '\0');
  for (std::uint32_t row = image.height; row-- > 0;) {
    const std::uint8_t* pixel = image.pixels.data() + row_bytes * row;
    for (std::uint32_t x = 0; x < image.width; ++x, pixel += 3) {
      for (int band = 2; band >= 0; --band)
        out += static_cast<char>(pixel[band]);
    }
    out.append(stride - row_bytes, '\0');
  }
  return out;
}

std::string difference(const RgbImage& a, const RgbImage& b) {
  if (a.width != b.width || a.height != b.height || a.pixels.size() != b.pixels.size()) {
    return fmt::format("{} × {} is not {} × {}", a.width, a.height, b.width, b.height);
  }
  int largest = 0;
  std::size_t place = 0;
  std::size_t count = 0;
  for (std::size_t i = 0; i < a.pixels.size(); ++i) {
    const int apart = std::abs(int{a.pixels[i]} - int{b.pixels[i]});
    if (apart != 0) ++count;
    if (apart <= largest) continue;
    largest = apart;
    place = i;
  }
  if (count == 0) return {};
  return fmt::format("{} of {} samples differ, most by {} at ({}, {}) channel {}: {} and {}", count,
                     a.pixels.size(), largest, place / 3 % a.width, place / 3 / a.width, place % 3,
                     a.pixels[place], b.pixels[place]);
}

}  // namespace lexicnn::test
