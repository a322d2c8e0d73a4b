#include <algorithm>
#include <fmt/format.h>
#include <optional>
#include <vector>

#include "lexicnn/core/error.hpp"
#include "lexicnn/core/memory_source.hpp"
#include "lexicnn/core/suggest.hpp"
#include "lexicnn/embed/packed.hpp"
#include "lexicnn/embed/stored.hpp"
#include "lexicnn/store/embedding_file.hpp"

#include "cli/embed_pipeline.hpp"
#include "cli/pipeline.hpp"
#include "cli/recorded_run.hpp"

namespace lexicnn::cli {
namespace {

/// The digits of a file, packed; a row of chunks at a time.
PackedDigits read_digits(const EmbeddingFile& file) {
  constexpr std::uint64_t kRows = 256;
  PackedDigits out(file.features());
  out.reserve(file.rows());
  std::vector<std::int8_t> digits;
  for (std::uint64_t begin = 0; begin < file.rows(); begin += kRows) {
    const std::uint64_t rows = std::min(kRows, file.rows() - begin);
    digits.resize(rows * file.features());
    file.read_rows(begin, rows, digits);
    out.append(digits);
  }
  return out;
}

/// The names do not tell another fit: some rows, evenly spread, must be the same.
void require_same_digits(const EmbeddingFile& file, const PackedDigits& packed,
                         const std::filesystem::path& path) {
  constexpr std::uint64_t kLooks = 32;
  const std::uint64_t looks = std::min(kLooks, file.rows());
  std::vector<std::int8_t> expected(file.features());
  std::vector<std::int8_t> found(file.features());
  for (std::uint64_t look = 0; look < looks; ++look) {
    const std::uint64_t row = look * file.rows() / looks;
    file.read_rows(row, 1, expected);
    packed.unpack(row, found);
    if (expected == found) continue;
    throw Error(ErrorKind::invalid_input,
                fmt::format("'{}' holds other digits of '{}' than the embedding: give the file "
                            "that was packed with it",
                            path.string(), file.obs().index[row]));
  }
}

/// Packed digits, which must be those of the embedding.
PackedDigits read_packed_of(const EmbeddingFile& file, const std::filesystem::path& path) {
  PackedFile packed = read_packed(path);
  const char* differs = packed.images_sha256 != names_sha256(file.obs().index)     ? "images"
                        : packed.features_sha256 != names_sha256(file.var().index) ? "features"
                                                                                   : nullptr;
  if (differs != nullptr) {
    throw Error(ErrorKind::invalid_input,
                fmt::format("'{}' holds the digits of other {} than the embedding", path.string(),
                            differs));
  }
  require_same_digits(file, packed.digits, path);
  return std::move(packed.digits);
}

/// The image to search for.
struct Query {
  PackedDigits digits;
  std::optional<std::uint64_t> row;  // where it is one of the file
};

Query query_in_file(const EmbeddingFile& file, const PackedDigits& digits,
                    const EmbedArguments& arguments) {
  const std::vector<std::string>& names = file.obs().index;
  const auto found = std::find(names.begin(), names.end(), arguments.query);
  if (found == names.end()) {
    throw Error(
        ErrorKind::invalid_input,
        fmt::format("'{}' has no image '{}'{}; an image file that is not in it needs "
                    "--model",
                    arguments.input.string(), arguments.query, suggest(arguments.query, names)));
  }
  Query out{PackedDigits(file.features()), static_cast<std::uint64_t>(found - names.begin())};
  std::vector<std::int8_t> row(file.features());
  digits.unpack(*out.row, row);
  out.digits.append(row);
  return out;
}

Query query_on_disk(Session& session, const EmbeddingFile& file, const EmbedArguments& arguments) {
  return content_of(arguments.input, [&] {
    if (file.provenance().find("activations") == nullptr) {
      throw Error(ErrorKind::invalid_input,
                  "it does not say which network its activations come from, so no other image can "
                  "be compared with them");
    }
    const ImageRow image = run_as_recorded(session, arguments.query, arguments.model,
                                           file.provenance().get<Dict>("activations"));
    const Embedding fitted = embedding_from(file.var(), file.provenance(), image.features);
    const MemorySource source(row_major(image.values.data(), 1, image.values.size()));
    Query out{PackedDigits(file.features()), std::nullopt};
    out.digits.append(embed(source, fitted, session.context()).values());
    return out;
  });
}

}  // namespace

void query_images(Session& session, const EmbedArguments& arguments) {
  const EmbeddingFile file(arguments.input);
  const PackedDigits digits =
      arguments.packed.empty() ? read_digits(file) : read_packed_of(file, arguments.packed);
  const Query query = arguments.model.empty() ? query_in_file(file, digits, arguments)
                                              : query_on_disk(session, file, arguments);
  const ImageSearchResult result =
      search_images({digits, file.obs(), file.var()}, arguments.query, query.digits, query.row,
                    arguments.search, session.context());
  Session::print(arguments.json ? to_json(result) : to_text(result));
}

}  // namespace lexicnn::cli
