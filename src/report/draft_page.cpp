#include <algorithm>
#include <fmt/format.h>
#include <unordered_map>

#include "report/detail.hpp"
#include "report/draft.hpp"
#include "report/image_path.hpp"
#include "report/json_text.hpp"
#include "report/view_model.hpp"

namespace lexicnn::reporting {
namespace {

constexpr std::size_t kDetailsPerBlock = 16;

/// Bytes that an image's block takes apart from the pictures, by image.
constexpr std::uint64_t kPictureOverhead = 8;

/// At most what JSON takes once it is compressed and in base64.
std::uint64_t packed_size(std::uint64_t bytes) {
  return bytes * 4 / 3 + 2;
}

}  // namespace

void Draft::write_pairs(std::uint64_t each) {
  table_ = FeatureTable(pairs_);
  core_["limits"]["pairs_each"] = each;
  table_elements_.clear();
  table_elements_.resize(2);
  write_features();
  table_elements_[1] =
      gzip_element("block:pairs", pairs_json(pairs_, table_, input_, context_), context_);
  write_statements({});
}

void Draft::write_features() {
  std::vector<std::optional<DetailPlace>> places(table_.features().size());
  for (std::size_t i = 0; i < columns_.details.size(); ++i) {
    places[table_.place_of(columns_.details[i].feature)] =
        DetailPlace{i / kDetailsPerBlock, i % kDetailsPerBlock};
  }
  table_elements_[0] = gzip_element(
      "block:features", features_json(table_, input_, layer_of_, counts_, places), context_);
}

void Draft::write_statements(const std::vector<ImageLists>& images) {
  const std::vector<std::string> entries =
      class_entries({input_, statements_, table_, extras_, images}, context_);
  if (images.empty()) statement_starts_ = cut_blocks(entries);
  statement_elements_.clear();
  for (std::size_t block = 0; block + 1 < statement_starts_.size(); ++block) {
    const std::size_t first = statement_starts_[block];
    const std::size_t last = statement_starts_[block + 1];
    statement_elements_.push_back(gzip_element(fmt::format("block:statements/{}", block),
                                               statements_json(entries, first, last), context_));
    for (std::size_t c = first; c < last; ++c) {
      core_["classes"][c]["block"] = fmt::format("statements/{}", block);
      core_["classes"][c]["place"] = c - first;
    }
  }
}

void Draft::write_details(const std::vector<std::vector<ImagePair>>& most) {
  detail_elements_.clear();
  const std::vector<DetailFound>& details = columns_.details;
  for (std::size_t first = 0; first < details.size(); first += kDetailsPerBlock) {
    std::vector<DeflatedPart> parts{deflate_part("{\"features\":[")};
    for (std::size_t i = first; i < std::min(first + kDetailsPerBlock, details.size()); ++i) {
      const std::string end = detail_end(most.empty() ? "[]" : image_pairs_json(most[i]));
      if (i != first) parts.push_back(deflate_part(","));
      parts.push_back(details[i].begin);
      parts.push_back(deflate_part(end));
    }
    parts.push_back(deflate_part("]}"));
    detail_elements_.push_back(
        gzip_element(fmt::format("block:detail/{}", first / kDetailsPerBlock), std::span(parts)));
  }
}

void Draft::write_map(const std::vector<std::optional<std::uint64_t>>& images) {
  map_elements_.clear();
  map_elements_.push_back(
      gzip_element("block:map", map_json(*map_, *input_.map, images), context_));
}

ImageSupply Draft::image_supply() const {
  const std::vector<std::string>& names = input_.obs->index;
  return {[&](std::uint64_t row) {
            return load_thumbnail(image_path(input_.images, names[row]), options_.thumbnail);
          },
          [&](std::uint64_t row, const Thumbnail& thumbnail) -> std::uint64_t {
            // The place of the picture is not known yet; no block has a longer one.
            constexpr std::uint64_t kLast = kImagesPerBlock * 10'000 - 1;
            const auto picture = thumbnail.problem.empty() ? std::optional(kLast) : std::nullopt;
            const auto entry = image_entry(names[row], codes_[row], thumbnail, picture);
            return escape_tags(json_text(entry)).size() + 1 + thumbnail.base64.size() +
                   kPictureOverhead;
          },
          [](std::uint64_t place, const ImageUse& use) -> std::uint64_t {
            return packed_size(image_pairs_json({{place, use.value}}).size());
          }};
}

void Draft::add_images() {
  const std::vector<ImageUse> uses = all_uses();
  const ImageSupply supply = image_supply();
  std::uint64_t budget = room();
  for (;;) {
    shown_ = choose_images(uses, budget, supply, context_);
    place_images();
    const std::uint64_t bytes = size();
    if (bytes + kDraftSlack / 2 <= options_.max_size.bytes || budget == 0) return;
    // Compression took more than was thought.
    budget -= std::min(budget, bytes + kDraftSlack - options_.max_size.bytes);
  }
}

void Draft::place_images() {
  std::unordered_map<std::uint64_t, std::uint64_t> place_of_row;
  for (std::size_t place = 0; place < shown_.rows.size(); ++place)
    place_of_row.try_emplace(shown_.rows[place], place);
  std::vector<ImageLists> statements(requests_.size());
  std::vector<std::vector<ImagePair>> details(columns_.details.size());
  std::vector<std::optional<std::uint64_t>> points(map_ ? map_->rows.size() : 0);
  for (const ImageUse& use : shown_.uses) {
    const std::uint64_t place = place_of_row.at(use.row);
    if (use.list == ImageList::map) {
      points[use.owner] = place;
    } else if (use.list == ImageList::detail) {
      details[use.owner].emplace_back(place, use.value);
    } else {
      statements[use.owner][static_cast<std::size_t>(use.list)].emplace_back(place, use.value);
    }
  }
  write_statements(statements);
  write_details(details);
  if (map_) write_map(points);
  add_image_table(core_, shown_, input_.obs->index, codes_);
  image_elements_.clear();
  for (const std::string& block : images_json(shown_.thumbnails)) {
    image_elements_.push_back(
        plain_element(fmt::format("block:images/{}", image_elements_.size()), block));
  }
}

void Draft::notice(std::string text) {
  add_notice(core_, std::move(text));
}

std::vector<const DataElement*> Draft::elements() {
  std::vector<const DataElement*> out{&core_element_};
  auto blocks = nlohmann::ordered_json::object();
  for (const auto* list : {&table_elements_, &whole_elements_, &statement_elements_, &map_elements_,
                           &detail_elements_, &image_elements_}) {
    for (const DataElement& element : *list) {
      out.push_back(&element);
      blocks[element.id.substr(std::string_view("block:").size())] = {
          {"encoding", element.gzip ? "gzip" : "json"}, {"bytes", element.length}};
    }
  }
  core_["blocks"] = std::move(blocks);
  core_element_ = plain_element("view-model", json_text(core_));
  return out;
}

std::uint64_t Draft::size() {
  std::uint64_t out = bare_page_size();
  for (const DataElement* element : elements())
    out += size_of(*element);
  return out;
}

std::uint64_t Draft::room() {
  const std::uint64_t taken = size() + kDraftSlack;
  return options_.max_size.bytes - std::min(taken, options_.max_size.bytes);
}

std::string Draft::page() {
  return make_page(elements());
}

}  // namespace lexicnn::reporting
