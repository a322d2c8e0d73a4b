#include "lexicnn/core/row_subset.hpp"

#include <fmt/format.h>
#include <memory>
#include <utility>

#include "lexicnn/core/error.hpp"

namespace lexicnn {
namespace {

template <typename Word>
void gather(const std::byte* columns, std::uint64_t rows, const std::vector<std::uint64_t>& keep,
            std::uint64_t count, std::byte* out) {
  const auto* from = reinterpret_cast<const Word*>(columns);
  auto* to = reinterpret_cast<Word*>(out);
  for (std::uint64_t column = 0; column < count; ++column, from += rows) {
    for (const std::uint64_t row : keep)
      *to++ = from[row];
  }
}

}  // namespace

RowSubset::RowSubset(const FeatureSource& source, std::vector<std::uint64_t> keep)
    : source_(source), keep_(std::move(keep)) {
  for (const std::uint64_t row : keep_) {
    if (row < source.rows()) continue;
    throw Error(ErrorKind::invalid_input,
                fmt::format("row {} of {} is asked for", row, source.rows()));
  }
}

void RowSubset::read(std::uint64_t first, std::uint64_t count, std::span<std::byte> out) const {
  const std::size_t size = element_size(type());
  if (out.size() != count * rows() * size) {
    throw Error(
        ErrorKind::invalid_input,
        fmt::format("{} columns of {} rows asked for into {} bytes", count, rows(), out.size()));
  }
  const std::uint64_t bytes = count * source_.rows() * size;
  const auto whole = std::make_unique_for_overwrite<std::byte[]>(bytes);
  source_.read(first, count, std::span(whole.get(), bytes));
  switch (type()) {
    case ElementType::f16:
      return gather<std::uint16_t>(whole.get(), source_.rows(), keep_, count, out.data());
    case ElementType::f32:
      return gather<std::uint32_t>(whole.get(), source_.rows(), keep_, count, out.data());
    case ElementType::f64:
      return gather<std::uint64_t>(whole.get(), source_.rows(), keep_, count, out.data());
  }
}

}  // namespace lexicnn
