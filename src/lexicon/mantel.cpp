#include "lexicnn/lexicon/mantel.hpp"

#include <atomic>
#include <cmath>
#include <cstdlib>
#include <fmt/format.h>
#include <limits>
#include <mutex>
#include <numeric>

#include "lexicnn/core/error.hpp"
#include "lexicnn/core/parallel.hpp"
#include "lexicnn/core/random.hpp"

#include "lexicon/mid_ranks.hpp"

namespace lexicnn {
namespace {

using ValueRanks = std::vector<std::int32_t>;

std::int64_t product(const ValueRanks& a, const ValueRanks& b) {
  std::int64_t sum = 0;
  for (std::size_t i = 0; i < a.size(); ++i)
    sum += std::int64_t{a[i]} * b[i];
  return sum;
}

/// Both halves of the matrix, so that any order of things can be read row by row.
Grid<std::int32_t> whole_matrix(const ValueRanks& pairs, std::uint64_t things) {
  Grid<std::int32_t> out(things, things);
  std::size_t next = 0;
  for (std::uint64_t i = 0; i < things; ++i) {
    for (std::uint64_t j = i + 1; j < things; ++j)
      out(i, j) = out(j, i) = pairs[next++];
  }
  return out;
}

void relabel(const Grid<std::int32_t>& matrix, const std::vector<std::uint32_t>& order,
             ValueRanks& out) {
  std::size_t next = 0;
  for (std::size_t i = 0; i < order.size(); ++i) {
    const std::int32_t* row = &matrix.values()[order[i] * matrix.columns()];
    for (std::size_t j = i + 1; j < order.size(); ++j)
      out[next++] = row[order[j]];
  }
}

void require_lengths(std::span<const ValueRanks> all, std::uint64_t things) {
  for (const ValueRanks& ranks : all) {
    if (ranks.size() == things * (things - 1) / 2) continue;
    throw Error(
        ErrorKind::invalid_input,
        fmt::format("{} ranks are not those of the pairs of {} things", ranks.size(), things));
  }
}

/// How often a permutation is at least as strong as what was observed, [one][other].
std::vector<std::atomic<std::uint64_t>> count_as_strong(
    std::span<const ValueRanks> ones, std::span<const ValueRanks> others,
    const Grid<std::int64_t>& observed, std::uint64_t things, std::uint64_t permutations,
    std::uint64_t seed, const Context& context) {
  std::vector<Grid<std::int32_t>> matrices;
  for (const ValueRanks& each : others)
    matrices.push_back(whole_matrix(each, things));
  std::vector<std::atomic<std::uint64_t>> counts(ones.size() * others.size());
  std::mutex reports;
  std::uint64_t done = 0;
  constexpr std::uint64_t kGrain = 16;
  parallel_ranges(permutations, kGrain, context, [&](Range range, unsigned) {
    std::vector<std::uint32_t> order(things);
    ValueRanks relabelled(things * (things - 1) / 2);
    for (std::uint64_t r = range.begin; r < range.end; ++r) {
      std::iota(order.begin(), order.end(), 0U);
      RandomStream(seed, r).shuffle(std::span(order));
      for (std::size_t other = 0; other < others.size(); ++other) {
        relabel(matrices[other], order, relabelled);
        for (std::size_t one = 0; one < ones.size(); ++one) {
          if (std::abs(product(ones[one], relabelled)) >= std::abs(observed(one, other)))
            ++counts[one * others.size() + other];
        }
      }
    }
    const std::lock_guard lock(reports);
    done += range.size();
    context.report({"describe", "permutations", done, permutations});
  });
  return counts;
}

}  // namespace

std::vector<std::int32_t> pair_ranks(const Grid<double>& similarity) {
  const std::uint64_t things = similarity.rows();
  if (things < 3 || things > kMantelThings || similarity.columns() != things) {
    throw Error(ErrorKind::invalid_input,
                fmt::format("Mantel's test takes a square matrix of 3 to {} things, not {} × {}",
                            kMantelThings, things, similarity.columns()));
  }
  std::vector<double> pairs;
  pairs.reserve(things * (things - 1) / 2);
  for (std::uint64_t i = 0; i < things; ++i) {
    for (std::uint64_t j = i + 1; j < things; ++j)
      pairs.push_back(similarity(i, j));
  }
  return centred_mid_ranks(pairs);
}

Grid<MantelTest> mantel_tests(std::span<const ValueRanks> ones, std::span<const ValueRanks> others,
                              std::uint64_t things, std::uint64_t permutations, std::uint64_t seed,
                              const Context& context) {
  require_lengths(ones, things);
  require_lengths(others, things);
  Grid<std::int64_t> observed(ones.size(), others.size());
  for (std::size_t one = 0; one < ones.size(); ++one) {
    for (std::size_t other = 0; other < others.size(); ++other)
      observed(one, other) = product(ones[one], others[other]);
  }
  const auto counts = count_as_strong(ones, others, observed, things, permutations, seed, context);
  Grid<MantelTest> out(ones.size(), others.size());
  for (std::size_t one = 0; one < ones.size(); ++one) {
    for (std::size_t other = 0; other < others.size(); ++other) {
      const double squares = std::sqrt(static_cast<double>(product(ones[one], ones[one]))) *
                             std::sqrt(static_cast<double>(product(others[other], others[other])));
      if (squares == 0) {
        constexpr double kNan = std::numeric_limits<double>::quiet_NaN();
        out(one, other) = {kNan, kNan};
        continue;
      }
      const auto as_strong = static_cast<double>(counts[one * others.size() + other].load());
      out(one, other) = {static_cast<double>(observed(one, other)) / squares,
                         (as_strong + 1) / (static_cast<double>(permutations) + 1)};
    }
  }
  return out;
}

}  // namespace lexicnn
