/// A run of one process.
#pragma once

#include <atomic>
#include <limits>
#include <optional>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include "lexicnn/core/ranks.hpp"

namespace lexicnn {

class SingleRank final : public Ranks {
 public:
  [[nodiscard]] unsigned rank() const noexcept override { return 0; }
  [[nodiscard]] unsigned size() const noexcept override { return 1; }
  [[nodiscard]] unsigned processors() const noexcept override;
  void barrier() override {}
  [[nodiscard]] std::string broadcast(std::string bytes) override { return bytes; }
  [[nodiscard]] std::vector<std::string> gather(std::string bytes) override {
    std::vector<std::string> out;
    out.push_back(std::move(bytes));
    return out;
  }
  void sum(std::span<std::uint64_t>) override {}
  void unite(std::span<std::uint64_t>) override {}
  void start_units() override { next_ = 0; }
  [[nodiscard]] std::uint64_t next_unit() override { return next_++; }
  void end_units() override { next_ = std::numeric_limits<std::uint64_t>::max() / 2; }
  void finish_units() override {}
  [[nodiscard]] bool take_last_word() noexcept override { return true; }
  [[nodiscard]] std::optional<unsigned> find_lost() const override { return {}; }
  void finish_last_word() noexcept override {}
  [[nodiscard]] bool last_word_spoken() const noexcept override { return false; }
  void abort(int) noexcept override {}

 private:
  std::atomic<std::uint64_t> next_{0};
};

}  // namespace lexicnn
