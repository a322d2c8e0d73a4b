/// The two-sided one-sample law for any number of values, by the rules of Simard and L'Ecuyer.
#pragma once

#include <cstdint>

#include "score/p_value_panels.hpp"

namespace lexicnn {

/// The law of D_n, the greatest distance of n values' empirical distribution from their own.
class OneSampleLaw {
 public:
  explicit OneSampleLaw(std::int64_t n);

  /// log P(D_n >= t / n), in [-inf, 0], for t >= 0; -inf from t = n. Safe on several threads.
  [[nodiscard]] double log_survival(double t) const;

 private:
  [[nodiscard]] double of_few(double t) const;
  [[nodiscard]] double of_many(double t) const;

  std::int64_t n_;
  Panels bulk_;
  Panels tail_;
};

}  // namespace lexicnn
