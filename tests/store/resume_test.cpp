/// Interrupted writers of activations: what is kept, what is gone on with, what is refused.
#include <filesystem>
#include <fstream>
#include <gtest/gtest.h>

#include "lexicnn/store/activation_file.hpp"

#include "store/support.hpp"

namespace lexicnn {
namespace {

using test::bytes_of;
using test::error_of;
using test::files_in;
using test::is_error;
using test::plain_table;
using test::write_bytes;

constexpr std::uint64_t kRows = 6;
constexpr std::uint64_t kFeatures = 3;

std::vector<float> row_at(std::uint64_t row) {
  return {static_cast<float>(row), 0.5F, -1.0F};
}

class ResumeTest : public testing::Test {
 protected:
  ActivationWriter writer(bool resume, bool overwrite = false,
                          const std::string& tap = "linear") const {
    return {target_, kRows, kFeatures, ElementType::f32, overwrite, {{{"tap", tap}}, resume}};
  }

  static void do_rows(ActivationWriter& writer, std::uint64_t begin, std::uint64_t end) {
    for (std::uint64_t row = begin; row < end; ++row) {
      writer.write(row, row_at(row));
      writer.record(row, "image " + std::to_string(row));
    }
  }

  static void finish(ActivationWriter& writer) {
    writer.finish({0, 1, 2, 3, 5}, plain_table(5, "i"), plain_table(kFeatures, "c:"), {});
  }

  /// Rows 0 to 2 are done, 4 has no row.
  void interrupt() const {
    ActivationWriter first = writer(false);
    do_rows(first, 0, 3);
    first.record(4, "bad");
  }

  test::TempDir folder_;
  std::filesystem::path target_ = folder_ / "x.h5ad";
  std::filesystem::path journal_ = folder_ / "x.h5ad.journal";
  std::filesystem::path part_ = folder_ / "x.h5ad.part";
};

TEST_F(ResumeTest, GoesOnWhereItWasInterrupted) {
  interrupt();
  EXPECT_EQ(files_in(folder_.path()).size(), 2U);
  {
    ActivationWriter second = writer(true);
    EXPECT_EQ(second.recorded(), 4U);
    EXPECT_EQ(second.take_recorded(1), "image 1");
    EXPECT_EQ(second.take_recorded(1), "");
    EXPECT_EQ(second.take_recorded(4), "bad");
    EXPECT_EQ(second.take_recorded(5), "");
    do_rows(second, 3, 4);
  }
  ActivationWriter third = writer(true);
  EXPECT_EQ(third.take_recorded(3), "image 3");
  do_rows(third, 5, 6);
  finish(third);
  EXPECT_EQ(files_in(folder_.path()), std::vector<std::string>{"x.h5ad"});
  const H5adSource source(target_);
  std::vector<float> column(5);
  source.read(0, 1, std::as_writable_bytes(std::span(column)));
  EXPECT_EQ(column, (std::vector<float>{0, 1, 2, 3, 5}));
}

TEST_F(ResumeTest, NothingDoneIsNothingKept) {
  { const ActivationWriter none = writer(false); }
  EXPECT_TRUE(files_in(folder_.path()).empty());
  {
    ActivationWriter some = writer(false);
    do_rows(some, 0, 2);
    some.discard();
  }
  EXPECT_TRUE(files_in(folder_.path()).empty());
}

TEST_F(ResumeTest, IsAskedFor) {
  interrupt();
  EXPECT_TRUE(is_error(error_of([&] { writer(false); }), "output-exists", "--resume"));
  EXPECT_TRUE(is_error(error_of([&] { ActivationWriter::require_possible(target_, false, false); }),
                       "output-exists", "x.h5ad.journal"));
  ActivationWriter::require_possible(target_, false, true);
  ActivationWriter::require_possible(target_, true, false);
  EXPECT_EQ(writer(false, true).recorded(), 0U);
}

TEST_F(ResumeTest, AnotherKeyIsRefusedByName) {
  interrupt();
  const std::string journal = bytes_of(journal_);
  EXPECT_TRUE(is_error(error_of([&] { writer(true, false, "activation"); }), "cannot-resume",
                       "tap was 'linear', is 'activation'"));
  EXPECT_EQ(bytes_of(journal_), journal);
}

TEST_F(ResumeTest, AFileOfAnotherOwnerIsNotOverwritten) {
  write_bytes(part_, "precious");
  for (const bool resume : {false, true}) {
    EXPECT_TRUE(is_error(error_of([&] { writer(resume); }), "output-exists", "x.h5ad.part"));
  }
  EXPECT_EQ(bytes_of(part_), "precious");
  EXPECT_EQ(files_in(folder_.path()).size(), 1U);
}

TEST_F(ResumeTest, OneRunAtATime) {
  ActivationWriter first = writer(false);
  do_rows(first, 0, 1);
  for (const bool overwrite : {false, true}) {
    EXPECT_TRUE(is_error(error_of([&] { writer(true, overwrite); }), "output-unwritable",
                         "another run is at work"));
  }
}

TEST_F(ResumeTest, ARowThatDiffersIsNotTaken) {
  interrupt();
  std::string part = bytes_of(part_);
  part[kFeatures * sizeof(float)] ^= 1;  // row 1
  write_bytes(part_, part);
  ActivationWriter second = writer(true);
  EXPECT_EQ(second.recorded(), 3U);
  EXPECT_EQ(second.take_recorded(0), "image 0");
  EXPECT_EQ(second.take_recorded(1), "");
  do_rows(second, 1, 2);
  do_rows(second, 3, 4);
  do_rows(second, 5, 6);
  finish(second);
}

TEST_F(ResumeTest, AnyByteOfTheJournalMayBeSpoilt) {
  interrupt();
  const std::string journal = bytes_of(journal_);
  for (std::size_t at = 0; at < journal.size(); ++at) {
    std::string spoilt = journal;
    spoilt[at] ^= 0x10;
    write_bytes(journal_, spoilt);
    const std::string error = error_of([&] { EXPECT_EQ(writer(true).recorded(), 3U) << at; });
    if (error == "no error") continue;
    EXPECT_TRUE(is_error(error, "cannot-resume", "damaged")) << at;
  }
}

TEST_F(ResumeTest, TheJournalMayEndAnywhere) {
  interrupt();
  const std::string journal = bytes_of(journal_);
  const std::string part = bytes_of(part_);
  std::uint64_t before = 0;
  for (std::size_t size = 1; size < journal.size(); ++size) {
    write_bytes(journal_, journal.substr(0, size));
    write_bytes(part_, part);
    const std::uint64_t now = writer(true).recorded();
    EXPECT_GE(now, before);
    EXPECT_LE(now, 3U);
    before = now;
  }
  EXPECT_EQ(before, 3U);
}

TEST_F(ResumeTest, AFileThatIsNoJournalIsLeftAlone) {
  for (const std::string& text :
       {std::string("L"), std::string("LX"), std::string("my notes"), std::string(20'000, 'x')}) {
    write_bytes(journal_, text);
    if (text.size() > 2) {
      EXPECT_TRUE(is_error(error_of([&] { writer(true); }), "cannot-resume", "is no journal"));
      EXPECT_EQ(bytes_of(journal_), text);
    } else {  // as a journal begins
      EXPECT_EQ(writer(true).recorded(), 0U);
    }
  }
}

TEST_F(ResumeTest, WhatReplacesARowIsTaken) {
  interrupt();
  {
    ActivationWriter second = writer(true);
    second.take_recorded(2);
    second.write(2, row_at(7));
    second.record(2, "another image");
  }
  ActivationWriter third = writer(true);
  EXPECT_EQ(third.recorded(), 4U);
  EXPECT_EQ(third.take_recorded(2), "another image");
}

}  // namespace
}  // namespace lexicnn
