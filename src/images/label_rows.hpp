/// Gives files with the same labels one copy of them: millions of files have few rows of labels.
#pragma once

#include <map>
#include <string>
#include <utility>
#include <vector>

#include "lexicnn/images/image_set.hpp"

namespace lexicnn::images {

class LabelRows {
 public:
  SharedLabels share(std::vector<std::string> labels) {
    const auto found = known_.find(labels);
    if (found != known_.end()) return found->second;
    auto row = std::make_shared<const std::vector<std::string>>(labels);
    known_.emplace(std::move(labels), row);
    return row;
  }

 private:
  std::map<std::vector<std::string>, SharedLabels> known_;
};

}  // namespace lexicnn::images
