/// p-values of the two-sample Kolmogorov-Smirnov statistic, as log10 at any size.
#pragma once

#include <cstdint>
#include <memory>

#include "lexicnn/core/export.hpp"

namespace lexicnn {

/// What a p-value is evidence for. With F the class and G the rest:
enum class KsSide {
  two_sided,  ///< any difference: D = max(D+, D-)
  presence,   ///< larger values in the class: D+ = max (G - F); SciPy's "less" for (class, rest)
  absence,    ///< smaller values in the class: D- = max (F - G); SciPy's "greater"
};

/// Which law of the statistic a p-value is read from.
enum class KsLaw {
  automatic,     ///< `exact` where n · m <= KsPValues::kExactPairs or the smaller of n and m is at
                 ///< most KsPValues::kExactSize, else `large_sample`
  exact,         ///< the law of all orders of n + m distinct values, by counting lattice paths
  large_sample,  ///< two-sided: the one-sample law for round(n m / (n + m)) values (Simard and
                 ///< L'Ecuyer 2011), as SciPy's `kstwo`; one-sided: Hodges (1958), equation 5.3
};

/// p-values for one pair of sample sizes: a class of n images against a rest of m.
///
/// The probability that D is at least as large as seen, where class and rest are drawn alike and no
/// two values are equal; with ties it is conservative. Equals SciPy's `ks_2samp` with method
/// "exact" or "asymp" where that is right, and goes on where SciPy underflows: log10 p is finite
/// for every numerator from 0 to n · m, since a two-sided p is never below that of D = 1, which is
/// exact. Formulas and accuracy: docs/score-p-values.md.
///
/// All calls on one object may run at once on several threads. What is worked out is kept, and
/// results depend on neither threads nor the order of calls. Memory: 16 n m / gcd(n, m) bytes with
/// the exact law, at most 25 kB with the other.
class LEXICNN_API KsPValues {
 public:
  /// `automatic` takes the exact law up to this n · m, where one value costs some microseconds.
  static constexpr std::uint64_t kExactPairs = 20'000;
  /// It also does up to this size of class or rest, whatever the other.
  static constexpr std::uint64_t kExactSize = 8;
  /// The largest n · m for which `KsLaw::exact` can be asked: the numbers of paths fit a double.
  static constexpr std::uint64_t kMostExactPairs = 200'000;

  /// Throws Error(invalid_input) where n or m is 0 or n · m is over 2^60, and Error(invalid_option)
  /// where `KsLaw::exact` is asked over kMostExactPairs and kExactSize.
  KsPValues(std::uint64_t n, std::uint64_t m, KsLaw law = KsLaw::automatic);
  KsPValues(KsPValues&&) noexcept;
  KsPValues& operator=(KsPValues&&) noexcept;
  ~KsPValues();

  /// log10 of p, in (-inf, 0], for D = `numerator` / (n · m). Throws Error(invalid_input) where
  /// the numerator is not in 0 to n · m.
  [[nodiscard]] double log10_p(std::int64_t numerator, KsSide side = KsSide::two_sided) const;

  /// The law in use: `exact` or `large_sample`.
  [[nodiscard]] KsLaw law() const noexcept;

 private:
  class Law;
  class Exact;
  class Few;
  class LargeSample;
  std::unique_ptr<Law> law_;
};

}  // namespace lexicnn
