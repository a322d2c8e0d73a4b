#include "lexicnn/core/error.hpp"

namespace lexicnn {

std::string_view error_name(ErrorKind kind) noexcept {
  switch (kind) {
    case ErrorKind::invalid_option:
      return "invalid-option";
    case ErrorKind::invalid_input:
      return "invalid-input";
    case ErrorKind::not_finite:
      return "not-finite";
    case ErrorKind::one_class:
      return "one-class";
    case ErrorKind::file_missing:
      return "file-missing";
    case ErrorKind::output_exists:
      return "output-exists";
    case ErrorKind::cannot_resume:
      return "cannot-resume";
    case ErrorKind::output_unwritable:
      return "output-unwritable";
    case ErrorKind::invalid_file:
      return "invalid-file";
    case ErrorKind::invalid_model:
      return "invalid-model";
    case ErrorKind::invalid_image:
      return "invalid-image";
    case ErrorKind::no_images:
      return "no-images";
    case ErrorKind::memory_limit:
      return "memory-limit";
    case ErrorKind::engine:
      return "engine";
    case ErrorKind::cancelled:
      return "cancelled";
    case ErrorKind::rank_lost:
      return "rank-lost";
  }
  return "unknown";
}

Error::Error(ErrorKind kind, const std::string& message)
    : std::runtime_error(message), kind_(kind) {}

Error::~Error() = default;

}  // namespace lexicnn
