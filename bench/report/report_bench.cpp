/// A report of 1,000 classes × 12,416 features: made-up scores with a null, no activations.
/// `bench_report FILE.html` writes the page too.
#include <algorithm>
#include <array>
#include <cmath>
#include <cstdint>
#include <cstdio>
#include <fmt/format.h>
#include <string>
#include <vector>

#include "lexicnn/core/output_file.hpp"
#include "lexicnn/core/parallel.hpp"
#include "lexicnn/core/provenance.hpp"
#include "lexicnn/core/random.hpp"
#include "lexicnn/report/report.hpp"

#include "support/timing.hpp"

namespace {

using namespace lexicnn;

constexpr std::uint64_t kClasses = 1000;
constexpr std::uint64_t kFamily = 10;  // classes with effects in common
constexpr std::int64_t kImages = 50;   // a class
/// Channels of VGG16's convolutions and dense layers.
constexpr std::array<std::uint64_t, 15> kChannels{64,  64,  128, 128, 256, 256,  256, 512,
                                                  512, 512, 512, 512, 512, 4096, 4096};
constexpr double kNoise = 0.08;  // spread of s where a feature says nothing

/// Roughly standard normal.
double normal(RandomStream& random) {
  double sum = -6;
  for (int i = 0; i < 12; ++i)
    sum += random.uniform();
  return sum;
}

Table make_features() {
  Table out;
  std::vector<std::string> layers;
  std::vector<std::int64_t> indices;
  std::vector<double> depths;
  for (std::size_t layer = 0; layer < kChannels.size(); ++layer) {
    for (std::uint64_t channel = 0; channel < kChannels[layer]; ++channel) {
      layers.push_back(fmt::format("layer{}", layer));
      out.index.push_back(fmt::format("layer{}:{}", layer, channel));
      indices.push_back(static_cast<std::int64_t>(layer));
      depths.push_back(static_cast<double>(layer) / static_cast<double>(kChannels.size() - 1));
    }
  }
  const std::uint64_t count = out.rows();
  RandomStream random(1, 0);
  std::vector<double> mean(count);
  for (double& value : mean)
    value = random.uniform();
  out.set("layer", make_categorical(layers));
  out.set("layer_index", std::move(indices));
  out.set("depth", std::move(depths));
  out.set("mean", mean);
  out.set("std", std::move(mean));
  out.set("zero_share", std::vector<double>(count, 0.25));
  out.set("distinct", std::vector<std::int64_t>(count, 1000));
  out.set("dead", std::vector<bool>(count, false));
  return out;
}

/// The deeper a layer, the more it tells the families and their classes apart.
void fill_row(Scores& scores, std::uint64_t c) {
  RandomStream random(2, c);
  std::uint64_t f = 0;
  for (std::size_t layer = 0; layer < kChannels.size(); ++layer) {
    const double depth = static_cast<double>(layer + 1) / static_cast<double>(kChannels.size());
    for (std::uint64_t channel = 0; channel < kChannels[layer]; ++channel, ++f) {
      RandomStream family(3, c / kFamily * scores.feature_count() + f);
      const double effect = depth * (0.15 * normal(family) + 0.05 * normal(random));
      const double s = std::clamp(effect + kNoise * normal(random), -1.0, 1.0);
      scores.signed_ks(c, f) = s;
      scores.auc(c, f) = 0.5 + s / 2;
      scores.location(c, f) = random.uniform();
      scores.inner_share(c, f) = 0.5 + s / 2;
      scores.outer_share(c, f) = 0.5 - s / 2;
      scores.class_mean(c, f) = random.uniform();
      scores.log10_p(c, f) = -s * s * 40;
      scores.mann_whitney_z(c, f) = 12 * s;
      scores.fires(c, f) = s / 2;
      scores.ks_positive(c, f) = s;
    }
  }
}

NullDistribution make_null() {
  NullDistribution out;
  out.repeats = 100;
  out.seed = 1;
  out.sizes = {static_cast<std::uint64_t>(kImages)};
  for (std::size_t layer = 0; layer < kChannels.size(); ++layer) {
    out.layers.push_back(fmt::format("layer{}", layer));
    for (std::uint64_t bin = 0; bin < NullDistribution::kBins; ++bin) {
      const double s = (static_cast<double>(bin) + 0.5) / NullDistribution::kBins / kNoise;
      out.counts.push_back(static_cast<std::uint64_t>(10'000 * std::exp(-s * s / 2)));
    }
  }
  return out;
}

Scores make_scores() {
  Scores out;
  out.features = make_features();
  for (std::uint64_t c = 0; c < kClasses; ++c)
    out.classes.index.push_back(fmt::format("class {:03}", c));
  out.classes.set("n", std::vector<std::int64_t>(kClasses, kImages));
  out.classes.set("m", std::vector<std::int64_t>(kClasses, (kClasses - 1) * kImages));
  out.classes.set("single", std::vector<bool>(kClasses, false));
  for (auto* grid :
       {&out.signed_ks, &out.auc, &out.location, &out.inner_share, &out.outer_share,
        &out.class_mean, &out.log10_p, &out.mann_whitney_z, &out.fires, &out.ks_positive}) {
    *grid = Grid<double>(kClasses, out.feature_count());
  }
  out.null = make_null();
  parallel_ranges(kClasses, 1, {}, [&](Range range, unsigned) { fill_row(out, range.begin); });
  return out;
}

}  // namespace

int main(int count, char** arguments) {
  const Scores scores = make_scores();
  const Selection selection = select(scores);
  const ProfileResult result = profile(scores, selection);
  const Dict provenance = make_provenance("scores", "bench_report");
  std::string html;
  const double likeness = bench::seconds_of([&] { (void)class_similarity(scores, selection); });
  bench::print_figure("report.large_likeness_seconds", likeness, "s");
  const double seconds = bench::seconds_of([&] {
    html = report(ReportInput{scores, selection, result, provenance}).html;
  });
  bench::print_figure("report.large_seconds", seconds, "s");
  bench::print_figure("report.large_megabytes", static_cast<double>(html.size()) / 1e6, "MB");
  if (count == 2) write_text_file(arguments[1], html, true);
  return 0;
}
