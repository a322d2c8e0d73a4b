/// The scoring engine on 50,000 images × 200 features × 100 classes, 60 % zeros: what it costs over
/// sorting alone, and how it grows with classes, nulls, threads and the store's precision.
#include <cmath>
#include <cstring>
#include <fstream>
#include <span>
#include <stdexcept>
#include <string>

#include "lexicnn/core/half.hpp"
#include "lexicnn/core/memory_source.hpp"
#include "lexicnn/core/random.hpp"
#include "lexicnn/score/score.hpp"

#include "score/sorted_feature.hpp"
#include "support/timing.hpp"

namespace {

using namespace lexicnn;

constexpr std::uint64_t kRows = 50'000;
constexpr std::uint64_t kColumns = 200;
constexpr double kZeroShare = 0.6;

/// Row-major, as an extraction stores it: zeros, and positive values with a long tail.
std::vector<float> make_matrix() {
  std::vector<float> out(kRows * kColumns);
  RandomStream stream(1, 0);
  for (float& value : out) {
    const double u = stream.uniform();
    value = u < kZeroShare ? 0.0F : static_cast<float>(-std::log(stream.uniform() + 1e-12));
  }
  return out;
}

ClassLabels make_labels(std::uint32_t classes) {
  ClassLabels out;
  RandomStream stream(2, classes);
  for (std::uint32_t c = 0; c < classes; ++c)
    out.names.push_back(std::to_string(c));
  for (std::uint64_t row = 0; row < kRows; ++row) {
    out.codes.push_back(static_cast<std::int32_t>(row < classes ? row : stream.below(classes)));
  }
  return out;
}

Table make_features() {
  Table out;
  for (std::uint64_t i = 0; i < kColumns; ++i)
    out.index.push_back(std::to_string(i));
  return out;
}

class Bench {
 public:
  Bench() : values_(make_matrix()), halves_(values_.size()), features_(make_features()) {
    to_half(values_, halves_);
  }

  void run() const {
    const MemorySource floats({values_.data(), ElementType::f32, kRows, kColumns, kColumns, 1});
    const MemorySource halves({halves_.data(), ElementType::f16, kRows, kColumns, kColumns, 1});
    const ClassLabels ten = make_labels(10);
    const ClassLabels hundred = make_labels(100);
    const ClassLabels thousand = make_labels(1000);
    const auto scoring = [this](const FeatureSource& source, const ClassLabels& labels,
                                std::uint64_t nulls, unsigned threads) {
      return [this, &source, &labels, nulls, threads] {
        Context context;
        context.threads = threads;
        (void)score(source, labels, features_, {.nulls = nulls}, context);
      };
    };
    const auto times = bench::race({
        scoring(floats, hundred, 0, 1),
        [&floats] { sort_only(floats); },
        scoring(floats, ten, 0, 1),
        scoring(floats, thousand, 0, 1),
        scoring(halves, hundred, 0, 1),
        scoring(floats, hundred, 20, 1),
        scoring(floats, hundred, 0, 2),
    });
    constexpr double kValues = static_cast<double>(kRows * kColumns);
    bench::print_figure("score.ns_a_value", times[0] / kValues * 1e9, "ns");
    bench::print_figure("score.over_sort", times[0] / times[1], "x");
    bench::print_figure("score.classes1000_over_10", times[3] / times[2], "x");
    bench::print_figure("score.f16_over_f32", times[4] / times[0], "x");
    bench::print_figure("score.nulls20_each", (times[5] - times[0]) / 20 / times[0], "x");
    bench::print_figure("score.threads2", times[0] / times[6], "x");
  }

 private:
  /// Reads and sorts the same columns, and does nothing with the order.
  static void sort_only(const FeatureSource& source) {
    std::vector<std::byte> block(source.preferred_block() * kRows * sizeof(float));
    SortedFeature sorted;
    for (std::uint64_t first = 0; first < kColumns; first += source.preferred_block()) {
      const std::uint64_t count = std::min(source.preferred_block(), kColumns - first);
      const auto bytes = std::span(block).first(count * kRows * sizeof(float));
      source.read(first, count, bytes);
      for (std::uint64_t i = 0; i < count; ++i) {
        (void)sorted.sort(bytes.subspan(i * kRows * sizeof(float), kRows * sizeof(float)),
                          ElementType::f32);
      }
    }
  }

  std::vector<float> values_;
  std::vector<Half> halves_;
  Table features_;
};

void read_bytes(const char* path, std::span<std::byte> out) {
  std::ifstream in(path, std::ios::binary);
  if (!in.read(reinterpret_cast<char*>(out.data()), static_cast<std::streamsize>(out.size()))) {
    throw std::runtime_error(std::string(path) + " cannot be read");
  }
}

/// `bench_score VALUES LABELS ROWS COLUMNS CLASSES`: seconds that scoring a matrix of float32
/// (row-major, as raw bytes; labels int32) takes on one thread, for bench/score/peers.py.
int time_given(char** arguments) {
  const std::uint64_t rows = std::stoull(arguments[3]);
  const std::uint64_t columns = std::stoull(arguments[4]);
  std::vector<float> values(rows * columns);
  ClassLabels labels = make_labels(static_cast<std::uint32_t>(std::stoul(arguments[5])));
  labels.codes.assign(rows, 0);
  read_bytes(arguments[1], std::as_writable_bytes(std::span(values)));
  read_bytes(arguments[2], std::as_writable_bytes(std::span(labels.codes)));
  Table features;
  for (std::uint64_t i = 0; i < columns; ++i)
    features.index.push_back(std::to_string(i));
  const MemorySource source(row_major(values.data(), rows, columns));
  Context context;
  context.threads = 1;
  bench::print_figure("score.seconds", bench::seconds_of([&] {
                        (void)score(source, labels, features, {.nulls = 0}, context);
                      }),
                      "s");
  return 0;
}

}  // namespace

int main(int count, char** arguments) {
  if (count == 6) return time_given(arguments);
  Bench().run();
  return 0;
}
