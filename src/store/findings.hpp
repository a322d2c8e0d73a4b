/// What a validation has found so far.
#pragma once

#include <string>
#include <utility>
#include <vector>

#include "lexicnn/store/validate.hpp"

#include "store/hdf5.hpp"

namespace lexicnn {

class Findings {
 public:
  void add(std::string element, std::string problem) {
    all_.push_back({std::move(element), std::move(problem)});
  }

  /// Runs `check`; an element that cannot even be read is a finding about `element`.
  template <typename Check>
  void attempt(const std::string& element, Check&& check) {
    try {
      check();
    } catch (const h5::Failure& failure) {
      add(element, failure.what());
    }
  }

  [[nodiscard]] bool empty() const noexcept { return all_.empty(); }
  [[nodiscard]] std::vector<FormatFinding> take() noexcept { return std::move(all_); }

 private:
  std::vector<FormatFinding> all_;
};

}  // namespace lexicnn
