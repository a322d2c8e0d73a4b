#include "cli/report_inputs.hpp"

#include <algorithm>
#include <fmt/format.h>
#include <fstream>
#include <iterator>

#include "lexicnn/core/error.hpp"
#include "lexicnn/core/provenance.hpp"
#include "lexicnn/core/text.hpp"
#include "lexicnn/embed/stored.hpp"
#include "lexicnn/lexicon/hierarchy.hpp"
#include "lexicnn/store/h5ad.hpp"

namespace lexicnn::cli {
namespace {

constexpr std::uint64_t kWindow = 256;  // rows read at once
constexpr std::uint64_t kLargestEvaluation = 64'000'000;

/// The chosen rows of a file, read a window at a time. read(first, count, out) gives rows of T,
/// value(x, column) what stands for one.
template <typename T, typename Read, typename ValueOf>
Grid<float> pick_rows(const std::vector<std::uint64_t>& rows, std::uint64_t columns,
                      std::uint64_t file_rows, const Read& read, const ValueOf& value) {
  Grid<float> out(rows.size(), columns);
  std::vector<T> window;
  std::uint64_t first = 0;
  std::uint64_t end = 0;
  for (std::uint64_t i = 0; i < rows.size(); ++i) {
    if (rows[i] >= end) {
      first = rows[i];
      end = std::min(first + kWindow, file_rows);
      window.resize((end - first) * columns);
      read(first, end - first, std::span(window));
    }
    const T* row = window.data() + (rows[i] - first) * columns;
    for (std::uint64_t column = 0; column < columns; ++column)
      out(i, column) = value(row[column], column);
  }
  return out;
}

/// A device or a pipe has no end that could be waited for.
void require_small_file(const std::filesystem::path& path) {
  std::error_code error;
  if (!std::filesystem::exists(path, error)) return;  // opening says so
  if (!std::filesystem::is_regular_file(path, error) ||
      std::filesystem::file_size(path, error) > kLargestEvaluation) {
    throw Error(ErrorKind::invalid_file,
                fmt::format("'{}' is not what 'lexicnn evaluate --json' prints: give a file of its "
                            "output, at most {}",
                            path.string(), to_string(ByteSize{kLargestEvaluation})));
  }
}

}  // namespace

EmbeddingVectors::EmbeddingVectors(const std::filesystem::path& path) {
  const AnnotatedMatrix tables = read_h5ad(path, {.x = false, .layers = false});
  const Dict& facts = content_of(
      path, [&]() -> const Dict& { return require_provenance(tables.uns, "embedding"); });
  const auto read = [this](const std::vector<std::uint64_t>& rows) {
    return digits_ ? digits_of(rows) : numbers_of(rows);
  };
  if (is_noise_aware(facts)) {
    numbers_.emplace(path);
    map_.emplace(ReportMap{path.filename().string(), numbers_->obs(), numbers_->features(), read});
    return;
  }
  digits_.emplace(path);
  weight_ = content_of(path, [&] { return digits_->var().get<std::vector<double>>("weight"); });
  map_.emplace(ReportMap{path.filename().string(), digits_->obs(), digits_->features(), read});
}

Grid<float> EmbeddingVectors::digits_of(const std::vector<std::uint64_t>& rows) const {
  return pick_rows<std::int8_t>(
      rows, digits_->features(), digits_->rows(),
      [&](std::uint64_t first, std::uint64_t count, std::span<std::int8_t> out) {
        digits_->read_rows(first, count, out);
      },
      [&](std::int8_t digit, std::uint64_t column) {
        return static_cast<float>(weight_[column] * digit);
      });
}

Grid<float> EmbeddingVectors::numbers_of(const std::vector<std::uint64_t>& rows) const {
  return pick_rows<float>(
      rows, numbers_->features(), numbers_->rows(),
      [&](std::uint64_t first, std::uint64_t count, std::span<float> out) {
        numbers_->read_rows(first, count, out);
      },
      [](float value, std::uint64_t) { return value; });
}

ReportTaxonomy::ReportTaxonomy(Session& session, const ReportArguments& arguments,
                               const Scores& scores)
    : taxonomy_(read_taxonomy(arguments.taxonomy)) {
  synsets_.emplace(RowSynsets{
      taxonomy_, row_synsets(scores, taxonomy_,
                             arguments.wnids.empty() ? std::vector<ClassSynset>{}
                                                     : read_class_synsets(arguments.wnids))});
  const auto without = std::count(synsets_->synsets.begin(), synsets_->synsets.end(), std::nullopt);
  if (without != 0) {
    session.note(fmt::format("note: {} without a synset, not compared with the taxonomy",
                             counted(static_cast<std::uint64_t>(without), "class")));
  }
}

std::vector<ReportEvaluation> read_evaluations(const std::vector<std::filesystem::path>& paths) {
  std::vector<ReportEvaluation> out;
  for (const std::filesystem::path& path : paths) {
    require_small_file(path);
    std::ifstream file(path, std::ios::binary);
    std::string text{std::istreambuf_iterator<char>(file), {}};
    if (!file) {
      throw Error(ErrorKind::file_missing,
                  fmt::format("'{}' does not exist or cannot be read", path.string()));
    }
    out.push_back({path.filename().string(), std::move(text)});
  }
  return out;
}

}  // namespace lexicnn::cli
