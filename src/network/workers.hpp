/// A compiled graph for one image, and calls into it that run side by side.
#pragma once

#include <condition_variable>
#include <cstdint>
#include <exception>
#include <mutex>
#include <span>
#include <vector>

#include <openvino/openvino.hpp>

#include "network/pooled_row.hpp"

namespace lexicnn::engine {

/// Runs images through several requests of a compiled model at once. One image is always computed
/// whole, alone and by one thread, so its numbers depend on nothing else. For one caller at a time.
class Workers {
 public:
  /// `model` takes one image and has been compiled for at least `count` calls at once; `row` says
  /// what of its outputs is wanted, in which order.
  Workers(const ov::CompiledModel& model, unsigned count, std::vector<RowPiece> row);
  Workers(const Workers&) = delete;
  Workers& operator=(const Workers&) = delete;
  ~Workers();

  /// Runs `images`, whole images one after the other, and writes the row of each to `rows`.
  /// Throws Error(engine).
  void run(std::span<float> images, std::span<float> rows);

 private:
  void start(std::size_t worker, std::span<float> image);
  void ended(std::exception_ptr failure);
  void wait_for(std::size_t started);
  void take_row(ov::InferRequest& request, float* out) const;

  ov::Shape input_shape_;
  std::vector<RowPiece> row_;
  std::vector<ov::InferRequest> requests_;
  std::mutex mutex_;
  std::condition_variable one_ended_;
  std::size_t running_ = 0;
  std::exception_ptr failure_;
};

}  // namespace lexicnn::engine
