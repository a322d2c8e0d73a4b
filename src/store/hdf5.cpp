#include "store/hdf5.hpp"

#include <limits>

namespace lexicnn::h5 {
namespace {

std::mutex& library_mutex() {
  static std::mutex mutex;
  return mutex;
}

/// Where the system refused, its word alone: HDF5 wraps it in times, buffers and line breaks.
std::string system_reason(const std::string& reason) {
  constexpr std::string_view kBegin = "error message = '";
  const bool transfer = reason.rfind("file read failed: time", 0) == 0 ||
                        reason.rfind("file write failed: time", 0) == 0;
  const std::size_t at = reason.find(kBegin);
  if (!transfer || at == std::string::npos) return {};
  const std::string rest = reason.substr(at + kBegin.size());
  return rest.substr(0, rest.find('\''));
}

herr_t collect(unsigned, const H5E_error2_t* entry, void* reasons) {
  static_cast<std::vector<std::string>*>(reasons)->emplace_back(entry->desc != nullptr ? entry->desc
                                                                                       : "");
  return 0;
}

/// Without HDF5's own clean-up at exit: after a close that failed (a full disk) it follows a
/// pointer to freed memory. Nothing is lost, as every handle here is closed by its owner.
void open_library() {
  static const bool kOpened = [] {
    H5dont_atexit();
    return H5open() >= 0;
  }();
  if (!kOpened) throw Failure("the HDF5 library cannot be opened");
}

}  // namespace

void fail(std::string_view what) {
  std::vector<std::string> reasons;
  H5Ewalk2(H5E_DEFAULT, H5E_WALK_DOWNWARD, collect, &reasons);
  for (const std::string& reason : reasons) {
    if (const std::string system = system_reason(reason); !system.empty()) {
      H5Eclear2(H5E_DEFAULT);
      throw Failure(std::string(what) + ": " + system);
    }
  }
  std::string message(what);
  for (std::size_t i = 0; i < reasons.size(); ++i) {
    if (reasons[i].empty() || (i > 0 && reasons[i] == reasons[i - 1])) continue;
    message += ": " + reasons[i];
  }
  H5Eclear2(H5E_DEFAULT);
  throw Failure(message);
}

Session::Session() : lock_(library_mutex()) {
  open_library();
  unsigned is_version2 = 1;
  H5Eauto_is_v2(H5E_DEFAULT, &is_version2);
  version_ = is_version2 != 0 ? 2 : 1;
  if (version_ == 2) {
    H5Eget_auto2(H5E_DEFAULT, &handler2_, &data_);
  } else {
    H5Eget_auto1(&handler1_, &data_);
  }
  H5Eset_auto2(H5E_DEFAULT, nullptr, nullptr);
}

Session::~Session() {
  H5Eclear2(H5E_DEFAULT);
  if (version_ == 2) {
    H5Eset_auto2(H5E_DEFAULT, handler2_, data_);
  } else {
    H5Eset_auto1(handler1_, data_);
  }
}

std::uint64_t element_count(const Shape& shape) {
  std::uint64_t count = 1;
  for (const std::uint64_t extent : shape) {
    if (extent != 0 && count > std::numeric_limits<std::uint64_t>::max() / extent) {
      throw Failure("an array has more elements than 64 bits can count");
    }
    count *= extent;
  }
  return count;
}

}  // namespace lexicnn::h5
