#include "lexicnn/embed/pca.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <fmt/format.h>
#include <limits>
#include <span>

#include "lexicnn/core/error.hpp"
#include "lexicnn/core/parallel.hpp"
#include "lexicnn/core/random.hpp"

#include "embed/symmetric_eigen.hpp"

namespace lexicnn {
namespace {

using Vector = std::vector<double>;

constexpr double kResidual = 1e-11;      // of the largest eigenvalue
constexpr double kDependent = 1e-10;     // of its length, what is left of a vector in the space
constexpr std::uint64_t kColumns = 256;  // summed together
constexpr std::uint64_t kRows = 16;
constexpr std::uint64_t kExtra = 2;  // vectors of a block beyond the components

/// Eight sums of every eighth product, then these in turn: the same bits everywhere.
double dot(std::span<const double> a, std::span<const double> b) {
  std::array<double, 8> sums{};
  std::size_t i = 0;
  for (; i + sums.size() <= a.size(); i += sums.size()) {
    for (std::size_t lane = 0; lane < sums.size(); ++lane)
      sums[lane] += a[i + lane] * b[i + lane];
  }
  double out = 0;
  for (const double sum : sums)
    out += sum;
  for (; i < a.size(); ++i)
    out += a[i] * b[i];
  return out;
}

void subtract(Vector& from, const Vector& vector, double factor) {
  for (std::size_t i = 0; i < from.size(); ++i)
    from[i] -= factor * vector[i];
}

/// The rows C, centred by column, as the operator C · transposed C.
template <typename T>
class CentredProducts {
 public:
  CentredProducts(const Grid<T>& rows, const Context& context)
      : rows_(rows), context_(context), mean_(rows.columns()), square_(rows.rows()) {
    over_columns([&](std::uint64_t, Range columns, std::span<const double> values) {
      for (std::uint64_t j = 0; j < values.size(); ++j)
        mean_[columns.begin + j] += values[j];
    });
    for (double& mean : mean_)
      mean /= static_cast<double>(rows.rows());
    over_rows([&](std::uint64_t row, const Vector& centred) {
      square_[row] = dot(centred, centred);
      if (!std::isfinite(square_[row])) {
        throw Error(ErrorKind::not_finite,
                    fmt::format("a value of row {} of the matrix is not finite", row));
      }
    });
  }

  [[nodiscard]] std::uint64_t size() const { return rows_.rows(); }

  /// The sum of all eigenvalues.
  [[nodiscard]] double trace() const {
    double out = 0;
    for (const double square : square_)
      out += square;
    return out;
  }

  [[nodiscard]] std::vector<Vector> apply(const std::vector<Vector>& vectors) const {
    std::vector<Vector> across(vectors.size(), Vector(rows_.columns()));
    over_columns([&](std::uint64_t row, Range columns, std::span<const double> centred) {
      for (std::size_t k = 0; k < vectors.size(); ++k) {
        double* sums = across[k].data() + columns.begin;
        const double factor = vectors[k][row];
        for (std::uint64_t j = 0; j < centred.size(); ++j)
          sums[j] += factor * centred[j];
      }
    });
    std::vector<Vector> out(vectors.size(), Vector(size()));
    over_rows([&](std::uint64_t row, const Vector& centred) {
      for (std::size_t k = 0; k < vectors.size(); ++k)
        out[k][row] = dot(centred, across[k]);
    });
    return out;
  }

 private:
  /// use(row, columns, their values less the means) for all, a column's rows in turn and on one
  /// thread. The means are 0 while they are summed.
  template <typename Use>
  void over_columns(const Use& use) const {
    parallel_ranges(rows_.columns(), kColumns, context_, [&](Range range, unsigned) {
      const Vector mean(mean_.begin() + static_cast<std::ptrdiff_t>(range.begin),
                        mean_.begin() + static_cast<std::ptrdiff_t>(range.end));
      Vector centred(range.size());
      for (std::uint64_t row = 0; row < rows_.rows(); ++row) {
        const T* values = rows_.values().data() + row * rows_.columns() + range.begin;
        for (std::uint64_t j = 0; j < centred.size(); ++j)
          centred[j] = static_cast<double>(values[j]) - mean[j];
        use(row, range, centred);
      }
    });
  }

  /// use(row, centred row) for all.
  template <typename Use>
  void over_rows(const Use& use) const {
    parallel_ranges(rows_.rows(), kRows, context_, [&](Range range, unsigned) {
      Vector centred(rows_.columns());
      for (std::uint64_t row = range.begin; row < range.end; ++row) {
        const T* values = rows_.values().data() + row * rows_.columns();
        for (std::uint64_t column = 0; column < centred.size(); ++column)
          centred[column] = static_cast<double>(values[column]) - mean_[column];
        use(row, centred);
      }
    });
  }

  const Grid<T>& rows_;
  const Context& context_;
  Vector mean_;
  Vector square_;  // squared length of each centred row
};

/// An orthonormal basis, what the operator makes of it, and the operator within it.
struct Space {
  std::vector<Vector> basis;
  std::vector<Vector> images;
  std::vector<Vector> projected;  ///< [i][j], j <= i: basis i · image j

  /// The parts of the vectors that are not in the space yet, orthonormal.
  [[nodiscard]] std::vector<Vector> new_part(std::vector<Vector> vectors) const {
    std::vector<Vector> out;
    for (Vector& vector : vectors) {
      const double before = std::sqrt(dot(vector, vector));
      // Twice is enough (Parlett, "The symmetric eigenvalue problem", 1980).
      for (int pass = 0; pass < 2; ++pass) {
        for (const auto* known : {&basis, static_cast<const std::vector<Vector>*>(&out)}) {
          for (const Vector& each : *known)
            subtract(vector, each, dot(vector, each));
        }
      }
      const double length = std::sqrt(dot(vector, vector));
      if (!(length > before * kDependent)) continue;
      for (double& value : vector)
        value /= length;
      out.push_back(std::move(vector));
    }
    return out;
  }

  void add(std::vector<Vector> vectors, std::vector<Vector> images_of_them) {
    for (std::size_t k = 0; k < vectors.size(); ++k) {
      basis.push_back(std::move(vectors[k]));
      images.push_back(std::move(images_of_them[k]));
      projected.emplace_back();
      for (const Vector& image : images)
        projected.back().push_back(dot(basis.back(), image));
    }
  }

  [[nodiscard]] Grid<double> matrix() const {
    Grid<double> out(basis.size(), basis.size());
    for (std::size_t i = 0; i < basis.size(); ++i) {
      for (std::size_t j = 0; j <= i; ++j)
        out(i, j) = out(j, i) = projected[i][j];
    }
    return out;
  }
};

/// The sum of the vectors, each times its entry in column j of the factors.
Vector combine(const std::vector<Vector>& vectors, const Grid<double>& factors, std::uint64_t j) {
  Vector out(vectors.front().size());
  for (std::size_t i = 0; i < vectors.size(); ++i)
    subtract(out, vectors[i], -factors(i, j));
  return out;
}

/// Largest eigenvalues and their vectors.
struct Eigenpairs {
  std::vector<double> values;
  std::vector<Vector> vectors;
};

/// Those within the space, and whether they are those of the operator.
bool solve(const Space& space, std::uint64_t wanted, Eigenpairs& out) {
  const embed_stage::SymmetricEigen eigen = embed_stage::symmetric_eigen(space.matrix());
  out = {};
  bool done = space.basis.size() >= wanted;
  for (std::uint64_t j = 0; j < std::min<std::uint64_t>(wanted, space.basis.size()); ++j) {
    out.values.push_back(eigen.values[j]);
    out.vectors.push_back(combine(space.basis, eigen.vectors, j));
    Vector residual = combine(space.images, eigen.vectors, j);
    subtract(residual, out.vectors.back(), eigen.values[j]);
    done = done && std::sqrt(dot(residual, residual)) <= kResidual * eigen.values.front();
  }
  return done;
}

std::vector<Vector> random_block(std::uint64_t count, std::uint64_t size) {
  std::vector<Vector> out(count, Vector(size));
  for (std::uint64_t k = 0; k < count; ++k) {
    RandomStream random(1, k);
    for (double& value : out[k])
      value = random.uniform() - 0.5;
  }
  return out;
}

template <typename T>
Eigenpairs largest_eigenpairs(const CentredProducts<T>& products, std::uint64_t wanted) {
  Space space;
  Eigenpairs out;
  // One product first: what the operator makes 0 (the constant vector) is no part of the space.
  std::vector<Vector> block =
      space.new_part(products.apply(random_block(wanted + kExtra, products.size())));
  std::size_t checked = 0;
  while (!block.empty()) {
    std::vector<Vector> images = products.apply(block);
    std::vector<Vector> next = images;
    space.add(std::move(block), std::move(images));
    block = space.new_part(std::move(next));
    // Solving takes the cube of the dimensions: not at every step.
    if (!block.empty() && space.basis.size() * 4 < checked * 5) continue;
    checked = space.basis.size();
    if (solve(space, wanted, out)) break;
  }
  return out;
}

/// Turned so that the coordinate farthest from 0 is positive.
void fix_sign(Vector& vector) {
  const auto farthest = std::max_element(
      vector.begin(), vector.end(), [](double a, double b) { return std::fabs(a) < std::fabs(b); });
  if (*farthest >= 0) return;
  for (double& value : vector)
    value = -value;
}

template <typename T>
PcaResult components_of(const Grid<T>& rows, std::uint64_t components, const Context& context) {
  if (components == 0)
    throw Error(ErrorKind::invalid_option, "components = 0: ask for one at least");
  if (rows.empty())
    throw Error(ErrorKind::invalid_input,
                "principal components need a matrix with rows and columns");
  const CentredProducts<T> products(rows, context);
  const double trace = products.trace();
  PcaResult out{Grid<double>(rows.rows(), components), {}};
  if (trace == 0) {
    out.variance_share.assign(components, std::numeric_limits<double>::quiet_NaN());
    return out;
  }
  Eigenpairs pairs = largest_eigenpairs(products, components);
  out.variance_share.assign(components, 0);
  for (std::uint64_t j = 0; j < pairs.values.size(); ++j) {
    const double value = std::max(pairs.values[j], 0.0);
    out.variance_share[j] = std::min(value / trace, 1.0);
    fix_sign(pairs.vectors[j]);
    for (std::uint64_t row = 0; row < rows.rows(); ++row)
      out.coordinates(row, j) = pairs.vectors[j][row] * std::sqrt(value);
  }
  return out;
}

}  // namespace

PcaResult principal_components(const Grid<float>& rows, std::uint64_t components,
                               const Context& context) {
  return components_of(rows, components, context);
}

PcaResult principal_components(const Grid<double>& rows, std::uint64_t components,
                               const Context& context) {
  return components_of(rows, components, context);
}

}  // namespace lexicnn
