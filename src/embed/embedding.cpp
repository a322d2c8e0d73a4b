#include "lexicnn/embed/embedding.hpp"

#include <algorithm>
#include <cmath>
#include <fmt/format.h>
#include <numeric>
#include <utility>

#include "lexicnn/core/error.hpp"
#include "lexicnn/core/parallel.hpp"
#include "lexicnn/embed/feature_weights.hpp"

#include "embed/column_block.hpp"
#include "embed/column_names.hpp"
#include "embed/digits.hpp"
#include "embed/guide.hpp"
#include "embed/moments.hpp"

namespace lexicnn {
namespace {

using embed_stage::ColumnBlock;
using embed_stage::ColumnView;
using embed_stage::DigitRule;
using embed_stage::kSideBySide;
using embed_stage::Moments;

void check_options(const EmbedOptions& options, const EmbedGuide* guide) {
  if (!(options.lower <= options.upper)) {
    throw Error(ErrorKind::invalid_option,
                fmt::format("the lower threshold {} is above the upper one {}", options.lower,
                            options.upper));
  }
  const bool papers = options.lower == kPaperLower && options.upper == kPaperUpper;
  if (options.compat != EmbedCompat::none &&
      (options.method != EmbedMethod::full_network || options.derived || !papers)) {
    throw Error(
        ErrorKind::invalid_option,
        fmt::format("compat {} is the full-network embedding with the thresholds {} and {}: "
                    "give no others, and no other method",
                    to_string(options.compat), kPaperLower, kPaperUpper));
  }
  if (options.derived && options.method == EmbedMethod::transfer) {
    throw Error(ErrorKind::invalid_option,
                "derived thresholds need scores of the training images, and method transfer those "
                "of others: give the thresholds");
  }
  if (guide == nullptr && (options.derived || options.method != EmbedMethod::full_network)) {
    throw Error(ErrorKind::invalid_option,
                fmt::format("{} needs scores",
                            options.derived ? std::string("a derived threshold")
                                            : fmt::format("method {}", to_string(options.method))));
  }
}

void check_input(const FeatureSource& training, const Table& features) {
  if (training.features() != features.rows()) {
    throw Error(ErrorKind::invalid_input,
                fmt::format("{} features are described, the matrix has {}", features.rows(),
                            training.features()));
  }
  if (training.rows() == 0) {
    throw Error(ErrorKind::invalid_input, "there is no training image to fit the embedding on");
  }
}

/// Fits the moments of all kept features.
class EmbeddingFit {
 public:
  EmbeddingFit(const FeatureSource& training, const Table& features, Embedding& embedding,
               const Context& context)
      : training_(training), features_(features), embedding_(embedding), context_(context) {}

  void run() {
    embedding_.mean.resize(embedding_.columns.size());
    embedding_.std.resize(embedding_.columns.size());
    std::vector<Worker> workers(context_.thread_count(), Worker{{training_, features_.index}, {}});
    parallel_ranges(embedding_.columns.size(), kEmbedBlock, context_,
                    [&](Range range, unsigned worker) { fit(range, workers[worker]); });
  }

 private:
  struct Worker {
    ColumnBlock block;
    std::vector<double> scratch;
  };

  void fit(Range range, Worker& worker) {
    worker.block.read(std::span(embedding_.columns).subspan(range.begin, range.size()));
    for (std::uint64_t begin = 0; begin < range.size(); begin += kSideBySide) {
      const std::uint64_t count = std::min<std::uint64_t>(kSideBySide, range.size() - begin);
      std::vector<ColumnView> columns;
      for (std::uint64_t i = 0; i < count; ++i)
        columns.push_back(worker.block.column(begin + i));
      const auto moments = embed_stage::numpy_moments(columns, worker.scratch);
      for (std::uint64_t i = 0; i < count; ++i)
        keep(range.begin + begin + i, adjusted(columns[i], moments[i]));
    }
  }

  /// The moments that the compat mode asks for.
  [[nodiscard]] Moments adjusted(const ColumnView& column, const Moments& moments) const {
    if (embedding_.options.compat == EmbedCompat::fne) return embed_stage::torch_moments(column);
    if (embedding_.options.compat == EmbedCompat::basic_fne || !moments.constant) return moments;
    const double value =
        std::visit([](const auto values) { return static_cast<double>(values[0]); }, column);
    return {value, 0, true};
  }

  void keep(std::uint64_t feature, const Moments& moments) {
    // fne's deviation of one image is NaN; everything else must be finite.
    const bool nan_is_right =
        embedding_.options.compat == EmbedCompat::fne && training_.rows() == 1;
    if (!std::isfinite(moments.mean) || (!std::isfinite(moments.std) && !nan_is_right)) {
      throw Error(ErrorKind::not_finite,
                  fmt::format("the values of feature '{}' are so large that their mean or standard "
                              "deviation is not finite: scale them down",
                              features_.index[embedding_.columns[feature]]));
    }
    embedding_.mean[feature] = moments.mean;
    embedding_.std[feature] = moments.std;
  }

  const FeatureSource& training_;
  const Table& features_;
  Embedding& embedding_;
  const Context& context_;
};

/// Digits of a block of features, for one worker.
class DigitBlock {
 public:
  DigitBlock(const FeatureSource& source, const Embedding& embedding,
             const std::vector<std::string>& names)
      : embedding_(embedding), rows_(source.rows()), columns_(source, names) {}

  void make(std::uint64_t first, std::uint64_t count) {
    columns_.read(std::span(embedding_.columns).subspan(first, count));
    digits_.resize(rows_ * count);
    // A tile of rows at a time: the digits of all its features stay in the cache.
    constexpr std::uint64_t kRowTile = 512;
    for (std::uint64_t row = 0; row < rows_; row += kRowTile) {
      const std::uint64_t size = std::min(kRowTile, rows_ - row);
      for (std::uint64_t i = 0; i < count; ++i) {
        write(columns_.column(i), rule(first + i), row, size, &digits_[row * count + i], count);
      }
    }
  }

  [[nodiscard]] std::span<const std::int8_t> digits() const { return digits_; }

 private:
  [[nodiscard]] DigitRule rule(std::uint64_t feature) const {
    return {embedding_.mean[feature], embedding_.std[feature], embedding_.lower, embedding_.upper};
  }

  void write(const ColumnView& column, const DigitRule& rule, std::uint64_t first,
             std::uint64_t count, std::int8_t* out, std::uint64_t stride) const {
    if (embedding_.options.compat == EmbedCompat::fne) {
      embed_stage::write_digits<embed_stage::FneDigit>(column, rule, first, count, out, stride);
    } else {
      embed_stage::write_digits<embed_stage::StrictDigit>(column, rule, first, count, out, stride);
    }
  }

  const Embedding& embedding_;
  std::uint64_t rows_;
  ColumnBlock columns_;
  std::vector<std::int8_t> digits_;
};

}  // namespace

std::vector<std::string> embed_stage::names_by_column(const Embedding& embedding,
                                                      std::uint64_t columns) {
  std::vector<std::string> out(columns);
  for (std::size_t i = 0; i < embedding.columns.size(); ++i) {
    const std::uint64_t column = embedding.columns[i];
    if (column >= columns) {
      throw Error(ErrorKind::invalid_input,
                  fmt::format("the matrix has {} features; '{}' is to be number {}", columns,
                              embedding.features.index[i], column));
    }
    out[column] = embedding.features.index[i];
  }
  return out;
}

std::string_view to_string(EmbedMethod method) noexcept {
  switch (method) {
    case EmbedMethod::selected:
      return "selected";
    case EmbedMethod::transfer:
      return "transfer";
    case EmbedMethod::full_network:
      break;
  }
  return "full-network";
}

std::string_view to_string(EmbedCompat compat) noexcept {
  switch (compat) {
    case EmbedCompat::fne:
      return "fne";
    case EmbedCompat::basic_fne:
      return "basic-fne";
    case EmbedCompat::none:
      break;
  }
  return "none";
}

Embedding fit_embedding(const FeatureSource& training, const Table& features,
                        const EmbedOptions& options, const EmbedGuide* guide,
                        const Context& context) {
  check_options(options, guide);
  check_input(training, features);
  const bool same_images = guide != nullptr && options.method != EmbedMethod::transfer;
  if (same_images) embed_stage::check_same_features(*guide, features);
  Embedding out;
  out.options = options;
  out.lower = options.lower;
  out.upper = options.upper;
  out.training_images = training.rows();
  if (options.method == EmbedMethod::full_network) {
    out.columns.resize(features.rows());
    std::iota(out.columns.begin(), out.columns.end(), std::uint64_t{0});
    out.weight.assign(features.rows(), 1);
  } else {
    FeatureWeights chosen = feature_weights(options.method, guide->scores, guide->selection);
    if (!same_images) embed_stage::find_by_name(chosen, guide->scores.features, features);
    out.columns = std::move(chosen.kept);
    out.weight = std::move(chosen.weight);
  }
  out.features = features.select_rows(out.columns);
  EmbeddingFit(training, features, out, context).run();
  if (same_images && options.compat == EmbedCompat::none)
    embed_stage::check_same_images(*guide, out);
  if (options.derived) {
    out.derived = derive_thresholds(guide->scores, guide->selection);
    out.lower = out.derived->lower;
    out.upper = out.derived->upper;
  }
  return out;
}

void embed_blocks(const FeatureSource& source, const Embedding& embedding, const DigitSink& sink,
                  const Context& context, std::uint64_t block) {
  const std::vector<std::string> names = embed_stage::names_by_column(embedding, source.features());
  block = std::max<std::uint64_t>(block, 1);
  const std::uint64_t count = embedding.feature_count();
  const unsigned threads = context.thread_count();
  std::vector<DigitBlock> blocks(threads, DigitBlock(source, embedding, names));
  // Each round a block a thread; the sink then takes them in their order.
  for (std::uint64_t round = 0; round < count; round += block * threads) {
    const std::uint64_t size = std::min(block * threads, count - round);
    parallel_ranges(size, block, context, [&](Range range, unsigned) {
      blocks[range.begin / block].make(round + range.begin, range.size());
    });
    for (std::uint64_t begin = 0; begin < size; begin += block) {
      sink(round + begin, std::min(block, size - begin), blocks[begin / block].digits());
    }
    context.report({"embed", "features", round + size, count});
  }
}

Grid<std::int8_t> embed(const FeatureSource& source, const Embedding& embedding,
                        const Context& context) {
  const std::uint64_t columns = embedding.feature_count();
  Grid<std::int8_t> out(source.rows(), columns);
  embed_blocks(
      source, embedding,
      [&](std::uint64_t first, std::uint64_t count, std::span<const std::int8_t> digits) {
        for (std::uint64_t row = 0; row < source.rows(); ++row) {
          std::copy_n(digits.data() + row * count, count,
                      out.values().data() + row * columns + first);
        }
      },
      context);
  return out;
}

}  // namespace lexicnn
