#include "report/firing.hpp"

#include <algorithm>
#include <cmath>
#include <fmt/format.h>
#include <map>
#include <numeric>
#include <span>

#include "lexicnn/core/column.hpp"
#include "lexicnn/core/error.hpp"
#include "lexicnn/core/parallel.hpp"

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

/// A run of columns within one block of the source, and the requests on them.
struct Run {
  std::uint64_t first = 0;
  std::uint64_t last = 0;  ///< inclusive
  std::vector<std::size_t> requests;
};

std::vector<Run> plan_runs(const std::vector<FiringRequest>& requests, std::uint64_t block) {
  std::map<std::uint64_t, Run> runs;
  for (std::size_t i = 0; i < requests.size(); ++i) {
    const std::uint64_t feature = requests[i].feature;
    const auto [entry, fresh] = runs.try_emplace(feature / block, Run{feature, feature, {}});
    entry->second.first = std::min(entry->second.first, feature);
    entry->second.last = std::max(entry->second.last, feature);
    entry->second.requests.push_back(i);
  }
  std::vector<Run> out;
  for (auto& [number, run] : runs) {
    std::stable_sort(run.requests.begin(), run.requests.end(), [&](std::size_t a, std::size_t b) {
      return requests[a].feature < requests[b].feature;
    });
    out.push_back(std::move(run));
  }
  return out;
}

FiringImages pick(const std::vector<double>& column, const std::vector<std::int32_t>& codes,
                  const FiringRequest& request, std::uint64_t class_size, std::uint64_t each) {
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

void require_finite(const std::vector<double>& column, std::uint64_t feature) {
  const auto bad = std::find_if(column.begin(), column.end(),
                                [](double value) { return !std::isfinite(value); });
  if (bad != column.end()) {
    throw Error(ErrorKind::not_finite,
                fmt::format("the activation of image {} in column {} is not finite",
                            bad - column.begin(), feature));
  }
}

}  // namespace

std::vector<FiringImages> firing_images(const FeatureSource& source,
                                        const std::vector<std::int32_t>& codes,
                                        const std::vector<FiringRequest>& requests,
                                        std::uint64_t each, const Context& context) {
  const std::uint64_t rows = source.rows();
  std::map<std::int32_t, std::uint64_t> sizes;
  for (const FiringRequest& request : requests)
    sizes.try_emplace(request.class_code, 0);
  for (const std::int32_t code : codes)
    ++sizes[code];

  const std::vector<Run> runs =
      plan_runs(requests, std::max<std::uint64_t>(source.preferred_block(), 1));
  std::vector<FiringImages> out(requests.size());
  parallel_ranges(runs.size(), 1, context, [&](Range range, unsigned) {
    const Run& run = runs[range.begin];
    const std::uint64_t count = run.last - run.first + 1;
    const std::size_t column_bytes = rows * element_size(source.type());
    std::vector<std::byte> buffer(count * column_bytes);
    source.read(run.first, count, buffer);
    std::vector<double> column;
    std::uint64_t loaded = run.last + 1;
    for (const std::size_t i : run.requests) {
      const FiringRequest& request = requests[i];
      if (request.feature != loaded) {
        column = to_doubles(
            std::span(buffer).subspan((request.feature - run.first) * column_bytes, column_bytes),
            source.type());
        require_finite(column, request.feature);
        loaded = request.feature;
      }
      out[i] = pick(column, codes, request, sizes.at(request.class_code), each);
    }
  });
  return out;
}

}  // namespace lexicnn::reporting
