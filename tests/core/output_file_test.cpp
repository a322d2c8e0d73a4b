#include "lexicnn/core/output_file.hpp"

#include <fstream>
#include <functional>
#include <gtest/gtest.h>
#include <sstream>

#include "lexicnn/core/error.hpp"
#include "lexicnn/core/sha256.hpp"

#include "support/temp_dir.hpp"

namespace lexicnn {
namespace {

namespace fs = std::filesystem;

std::string content(const fs::path& path) {
  std::ostringstream out;
  out << std::ifstream(path).rdbuf();
  return out.str();
}

std::size_t files_in(const fs::path& folder) {
  return static_cast<std::size_t>(std::distance(fs::directory_iterator(folder), {}));
}

ErrorKind kind_of(const std::function<void()>& run) {
  try {
    run();
  } catch (const Error& error) {
    return error.kind();
  }
  ADD_FAILURE() << "no error";
  return ErrorKind::engine;
}

TEST(OutputFile, AppearsWholeOrNotAtAll) {
  const test::TempDir folder;
  {
    const OutputFile abandoned(folder / "a.txt", false);
    EXPECT_TRUE(fs::exists(abandoned.temporary()));
    EXPECT_FALSE(fs::exists(folder / "a.txt"));
  }
  EXPECT_EQ(files_in(folder.path()), 0U);
  write_text_file(folder / "a.txt", "whole", false);
  EXPECT_EQ(content(folder / "a.txt"), "whole");
  EXPECT_EQ(files_in(folder.path()), 1U);
}

TEST(OutputFile, NeverOverwritesUnasked) {
  const test::TempDir folder;
  write_text_file(folder / "a.txt", "first", false);
  EXPECT_EQ(kind_of([&] { write_text_file(folder / "a.txt", "second", false); }),
            ErrorKind::output_exists);
  EXPECT_EQ(content(folder / "a.txt"), "first");
  write_text_file(folder / "a.txt", "second", true);
  EXPECT_EQ(content(folder / "a.txt"), "second");
}

TEST(OutputFile, NoticesATargetThatAppearsMeanwhile) {
  const test::TempDir folder;
  OutputFile output(folder / "a.txt", false);
  std::ofstream(folder / "a.txt") << "other";
  EXPECT_EQ(kind_of([&] { output.commit(); }), ErrorKind::output_exists);
  EXPECT_EQ(content(folder / "a.txt"), "other");
}

TEST(OutputFile, SaysWhyItCannotWrite) {
  const test::TempDir folder;
  fs::create_directory(folder / "sub");
  EXPECT_EQ(kind_of([&] { const OutputFile o(folder / "sub", true); }),
            ErrorKind::output_unwritable);
  EXPECT_EQ(kind_of([&] { const OutputFile o(folder / "no" / "a", false); }),
            ErrorKind::output_unwritable);
  OutputFile::require_possible(folder / "b.txt", false);
  EXPECT_EQ(files_in(folder.path()), 1U);
}

TEST(OutputFile, NeverReplacesADeviceOrALink) {
  const test::TempDir folder;
  write_text_file(folder / "a.txt", "kept", false);
  fs::create_symlink("a.txt", folder / "link");
  for (const fs::path& target : {folder / "link", fs::path("/dev/null")}) {
    EXPECT_EQ(kind_of([&] { const OutputFile o(target, true); }), ErrorKind::output_unwritable);
  }
  EXPECT_TRUE(fs::is_symlink(folder / "link"));
}

TEST(OutputFile, ADanglingLinkCountsAsExisting) {
  const test::TempDir folder;
  fs::create_symlink("nowhere", folder / "link");
  EXPECT_EQ(kind_of([&] { const OutputFile o(folder / "link", false); }), ErrorKind::output_exists);
}

TEST(ScratchFile, TheNextOneRemovesWhatAKilledProcessLeft) {
  const test::TempDir folder;
  std::ofstream(folder / "a.txt.tmp-aB3xYz") << "left";
  std::ofstream(folder / "b.txt.tmp-aB3xYz") << "of another target";
  std::ofstream(folder / "a.txt.tmp-notes") << "of no scratch file";
  fs::create_directory(folder / "a.txt.tmp-folder");
  fs::create_symlink("b.txt.tmp-aB3xYz", folder / "a.txt.tmp-linked");
  const ScratchFile scratch(folder / "a.txt", "tmp");
  EXPECT_FALSE(fs::exists(folder / "a.txt.tmp-aB3xYz"));
  EXPECT_EQ(content(folder / "b.txt.tmp-aB3xYz"), "of another target");
  EXPECT_EQ(files_in(folder.path()), 5U);
}

TEST(ScratchFile, OneInUseIsNeverRemoved) {
  const test::TempDir folder;
  const ScratchFile first(folder / "a.txt", "tmp");
  {
    const ScratchFile second(folder / "a.txt", "tmp");
    EXPECT_TRUE(fs::exists(first.path()));
    EXPECT_EQ(files_in(folder.path()), 2U);
  }
  EXPECT_TRUE(fs::exists(first.path()));
  EXPECT_EQ(files_in(folder.path()), 1U);
}

TEST(ScratchFile, AllOfAProcessCanBeRemovedAtOnce) {
  const test::TempDir folder;
  const ScratchFile scratch(folder / "a.txt", "tmp");
  OutputFile output(folder / "b.txt", false);
  output.commit();
  remove_scratch_files();
  EXPECT_EQ(files_in(folder.path()), 1U);
  EXPECT_TRUE(fs::exists(folder / "b.txt"));
}

TEST(Sha256, KnownAnswers) {
  EXPECT_EQ(sha256({}), "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
  Sha256 hash;
  hash.update("a");
  hash.update("bc");
  EXPECT_EQ(hash.finish(), "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
}

TEST(Sha256, OfAFile) {
  const test::TempDir folder;
  write_text_file(folder / "abc", "abc", false);
  EXPECT_EQ(sha256_file(folder / "abc"),
            "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
  EXPECT_EQ(kind_of([&] { (void)sha256_file(folder / "absent"); }), ErrorKind::file_missing);
}

}  // namespace
}  // namespace lexicnn
