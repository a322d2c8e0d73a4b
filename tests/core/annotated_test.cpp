#include "lexicnn/core/annotated.hpp"

#include <gtest/gtest.h>

#include "lexicnn/core/error.hpp"
#include "lexicnn/core/provenance.hpp"

namespace lexicnn {
namespace {

TEST(Dict, KeepsOrderReplacesAndNests) {
  Dict inner;
  inner.set("deep", std::string("yes"));
  Dict dict;
  dict.set("b", std::int64_t{1});
  dict.set("a", inner);
  dict.set("b", 2.5);
  EXPECT_EQ(dict.entries().front().first, "b");
  EXPECT_EQ(dict.get<double>("b"), 2.5);
  EXPECT_EQ(dict.get<Dict>("a").get<std::string>("deep"), "yes");
  EXPECT_EQ(dict.find("absent"), nullptr);
}

TEST(Dict, CopiesAreDeepAndMovedFromIsEmpty) {
  Dict dict;
  dict.set("a", true);
  Dict copy = dict;
  copy.set("a", false);
  EXPECT_TRUE(dict.get<bool>("a"));
  EXPECT_FALSE(copy == dict);
  const Dict moved = std::move(dict);
  EXPECT_TRUE(dict.empty());  // NOLINT: what a moved-from dict holds is part of its contract
  dict.set("again", true);
  EXPECT_EQ(dict.entries().size(), 1U);
  EXPECT_TRUE(moved.get<bool>("a"));
}

TEST(Dict, RefusesKeysThatFilesCannotHold) {
  Dict dict;
  for (const char* key : {"", ".", "block1/conv1"})
    EXPECT_THROW(dict.set(key, true), Error) << key;
}

TEST(Dict, GetNamesTheKey) {
  try {
    (void)Dict().get<bool>("seed");
    FAIL();
  } catch (const Error& error) {
    EXPECT_STREQ(error.what(), "uns key 'seed' is missing");
  }
}

TEST(Provenance, IsRequiredWithKindAndFormat) {
  Dict uns;
  uns.set("lexicnn", make_provenance("scores", "lexicnn score a.h5ad"));
  EXPECT_EQ(require_provenance(uns, "scores").get<std::string>("command_line"),
            "lexicnn score a.h5ad");
  EXPECT_THROW(require_provenance(uns, "activations"), Error);
  EXPECT_THROW(require_provenance({}, "scores"), Error);
  Dict newer = make_provenance("scores", "");
  newer.set("format_version", std::string("2"));
  uns.set("lexicnn", newer);
  EXPECT_THROW(require_provenance(uns, "scores"), Error);
}

}  // namespace
}  // namespace lexicnn
