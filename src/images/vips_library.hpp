/// libvips, started once and kept silent: it never prints, and its error texts are taken and
/// cleared.
#pragma once

#include <memory>
#include <mutex>
#include <shared_mutex>
#include <string>
#include <vips/vips.h>

namespace lexicnn::images {

struct Unref {
  void operator()(void* object) const noexcept { g_object_unref(object); }
};
using VipsImagePtr = std::unique_ptr<VipsImage, Unref>;

struct FreeGlib {
  void operator()(void* memory) const noexcept { g_free(memory); }
};

/// Starts libvips when first called, and once a thread arranges that the thread's memory in libvips
/// is freed when it ends. Throws Error(engine) where it does not start.
void start_vips();

/// libvips has one error text for all threads. Work that fails is done again alone, so that the
/// text is its own: `work()` runs beside others; where it returns false, it runs once more with all
/// others held back, and the error text of that is returned. Empty on success.
template <typename Work>
std::string vips_error_of(Work work);

/// The guards behind `vips_error_of`.
std::shared_mutex& vips_mutex();

/// The error text on one line, cleared.
std::string take_vips_error();

template <typename Work>
std::string vips_error_of(Work work) {
  start_vips();
  {
    const std::shared_lock beside(vips_mutex());
    if (work()) return {};
  }
  const std::unique_lock alone(vips_mutex());
  vips_error_clear();
  if (work()) return {};
  const std::string text = take_vips_error();
  return text.empty() ? "unknown error" : text;
}

}  // namespace lexicnn::images
