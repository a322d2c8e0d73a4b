#include "lexicnn/core/file_lock.hpp"

#include <cerrno>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

namespace lexicnn {

FileLock lock_file(int descriptor) noexcept {
  struct flock whole {};
  whole.l_type = F_WRLCK;
  whole.l_whence = SEEK_SET;
  if (::fcntl(descriptor, F_OFD_SETLK, &whole) == 0) return FileLock::taken;
  return errno == EAGAIN || errno == EACCES ? FileLock::refused : FileLock::unavailable;
}

bool is_linked(int descriptor) noexcept {
  struct stat status {};
  return ::fstat(descriptor, &status) == 0 && status.st_nlink > 0;
}

}  // namespace lexicnn
