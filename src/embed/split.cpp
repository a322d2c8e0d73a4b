#include "lexicnn/embed/split.hpp"

#include <algorithm>
#include <fmt/format.h>

#include "lexicnn/core/error.hpp"
#include "lexicnn/core/random.hpp"
#include "lexicnn/core/text.hpp"

namespace lexicnn {
namespace {

/// Streams of the draws are their number; those of the folds lie beyond all of them.
constexpr std::uint64_t kFoldStream = std::uint64_t{1} << 62U;

using Members = std::vector<std::vector<std::uint64_t>>;  // of each class

Members members_of(const ClassLabels& labels, const std::vector<ImageRole>& roles,
                   ImageRole wanted) {
  Members out(labels.names.size());
  for (std::uint64_t row = 0; row < labels.codes.size(); ++row) {
    const std::int32_t code = labels.codes[row];
    if (code < 0 || (roles[row] != wanted && roles[row] != ImageRole::both)) continue;
    out[static_cast<std::size_t>(code)].push_back(row);
  }
  return out;
}

[[noreturn]] void too_few(const std::string& name, std::uint64_t images, std::uint64_t needed,
                          const char* part) {
  throw Error(ErrorKind::invalid_input,
              fmt::format("class '{}' has {}{}, but {} are needed: ask for fewer shots, or leave "
                          "the class out",
                          name, counted(images, "image"), part, needed));
}

std::vector<std::uint64_t> joined(const Members& members) {
  std::vector<std::uint64_t> out;
  for (const auto& some : members)
    out.insert(out.end(), some.begin(), some.end());
  std::sort(out.begin(), out.end());
  return out;
}

class Splitter {
 public:
  Splitter(const ClassLabels& labels, const std::vector<ImageRole>& roles,
           const SplitOptions& options)
      : labels_(labels),
        options_(options),
        train_(members_of(labels, roles, ImageRole::train)),
        test_(members_of(labels, roles, ImageRole::test)),
        parted_(std::count(roles.begin(), roles.end(), ImageRole::test) != 0) {
    if (parted_ && joined(test_).empty()) {
      throw Error(ErrorKind::invalid_input, "no image of the split 'test' has a class");
    }
  }

  void add_draws(std::uint64_t shots, std::vector<TrainTestSplit>& out) const {
    for (std::size_t c = 0; c < train_.size(); ++c) {
      const std::uint64_t needed = shots + (parted_ ? 0 : 1);
      if (train_[c].size() < needed)
        too_few(labels_.names[c], train_[c].size(), needed, parted_ ? " in the split 'train'" : "");
    }
    for (std::uint64_t repeat = 0; repeat < options_.repeats; ++repeat)
      out.push_back(draw(shots, repeat));
  }

  void add_all(std::vector<TrainTestSplit>& out) const {
    if (parted_) {
      for (std::size_t c = 0; c < train_.size(); ++c) {
        if (train_[c].empty()) too_few(labels_.names[c], 0, 1, " in the split 'train'");
      }
      out.push_back({0, 0, joined(train_), joined(test_)});
      return;
    }
    std::uint64_t folds = options_.folds;
    for (std::size_t c = 0; c < train_.size(); ++c) {
      if (train_[c].size() < 2) too_few(labels_.names[c], train_[c].size(), 2, "");
      folds = std::min<std::uint64_t>(folds, train_[c].size());
    }
    const std::vector<std::uint64_t> fold_of =
        stratified_folds(labels_.codes, folds, options_.seed, kFoldStream);
    for (std::uint64_t fold = 0; fold < folds; ++fold) {
      TrainTestSplit split{0, fold, {}, {}};
      for (const std::uint64_t row : joined(train_))
        (fold_of[row] == fold ? split.test : split.train).push_back(row);
      out.push_back(std::move(split));
    }
  }

 private:
  [[nodiscard]] TrainTestSplit draw(std::uint64_t shots, std::uint64_t repeat) const {
    RandomStream random(options_.seed, repeat);
    Members drawn = train_;
    Members left = parted_ ? test_ : Members(train_.size());
    for (std::size_t c = 0; c < drawn.size(); ++c) {
      random.shuffle(std::span(drawn[c]));
      const auto end = drawn[c].begin() + static_cast<std::ptrdiff_t>(shots);
      if (!parted_) left[c].assign(end, drawn[c].end());
      drawn[c].erase(end, drawn[c].end());
    }
    return {shots, repeat, joined(drawn), joined(left)};
  }

  const ClassLabels& labels_;
  const SplitOptions& options_;
  Members train_;
  Members test_;
  bool parted_;
};

}  // namespace

std::vector<ImageRole> roles_of(const std::vector<std::string>& column) {
  const bool has_test = std::count(column.begin(), column.end(), "test") != 0;
  if (has_test && std::count(column.begin(), column.end(), "train") == 0) {
    throw Error(ErrorKind::invalid_input,
                "the column 'split' names test images but no training images ('train'): give "
                "--no-splits to draw from all images");
  }
  std::vector<ImageRole> out;
  for (const std::string& value : column) {
    out.push_back(!has_test          ? ImageRole::both
                  : value == "train" ? ImageRole::train
                  : value == "test"  ? ImageRole::test
                                     : ImageRole::none);
  }
  return out;
}

std::vector<TrainTestSplit> make_splits(const ClassLabels& labels,
                                        const std::vector<ImageRole>& roles,
                                        const SplitOptions& options) {
  if (labels.names.size() < 2) {
    throw Error(
        ErrorKind::one_class,
        labels.names.empty()
            ? std::string("no image has a class")
            : fmt::format("there is only one class, '{}': nothing to tell apart", labels.names[0]));
  }
  const Splitter splitter(labels, roles, options);
  std::vector<TrainTestSplit> out;
  for (const std::uint64_t shots : options.shots) {
    if (shots == 0) {
      splitter.add_all(out);
    } else {
      splitter.add_draws(shots, out);
    }
  }
  return out;
}

std::vector<std::uint64_t> stratified_folds(const std::vector<std::int32_t>& codes,
                                            std::uint64_t folds, std::uint64_t seed,
                                            std::uint64_t stream) {
  std::vector<std::uint64_t> out(codes.size(), 0);
  const std::int32_t last = codes.empty() ? -1 : *std::max_element(codes.begin(), codes.end());
  RandomStream random(seed, stream);
  std::uint64_t next = 0;  // goes on from class to class, so that folds are of like size
  for (std::int32_t code = 0; code <= last; ++code) {
    std::vector<std::uint64_t> members;
    for (std::uint64_t i = 0; i < codes.size(); ++i) {
      if (codes[i] == code) members.push_back(i);
    }
    random.shuffle(std::span(members));
    for (const std::uint64_t member : members)
      out[member] = next++ % folds;
  }
  return out;
}

}  // namespace lexicnn
