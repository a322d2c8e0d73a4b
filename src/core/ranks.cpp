#include "lexicnn/core/ranks.hpp"

#include <algorithm>
#include <cstring>
#include <exception>
#include <new>
#include <stdexcept>
#include <thread>

#include "lexicnn/core/error.hpp"

#include "core/single_rank.hpp"

namespace lexicnn {
namespace {

/// What a rank has thrown, as it goes to the others.
struct Failure {
  enum class What : std::uint32_t { error, memory, other };

  std::uint64_t place = 0;
  What what = What::other;
  ErrorKind kind = ErrorKind::invalid_option;
  std::string message;
};

Failure failure_of(const std::exception_ptr& thrown, std::uint64_t place) {
  try {
    std::rethrow_exception(thrown);
  } catch (const Error& error) {
    return {place, Failure::What::error, error.kind(), error.what()};
  } catch (const std::bad_alloc&) {
    return {place, Failure::What::memory, ErrorKind::memory_limit, {}};
  } catch (const std::exception& error) {
    return {place, Failure::What::other, ErrorKind::invalid_option, error.what()};
  }
}

/// Ranks run the same program, so numbers may go as they are.
std::string to_bytes(const Failure& failure) {
  std::string out(sizeof failure.place + sizeof failure.what + sizeof failure.kind, '\0');
  std::memcpy(out.data(), &failure.place, 8);
  std::memcpy(out.data() + 8, &failure.what, 4);
  std::memcpy(out.data() + 12, &failure.kind, 4);
  return out + failure.message;
}

Failure from_bytes(const std::string& bytes) {
  Failure out;
  std::memcpy(&out.place, bytes.data(), 8);
  std::memcpy(&out.what, bytes.data() + 8, 4);
  std::memcpy(&out.kind, bytes.data() + 12, 4);
  out.message = bytes.substr(16);
  return out;
}

[[noreturn]] void raise(const Failure& failure) {
  if (failure.what == Failure::What::error) throw Error(failure.kind, failure.message);
  if (failure.what == Failure::What::memory) throw std::bad_alloc();
  throw std::runtime_error(failure.message);
}

}  // namespace

Ranks::~Ranks() = default;

unsigned SingleRank::processors() const noexcept {
  return std::max(1U, std::thread::hardware_concurrency());
}

Ranks& one_rank() noexcept {
  static SingleRank rank;
  return rank;
}

std::vector<std::uint64_t> broadcast_numbers(Ranks& ranks, std::vector<std::uint64_t> numbers) {
  if (ranks.alone()) return numbers;
  std::string bytes;
  if (ranks.first()) {
    bytes.assign(reinterpret_cast<const char*>(numbers.data()),
                 numbers.size() * sizeof(std::uint64_t));
  }
  bytes = ranks.broadcast(std::move(bytes));
  numbers.resize(bytes.size() / sizeof(std::uint64_t));
  std::memcpy(numbers.data(), bytes.data(), bytes.size());
  return numbers;
}

void together(Ranks& ranks, const std::function<void()>& work) {
  const std::uint64_t anywhere = 0;
  together(ranks, work, anywhere);
}

void together(Ranks& ranks, const std::function<void()>& work, const std::uint64_t& place) {
  if (ranks.alone()) return work();
  std::string mine;
  try {
    work();
  } catch (...) {
    mine = to_bytes(failure_of(std::current_exception(), place));
  }
  std::string first;
  for (std::string& each : ranks.gather(std::move(mine))) {
    if (each.empty()) continue;
    if (first.empty() || from_bytes(each).place < from_bytes(first).place) first = std::move(each);
  }
  first = ranks.broadcast(std::move(first));
  if (first.empty()) return;
  ranks.fail_together();
  raise(from_bytes(first));
}

}  // namespace lexicnn
