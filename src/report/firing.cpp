#include "report/firing.hpp"

#include <algorithm>

namespace lexicnn::reporting {
namespace {

/// The first `capacity` images in the order of `Before`.
template <typename Before>
class Shortlist {
 public:
  explicit Shortlist(std::uint64_t capacity) : capacity_(capacity) {}

  void offer(const Firing& firing) {
    if (list_.size() == capacity_) {
      if (capacity_ == 0 || !before_(firing, list_.back())) return;
      list_.pop_back();
    }
    list_.insert(std::upper_bound(list_.begin(), list_.end(), firing, before_), firing);
  }

  std::vector<Firing> take() { return std::move(list_); }

 private:
  std::uint64_t capacity_;
  Before before_;
  std::vector<Firing> list_;
};

/// One total order, so that the first and the last images of a class never overlap.
struct Larger {
  bool operator()(const Firing& a, const Firing& b) const {
    return a.value > b.value || (a.value == b.value && a.row < b.row);
  }
};
struct Smaller {
  bool operator()(const Firing& a, const Firing& b) const { return Larger()(b, a); }
};

}  // namespace

FiringImages firing_images(const std::vector<double>& column,
                           const std::vector<std::int32_t>& codes, const FiringRequest& request,
                           std::uint64_t class_size, std::uint64_t each) {
  Shortlist<Larger> most(std::min(each, (class_size + 1) / 2));
  Shortlist<Smaller> least(std::min(each, class_size / 2));
  Shortlist<Larger> others(each);
  FiringImages out;
  for (std::uint64_t row = 0; row < column.size(); ++row) {
    const Firing firing{row, column[row]};
    if (codes[row] != request.class_code) {
      others.offer(firing);
      continue;
    }
    most.offer(firing);
    least.offer(firing);
    out.above += firing.value > request.location ? 1U : 0U;
  }
  out.most = most.take();
  out.least = least.take();
  out.others = others.take();
  return out;
}

std::vector<Firing> strongest_images(const std::vector<double>& column, std::uint64_t each) {
  Shortlist<Larger> most(each);
  for (std::uint64_t row = 0; row < column.size(); ++row)
    most.offer({row, column[row]});
  return most.take();
}

}  // namespace lexicnn::reporting
