/// The images a report shows: chosen to fit a budget, each once, as thumbnails in blocks.
#pragma once

#include <cstdint>
#include <filesystem>
#include <functional>
#include <optional>
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

/// The lists that show images, in the order in which they are filled: three of a statement, one of
/// a feature's detail, and the points of the map.
enum class ImageList : std::uint8_t { most, least, others, detail, map };

/// A statement's place within its class and side; `top` is above every rank.
struct StatementPlace {
  bool absence = false;
  std::uint64_t rank = 0;
  std::uint64_t top = 1;
};

/// One place where an image is shown. Places of a lower level are filled first.
struct ImageUse {
  std::uint64_t level = 0;
  std::uint64_t owner = 0;  ///< number of the statement's request, of the detail, or of the point
  ImageList list = ImageList::most;
  std::uint64_t row = 0;  ///< of the activations
  double value = 0;       ///< the feature's activation
};

/// Every place that the images of a statement take. Levels order them so that every statement gets
/// its first image before any a second one, strong statements before weak ones, then by list,
/// presence before absence.
std::vector<ImageUse> image_uses(const FiringImages& images, std::uint64_t statement,
                                 const StatementPlace& place);

/// The places of the details' images, all above `level`: the first of each, then the second.
std::vector<ImageUse> detail_uses(const std::vector<std::vector<Firing>>& images,
                                  std::uint64_t level);

struct ShownImages {
  std::vector<ImageUse> uses;       ///< those that fit, by level, then in the order given
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

/// Images in one block of the page.
inline constexpr std::uint64_t kImagesPerBlock = 64;

/// Where the images shown lie: for each place in images.table that of its picture among those that
/// could be read, or nothing.
std::vector<std::optional<std::uint64_t>> picture_places(const std::vector<Thumbnail>& thumbnails);

/// The blocks `images/0`, …: the pictures in order, kImagesPerBlock each.
std::vector<std::string> images_json(const std::vector<Thumbnail>& thumbnails);

}  // namespace lexicnn::reporting
