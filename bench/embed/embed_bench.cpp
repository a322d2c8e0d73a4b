/// Exact nearest neighbours among packed digits: 1,000 queries over 50,000 images × 12,416
/// features, one thread.
#include <cstdint>
#include <cstdio>
#include <fstream>
#include <span>
#include <stdexcept>
#include <string>
#include <vector>

#include "lexicnn/core/memory_source.hpp"
#include "lexicnn/core/random.hpp"
#include "lexicnn/embed/embedding.hpp"
#include "lexicnn/embed/search.hpp"

#include "embed/dot_kernel.hpp"
#include "support/timing.hpp"

namespace {

using namespace lexicnn;

constexpr std::uint64_t kRows = 50'000;
constexpr std::uint64_t kQueries = 1'000;
constexpr std::uint64_t kFeatures = 12'416;
constexpr std::uint64_t kNeighbours = 10;

Context one_thread() {
  Context out;
  out.threads = 1;
  return out;
}

PackedDigits random_digits(std::uint64_t rows, std::uint64_t seed) {
  PackedDigits out(kFeatures);
  out.reserve(rows);
  std::vector<std::int8_t> row(kFeatures);
  RandomStream stream(seed, 0);
  for (std::uint64_t i = 0; i < rows; ++i) {
    for (std::int8_t& digit : row)
      digit = static_cast<std::int8_t>(static_cast<int>(stream.below(3)) - 1);
    out.append(row);
  }
  return out;
}

/// Nanoseconds a pair of rows takes with each kernel that this processor has.
void time_kernels() {
  const PackedDigits queries = random_digits(16, 1);
  const PackedDigits database = random_digits(256, 2);
  std::vector<std::int64_t> dots(queries.rows() * database.rows());
  const auto running = [&](embed_stage::DotKernel kernel) {
    return [&, kernel] {
      for (int repeat = 0; repeat < 20; ++repeat) {
        kernel({queries.row(0), queries.rows()}, {database.row(0), database.rows()},
               queries.lines(), dots.data());
      }
    };
  };
  const auto times =
      bench::race({running(embed_stage::dot_baseline), running(embed_stage::dot_kernel())});
  const double pairs = 20.0 * static_cast<double>(dots.size());
  bench::print_figure("embed.baseline_pair", times[0] / pairs * 1e9, "ns");
  bench::print_figure("embed.pair", times[1] / pairs * 1e9, "ns");
}

/// Fitting and embedding floats in memory.
void time_embedding() {
  constexpr std::uint64_t kImages = 5'000;
  std::vector<float> values(kImages * kFeatures);
  RandomStream stream(3, 0);
  for (float& value : values)
    value = static_cast<float>(stream.uniform());
  Table features;
  for (std::uint64_t i = 0; i < kFeatures; ++i)
    features.index.push_back(std::to_string(i));
  const MemorySource source(row_major(values.data(), kImages, kFeatures));
  Embedding fitted;
  const auto times =
      bench::race({[&] { fitted = fit_embedding(source, features, {}, nullptr, one_thread()); },
                   [&] { (void)embed(source, fitted, one_thread()); }},
                  3);
  constexpr double kValues = static_cast<double>(kImages * kFeatures);
  bench::print_figure("embed.fit_a_value", times[0] / kValues * 1e9, "ns");
  bench::print_figure("embed.embed_a_value", times[1] / kValues * 1e9, "ns");
}

PackedDigits read_digits(const char* path, std::uint64_t rows, std::uint64_t features) {
  std::ifstream in(path, std::ios::binary);
  PackedDigits out(features);
  out.reserve(rows);
  std::vector<std::int8_t> row(features);
  for (std::uint64_t i = 0; i < rows; ++i) {
    if (!in.read(reinterpret_cast<char*>(row.data()), static_cast<std::streamsize>(features)))
      throw std::runtime_error(std::string(path) + " cannot be read");
    out.append(row);
  }
  return out;
}

/// `bench_embed DATABASE QUERIES ROWS QUERIES FEATURES OUT`: seconds that the search of int8 digits
/// (row-major, as raw bytes) takes on one thread, for bench/embed/peers.py; the squared distances
/// go to OUT as uint64.
int search_given(char** arguments) {
  const std::uint64_t features = std::stoull(arguments[5]);
  const PackedDigits database = read_digits(arguments[1], std::stoull(arguments[3]), features);
  const PackedDigits queries = read_digits(arguments[2], std::stoull(arguments[4]), features);
  Neighbours found;
  const auto times =
      bench::race({[&] { found = nearest(queries, database, kNeighbours, one_thread()); }}, 3);
  bench::print_figure("embed.knn_seconds", times[0], "s");
  std::ofstream out(arguments[6], std::ios::binary);
  const auto& distances = found.squared_distance.values();
  out.write(reinterpret_cast<const char*>(distances.data()),
            static_cast<std::streamsize>(distances.size() * sizeof(distances[0])));
  return out ? 0 : 1;
}

void time_search() {
  const PackedDigits database = random_digits(kRows, 4);
  const PackedDigits queries = random_digits(kQueries, 5);
  const auto times =
      bench::race({[&] { (void)nearest(queries, database, kNeighbours, one_thread()); }}, 3);
  bench::print_figure("embed.knn", times[0], "s");
}

}  // namespace

int main(int count, char** arguments) {
  if (count == 7) return search_given(arguments);
  time_kernels();
  time_embedding();
  time_search();
  return 0;
}
