/// The distributions of a report against the plain definition, counted from the values themselves.
#include <algorithm>
#include <cmath>
#include <functional>
#include <gtest/gtest.h>
#include <numeric>

#include "lexicnn/report/report.hpp"

#include "report/sample.hpp"
#include "report/view_model.hpp"

namespace lexicnn {
namespace {

using nlohmann::json;

constexpr std::size_t kKnots = 512;

test::SampleShape small_shape() {
  test::SampleShape out;
  out.classes = {"cat", "dog", "owl"};
  out.layers = 1;
  out.channels = 4;
  out.nulls = 0;
  out.threshold = 0;
  return out;
}

/// Gives feature f of each image a value(image).
template <typename Value>
void set_feature(test::Sample& sample, std::uint64_t f, const Value& value) {
  const std::uint64_t features = sample.source->features();
  for (std::uint64_t row = 0; row < sample.obs.rows(); ++row)
    sample.values[row * features + f] = static_cast<float>(value(row));
}

/// The values of a feature in the images of a class, or of all.
std::vector<double> values_of(const test::Sample& sample, std::uint64_t f,
                              const std::string& class_name = {}) {
  const std::vector<std::string> labels = column_text(sample.obs.find("class")->data);
  std::vector<double> out;
  for (std::uint64_t row = 0; row < labels.size(); ++row) {
    if (class_name.empty() || labels[row] == class_name)
      out.push_back(static_cast<double>(sample.values[row * sample.source->features() + f]));
  }
  return out;
}

std::size_t at_most(const std::vector<double>& values, double limit) {
  return static_cast<std::size_t>(std::count_if(values.begin(), values.end(),
                                                [limit](double value) { return value <= limit; }));
}

/// [place, number, place, number, …] as a number for each knot.
std::vector<std::size_t> dense(const json& sparse, std::size_t size) {
  std::vector<std::size_t> out(size);
  for (std::size_t i = 0; i < sparse.size(); i += 2) {
    EXPECT_GT(sparse[i + 1], 0) << "an interval without images";
    out.at(sparse[i].get<std::size_t>()) = sparse[i + 1].get<std::size_t>();
  }
  return out;
}

/// Cumulated counts are the images at most at each knot.
void expect_counts(const std::vector<std::size_t>& counts, const std::vector<double>& knots,
                   const std::vector<double>& values) {
  std::size_t sum = 0;
  ASSERT_EQ(counts.size(), knots.size());
  for (std::size_t k = 0; k < knots.size(); ++k) {
    sum += counts[k];
    EXPECT_EQ(sum, at_most(values, knots[k])) << "knot " << k;
  }
  EXPECT_EQ(sum, values.size());
}

/// The rule of the bins, value by value.
std::vector<std::size_t> binned(const json& bins, const std::vector<double>& values) {
  const auto low = bins.at("low").get<double>();
  const auto width = bins.at("width").get<double>();
  const auto count = bins.at("count").get<std::size_t>();
  std::vector<std::size_t> out(count);
  for (const double value : values) {
    std::size_t j = 0;
    while (j + 1 < count && value > low + static_cast<double>(j + 1) * width)
      ++j;
    ++out[j];
  }
  return out;
}

void expect_class(const test::Sample& sample, std::uint64_t f, const json& detail,
                  std::size_t place) {
  const Scores& scores = sample.scores;
  const json& shown = detail.at("classes")[place];
  const auto c = shown.at("class").get<std::uint64_t>();
  const std::vector<double> inner = values_of(sample, f, scores.classes.index[c]);
  const auto knots = detail.at("knots").get<std::vector<double>>();
  const std::vector<std::size_t> counts = dense(shown.at("counts"), knots.size());
  expect_counts(counts, knots, inner);
  EXPECT_EQ(detail.at("bins").at("classes")[place], binned(detail.at("bins"), inner));
  EXPECT_EQ(detail.at("zeros").at("classes")[place], std::count(inner.begin(), inner.end(), 0.0));
  EXPECT_EQ(shown.at("signed_ks"), scores.signed_ks(c, f));
  EXPECT_EQ(shown.at("location"), scores.location(c, f));

  // The gap at the location is the signed KS.
  const auto at = std::find(knots.begin(), knots.end(), scores.location(c, f));
  ASSERT_NE(at, knots.end()) << "the location is no knot";
  const auto total = detail.at("total").get<std::vector<std::size_t>>();
  const auto up_to = static_cast<std::ptrdiff_t>(at - knots.begin()) + 1;
  const auto below = [up_to](const std::vector<std::size_t>& list) {
    return std::accumulate(list.begin(), list.begin() + up_to, std::int64_t{0});
  };
  const auto n = static_cast<std::int64_t>(inner.size());
  const std::int64_t m = static_cast<std::int64_t>(sample.obs.rows()) - n;
  const std::int64_t gap = (below(total) - below(counts)) * n - below(counts) * m;
  EXPECT_EQ(static_cast<double>(gap) / static_cast<double>(n * m), scores.signed_ks(c, f));
}

void expect_detail(const test::Sample& sample, std::uint64_t f, const json& detail,
                   std::size_t classes) {
  const std::vector<double> all = values_of(sample, f);
  const auto knots = detail.at("knots").get<std::vector<double>>();
  EXPECT_LE(knots.size(), kKnots);
  EXPECT_TRUE(std::is_sorted(knots.begin(), knots.end(), std::less_equal<>()));
  EXPECT_EQ(knots.front(), *std::min_element(all.begin(), all.end()));
  EXPECT_EQ(knots.back(), *std::max_element(all.begin(), all.end()));
  expect_counts(detail.at("total").get<std::vector<std::size_t>>(), knots, all);
  EXPECT_EQ(detail.at("bins").at("total"), binned(detail.at("bins"), all));
  EXPECT_EQ(detail.at("zeros").at("total"), std::count(all.begin(), all.end(), 0.0));
  ASSERT_EQ(detail.at("signed_ks").size(), sample.scores.class_count());
  for (std::uint64_t c = 0; c < sample.scores.class_count(); ++c)
    EXPECT_NEAR(detail.at("signed_ks")[c], sample.scores.signed_ks(c, f), 1e-6);
  ASSERT_EQ(detail.at("classes").size(), classes);
  for (std::size_t place = 0; place < classes; ++place)
    expect_class(sample, f, detail, place);
}

/// The detail of a feature of the scores, which has one.
json detail_of(const std::string& html, const test::Sample& sample, std::uint64_t f) {
  const json features = test::block(html, "features");
  for (std::size_t place = 0; place < features.at("name").size(); ++place) {
    if (features.at("name")[place] != sample.scores.features.index[f]) continue;
    const auto block = features.at("detail")[place].get<std::uint64_t>();
    const json detail = test::block(html, "detail/" + std::to_string(block))
                            .at("features")
                            .at(features.at("detail_place")[place].get<std::size_t>());
    EXPECT_EQ(detail.at("feature"), place);
    return detail;
  }
  throw std::runtime_error("no such feature");
}

TEST(ReportDetail, CountsEqualTheDefinition) {
  const test::SampleShape shape = small_shape();
  const test::Sample sample = test::make_sample(shape);
  const std::string html = report(sample.input()).html;
  std::size_t seen = 0;
  for (std::uint64_t f = 0; f < 3; ++f, ++seen)
    expect_detail(sample, f, detail_of(html, sample, f), 3);
  EXPECT_EQ(test::view_model(html).at("limits").at("details_kept"), seen);
}

TEST(ReportDetail, ManyValuesAreCutAtTheLocationsAndBetween) {
  test::SampleShape shape = small_shape();
  shape.images = 400;
  const test::Sample sample = test::make_sample(shape);
  const json detail = detail_of(report(sample.input()).html, sample, 1);
  EXPECT_GT(detail.at("knots").size(), 400U);
  expect_detail(sample, 1, detail, 3);
}

TEST(ReportDetail, AllValuesAreKnotsUpTo512) {
  test::SampleShape shape = small_shape();
  shape.images = 256;
  for (const std::size_t distinct : {kKnots - 1, kKnots, kKnots + 1}) {
    test::Sample sample = test::make_sample(shape);
    set_feature(sample, 0, [distinct](std::uint64_t row) { return row % distinct; });
    rescore(sample, shape);
    const json detail = detail_of(report(sample.input()).html, sample, 0);
    expect_detail(sample, 0, detail, 3);
    if (distinct <= kKnots) {
      EXPECT_EQ(detail.at("knots").size(), distinct);
    } else {
      EXPECT_LE(detail.at("knots").size(), kKnots);
    }
  }
}

TEST(ReportDetail, TwoValuesAndOneClassOfZerosAreCounted) {
  const test::SampleShape shape = small_shape();
  test::Sample sample = test::make_sample(shape);
  set_feature(sample, 2, [](std::uint64_t row) { return row < 12 ? 0 : 5; });
  rescore(sample, shape);
  const json detail = detail_of(report(sample.input()).html, sample, 2);
  expect_detail(sample, 2, detail, 3);
  EXPECT_EQ(detail.at("knots"), (std::vector<double>{0, 5}));
  EXPECT_EQ(detail.at("zeros").at("total"), 12);
  EXPECT_EQ(detail.at("zeros").at("classes"), (std::vector<int>{12, 0, 0}));
}

TEST(ReportDetail, AFeatureOfOneValueSaysNothingAndHasNoDetail) {
  const test::SampleShape shape = small_shape();
  test::Sample sample = test::make_sample(shape);
  set_feature(sample, 0, [](std::uint64_t) { return 0; });
  set_feature(sample, 1, [](std::uint64_t) { return 7; });
  rescore(sample, shape);
  const json names = test::block(report(sample.input()).html, "features").at("name");
  EXPECT_EQ(names, (std::vector<std::string>{sample.scores.features.index[2]}));
}

TEST(ReportDetail, ValuesBelowZeroAndTinyOnesAreCounted) {
  const test::SampleShape shape = small_shape();
  test::Sample sample = test::make_sample(shape);
  set_feature(sample, 0, [](std::uint64_t row) {
    return row < 12 ? -3.5 : 1e-42 * static_cast<double>(row % 3);
  });
  set_feature(sample, 1, [](std::uint64_t row) { return row < 9 ? 3e38 : -3e38; });
  set_feature(sample, 2, [](std::uint64_t row) { return row < 20 ? 1e-45 : 0; });
  rescore(sample, shape);
  const std::string html = report(sample.input()).html;
  for (std::uint64_t f = 0; f < 3; ++f)
    expect_detail(sample, f, detail_of(html, sample, f), 3);
}

TEST(ReportDetail, AClassOfOneImageIsAClass) {
  const test::SampleShape shape = small_shape();
  test::Sample sample = test::make_sample(shape);
  std::vector<std::string> labels(36, "dog");
  labels[0] = "cat";
  sample.obs.set("class", make_categorical(labels));
  rescore(sample, shape);
  const std::string html = report(sample.input()).html;
  EXPECT_EQ(test::view_model(html).at("classes")[0].at("images"), 1);
  expect_detail(sample, 0, detail_of(html, sample, 0), 2);
}

TEST(ReportDetail, ImagesWithoutAClassCountInTheTotal) {
  const test::SampleShape shape = small_shape();
  test::Sample sample = test::make_sample(shape);
  std::vector<std::string> labels = column_text(sample.obs.find("class")->data);
  Categorical column = make_categorical(labels);
  column.codes[3] = -1;
  column.codes[20] = -1;
  sample.obs.set("class", column);
  rescore(sample, shape);
  const json detail = detail_of(report(sample.input()).html, sample, 0);
  EXPECT_EQ(detail.at("bins").at("total"), binned(detail.at("bins"), values_of(sample, 0)));
  const auto total = detail.at("total").get<std::vector<int>>();
  EXPECT_EQ(std::accumulate(total.begin(), total.end(), 0), 36);
  const auto counts = dense(detail.at("classes")[0].at("counts"), total.size());
  EXPECT_EQ(std::accumulate(counts.begin(), counts.end(), std::size_t{0}), 11U);
}

TEST(ReportDetail, OfManyClassesThoseWithTheLargestSAreShown) {
  test::SampleShape shape = small_shape();
  shape.classes.clear();
  for (int c = 0; c < 60; ++c)
    shape.classes.push_back("class " + std::to_string(c));
  shape.images = 4;
  const test::Sample sample = test::make_sample(shape);
  const std::string html = report(sample.input()).html;
  const auto cap = test::view_model(html).at("limits").at("classes_per_detail").get<std::size_t>();
  ASSERT_LT(cap, 60U);
  const json detail = detail_of(html, sample, 1);
  expect_detail(sample, 1, detail, cap);
  double least = 2;
  std::vector<bool> shown(60);
  for (const json& each : detail.at("classes")) {
    least = std::min(least, std::fabs(each.at("signed_ks").get<double>()));
    shown[each.at("class").get<std::size_t>()] = true;
  }
  for (std::uint64_t c = 0; c < 60; ++c) {
    if (shown[c]) continue;
    EXPECT_LE(std::fabs(sample.scores.signed_ks(c, 1)), least);
  }
}

TEST(ReportDetail, AreAsManyAsAskedTheStatementsFirst) {
  test::SampleShape shape = small_shape();
  shape.channels = 40;
  const test::Sample sample = test::make_sample(shape);
  ReportOptions options;
  options.top = 1;
  options.details = 3;
  const std::string html = report(sample.input(), options).html;
  const json limits = test::view_model(html).at("limits");
  EXPECT_EQ(limits.at("details_wanted"), 3);
  EXPECT_EQ(limits.at("details_kept"), 3);
  const json features = test::block(html, "features");
  const json detailed = features.at("detail");
  std::size_t of_statements = 0;
  for (std::size_t c = 0; c < 3; ++c) {
    for (const char* side : {"presence", "absence"}) {
      const json statement = test::class_entry(html, c).at(side).at(0);
      of_statements += detailed[statement.at("feature").get<std::size_t>()].is_null() ? 0U : 1U;
    }
  }
  EXPECT_GE(of_statements, 3U) << "other features came before those of the statements";
}

TEST(ReportDetail, NoneWithoutActivationsOrWhereNoneIsAsked) {
  const test::Sample sample = test::make_sample(small_shape());
  ReportOptions none;
  none.details = 0;
  ReportInput without = sample.input();
  without.activations = nullptr;
  for (const std::string& html : {report(sample.input(), none).html, report(without).html}) {
    const json model = test::view_model(html);
    EXPECT_EQ(model.at("limits").at("details_kept"), 0);
    EXPECT_FALSE(model.at("blocks").contains("detail/0"));
    const json details = test::block(html, "features").at("detail");
    for (const json& detail : details)
      EXPECT_TRUE(detail.is_null());
  }
}

}  // namespace
}  // namespace lexicnn
