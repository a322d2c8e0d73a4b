/// The images a report shows: chosen to fit a budget, each once, as thumbnails.
#pragma once

#include <cstdint>
#include <filesystem>
#include <functional>
#include <string>
#include <vector>

#include "lexicnn/core/context.hpp"

#include "report/firing.hpp"

namespace lexicnn::reporting {

/// A small picture, or why there is none.
struct Thumbnail {
  std::string base64;   ///< WebP
  std::string problem;  ///< empty where the picture is there
};

/// Reads, decodes and shrinks one file; a failure is the thumbnail's `problem`.
Thumbnail load_thumbnail(const std::filesystem::path& file, std::uint32_t side);

/// One place where an image is shown. Places of a lower level are filled before those of a higher.
struct ImageUse {
  std::uint64_t level = 0;
  std::uint64_t row = 0;  ///< of the activations
  double value = 0;       ///< the feature's activation

  friend bool operator==(const ImageUse&, const ImageUse&) = default;
};

/// The lists of a statement, in the order in which they are filled.
enum class FiringList : std::uint8_t { most, least, others };

/// A place within a class's statements: its side and its rank there, below `top`.
struct StatementPlace {
  bool absence = false;
  std::uint64_t rank = 0;
  std::uint64_t top = 1;
};

/// The order in which places are filled: every statement's first image before any second one,
/// strong statements before weak ones, then by list, presence before absence. `image` is the place
/// in the list.
std::uint64_t use_level(FiringList list, std::uint64_t image, const StatementPlace& statement);

/// Every place that the images of one statement take.
std::vector<ImageUse> image_uses(const FiringImages& images, const StatementPlace& statement);

struct ShownImages {
  std::uint64_t levels = 0;         ///< the uses below this level are shown
  std::vector<std::uint64_t> rows;  ///< in order of need
  std::vector<Thumbnail> thumbnails;
  std::uint64_t wanted = 0;   ///< distinct images in all uses
  std::uint64_t missing = 0;  ///< of `rows`: those with a problem
};

/// How to get a thumbnail (called from several threads), and what things cost in bytes.
struct ImageSupply {
  std::function<Thumbnail(std::uint64_t row)> load;
  std::function<std::uint64_t(std::uint64_t row, const Thumbnail&)> entry_bytes;
  std::function<std::uint64_t(std::uint64_t place, const ImageUse&)> use_bytes;
};

/// Fills whole levels while they fit into `budget` bytes. Loads few more images than it shows.
ShownImages choose_images(std::vector<ImageUse> uses, std::uint64_t budget,
                          const ImageSupply& supply, const Context& context);

}  // namespace lexicnn::reporting
