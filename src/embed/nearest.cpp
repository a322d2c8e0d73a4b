#include "embed/nearest.hpp"

#include <algorithm>

namespace lexicnn {
namespace {

// |t - x|² = |t|² - 2 t·x + |x|², and |t|² is the same for all x: it is left out, which keeps the
// distances between whole numbers exact.

class NearestNeighbours final : public Predictor {
 public:
  NearestNeighbours(const TrainingRows& rows, std::uint64_t neighbours)
      : codes_(rows.codes),
        classes_(rows.classes),
        among_(rows.among.begin(), rows.among.end()),
        neighbours_(std::min<std::uint64_t>(neighbours, rows.among.size())) {
    for (const std::uint64_t i : among_)
      squares_.push_back(rows.products(i, i));
  }

  [[nodiscard]] std::int32_t predict(std::uint64_t,
                                     std::span<const double> products) const override {
    std::vector<std::pair<double, std::uint64_t>> near;
    for (std::size_t i = 0; i < among_.size(); ++i)
      near.emplace_back(squares_[i] - 2 * products[among_[i]], among_[i]);
    const auto end = near.begin() + static_cast<std::ptrdiff_t>(neighbours_);
    std::partial_sort(near.begin(), end, near.end());
    std::vector<std::uint64_t> votes(classes_, 0);
    for (auto it = near.begin(); it != end; ++it)
      ++votes[class_of(*it)];
    const std::uint64_t most = *std::max_element(votes.begin(), votes.end());
    const auto winner = std::find_if(near.begin(), end, [&](const auto& neighbour) {
      return votes[class_of(neighbour)] == most;
    });
    return codes_[winner->second];
  }

 private:
  [[nodiscard]] std::size_t class_of(const std::pair<double, std::uint64_t>& neighbour) const {
    return static_cast<std::size_t>(codes_[neighbour.second]);
  }

  const std::vector<std::int32_t>& codes_;
  std::uint64_t classes_;
  std::vector<std::uint64_t> among_;
  std::vector<double> squares_;
  std::uint64_t neighbours_;
};

class NearestMean final : public Predictor {
 public:
  explicit NearestMean(const TrainingRows& rows) : members_(rows.classes) {
    for (const std::uint64_t i : rows.among)
      members_[static_cast<std::size_t>(rows.codes[i])].push_back(i);
    for (const auto& members : members_) {
      double sum = 0;
      for (const std::uint64_t i : members) {
        for (const std::uint64_t j : members)
          sum += rows.products(i, j);
      }
      const auto count = static_cast<double>(members.size());
      squares_.push_back(sum / (count * count));
    }
  }

  [[nodiscard]] std::int32_t predict(std::uint64_t,
                                     std::span<const double> products) const override {
    std::size_t nearest = 0;
    double least = 0;
    for (std::size_t c = 0; c < members_.size(); ++c) {
      double sum = 0;
      for (const std::uint64_t i : members_[c])
        sum += products[i];
      const double distance = squares_[c] - 2 * sum / static_cast<double>(members_[c].size());
      if (c == 0 || distance < least) {
        nearest = c;
        least = distance;
      }
    }
    return static_cast<std::int32_t>(nearest);
  }

 private:
  std::vector<std::vector<std::uint64_t>> members_;  // of each class
  std::vector<double> squares_;                      // of the class means
};

}  // namespace

std::unique_ptr<Predictor> make_nearest_neighbours(const TrainingRows& rows,
                                                   std::uint64_t neighbours) {
  return std::make_unique<NearestNeighbours>(rows, neighbours);
}

std::unique_ptr<Predictor> make_nearest_mean(const TrainingRows& rows) {
  return std::make_unique<NearestMean>(rows);
}

}  // namespace lexicnn
