#include "network/workers.hpp"

#include <algorithm>
#include <utility>

#include "network/engine.hpp"

namespace lexicnn::engine {

Workers::Workers(const ov::CompiledModel& model, unsigned count, std::vector<RowPiece> row)
    : input_shape_(model.input().get_shape()), row_(std::move(row)) {
  guarded(ErrorKind::engine, "the engine gives no more requests", [&] {
    auto compiled = model;
    for (unsigned i = 0; i < count; ++i) {
      requests_.push_back(compiled.create_infer_request());
      requests_.back().set_callback(
          [this](std::exception_ptr failure) { ended(std::move(failure)); });
    }
  });
}

Workers::~Workers() = default;

void Workers::run(std::span<float> images, std::span<float> rows) {
  const std::size_t image_size = ov::shape_size(input_shape_);
  const std::size_t count = images.size() / image_size;
  const std::size_t row_size = count == 0 ? 0 : rows.size() / count;
  for (std::size_t first = 0; first < count; first += requests_.size()) {
    const std::size_t now = std::min(requests_.size(), count - first);
    for (std::size_t i = 0; i < now; ++i) {
      start(i, images.subspan((first + i) * image_size, image_size));
    }
    wait_for(now);
    for (std::size_t i = 0; i < now; ++i)
      take_row(requests_[i], rows.data() + (first + i) * row_size);
  }
}

void Workers::take_row(ov::InferRequest& request, float* out) const {
  std::vector<ov::Tensor> outputs;
  for (const RowPiece& piece : row_) {
    while (outputs.size() <= piece.output)
      outputs.push_back(request.get_output_tensor(outputs.size()));
    out = std::copy_n(outputs[piece.output].data<float>() + piece.first, piece.count, out);
  }
}

void Workers::start(std::size_t worker, std::span<float> image) {
  {
    const std::lock_guard lock(mutex_);
    ++running_;
  }
  try {
    // The images' own memory: no copy on the way in.
    requests_[worker].set_input_tensor(ov::Tensor(ov::element::f32, input_shape_, image.data()));
    requests_[worker].start_async();
  } catch (...) {
    ended(std::current_exception());
  }
}

void Workers::ended(std::exception_ptr failure) {
  const std::lock_guard lock(mutex_);
  if (failure && !failure_) failure_ = std::move(failure);
  --running_;
  one_ended_.notify_one();
}

void Workers::wait_for(std::size_t started) {
  std::exception_ptr failure;
  {
    std::unique_lock lock(mutex_);
    one_ended_.wait(lock, [this] { return running_ == 0; });
    std::swap(failure, failure_);
  }
  // A request can be started again only when its callback has returned, which wait() tells.
  for (std::size_t i = 0; i < started; ++i) {
    try {
      requests_[i].wait();
    } catch (...) {
      if (!failure) failure = std::current_exception();
    }
  }
  if (!failure) return;
  guarded(ErrorKind::engine, "the engine failed on an image",
          [&failure] { std::rethrow_exception(failure); });
}

}  // namespace lexicnn::engine
