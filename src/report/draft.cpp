#include "report/draft.hpp"

#include <algorithm>
#include <cmath>
#include <fmt/format.h>
#include <unordered_map>

#include "lexicnn/core/error.hpp"

#include "report/class_kind.hpp"
#include "report/detail.hpp"
#include "report/matching.hpp"
#include "report/view_model.hpp"
#include "report/words.hpp"

namespace lexicnn::reporting {
namespace {

constexpr std::size_t kSignatureClasses = 100;
constexpr std::uint64_t kSignatureSeed = 1;

}  // namespace

Draft::Draft(const ReportInput& input, const ReportOptions& options, const Context& context)
    : input_(input),
      options_(options),
      context_(context),
      layer_of_(layer_places(input.scores, input.profile)),
      counts_(count_sides(input.selection)),
      statements_(make_statements(input.scores, input.selection, options.top, context)),
      requests_(firing_requests(statements_)),
      likeness_(make_likeness(input, context)) {
  if (input.activations != nullptr && input.obs != nullptr) codes_ = class_codes(input);
  find_signatures();
  make_extras();
  if (input.map != nullptr) map_ = make_map(input, options.map_images, context);
  core_ = make_core(input, options, statements_,
                    {likeness_.has_value(), signatures_text_, !signatures_.empty(),
                     map_ ? map_text(*map_, *input.map) : std::string()});
  whole_elements_.push_back(
      gzip_element("block:matrix", matrix_json(input, layer_of_, context), context));
  if (likeness_) {
    whole_elements_.push_back(
        gzip_element("block:likeness", likeness_json(*likeness_, input), context));
  }
  if (map_) write_map({});
  pairs_ = strongest_pairs({input_, layer_of_, options_.top}, 0, context_);
  write_pairs(0);
  if (const std::uint64_t least = size() + kDraftSlack; least > options.max_size.bytes) {
    throw Error(ErrorKind::invalid_option,
                fmt::format("the report takes {} without details and images, max-size is {}: raise "
                            "it or lower top",
                            to_string(ByteSize{least}), to_string(options.max_size)));
  }
}

void Draft::find_signatures() {
  if (input_.activations == nullptr || input_.obs == nullptr) {
    signatures_text_ = "none: they are fitted on the activations, which were not given";
  } else if (statements_.classes.size() > kSignatureClasses) {
    signatures_text_ = fmt::format("none: made for at most {} classes", kSignatureClasses);
  } else if (statements_.classes.size() < 2) {
    signatures_text_ = "none: there is no other class to tell from";
  } else {
    const ClassLabels labels{input_.scores.classes.index, codes_};
    Table features;
    features.index = input_.scores.features.index;
    signatures_ = signatures(*input_.activations, labels, features,
                             stratified_halves(labels, kSignatureSeed), {}, {}, context_);
    signatures_text_ = fmt::format(
        "fitted on a random half of each class's images (seed {}), tested on the other half",
        kSignatureSeed);
  }
}

void Draft::make_extras() {
  extras_.resize(statements_.classes.size());
  for (std::size_t c = 0; c < signatures_.size(); ++c)
    extras_[c].signature = &signatures_[c];
  if (!likeness_) return;
  auto nearest = nearest_classes(*likeness_, extras_.size());
  for (std::size_t c = 0; c < extras_.size(); ++c)
    extras_[c].nearest = std::move(nearest[c]);
}

void Draft::add_pairs() {
  const PairChoice choice{input_, layer_of_, options_.top};
  const auto counts = count_pairs(choice, context_);
  const std::uint64_t base = size();
  const std::uint64_t limit = base + room() / 3;
  bool cut = false;
  std::vector<KeptPair> most;
  for (std::size_t i = 0; i < kPairsEach.size(); ++i) {
    const std::uint64_t each = kPairsEach[i];
    if (each != 0 && counts[i] > kMostPairs) continue;
    if (most.empty()) most = strongest_pairs(choice, each, context_);
    pairs_ = most;
    std::erase_if(pairs_, [each](const KeptPair& pair) { return !pair.kept_by(each); });
    write_pairs(each);
    cut = each != kPairsEach.front();
    if (each == 0 || size() <= limit) break;
  }
  const std::uint64_t total = input_.selection.count();
  core_["limits"]["pairs_total"] = total;
  core_["limits"]["pairs_kept"] = pairs_.size();
  if (cut && pairs_.size() < total) {
    notice(fmt::format(
        "The table of features holds {} of the {} pairs that pass, of each class, "
        "layer and side the {} strongest, and those of the statements: the file was "
        "to stay within {}, and the table within {} pairs.",
        grouped(pairs_.size()), grouped(total), core_["limits"]["pairs_each"].get<std::uint64_t>(),
        to_string(options_.max_size), grouped(kMostPairs)));
  }
}

void Draft::add_columns() {
  core_["limits"]["details_wanted"] = 0;
  core_["limits"]["details_kept"] = 0;
  if (codes_.empty()) return;
  const std::vector<std::uint64_t> details = wanted_details();
  columns_ = read_columns(input_, {codes_, requests_, details, table_, room() / 2, options_.images},
                          context_);
  check_shares(input_.scores, requests_, columns_.firing);
  write_features();
  write_details({});
  core_["limits"]["details_wanted"] = details.size();
  core_["limits"]["details_kept"] = columns_.details.size();
  if (columns_.details.size() < details.size()) {
    notice(fmt::format(
        "{} of {} features have their distributions here: the file was to stay "
        "within {}.",
        grouped(columns_.details.size()), grouped(details.size()), to_string(options_.max_size)));
  }
}

/// The features of the statements, the first of every class before the second of any, then those of
/// the other pairs, the largest |s| first.
std::vector<std::uint64_t> Draft::wanted_details() const {
  struct Wish {
    std::uint64_t rank = 0;
    double strength = 0;
    std::uint64_t feature = 0;
  };
  std::vector<Wish> wishes;
  const std::vector<StatementPlace> places = statement_places(statements_);
  for (std::size_t i = 0; i < requests_.size(); ++i) {
    const auto c = static_cast<std::uint64_t>(requests_[i].class_code);
    wishes.push_back({places[i].rank, std::fabs(input_.scores.signed_ks(c, requests_[i].feature)),
                      requests_[i].feature});
  }
  for (const KeptPair& pair : pairs_) {
    if (pair.statement) continue;
    wishes.push_back({options_.top,
                      std::fabs(input_.scores.signed_ks(pair.class_place, pair.feature)),
                      pair.feature});
  }
  std::stable_sort(wishes.begin(), wishes.end(), [](const Wish& a, const Wish& b) {
    return a.rank != b.rank ? a.rank < b.rank : a.strength > b.strength;
  });
  std::vector<bool> seen(input_.scores.feature_count());
  std::vector<std::uint64_t> out;
  for (const Wish& wish : wishes) {
    if (out.size() == options_.details) break;
    if (seen[wish.feature]) continue;
    seen[wish.feature] = true;
    out.push_back(wish.feature);
  }
  return out;
}

std::vector<ImageUse> Draft::all_uses() const {
  std::vector<ImageUse> out;
  std::uint64_t level = 0;
  const auto add = [&](const std::vector<ImageUse>& uses) {
    out.insert(out.end(), uses.begin(), uses.end());
    for (const ImageUse& use : uses)
      level = std::max(level, use.level);
  };
  const std::vector<StatementPlace> places = statement_places(statements_);
  for (std::size_t i = 0; i < columns_.firing.size(); ++i)
    add(image_uses(columns_.firing[i], i, places[i]));
  std::vector<std::vector<Firing>> most;
  for (const DetailFound& detail : columns_.details)
    most.push_back(detail.most);
  add(detail_uses(most, level));
  if (!map_) return out;
  std::unordered_map<std::string_view, std::uint64_t> row_of;
  for (std::uint64_t row = 0; row < input_.obs->rows(); ++row)
    row_of.try_emplace(input_.obs->index[row], row);
  for (std::uint64_t point = 0; point < map_->rows.size(); ++point) {
    const auto row = row_of.find(input_.map->obs.index[map_->rows[point]]);
    if (row != row_of.end())
      out.push_back({level + 1 + point, point, ImageList::map, row->second, 0});
  }
  return out;
}

}  // namespace lexicnn::reporting
