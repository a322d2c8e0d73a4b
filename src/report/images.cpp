#include "report/images.hpp"

#include <algorithm>
#include <unordered_map>

#include "lexicnn/core/error.hpp"
#include "lexicnn/core/parallel.hpp"
#include "lexicnn/images/decode.hpp"
#include "lexicnn/images/thumbnail.hpp"

#include "report/base64.hpp"
#include "report/json_text.hpp"

namespace lexicnn::reporting {
namespace {

constexpr std::uint64_t kLists = 3;    // of a statement
constexpr std::uint64_t kBatch = 128;  // images loaded at once

/// Distinct rows in order of first use.
std::vector<std::uint64_t> rows_in_order(const std::vector<ImageUse>& uses) {
  std::vector<std::uint64_t> rows;
  std::unordered_map<std::uint64_t, bool> seen;
  for (const ImageUse& use : uses) {
    if (seen.try_emplace(use.row, true).second) rows.push_back(use.row);
  }
  return rows;
}

/// Thumbnails by place in the order of need, loaded in batches ahead of the one asked for.
class Loader {
 public:
  Loader(const std::vector<std::uint64_t>& rows, const ImageSupply& supply, const Context& context)
      : rows_(rows), supply_(supply), context_(context) {}

  const Thumbnail& at(std::uint64_t place) {
    while (loaded_.size() <= place)
      load_batch();
    return loaded_[place];
  }

  std::vector<Thumbnail> take(std::uint64_t count) {
    loaded_.resize(count);
    return std::move(loaded_);
  }

 private:
  void load_batch() {
    const std::uint64_t first = loaded_.size();
    const std::uint64_t count = std::min<std::uint64_t>(kBatch, rows_.size() - first);
    loaded_.resize(first + count);
    parallel_ranges(count, 1, context_, [&](Range range, unsigned) {
      loaded_[first + range.begin] = supply_.load(rows_[first + range.begin]);
    });
    context_.report({"report", "images", loaded_.size(), rows_.size()});
  }

  const std::vector<std::uint64_t>& rows_;
  const ImageSupply& supply_;
  const Context& context_;
  std::vector<Thumbnail> loaded_;
};

}  // namespace

Thumbnail load_thumbnail(const std::filesystem::path& file, std::uint32_t side) {
  try {
    const std::vector<std::byte> bytes = read_file(file);
    const std::string webp = encode_thumbnail(decode_image(bytes).image, side);
    return {base64(std::as_bytes(std::span(webp))), {}};
  } catch (const Error& error) {
    return {{}, error.what()};
  }
}

std::vector<ImageUse> image_uses(const FiringImages& images, std::uint64_t statement,
                                 const StatementPlace& place) {
  std::vector<ImageUse> out;
  const auto add = [&](ImageList list, const std::vector<Firing>& firings) {
    for (std::uint64_t image = 0; image < firings.size(); ++image) {
      const std::uint64_t strength = image * place.top + place.rank;
      const std::uint64_t within = static_cast<std::uint64_t>(list) * 2 + (place.absence ? 1 : 0);
      out.push_back({strength * kLists * 2 + within, statement, list, firings[image].row,
                     firings[image].value});
    }
  };
  add(ImageList::most, images.most);
  add(ImageList::least, images.least);
  add(ImageList::others, images.others);
  return out;
}

std::vector<ImageUse> detail_uses(const std::vector<std::vector<Firing>>& images,
                                  std::uint64_t level) {
  std::vector<ImageUse> out;
  for (std::uint64_t detail = 0; detail < images.size(); ++detail) {
    for (std::uint64_t image = 0; image < images[detail].size(); ++image) {
      const Firing& firing = images[detail][image];
      out.push_back({level + 1 + image * images.size() + detail, detail, ImageList::detail,
                     firing.row, firing.value});
    }
  }
  return out;
}

ShownImages choose_images(std::vector<ImageUse> uses, std::uint64_t budget,
                          const ImageSupply& supply, const Context& context) {
  std::stable_sort(uses.begin(), uses.end(),
                   [](const ImageUse& a, const ImageUse& b) { return a.level < b.level; });
  const std::vector<std::uint64_t> rows = rows_in_order(uses);
  Loader loader(rows, supply, context);
  std::unordered_map<std::uint64_t, std::uint64_t> places;
  std::uint64_t spent = 0;
  std::size_t kept = 0;
  std::size_t images = 0;
  for (const ImageUse& use : uses) {
    const auto [entry, fresh] = places.try_emplace(use.row, places.size());
    if (fresh) spent += supply.entry_bytes(use.row, loader.at(entry->second));
    spent += supply.use_bytes(entry->second, use);
    if (spent > budget) break;
    ++kept;
    images = places.size();
  }

  ShownImages out;
  uses.resize(kept);
  out.uses = std::move(uses);
  out.wanted = rows.size();
  out.rows.assign(rows.begin(), rows.begin() + static_cast<std::ptrdiff_t>(images));
  out.thumbnails = loader.take(images);
  out.missing = static_cast<std::uint64_t>(
      std::count_if(out.thumbnails.begin(), out.thumbnails.end(),
                    [](const Thumbnail& thumbnail) { return !thumbnail.problem.empty(); }));
  return out;
}

std::vector<std::optional<std::uint64_t>> picture_places(const std::vector<Thumbnail>& thumbnails) {
  std::vector<std::optional<std::uint64_t>> out;
  std::uint64_t next = 0;
  for (const Thumbnail& thumbnail : thumbnails) {
    out.push_back(thumbnail.problem.empty() ? std::optional(next++) : std::nullopt);
  }
  return out;
}

std::vector<std::string> images_json(const std::vector<Thumbnail>& thumbnails) {
  std::vector<std::string> out;
  JsonText json;
  std::uint64_t count = 0;
  json.begin_array();
  for (const Thumbnail& thumbnail : thumbnails) {
    if (!thumbnail.problem.empty()) continue;
    json.text(thumbnail.base64);
    if (++count % kImagesPerBlock != 0) continue;
    out.push_back(json.end_array().take());
    json = JsonText();
    json.begin_array();
  }
  if (count % kImagesPerBlock != 0) out.push_back(json.end_array().take());
  return out;
}

}  // namespace lexicnn::reporting
