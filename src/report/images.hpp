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

/// The lists of a statement, in the order in which they are filled.
enum class FiringList : std::uint8_t { most, least, others };

/// A statement's place within its class and side; `top` is above every rank.
struct StatementPlace {
  bool absence = false;
  std::uint64_t rank = 0;
  std::uint64_t top = 1;
};

/// One place where an image is shown. Places of a lower level are filled first.
struct ImageUse {
  std::uint64_t level = 0;
  std::uint64_t statement = 0;  ///< number of the request
  FiringList list = FiringList::most;
  std::uint64_t row = 0;  ///< of the activations
  double value = 0;       ///< the feature's activation
};

/// Every place that the images of a statement take. Levels order them so that every statement gets
/// its first image before any a second one, strong statements before weak ones, then by list,
/// presence before absence.
std::vector<ImageUse> image_uses(const FiringImages& images, std::uint64_t statement,
                                 const StatementPlace& place);

struct ShownImages {
  std::vector<ImageUse> uses;       ///< those that fit, by level, then by statement
  std::vector<std::uint64_t> rows;  ///< their images, each once, in order of need
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

/// Fills places in order while they fit into `budget` bytes. Loads few more images than it shows.
ShownImages choose_images(std::vector<ImageUse> uses, std::uint64_t budget,
                          const ImageSupply& supply, const Context& context);

}  // namespace lexicnn::reporting
