#include "embed/layer_shares.hpp"

#include <algorithm>
#include <cmath>
#include <utility>

#include "lexicnn/core/parallel.hpp"

namespace lexicnn::embed_stage {
namespace {

struct PairSums {
  std::uint64_t one_class = 0;
  std::uint64_t two_classes = 0;
  double of_one = 0;
  double of_two = 0;
  double squares = 0;  // of two classes
};

double dot(const double* a, const double* b, std::uint64_t size) {
  double lanes[8] = {};
  std::uint64_t i = 0;
  for (; i + 8 <= size; i += 8) {
    for (std::uint64_t lane = 0; lane < 8; ++lane)
      lanes[lane] += a[i + lane] * b[i + lane];
  }
  for (std::uint64_t lane = 0; i < size; ++i, ++lane)
    lanes[lane] += a[i] * b[i];
  double out = 0;
  for (const double lane : lanes)
    out += lane;
  return out;
}

/// The deepest layer alone, its plain form if it has one.
std::vector<double> deepest_only(const std::vector<BlockFacts>& blocks) {
  std::vector<double> out(blocks.size(), 0);
  const auto deepest =
      std::max_element(blocks.begin(), blocks.end(), [](const BlockFacts& a, const BlockFacts& b) {
        return std::pair(a.layer, a.form == BlockForm::plain) <
               std::pair(b.layer, b.form == BlockForm::plain);
      });
  out[static_cast<std::size_t>(deepest - blocks.begin())] = 1;
  return out;
}

void normalise(std::vector<double>& values) {
  double sum = 0;
  for (const double value : values)
    sum += value;
  for (double& value : values)
    value /= sum;
}

double mean_of(const std::vector<double>& values) {
  double sum = 0;
  for (const double value : values)
    sum += value;
  return sum / static_cast<double>(values.size());
}

/// Signals drawn towards the same one for all blocks; none below 0.
std::vector<double> drawn_signals(const std::vector<BlockFacts>& blocks,
                                  const NoiseAwareOptions& options) {
  std::vector<double> out;
  for (const BlockFacts& block : blocks)
    out.push_back(block.separation.signal);
  const auto pairs = static_cast<double>(blocks[0].separation.one_class);
  if (blocks[0].separation.one_class == 0) return std::vector<double>(blocks.size(), 1);
  const double common = std::max(mean_of(out), 0.0);
  for (double& signal : out) {
    signal = std::max(pairs * signal + options.prior_pairs * common, 0.0) /
             (pairs + options.prior_pairs);
  }
  return out;
}

/// Noises drawn towards a fall with depth, on the scale of their logarithms.
std::vector<double> drawn_noises(const std::vector<BlockFacts>& blocks, std::uint64_t layers,
                                 const NoiseAwareOptions& options) {
  const auto pairs = static_cast<double>(blocks[0].separation.two_classes);
  const auto steps = static_cast<double>(std::max<std::uint64_t>(layers - 1, 1));
  std::vector<double> measured;
  std::vector<double> usual;
  std::vector<double> above;
  for (const BlockFacts& block : blocks) {
    measured.push_back(std::log(block.separation.noise));
    usual.push_back(-std::log(options.noise_fall) * static_cast<double>(block.layer) / steps);
    above.push_back(measured.back() - usual.back());
  }
  const double level = mean_of(above);
  std::vector<double> out;
  for (std::size_t i = 0; i < blocks.size(); ++i) {
    out.push_back(std::exp((pairs * measured[i] + options.prior_noise * (usual[i] + level)) /
                           (pairs + options.prior_noise)));
  }
  return out;
}

}  // namespace

Separation separation(const Grid<double>& rows, std::span<const std::uint32_t> labels, double scale,
                      const Context& context) {
  const std::uint64_t n = rows.rows();
  const auto similarity = [&](std::uint64_t i, std::uint64_t j) {
    return dot(&rows(i, 0), &rows(j, 0), rows.columns()) / scale;
  };
  // The rows' sums are added in their order, so that threads do not matter.
  std::vector<PairSums> sums(n);
  parallel_ranges(n, 8, context, [&](Range range, unsigned) {
    for (std::uint64_t i = range.begin; i < range.end; ++i) {
      PairSums& sum = sums[i];
      for (std::uint64_t j = i + 1; j < n; ++j) {
        const double value = similarity(i, j);
        if (labels[i] == labels[j]) {
          ++sum.one_class;
          sum.of_one += value;
        } else {
          ++sum.two_classes;
          sum.of_two += value;
          sum.squares += value * value;
        }
      }
    }
  });
  PairSums all;
  for (const PairSums& sum : sums) {
    all.one_class += sum.one_class;
    all.two_classes += sum.two_classes;
    all.of_one += sum.of_one;
    all.of_two += sum.of_two;
    all.squares += sum.squares;
  }
  Separation out;
  out.one_class = all.one_class;
  out.two_classes = all.two_classes;
  const auto others = static_cast<double>(all.two_classes);
  const double mean = all.of_two / others;
  const double square = all.squares / others;
  const double variance = square - mean * mean;
  // Below that it is the rounding of this difference.
  constexpr double kRounding = 1e-13;
  out.noise = variance > kRounding * square ? std::sqrt(variance) : 0;
  if (all.one_class != 0) out.signal = all.of_one / static_cast<double>(all.one_class) - mean;
  return out;
}

std::vector<double> layer_shares(const std::vector<BlockFacts>& blocks, std::uint64_t layers,
                                 const NoiseAwareOptions& options) {
  const bool noise_is_known =
      std::all_of(blocks.begin(), blocks.end(), [](const BlockFacts& block) {
        return block.separation.two_classes >= 2 && block.separation.noise > 0;
      });
  if (!noise_is_known) return deepest_only(blocks);
  const std::vector<double> signal = drawn_signals(blocks, options);
  const std::vector<double> noise = drawn_noises(blocks, layers, options);
  std::vector<double> out;
  for (std::size_t i = 0; i < blocks.size(); ++i)
    out.push_back(signal[i] / noise[i]);
  const double largest = *std::max_element(out.begin(), out.end());
  if (!(largest > 0)) return deepest_only(blocks);
  for (double& share : out)
    share = std::pow(share / largest, options.power);
  normalise(out);
  const double most = *std::max_element(out.begin(), out.end());
  for (double& share : out)
    share = share < std::min(options.least_share, most) ? 0 : share;
  normalise(out);
  return out;
}

}  // namespace lexicnn::embed_stage
