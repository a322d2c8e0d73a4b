/// What the fuzz targets share: the end at a mistake, inputs as files, errors that may come.
#pragma once

#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <span>
#include <string>

#include "lexicnn/core/error.hpp"

#include "support/temp_dir.hpp"

namespace lexicnn::fuzz {

/// Ends the process as a crash does.
[[noreturn]] inline void found(const std::string& mistake) {
  std::fprintf(stderr, "fuzz: %s\n", mistake.c_str());
  std::abort();
}

/// Runs `body`, from which nothing but lexicnn::Error may come; its message, empty where none came.
template <typename Body>
std::string error_of(Body&& body) {
  try {
    body();
  } catch (const Error& error) {
    if (std::string(error.what()).empty()) found("an error without a message");
    return std::string(error.name()) + ": " + error.what();
  }
  return {};
}

/// The bytes as a file with that ending, at the same place at every call.
inline std::filesystem::path as_file(std::span<const std::uint8_t> bytes,
                                     const std::string& ending) {
  static const test::TempDir folder;
  std::filesystem::path path = folder / ("input" + ending);
  // A new file each time: some file systems write a truncated one to the disk when it is closed.
  std::filesystem::remove(path);
  std::ofstream file(path, std::ios::binary);
  file.write(reinterpret_cast<const char*>(bytes.data()),
             static_cast<std::streamsize>(bytes.size()));
  if (!file.flush()) found("cannot write " + path.string());
  return path;
}

}  // namespace lexicnn::fuzz
