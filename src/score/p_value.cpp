#include "lexicnn/score/p_value.hpp"

#include <algorithm>
#include <atomic>
#include <cmath>
#include <fmt/format.h>
#include <numbers>
#include <numeric>

#include "lexicnn/core/error.hpp"

#include "score/p_value_factorial.hpp"
#include "score/p_value_few.hpp"
#include "score/p_value_lattice.hpp"
#include "score/p_value_one_sample.hpp"

namespace lexicnn {
namespace {

constexpr std::uint64_t kMostPairs = std::uint64_t{1} << 60;

/// Keeps log10 p of each value that the statistic can take. Threads that miss at the same time
/// work out and store the same.
class Memo {
 public:
  explicit Memo(std::int64_t places)
      : kept_(std::make_unique<std::atomic<double>[]>(static_cast<std::size_t>(places))) {
    for (std::int64_t i = 0; i < places; ++i)
      kept_[static_cast<std::size_t>(i)].store(kUnknown, std::memory_order_relaxed);
  }

  template <typename Function>
  double get(std::int64_t place, Function&& function) {
    std::atomic<double>& kept = kept_[static_cast<std::size_t>(place)];
    const double known = kept.load(std::memory_order_relaxed);
    if (known != kUnknown) return known;
    const double value = function();
    kept.store(value, std::memory_order_relaxed);
    return value;
  }

 private:
  static constexpr double kUnknown = 1;  // no log10 of a probability
  std::unique_ptr<std::atomic<double>[]> kept_;
};

/// Rounded as SciPy does, a half to even.
std::int64_t one_sample_size(double n, double m) {
  return std::max<std::int64_t>(1, std::llrint(n * m / (n + m)));
}

}  // namespace

class KsPValues::Law {
 public:
  Law(std::uint64_t n, std::uint64_t m)
      : n_(static_cast<std::int64_t>(std::min(n, m))),
        m_(static_cast<std::int64_t>(std::max(n, m))) {}
  Law(const Law&) = delete;
  Law& operator=(const Law&) = delete;
  virtual ~Law() = default;

  /// 1 <= numerator <= pairs().
  virtual double log10_p(std::int64_t numerator, bool two_sided) = 0;

  [[nodiscard]] virtual KsLaw name() const noexcept = 0;
  [[nodiscard]] std::int64_t pairs() const noexcept { return n_ * m_; }

 protected:
  [[nodiscard]] std::int64_t smaller() const noexcept { return n_; }
  [[nodiscard]] std::int64_t larger() const noexcept { return m_; }

 private:
  std::int64_t n_;
  std::int64_t m_;
};

class KsPValues::Exact final : public Law {
 public:
  Exact(std::uint64_t n, std::uint64_t m)
      : Law(n, m),
        paths_(smaller(), larger()),
        unit_(std::gcd(smaller(), larger())),
        two_sided_(pairs() / unit_),
        one_sided_(pairs() / unit_) {}

  double log10_p(std::int64_t numerator, bool two_sided) override {
    // D · n · m is a multiple of gcd(n, m).
    const std::int64_t steps = (numerator + unit_ - 1) / unit_;
    return (two_sided ? two_sided_ : one_sided_).get(steps - 1, [&] {
      const std::int64_t distance = steps * unit_;
      const double p = two_sided ? paths_.two_sided(distance) : paths_.one_sided(distance);
      return std::min(0.0, std::log10(p));
    });
  }

  [[nodiscard]] KsLaw name() const noexcept override { return KsLaw::exact; }

 private:
  PathLaw paths_;
  std::int64_t unit_;
  Memo two_sided_;
  Memo one_sided_;
};

/// As exact, where one sample is so small that nothing need be kept.
class KsPValues::Few final : public Law {
 public:
  Few(std::uint64_t n, std::uint64_t m) : Law(n, m), paths_(smaller(), larger()) {}

  double log10_p(std::int64_t numerator, bool two_sided) override {
    const double p = two_sided ? paths_.two_sided(numerator) : paths_.one_sided(numerator);
    return std::min(0.0, std::log10(p));
  }

  [[nodiscard]] KsLaw name() const noexcept override { return KsLaw::exact; }

 private:
  FewLaw paths_;
};

class KsPValues::LargeSample final : public Law {
 public:
  LargeSample(std::uint64_t n, std::uint64_t m)
      : Law(n, m),
        size_(one_sample_size(static_cast<double>(n), static_cast<double>(m))),
        one_sample_(size_),
        log_smallest_(std::numbers::ln2 - log_binomial(smaller() + larger(), smaller())) {}

  double log10_p(std::int64_t numerator, bool two_sided) override {
    const double d = static_cast<double>(numerator) / static_cast<double>(pairs());
    // The law of distances between continuous values gives 0 for D = 1, and too little near it. Of
    // the orders of n + m values two have D = 1, so that no p is smaller than those.
    const double log_p =
        two_sided
            ? std::max(one_sample_.log_survival(static_cast<double>(size_) * d), log_smallest_)
            : log_hodges(d);
    return std::min(0.0, log_p / std::numbers::ln10);
  }

  [[nodiscard]] KsLaw name() const noexcept override { return KsLaw::large_sample; }

 private:
  /// Hodges (1958), equation 5.3.
  [[nodiscard]] double log_hodges(double d) const {
    const auto n = static_cast<double>(smaller());
    const auto m = static_cast<double>(larger());
    const double z = std::sqrt(n * m / (n + m)) * d;
    return -2 * z * z - 2 * z * (m + 2 * n) / std::sqrt(m * n * (m + n)) / 3;
  }

  std::int64_t size_;
  OneSampleLaw one_sample_;
  double log_smallest_;
};

KsPValues::KsPValues(std::uint64_t n, std::uint64_t m, KsLaw law) {
  static_assert(kExactSize == FewLaw::kMostValues);
  if (n == 0 || m == 0 || n > kMostPairs / m) {
    throw Error(ErrorKind::invalid_input,
                fmt::format("there are no p-values for a class of {} and a rest of {} images: both "
                            "must be at least 1 and their product at most 2^60",
                            n, m));
  }
  const bool few = std::min(n, m) <= kExactSize;
  if (law == KsLaw::exact && !few && n * m > kMostExactPairs) {
    throw Error(ErrorKind::invalid_option,
                fmt::format("the exact law is asked for {} × {} images: it reaches to a product of "
                            "{}, take the large-sample law",
                            n, m, kMostExactPairs));
  }
  if (law == KsLaw::large_sample || (law == KsLaw::automatic && !few && n * m > kExactPairs)) {
    law_ = std::make_unique<LargeSample>(n, m);
  } else if (few) {
    law_ = std::make_unique<Few>(n, m);
  } else {
    law_ = std::make_unique<Exact>(n, m);
  }
}

KsPValues::KsPValues(KsPValues&&) noexcept = default;
KsPValues& KsPValues::operator=(KsPValues&&) noexcept = default;
KsPValues::~KsPValues() = default;

double KsPValues::log10_p(std::int64_t numerator, KsSide side) const {
  if (numerator < 0 || numerator > law_->pairs()) {
    throw Error(ErrorKind::invalid_input,
                fmt::format("the numerator of the statistic is {}, not in 0 to n · m = {}",
                            numerator, law_->pairs()));
  }
  // A path walked backwards turns presence into absence: the one-sided laws are the same.
  return numerator == 0 ? 0 : law_->log10_p(numerator, side == KsSide::two_sided);
}

KsLaw KsPValues::law() const noexcept {
  return law_->name();
}

}  // namespace lexicnn
