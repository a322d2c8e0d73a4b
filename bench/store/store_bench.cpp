/// Activations of 10,000 images × 4,224 features: rows written, the file made whole, and its
/// columns read in blocks, in MB (10⁶ bytes) a second; in the page cache, and from the disk as a
/// share of what the disk gives for one long piece.
///
///     bench_store make FILE.h5ad IMAGES FEATURES CLASSES
///
/// writes synthetic activations in float16: what bench/scale scores.
#include <cstdio>
#include <cstring>
#include <fcntl.h>
#include <filesystem>
#include <fstream>
#include <memory>
#include <numeric>
#include <string>
#include <unistd.h>

#include "lexicnn/store/activation_file.hpp"
#include "lexicnn/store/npy.hpp"

#include "store/synthetic.hpp"
#include "support/timing.hpp"

namespace {

using namespace lexicnn;
namespace fs = std::filesystem;

constexpr std::uint64_t kRows = 10'000;
constexpr std::uint64_t kFeatures = 4'224;
constexpr double kMegabytes = 1e-6 * static_cast<double>(kRows * kFeatures * sizeof(float));

Table numbered(std::uint64_t rows) {
  Table out;
  for (std::uint64_t i = 0; i < rows; ++i)
    out.index.push_back(std::to_string(i));
  return out;
}

class Bench {
 public:
  Bench()
      : folder_(fs::temp_directory_path() / ("lexicnn-bench-" + std::to_string(::getpid()))),
        values_(kRows * kFeatures),
        obs_(numbered(kRows)),
        var_(numbered(kFeatures)),
        keep_(kRows) {
    fs::create_directory(folder_);
    std::iota(keep_.begin(), keep_.end(), 0U);
    for (std::size_t i = 0; i < values_.size(); ++i) {
      values_[i] = static_cast<float>(i * 2654435761U % 1009U);
    }
    write_npy();
  }
  Bench(const Bench&) = delete;
  Bench& operator=(const Bench&) = delete;
  ~Bench() {
    writer_.reset();
    std::error_code ignored;
    fs::remove_all(folder_, ignored);
  }

  void run() {
    const auto times = bench::race({
        [this] { write_rows(ElementType::f32); },
        [this] { finish(); },
        [this] { read_columns(H5adSource(folder_ / "x.h5ad")); },
        [this] { read_columns(NpySource(folder_ / "x.npy")); },
        [this] { write_rows(ElementType::f16); },
        [this] { finish(); },
        [this] { read_columns(H5adSource(folder_ / "x.h5ad")); },
    });
    bench::print_figure("store.write_rows_f32", kMegabytes / times[0], "MB/s");
    bench::print_figure("store.finish_f32", kMegabytes / times[1], "MB/s");
    bench::print_figure("store.read_columns_f32", kMegabytes / times[2], "MB/s");
    bench::print_figure("store.read_npy_f32", kMegabytes / times[3], "MB/s");
    bench::print_figure("store.write_rows_f16", kMegabytes / 2 / times[4], "MB/s");
    bench::print_figure("store.finish_f16", kMegabytes / 2 / times[5], "MB/s");
    bench::print_figure("store.read_columns_f16", kMegabytes / 2 / times[6], "MB/s");
    run_from_disk();
  }

 private:
  /// The same matrix in one piece, row by row: how NumPy, and anndata by default, store it.
  void write_npy() const {
    std::string header = "{'descr': '<f4', 'fortran_order': False, 'shape': (" +
                         std::to_string(kRows) + ", " + std::to_string(kFeatures) + "), }";
    header.resize(117, ' ');
    std::ofstream file(folder_ / "x.npy", std::ios::binary);
    file << "\x93NUMPY\x01" << '\0' << 'v' << '\0' << header << '\n';
    file.write(reinterpret_cast<const char*>(values_.data()),
               static_cast<std::streamsize>(values_.size() * sizeof(float)));
  }

  void write_rows(ElementType type) {
    writer_ = std::make_unique<ActivationWriter>(folder_ / "x.h5ad", kRows, kFeatures, type, true);
    for (std::uint64_t row = 0; row < kRows; ++row) {
      writer_->write(row, std::span(values_).subspan(row * kFeatures, kFeatures));
    }
  }

  void finish() {
    writer_->finish(keep_, obs_, var_, {});
    writer_.reset();
  }

  /// A file of float16 that is not in the page cache, by columns and from its begin to its end.
  void run_from_disk() {
    write_rows(ElementType::f16);
    finish();
    const auto times = bench::race({
        [this] { read_columns(H5adSource(forget("x.h5ad"))); },
        [this] { read_through(forget("x.h5ad")); },
    });
    bench::print_figure("store.read_columns_cold", kMegabytes / 2 / times[0], "MB/s");
    bench::print_figure("store.read_through_cold", kMegabytes / 2 / times[1], "MB/s");
    bench::print_figure("store.read_columns_over_disk", times[0] / times[1], "x");
  }

  /// Lets the page cache forget a file of the folder.
  [[nodiscard]] fs::path forget(const char* name) const {
    const fs::path path = folder_ / name;
    const int file = ::open(path.c_str(), O_RDONLY | O_CLOEXEC);
    ::fsync(file);
    ::posix_fadvise(file, 0, 0, POSIX_FADV_DONTNEED);
    ::close(file);
    return path;
  }

  void read_through(const fs::path& path) {
    block_.resize(std::size_t{1} << 20U);
    const int file = ::open(path.c_str(), O_RDONLY | O_CLOEXEC);
    while (::read(file, block_.data(), block_.size()) > 0) {
    }
    ::close(file);
  }

  void read_columns(const FeatureSource& source) {
    const std::uint64_t column = source.rows() * element_size(source.type());
    const std::uint64_t block = source.preferred_block();
    block_.resize(block * column);
    for (std::uint64_t first = 0; first < source.features(); first += block) {
      const std::uint64_t count = std::min(block, source.features() - first);
      source.read(first, count, std::span(block_).first(count * column));
    }
  }

  fs::path folder_;
  std::vector<float> values_;
  Table obs_;
  Table var_;
  std::vector<std::uint64_t> keep_;
  std::unique_ptr<ActivationWriter> writer_;
  std::vector<std::byte> block_;
};

}  // namespace

int main(int argc, char** argv) {
  if (argc == 6 && std::strcmp(argv[1], "make") == 0) {
    bench::make_activations(argv[2], std::stoull(argv[3]), std::stoull(argv[4]),
                            std::stoull(argv[5]));
    return 0;
  }
  if (argc != 1) {
    std::fputs("usage: bench_store [make FILE.h5ad IMAGES FEATURES CLASSES]\n", stderr);
    return 2;
  }
  Bench().run();
  return 0;
}
