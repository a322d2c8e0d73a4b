#include "lexicnn/extract/shard.hpp"

#include <functional>
#include <gtest/gtest.h>

#include "lexicnn/core/error.hpp"

namespace lexicnn {
namespace {

ImageSet images(std::uint64_t count) {
  ImageSet set;
  set.label_columns = {"class"};
  const auto labels = std::make_shared<const std::vector<std::string>>(1, "a");
  for (std::uint64_t i = 0; i < count; ++i)
    set.files.push_back({std::to_string(i), {}, labels});
  return set;
}

std::string refusal(const std::function<void()>& run) {
  try {
    run();
  } catch (const Error& error) {
    EXPECT_EQ(error.kind(), ErrorKind::invalid_option);
    return error.what();
  }
  return {};
}

TEST(Shard, IsReadFromItsText) {
  EXPECT_EQ(parse_shard("2/7"), (Shard{2, 7}));
  for (const char* text : {"", "/", "2", "2/", "/7", "0/7", "8/7", "2/0", "2/7 ", " 2/7", "-2/7",
                           "2/7/1", "1.0/2", "99999999999999999999/1"}) {
    EXPECT_NE(refusal([text] { parse_shard(text); }).find("is not i/n"), std::string::npos) << text;
  }
}

TEST(Shard, ThePartsAreTheWholeInItsOrder) {
  for (const std::uint64_t files : {1U, 2U, 7U, 23U}) {
    for (std::uint64_t count = 1; count <= files; ++count) {
      std::vector<std::string> names;
      for (std::uint64_t index = 1; index <= count; ++index) {
        const ImageSet part = shard_of(images(files), {index, count});
        EXPECT_GE(part.files.size(), files / count);
        EXPECT_LE(part.files.size(), files / count + 1);
        for (const ImageFile& file : part.files)
          names.push_back(file.name);
      }
      ASSERT_EQ(names.size(), files);
      for (std::uint64_t i = 0; i < files; ++i)
        EXPECT_EQ(names[i], std::to_string(i));
    }
  }
  EXPECT_EQ(refusal([] { shard_of(images(2), {1, 3}); }), "2 files cannot be cut into 3 shards");
}

TEST(Shard, NoneAreNoRun) {
  EXPECT_THROW(ShardMerger().merge(""), Error);
}

}  // namespace
}  // namespace lexicnn
