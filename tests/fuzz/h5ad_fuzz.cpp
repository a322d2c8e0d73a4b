/// Bytes are an .h5ad file, which is read in every way there is.
#include <algorithm>

#include "lexicnn/score/labels.hpp"
#include "lexicnn/score/scores.hpp"
#include "lexicnn/store/activation_file.hpp"
#include "lexicnn/store/h5ad.hpp"
#include "lexicnn/store/validate.hpp"

#include "fuzz/support.hpp"
#include "fuzz/target.hpp"

namespace lexicnn::fuzz {
namespace {

/// A small file may say that it holds a large matrix of zeros.
constexpr std::uint64_t kMostRead = std::uint64_t{64} << 20U;

void read_source(const std::filesystem::path& path) {
  const H5adSource source(path);
  const std::uint64_t step = source.preferred_block();
  for (std::uint64_t first = 0; first < source.features(); first += step) {
    const std::uint64_t count = std::min(step, source.features() - first);
    const std::uint64_t bytes = count * source.rows() * element_size(source.type());
    if (bytes > kMostRead) return;
    std::vector<std::byte> block(bytes);
    source.read(first, count, block);
  }
}

void use(const AnnotatedMatrix& matrix, const ValidateResult& checked) {
  for (const Column& column : matrix.obs.columns)
    error_of([&] { labels_from(matrix.obs, column.name); });
  const std::string error = error_of([&] { scores_from(matrix); });
  if (checked.findings.empty() && checked.kind == "scores" && !error.empty()) {
    found("valid scores that are none: " + error);
  }
}

void read_all(const std::filesystem::path& path) {
  ValidateResult checked;
  const std::string not_checked = error_of([&] { checked = validate(path); });
  const bool is_valid = not_checked.empty() && checked.findings.empty();
  const auto must_read = [&](const std::string& error) {
    if (is_valid && !error.empty()) found("a valid file that cannot be read: " + error);
  };
  must_read(error_of([&] { use(read_h5ad(path), checked); }));
  must_read(error_of([&] { read_source(path); }));
}

}  // namespace
}  // namespace lexicnn::fuzz

/// What HDF5 1.10 does not free when it refuses a file.
extern "C" __attribute__((visibility("default"))) const char* __lsan_default_suppressions() {
  return "leak:libhdf5";
}

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  lexicnn::fuzz::read_all(lexicnn::fuzz::as_file({data, size}, ".h5ad"));
  return 0;
}
