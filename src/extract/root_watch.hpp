/// Tells an image that cannot be read from a set that is gone: a lost mount is no bad image.
#pragma once

#include <filesystem>
#include <sys/stat.h>

namespace lexicnn::extract_stage {

/// Remembers which folder the images were listed in.
class RootWatch {
 public:
  explicit RootWatch(std::filesystem::path root);

  /// Throws Error(file_missing) where another folder, or none, is there now, or it cannot be read.
  void require_there() const;

 private:
  std::filesystem::path root_;
  bool known_ = false;
  struct stat first_ {};
};

}  // namespace lexicnn::extract_stage
