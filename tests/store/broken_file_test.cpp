#include <algorithm>
#include <fcntl.h>
#include <hdf5.h>
#include <sys/file.h>
#include <unistd.h>

#include "lexicnn/store/activation_file.hpp"
#include "lexicnn/store/h5ad.hpp"
#include "lexicnn/store/validate.hpp"

#include "store/support.hpp"

namespace lexicnn {
namespace {

using test::error_of;
using test::is_error;
using test::plain_matrix;

/// Reads the file in every way there is; all must fail with `name`, or all succeed, without a word
/// on stderr.
std::string error_of_reading(const std::filesystem::path& path) {
  testing::internal::CaptureStderr();
  const std::string whole = error_of([&] { read_h5ad(path); });
  const std::string source = error_of([&] {
    const H5adSource opened(path);
    std::vector<std::byte> out(opened.rows() * opened.features() * element_size(opened.type()));
    opened.read(0, opened.features(), out);
  });
  const std::string checked = error_of([&] { validate(path); });
  EXPECT_EQ(testing::internal::GetCapturedStderr(), "");
  const auto name = [](const std::string& error) { return error.substr(0, error.find(':')); };
  EXPECT_EQ(name(whole), name(source));
  // The validator reports what it finds broken in an HDF5 file that opens.
  EXPECT_TRUE(checked == "no error" || name(whole) == name(checked)) << checked;
  return whole;
}

TEST(BrokenFile, Missing) {
  const test::TempDir folder;
  EXPECT_TRUE(is_error(error_of_reading(folder / "no.h5ad"), "file-missing", "No such file"));
  EXPECT_TRUE(is_error(error_of_reading(folder.path()), "file-missing", "is a folder"));
}

TEST(BrokenFile, Empty) {
  const test::TempDir folder;
  test::write_bytes(folder / "x.h5ad", "");
  EXPECT_TRUE(is_error(error_of_reading(folder / "x.h5ad"), "invalid-file", "not an HDF5 file"));
}

TEST(BrokenFile, Garbage) {
  const test::TempDir folder;
  test::write_bytes(folder / "x.h5ad", std::string(5000, 'x'));
  EXPECT_TRUE(is_error(error_of_reading(folder / "x.h5ad"), "invalid-file", "not an HDF5 file"));
  test::write_bytes(folder / "x.h5ad", "\x89HDF\r\n\x1A\n" + std::string(5000, 'x'));
  EXPECT_TRUE(is_error(error_of_reading(folder / "x.h5ad"), "invalid-file"));
}

TEST(BrokenFile, TruncatedAnywhere) {
  const test::TempDir folder;
  AnnotatedMatrix matrix = plain_matrix(300, 5);
  matrix.obs.set("class", make_categorical(matrix.obs.index));
  write_h5ad(folder / "whole.h5ad", matrix, false);
  const std::string whole = test::bytes_of(folder / "whole.h5ad");
  for (std::size_t size = 1; size < whole.size(); size += 1 + whole.size() / 60) {
    test::write_bytes(folder / "x.h5ad", whole.substr(0, size));
    EXPECT_TRUE(is_error(error_of_reading(folder / "x.h5ad"), "invalid-file")) << size;
  }
}

constexpr std::string_view kHeapSignature = "GCOL";
constexpr std::size_t kHeapHeader = 16;  // and of each object in it: index, count, size

/// A small file with texts, and where its first collection of them begins.
struct TextFile {
  explicit TextFile(const std::filesystem::path& path) {
    AnnotatedMatrix matrix = plain_matrix(8, 3);
    matrix.obs.set("class", make_categorical(matrix.obs.index));
    matrix.uns.set("note", std::string("a text"));
    write_h5ad(path, matrix, false);
    bytes = test::bytes_of(path);
    heap = bytes.find(kHeapSignature);
  }

  [[nodiscard]] std::string with(std::size_t at, std::string_view instead) const {
    std::string out = bytes;
    std::copy(instead.begin(), instead.end(), out.begin() + static_cast<std::ptrdiff_t>(at));
    return out;
  }

  std::string bytes;
  std::size_t heap = 0;
};

/// What the validator says, whether it can go on or not.
std::string problems_of(const std::filesystem::path& path) {
  std::string out;
  const std::string error = error_of([&] {
    for (const FormatFinding& finding : validate(path).findings)
      out += finding.problem + "\n";
  });
  return out + error;
}

TEST(BrokenFile, ATextHeapThatLies) {
  const test::TempDir folder;
  const auto path = folder / "x.h5ad";
  const TextFile file(path);
  ASSERT_NE(file.heap, std::string::npos);
  const std::string far(8, '\x7F');
  const std::size_t first = file.heap + kHeapHeader;
  const std::vector<std::pair<std::size_t, std::string>> lies{
      {file.heap, "LOCG"},                     // no collection
      {file.heap + 8, far},                    // beyond the file
      {file.heap + 8, std::string(8, '\0')},   // shorter than its header
      {first, std::string(2, '\0')},           // nothing but free space
      {first, "\x7F\x7F"},                     // another index
      {first + 8, far},                        // a text beyond the collection
      {first + 8, std::string(8, '\0')},       // a text shorter than its reference
      {first, std::string(kHeapHeader, '\0')}  // free space of no size
  };
  for (const auto& [at, lie] : lies) {
    test::write_bytes(path, file.with(at, lie));
    EXPECT_NE(problems_of(path).find("the file is damaged"), std::string::npos) << at - file.heap;
  }
}

TEST(BrokenFile, AnyByteOfATextHeapChanged) {
  const test::TempDir folder;
  const auto path = folder / "x.h5ad";
  const TextFile file(path);
  for (std::size_t at = file.heap; at < file.heap + 600; ++at) {
    for (const char value : {'\0', '\1', '\x7F', '\xFF'}) {
      test::write_bytes(path, file.with(at, std::string(1, value)));
      const std::string error = error_of([&] { read_h5ad(path); });
      EXPECT_TRUE(error == "no error" || is_error(error, "invalid-file")) << at << ": " << error;
    }
  }
}

TEST(BrokenFile, AnAddressNearTheEndOf64Bits) {
  const test::TempDir folder;
  const auto path = folder / "x.h5ad";
  const TextFile file(path);
  const std::string undefined(8, '\xFF');
  std::size_t found = 0;
  for (std::size_t at = file.bytes.find(undefined); at < file.heap;
       at = file.bytes.find(undefined, at + undefined.size())) {
    test::write_bytes(path, file.with(at, "\xF0"));
    const std::string error = error_of([&] { validate(path); });
    EXPECT_TRUE(error == "no error" || is_error(error, "invalid-file")) << at << ": " << error;
    ++found;
  }
  EXPECT_GT(found, 0U);
}

TEST(BrokenFile, ALinkThatCannotBeRead) {
  const test::TempDir folder;
  const auto path = folder / "x.h5ad";
  const TextFile file(path);
  // Before a link's name: version, flags, order of creation (8 bytes), length.
  const std::size_t length = file.bytes.find("\4note");
  ASSERT_NE(length, std::string::npos);
  for (const std::size_t at : {length - 10, length - 9, length}) {
    test::write_bytes(path, file.with(at, "\xFF"));
    EXPECT_NE(problems_of(path), "no error") << at;
  }
}

TEST(BrokenFile, AnAttributeThatSaysItHoldsMore) {
  const test::TempDir folder;
  const auto path = folder / "x.h5ad";
  const TextFile file(path);
  const std::size_t name = file.bytes.find("column-order");
  ASSERT_NE(name, std::string::npos);
  // After the name (16 bytes) and the datatype (24): 8 bytes, the extent, its maximum. The extent
  // becomes 2^60 more, of 16 bytes each: the same number of bytes in 64 bits.
  const std::size_t extent = name + 16 + 24 + 8;
  std::string bytes = file.bytes;
  bytes[extent + 7] = '\x10';
  bytes[extent + 15] = '\x10';
  test::write_bytes(path, bytes);
  EXPECT_TRUE(is_error(error_of([&] { read_h5ad(path); }), "invalid-file",
                       "says it has 1152921504606846977 elements"));
  EXPECT_NE(problems_of(path), "no error");
}

TEST(BrokenFile, AnHdf5FileThatIsNoAnndata) {
  const test::TempDir folder;
  H5Fclose(H5Fcreate((folder / "x.h5ad").c_str(), H5F_ACC_TRUNC, H5P_DEFAULT, H5P_DEFAULT));
  EXPECT_TRUE(is_error(error_of_reading(folder / "x.h5ad"), "invalid-file", "not an AnnData file"));
}

TEST(BrokenFile, AGroupThatHoldsItself) {
  const test::TempDir folder;
  const auto path = folder / "x.h5ad";
  write_h5ad(path, plain_matrix(2, 2), false);
  const hid_t file = H5Fopen(path.c_str(), H5F_ACC_RDWR, H5P_DEFAULT);
  H5Lcreate_hard(file, "/uns", file, "/uns/again", H5P_DEFAULT, H5P_DEFAULT);
  H5Fclose(file);
  EXPECT_TRUE(is_error(error_of_reading(path), "invalid-file", "holds itself"));
}

TEST(BrokenFile, LockedByAWriter) {
  const test::TempDir folder;
  const auto path = folder / "x.h5ad";
  write_h5ad(path, plain_matrix(2, 2), false);
  const int writer = ::open(path.c_str(), O_RDWR);
  ASSERT_EQ(::flock(writer, LOCK_EX), 0);
  EXPECT_TRUE(is_error(error_of_reading(path), "file-missing", "open for writing"));
  ::close(writer);
  EXPECT_EQ(error_of_reading(path), "no error");
}

TEST(BrokenFile, AReaderDoesNotStopAWriter) {
  const test::TempDir folder;
  const auto path = folder / "x.h5ad";
  write_h5ad(path, plain_matrix(300, 2), false);
  const H5adSource reader(path);
  write_h5ad(path, plain_matrix(3, 2), true);
  EXPECT_EQ(read_h5ad(path).obs.rows(), 3U);
  // The reader still has the file that it opened.
  std::vector<std::byte> out(300 * 4);
  reader.read(1, 1, out);
  EXPECT_EQ(reader.rows(), 300U);
}

/// Puts the application's error handler back when the test ends.
class KeptHandler {
 public:
  KeptHandler() { H5Eget_auto2(H5E_DEFAULT, &handler_, &data_); }
  KeptHandler(const KeptHandler&) = delete;
  KeptHandler& operator=(const KeptHandler&) = delete;
  ~KeptHandler() { H5Eset_auto2(H5E_DEFAULT, handler_, data_); }

 private:
  H5E_auto2_t handler_ = nullptr;
  void* data_ = nullptr;
};

/// The handlers of version 2 and 1 get the same data: how often they were called.
herr_t count_calls(hid_t, void* calls) {
  ++*static_cast<int*>(calls);
  return 0;
}

herr_t count_old_calls(void* calls) {
  return count_calls(0, calls);
}

void expect_handler_comes_back(const std::function<void(int*)>& set_handler) {
  const test::TempDir folder;
  const KeptHandler kept;
  const auto path = folder / "x.h5ad";
  test::write_bytes(path, "\x89HDF\r\n\x1A\n" + std::string(5000, 'x'));
  static int calls;  // HDF5 may still call the handler when the program ends
  calls = 0;
  set_handler(&calls);
  EXPECT_TRUE(is_error(error_of_reading(path), "invalid-file"));
  EXPECT_EQ(calls, 0);
  H5Fopen(path.c_str(), H5F_ACC_RDONLY, H5P_DEFAULT);
  EXPECT_EQ(calls, 1);
}

TEST(BrokenFile, TheApplicationsErrorHandlerComesBack) {
  expect_handler_comes_back([](int* calls) { H5Eset_auto2(H5E_DEFAULT, count_calls, calls); });
}

TEST(BrokenFile, AnErrorHandlerOfTheOldKindComesBackToo) {
  expect_handler_comes_back([](int* calls) { H5Eset_auto1(count_old_calls, calls); });
}

}  // namespace
}  // namespace lexicnn
