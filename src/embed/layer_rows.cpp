#include "embed/layer_rows.hpp"

#include <algorithm>
#include <cmath>
#include <numeric>

namespace lexicnn::embed_stage {

std::vector<LayerPlace> layers_of(const Table& features) {
  const Column* column = features.find("layer");
  if (column == nullptr) {
    LayerPlace all{"all", std::vector<std::uint64_t>(features.rows())};
    std::iota(all.columns.begin(), all.columns.end(), std::uint64_t{0});
    return {all};
  }
  const Categorical names = make_categorical(column_text(column->data), false);
  std::vector<LayerPlace> out;
  for (const std::string& name : names.categories)
    out.push_back({name, {}});
  for (std::uint64_t i = 0; i < names.codes.size(); ++i)
    out[static_cast<std::size_t>(names.codes[i])].columns.push_back(i);
  return out;
}

Grid<double> layer_values(ColumnBlock& block, std::span<const std::uint64_t> columns,
                          std::uint64_t rows) {
  Grid<double> out(rows, columns.size());
  block.read(columns);
  for (std::size_t i = 0; i < columns.size(); ++i) {
    std::visit(
        [&](const auto values) {
          for (std::uint64_t row = 0; row < rows; ++row)
            out(row, i) = static_cast<double>(values[row]);
        },
        block.column(i));
  }
  return out;
}

void to_unit_rows(Grid<double>& rows, BlockForm form) {
  for (std::uint64_t row = 0; row < rows.rows(); ++row) {
    const std::span<double> values =
        std::span(rows.values()).subspan(row * rows.columns(), rows.columns());
    double largest = 0;
    for (double& value : values) {
      if (form == BlockForm::root) value = std::copysign(std::sqrt(std::abs(value)), value);
      largest = std::max(largest, std::abs(value));
    }
    if (largest == 0) continue;
    // Over the largest first: no square overflows, or vanishes with all others.
    double squares = 0;
    for (double& value : values) {
      value /= largest;
      squares += value * value;
    }
    const double length = std::sqrt(squares);
    for (double& value : values)
      value /= length;
  }
}

void standardise(Grid<double>& rows, const NoiseAwareBlock& block) {
  for (std::uint64_t row = 0; row < rows.rows(); ++row) {
    for (std::uint64_t i = 0; i < rows.columns(); ++i) {
      const double z = (rows(row, i) - block.mean[i]) / block.spread[i];
      rows(row, i) = std::clamp(z, -block.clip, block.clip) - block.shift[i];
    }
  }
}

}  // namespace lexicnn::embed_stage
