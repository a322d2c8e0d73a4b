#include "report/columns.hpp"

#include <algorithm>
#include <unordered_map>

#include "lexicnn/core/column.hpp"

#include "report/detail.hpp"

namespace lexicnn::reporting {
namespace {

/// Details made before it is looked whether they fit.
constexpr std::size_t kWave = 1024;

/// A detail's share of its block and of the entry of that block, and its places in `features`.
constexpr std::uint64_t kDetailOverhead = 48;

class Reader {
 public:
  Reader(const ReportInput& input, const ColumnsWanted& wanted, const Context& context)
      : input_(input), wanted_(wanted), context_(context), sizes_(input.scores.class_count()) {
    for (const std::int32_t code : wanted.codes) {
      if (code >= 0) ++sizes_[static_cast<std::size_t>(code)];
    }
    for (std::size_t i = 0; i < wanted.requests.size(); ++i)
      requests_of_[wanted.requests[i].feature].push_back(i);
    found_.firing.resize(wanted.requests.size());
  }

  ColumnsFound run() {
    std::uint64_t bytes = 0;
    std::size_t next = 0;
    bool room = true;
    while (room && next < wanted_.details.size()) {
      const std::size_t count = std::min(kWave, wanted_.details.size() - next);
      found_.details.resize(next + count);
      for (std::size_t i = next; i < next + count; ++i)
        detail_of_[wanted_.details[i]] = i;
      read_features({wanted_.details.begin() + static_cast<std::ptrdiff_t>(next),
                     wanted_.details.begin() + static_cast<std::ptrdiff_t>(next + count)});
      for (std::size_t end = next + count; room && next < end;) {
        bytes += detail_size(found_.details[next]);
        room = bytes <= wanted_.detail_bytes;
        next += room ? 1U : 0U;
      }
      found_.details.resize(next);
    }
    std::vector<std::uint64_t> left;
    for (const auto& [feature, requests] : requests_of_) {
      if (!detail_of_.contains(feature)) left.push_back(feature);
    }
    read_features(std::move(left));
    return std::move(found_);
  }

 private:
  void read_features(std::vector<std::uint64_t> features) {
    std::sort(features.begin(), features.end());
    if (features.empty()) return;
    for_each_column(*input_.activations, features, context_,
                    [&](std::uint64_t place, const std::vector<double>& column) {
                      look(features[place], column);
                    });
  }

  /// On several threads, each feature once.
  void look(std::uint64_t feature, const std::vector<double>& column) {
    if (const auto requests = requests_of_.find(feature); requests != requests_of_.end()) {
      for (const std::size_t i : requests->second) {
        const FiringRequest& request = wanted_.requests[i];
        found_.firing[i] =
            firing_images(column, wanted_.codes, request,
                          sizes_[static_cast<std::size_t>(request.class_code)], wanted_.images);
      }
    }
    if (const auto place = detail_of_.find(feature); place != detail_of_.end()) {
      DetailFound& out = found_.details[place->second];
      out.feature = feature;
      out.begin =
          deflate_part(detail_begin(input_.scores, feature, wanted_.table.place_of(feature),
                                    make_detail(input_.scores, feature, column, wanted_.codes)));
      out.most = strongest_images(column, wanted_.images);
    }
  }

  const ReportInput& input_;
  const ColumnsWanted& wanted_;
  const Context& context_;
  std::vector<std::uint64_t> sizes_;  // images of each class
  std::unordered_map<std::uint64_t, std::vector<std::size_t>> requests_of_;
  std::unordered_map<std::uint64_t, std::size_t> detail_of_;
  ColumnsFound found_;
};

}  // namespace

std::uint64_t detail_size(const DetailFound& detail) {
  return detail.begin.bytes.size() * 4 / 3 + kDetailOverhead;
}

ColumnsFound read_columns(const ReportInput& input, const ColumnsWanted& wanted,
                          const Context& context) {
  return Reader(input, wanted, context).run();
}

}  // namespace lexicnn::reporting
