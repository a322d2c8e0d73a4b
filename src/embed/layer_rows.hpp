/// The rows of one layer, in the forms of the noise-aware embedding.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "lexicnn/core/array.hpp"
#include "lexicnn/core/table.hpp"
#include "lexicnn/embed/noise_aware.hpp"

#include "embed/column_block.hpp"

namespace lexicnn::embed_stage {

/// Columns of a source that make a layer.
struct LayerPlace {
  std::string name;
  std::vector<std::uint64_t> columns;
};

/// The layers in order of first appearance; one, "all", where there is no column `layer`.
std::vector<LayerPlace> layers_of(const Table& features);

/// The values of these columns, row by row, of a source of so many rows.
Grid<double> layer_values(ColumnBlock& block, std::span<const std::uint64_t> columns,
                          std::uint64_t rows);

/// Each row to length 1, in that form; a row of zeros stays zero.
void to_unit_rows(Grid<double>& rows, BlockForm form);

/// Rows of length 1 to those that are compared: (a - mean) / spread, cut off, less the shift.
void standardise(Grid<double>& rows, const NoiseAwareBlock& block);

}  // namespace lexicnn::embed_stage
