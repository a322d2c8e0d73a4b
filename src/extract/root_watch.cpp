#include "extract/root_watch.hpp"

#include <cerrno>
#include <fmt/format.h>
#include <system_error>
#include <utility>

#include "lexicnn/core/error.hpp"

namespace lexicnn::extract_stage {

RootWatch::RootWatch(std::filesystem::path root) : root_(std::move(root)) {
  if (root_.empty()) root_ = ".";
  known_ = ::stat(root_.c_str(), &first_) == 0;
}

void RootWatch::require_there() const {
  if (!known_) return;
  struct stat now {};
  std::string why;
  if (::stat(root_.c_str(), &now) != 0) {
    why = std::generic_category().message(errno);
  } else if (now.st_dev != first_.st_dev || now.st_ino != first_.st_ino) {
    why = "another folder is there now";
  } else {
    std::error_code error;
    const std::filesystem::directory_iterator listing(root_, error);
    if (error) why = error.message();
  }
  if (why.empty()) return;
  throw Error(ErrorKind::file_missing,
              fmt::format("the images' folder '{}' has gone: {}; when it is back, --resume goes on",
                          root_.string(), why));
}

}  // namespace lexicnn::extract_stage
