#include "lexicnn/embed/image_search.hpp"

#include <algorithm>
#include <array>
#include <bit>
#include <cmath>
#include <fmt/format.h>
#include <numeric>
#include <utility>

#include "lexicnn/core/error.hpp"
#include "lexicnn/core/parallel.hpp"
#include "lexicnn/embed/search.hpp"

namespace lexicnn {
namespace {

using Line = PackedDigits::Line;

/// 64 features of two rows: where both have the same digit that is not 0, where one is 0 and the
/// other not, and where the digits are opposite.
struct WordPair {
  std::uint64_t agree = 0;
  std::uint64_t apart = 0;
  std::uint64_t oppose = 0;
};

WordPair compare(const Line& a, const Line& b, std::size_t word) {
  const std::uint64_t both = a.nonzero.at(word) & b.nonzero.at(word);
  const std::uint64_t opposed = both & (a.negative.at(word) ^ b.negative.at(word));
  return {both & ~opposed, a.nonzero.at(word) ^ b.nonzero.at(word), opposed};
}

/// Calls `visit(first feature, pair)` for each word of two rows.
template <typename Visit>
void each_word(const Line* a, const Line* b, std::uint64_t lines, const Visit& visit) {
  for (std::uint64_t i = 0; i < lines; ++i) {
    for (std::size_t word = 0; word < 8; ++word)
      visit(i * 512 + word * 64, compare(a[i], b[i], word));
  }
}

template <typename Visit>
void each_bit(std::uint64_t bits, const Visit& visit) {
  for (; bits != 0; bits &= bits - 1)
    visit(static_cast<std::uint64_t>(std::countr_zero(bits)));
}

/// Squared distances of the query to all images, in the order of the features where weights differ.
std::vector<double> distances(const PackedDigits& digits, const PackedDigits& query,
                              std::span<const double> squares, const Context& context) {
  std::vector<double> out(digits.rows());
  const bool equal = std::all_of(squares.begin(), squares.end(),
                                 [&](double square) { return square == squares.front(); });
  if (equal) {
    const Grid<std::int64_t> dots = dot_products(query, digits, context);
    for (std::uint64_t row = 0; row < out.size(); ++row) {
      const auto lengths = static_cast<std::int64_t>(query.nonzeros(0) + digits.nonzeros(row));
      out[row] = squares.front() * static_cast<double>(lengths - 2 * dots(0, row));
    }
    return out;
  }
  constexpr std::uint64_t kRows = 64;
  parallel_ranges(out.size(), kRows, context, [&](Range range, unsigned) {
    for (std::uint64_t row = range.begin; row < range.end; ++row) {
      double sum = 0;
      each_word(query.row(0), digits.row(row), digits.lines(),
                [&](std::uint64_t first, const WordPair& pair) {
                  each_bit(pair.apart | pair.oppose, [&](std::uint64_t bit) {
                    const bool opposed = (pair.oppose >> bit & 1U) != 0;
                    sum += (opposed ? 4 : 1) * squares[first + bit];
                  });
                });
      out[row] = sum;
    }
  });
  return out;
}

/// The rows of the smallest distances, ascending.
std::vector<std::uint64_t> smallest(const std::vector<double>& distances, std::uint64_t top,
                                    std::optional<std::uint64_t> left_out) {
  std::vector<std::uint64_t> out(distances.size());
  std::iota(out.begin(), out.end(), std::uint64_t{0});
  if (left_out && *left_out < out.size())
    out.erase(out.begin() + static_cast<std::ptrdiff_t>(*left_out));
  const std::uint64_t count = std::min<std::uint64_t>(top, out.size());
  std::partial_sort(out.begin(), out.begin() + static_cast<std::ptrdiff_t>(count), out.end(),
                    [&](std::uint64_t a, std::uint64_t b) {
                      return std::pair(distances[a], a) < std::pair(distances[b], b);
                    });
  out.resize(count);
  return out;
}

/// What two images share.
class Explainer {
 public:
  Explainer(const ImageIndex& index, const PackedDigits& query, std::span<const double> squares,
            std::uint64_t most)
      : index_(index),
        query_(query),
        squares_(squares),
        most_(most),
        counts_(index.digits.counts()) {}

  void explain(NearImage& image) const {
    std::vector<std::pair<double, std::uint64_t>> agreeing;  // -worth, feature: as they are ordered
    each_word(query_.row(0), index_.digits.row(image.row), index_.digits.lines(),
              [&](std::uint64_t first, const WordPair& pair) {
                image.oppose += static_cast<std::uint64_t>(std::popcount(pair.oppose));
                each_bit(pair.agree, [&](std::uint64_t bit) {
                  const std::uint64_t feature = first + bit;
                  agreeing.emplace_back(squares_[feature] * std::log2(share(image.row, feature)),
                                        feature);
                });
              });
    image.agree = agreeing.size();
    const std::uint64_t count = std::min<std::uint64_t>(most_, agreeing.size());
    std::partial_sort(agreeing.begin(), agreeing.begin() + static_cast<std::ptrdiff_t>(count),
                      agreeing.end());
    for (std::uint64_t i = 0; i < count; ++i) {
      const std::uint64_t feature = agreeing[i].second;
      image.shared.push_back({feature, index_.var.index[feature],
                              is_negative(image.row, feature) ? std::int8_t{-1} : std::int8_t{1},
                              share(image.row, feature)});
    }
  }

 private:
  [[nodiscard]] bool is_negative(std::uint64_t row, std::uint64_t feature) const {
    const Line& line = index_.digits.row(row)[feature / 512];
    return (line.negative.at(feature % 512 / 64) >> (feature % 64) & 1U) != 0;
  }

  /// Of the images that have the digit that this row has, which is not 0.
  [[nodiscard]] double share(std::uint64_t row, std::uint64_t feature) const {
    const auto& counts = is_negative(row, feature) ? counts_.negative : counts_.positive;
    return static_cast<double>(counts[feature]) / static_cast<double>(index_.digits.rows());
  }

  const ImageIndex& index_;
  const PackedDigits& query_;
  std::span<const double> squares_;
  std::uint64_t most_;
  PackedDigits::Counts counts_;
};

void check(const ImageIndex& index, const PackedDigits& query) {
  const PackedDigits& digits = index.digits;
  if (digits.rows() == index.obs.rows() && digits.features() == index.var.rows() &&
      query.rows() == 1 && query.features() == digits.features()) {
    return;
  }
  throw Error(ErrorKind::invalid_input,
              fmt::format("a query of {} × {} digits does not go with {} × {} of {} images and {} "
                          "features",
                          query.rows(), query.features(), digits.rows(), digits.features(),
                          index.obs.rows(), index.var.rows()));
}

}  // namespace

ImageSearchResult search_images(const ImageIndex& index, const std::string& query_name,
                                const PackedDigits& query, std::optional<std::uint64_t> left_out,
                                const ImageSearchOptions& options, const Context& context) {
  check(index, query);
  ImageSearchResult out{
      query_name, index.digits.rows() - (left_out ? 1 : 0), index.digits.features(), {}};
  std::vector<double> squares = index.var.get<std::vector<double>>("weight");
  for (double& weight : squares)
    weight *= weight;
  const std::vector<double> all = distances(index.digits, query, squares, context);
  const Column* classes = index.obs.find("class");
  const std::vector<std::string> names =
      classes == nullptr ? std::vector<std::string>(all.size()) : column_text(classes->data);
  const Explainer explainer(index, query, squares, options.shared);
  for (const std::uint64_t row : smallest(all, options.top, left_out)) {
    NearImage image;
    image.row = row;
    image.name = index.obs.index[row];
    image.class_name = names[row];
    image.squared_distance = all[row];
    explainer.explain(image);
    out.nearest.push_back(std::move(image));
  }
  return out;
}

}  // namespace lexicnn
