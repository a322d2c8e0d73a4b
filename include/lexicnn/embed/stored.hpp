/// A fitted embedding as the tables and facts of a file, and back.
#pragma once

#include "lexicnn/core/annotated.hpp"
#include "lexicnn/core/export.hpp"
#include "lexicnn/embed/embedding.hpp"
#include "lexicnn/embed/noise_aware.hpp"

namespace lexicnn {

/// var of an embedding file: the kept features with their columns, and `mean`, `std`, `weight`.
LEXICNN_API Table embedding_var(const Embedding& embedding);

/// Adds `embed` (the options), `lower`, `upper`, `training_images` and, where they were derived,
/// `derived_thresholds` to the provenance of an embedding file.
LEXICNN_API void add_embed_provenance(Dict& provenance, const Embedding& embedding);

/// Back from such a file, for a source whose columns `features` describes: they are found by name.
/// Throws Error(invalid_input) naming a feature that is not there, or that is read at another tap,
/// or what is missing in the file.
LEXICNN_API Embedding embedding_from(const Table& var, const Dict& provenance,
                                     const Table& features);

/// var of a noise-aware embedding's file: a row a column of the embedding, with the columns of
/// `features`, which it was fitted on, and `form`, `mean`, `std` (the spread), `clip`, `shift`,
/// `weight`. The row name is the feature's, and " root" after it for that form.
LEXICNN_API Table embedding_var(const NoiseAwareEmbedding& embedding, const Table& features);

/// Adds `embed` (the options, and `method`), `training_images` and `blocks` (a table: signal, noise
/// and share of each) to the provenance.
LEXICNN_API void add_embed_provenance(Dict& provenance, const NoiseAwareEmbedding& embedding);

/// Whether the provenance of an embedding file says that it is a noise-aware one.
LEXICNN_API bool is_noise_aware(const Dict& provenance);

/// As embedding_from.
LEXICNN_API NoiseAwareEmbedding noise_aware_from(const Table& var, const Dict& provenance,
                                                 const Table& features);

}  // namespace lexicnn
