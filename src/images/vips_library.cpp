#include "images/vips_library.hpp"

#include <mutex>

#include "lexicnn/core/error.hpp"

#include "images/names.hpp"

namespace lexicnn::images {
namespace {

void drop_message(const gchar*, GLogLevelFlags, const gchar*, gpointer) {}

void start_once() {
  constexpr auto kAllLevels =
      static_cast<GLogLevelFlags>(G_LOG_LEVEL_MASK | G_LOG_FLAG_FATAL | G_LOG_FLAG_RECURSION);
  g_log_set_handler("VIPS", kAllLevels, drop_message, nullptr);
  if (vips_init("lexicnn") != 0) {
    throw Error(ErrorKind::engine, "libvips does not start: " + take_vips_error());
  }
  // One image is decoded by one thread: the caller decides how many are decoded at once.
  vips_concurrency_set(1);
  vips_cache_set_max(0);
  vips_block_untrusted_set(TRUE);
}

struct ThreadMemory {
  ThreadMemory() = default;
  ThreadMemory(const ThreadMemory&) = delete;
  ThreadMemory& operator=(const ThreadMemory&) = delete;
  ~ThreadMemory() { vips_thread_shutdown(); }
};

}  // namespace

void start_vips() {
  static std::once_flag started;
  std::call_once(started, start_once);
  static thread_local const ThreadMemory freed_at_the_end;
}

std::shared_mutex& vips_mutex() {
  static std::shared_mutex mutex;
  return mutex;
}

std::string take_vips_error() {
  std::string text = vips_error_buffer();
  vips_error_clear();
  while (!text.empty() && text.back() == '\n')
    text.pop_back();
  std::string line;
  for (const char c : text)
    line += c == '\n' ? std::string("; ") : std::string(1, c);
  return escape_name(line);
}

}  // namespace lexicnn::images
