#include "network/model_files.hpp"

#include <algorithm>
#include <cstddef>
#include <fmt/format.h>
#include <fstream>
#include <span>

#include "lexicnn/core/error.hpp"
#include "lexicnn/core/sha256.hpp"

namespace lexicnn {
namespace {

namespace fs = std::filesystem;

std::vector<fs::path> folder_files(const fs::path& folder) {
  std::vector<fs::path> files;
  std::error_code error;
  for (fs::recursive_directory_iterator at(folder, error), end; !error && at != end;
       at.increment(error)) {
    if (at->is_regular_file(error)) files.push_back(at->path());
  }
  if (error) {
    throw Error(ErrorKind::file_missing, fmt::format("model folder '{}' cannot be read: {}",
                                                     folder.string(), error.message()));
  }
  return files;
}

void hash_file(const fs::path& path, Sha256& hash) {
  std::ifstream in(path, std::ios::binary);
  std::vector<char> buffer(std::size_t{1} << 20U);
  while (in.read(buffer.data(), static_cast<std::streamsize>(buffer.size())) || in.gcount() > 0) {
    hash.update(std::as_bytes(std::span(buffer).first(static_cast<std::size_t>(in.gcount()))));
  }
  if (!in.eof()) {
    throw Error(ErrorKind::file_missing, fmt::format("cannot read '{}'", path.string()));
  }
}

}  // namespace

std::vector<fs::path> model_files(const fs::path& path) {
  std::error_code error;
  if (!fs::exists(path, error)) {
    throw Error(ErrorKind::file_missing, fmt::format("model '{}' does not exist", path.string()));
  }
  if (fs::is_directory(path, error)) {
    auto files = folder_files(path);
    std::sort(files.begin(), files.end());
    return files;
  }
  std::vector<fs::path> files{path};
  std::vector<fs::path> weights{path.string() + ".data", path.string() + "_data"};
  if (path.extension() == ".xml") weights.push_back(fs::path(path).replace_extension(".bin"));
  for (const fs::path& file : weights) {
    if (fs::is_regular_file(file, error)) files.push_back(file);
  }
  return files;
}

std::string model_sha256(const std::vector<fs::path>& files) {
  if (files.size() == 1) return sha256_file(files.front());
  Sha256 hash;
  for (const fs::path& file : files)
    hash_file(file, hash);
  return hash.finish();
}

}  // namespace lexicnn
