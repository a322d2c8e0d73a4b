#include "report/detail.hpp"

#include <algorithm>
#include <cmath>
#include <numeric>

#include "report/json_text.hpp"

namespace lexicnn::reporting {
namespace {

/// The classes with the largest |s|, in the order of the scores.
std::vector<std::uint64_t> shown_classes(const Scores& scores, std::uint64_t feature) {
  std::vector<std::uint64_t> out(scores.class_count());
  std::iota(out.begin(), out.end(), 0);
  if (out.size() <= kClassesPerDetail) return out;
  std::stable_sort(out.begin(), out.end(), [&](std::uint64_t a, std::uint64_t b) {
    return std::fabs(scores.signed_ks(a, feature)) > std::fabs(scores.signed_ks(b, feature));
  });
  out.resize(kClassesPerDetail);
  std::sort(out.begin(), out.end());
  return out;
}

void sort_unique(std::vector<double>& values) {
  std::sort(values.begin(), values.end());
  values.erase(std::unique(values.begin(), values.end()), values.end());
}

std::vector<double> choose_knots(const std::vector<double>& column,
                                 const std::vector<double>& locations) {
  std::vector<double> sorted = column;
  std::sort(sorted.begin(), sorted.end());
  std::vector<double> distinct = sorted;
  distinct.erase(std::unique(distinct.begin(), distinct.end()), distinct.end());
  if (distinct.size() <= kKnots) return distinct;
  std::vector<double> out{sorted.front(), sorted.back()};
  out.insert(out.end(), locations.begin(), locations.end());
  sort_unique(out);
  const std::size_t between = kKnots - out.size();
  for (std::size_t i = 1; i <= between; ++i)
    out.push_back(sorted[i * (sorted.size() - 1) / (between + 1)]);
  sort_unique(out);
  return out;
}

/// Upper edges of the bins.
std::vector<double> make_bins(FeatureDetail& detail) {
  detail.low = detail.knots.front();
  // Divided first: the difference of huge values could overflow.
  detail.width = detail.knots.back() / kBins - detail.low / kBins;
  if (detail.width == 0) return {detail.knots.back()};
  std::vector<double> out;
  for (std::size_t j = 1; j <= kBins; ++j)
    out.push_back(detail.low + static_cast<double>(j) * detail.width);
  return out;
}

std::size_t place_in(const std::vector<double>& ends, double value) {
  const auto found = std::lower_bound(ends.begin(), ends.end(), value);
  return std::min(static_cast<std::size_t>(found - ends.begin()), ends.size() - 1);
}

DetailCounts empty_counts(std::size_t knots, std::size_t bins) {
  return {std::vector<std::uint32_t>(knots), std::vector<std::uint32_t>(bins), 0};
}

void list(JsonText& json, const std::vector<std::uint32_t>& counts) {
  json.begin_array();
  for (const std::uint32_t count : counts)
    json.count(count);
  json.end_array();
}

/// Place and number of the intervals that hold images.
void sparse_list(JsonText& json, const std::vector<std::uint32_t>& counts) {
  json.begin_array();
  for (std::size_t k = 0; k < counts.size(); ++k) {
    if (counts[k] != 0) json.count(k).count(counts[k]);
  }
  json.end_array();
}

void add_bins(JsonText& json, const FeatureDetail& detail) {
  json.key("bins").begin_object();
  json.key("low").exact(detail.low).key("width").exact(detail.width);
  json.key("count").count(detail.total.bins.size());
  list(json.key("total"), detail.total.bins);
  json.key("classes").begin_array();
  for (const DetailClass& each : detail.classes)
    list(json, each.counts.bins);
  json.end_array().end_object();
  json.key("zeros").begin_object();
  json.key("total").count(detail.total.zeros);
  json.key("classes").begin_array();
  for (const DetailClass& each : detail.classes)
    json.count(each.counts.zeros);
  json.end_array().end_object();
}

}  // namespace

FeatureDetail make_detail(const Scores& scores, std::uint64_t feature,
                          const std::vector<double>& column,
                          const std::vector<std::int32_t>& codes) {
  const std::vector<std::uint64_t> shown = shown_classes(scores, feature);
  std::vector<double> locations;
  for (const std::uint64_t c : shown) {
    if (const double location = scores.location(c, feature); std::isfinite(location))
      locations.push_back(location);
  }
  FeatureDetail out;
  out.knots = choose_knots(column, locations);
  const std::vector<double> ends = make_bins(out);
  out.total = empty_counts(out.knots.size(), ends.size());
  std::vector<std::int32_t> place_of(scores.class_count(), -1);
  for (const std::uint64_t c : shown) {
    place_of[c] = static_cast<std::int32_t>(out.classes.size());
    out.classes.push_back({c, empty_counts(out.knots.size(), ends.size())});
  }
  for (std::size_t row = 0; row < column.size(); ++row) {
    const std::size_t knot = place_in(out.knots, column[row]);
    const std::size_t bin = place_in(ends, column[row]);
    const auto add = [&](DetailCounts& to) {
      ++to.knots[knot];
      ++to.bins[bin];
      to.zeros += column[row] == 0 ? 1U : 0U;
    };
    add(out.total);
    const std::int32_t place = codes[row] < 0 ? -1 : place_of[static_cast<std::size_t>(codes[row])];
    if (place >= 0) add(out.classes[static_cast<std::size_t>(place)].counts);
  }
  return out;
}

std::string detail_begin(const Scores& scores, std::uint64_t feature, std::uint64_t place,
                         const FeatureDetail& detail) {
  JsonText json;
  json.begin_object();
  json.key("feature").count(place);
  json.key("signed_ks").begin_array();
  for (std::uint64_t c = 0; c < scores.class_count(); ++c)
    json.rounded(scores.signed_ks(c, feature));
  json.end_array();
  json.key("knots").begin_array();
  for (const double knot : detail.knots)
    json.exact(knot);
  json.end_array();
  list(json.key("total"), detail.total.knots);
  json.key("classes").begin_array();
  for (const DetailClass& each : detail.classes) {
    json.begin_object();
    json.key("class").count(each.class_place);
    json.key("signed_ks").exact(scores.signed_ks(each.class_place, feature));
    json.key("location").exact(scores.location(each.class_place, feature));
    sparse_list(json.key("counts"), each.counts.knots);
    json.end_object();
  }
  json.end_array();
  add_bins(json, detail);
  return json.take();
}

std::string detail_end(const std::string& most) {
  return ",\"most\":" + most + "}";
}

}  // namespace lexicnn::reporting
