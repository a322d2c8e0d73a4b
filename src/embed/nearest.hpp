/// Classifiers that hold a row against the training rows: nearest neighbours, nearest class mean.
#pragma once

#include <cstdint>
#include <memory>
#include <span>
#include <vector>

#include "lexicnn/core/array.hpp"

namespace lexicnn {

/// Says the class of a row from its dot products with all n training rows.
class Predictor {
 public:
  Predictor() = default;
  Predictor(const Predictor&) = delete;
  Predictor& operator=(const Predictor&) = delete;
  virtual ~Predictor() = default;

  /// `row` is the row's number; `products` holds n dot products, or nothing where
  /// `needs_products` is false.
  [[nodiscard]] virtual std::int32_t predict(std::uint64_t row,
                                             std::span<const double> products) const = 0;
  [[nodiscard]] virtual bool needs_products() const noexcept { return true; }
};

/// Those training rows that `among` lists (ascending places among the n), their dot products with
/// each other (n × n) and the classes of all n.
struct TrainingRows {
  const Grid<double>& products;
  const std::vector<std::int32_t>& codes;
  std::uint64_t classes = 0;
  std::span<const std::uint64_t> among;
};

std::unique_ptr<Predictor> make_nearest_neighbours(const TrainingRows& rows,
                                                   std::uint64_t neighbours);
std::unique_ptr<Predictor> make_nearest_mean(const TrainingRows& rows);

}  // namespace lexicnn
