#include "lexicnn/core/run_key.hpp"

#include <gtest/gtest.h>

namespace lexicnn {
namespace {

Dict facts() {
  Dict capture;
  capture.set("tap", std::string("linear"));
  capture.set("batch", std::int64_t{4});
  Dict out;
  out.set("model", std::string("a.onnx"));
  out.set("capture", capture);
  out.set("mean", Array{{3}, std::vector<double>{1, 0.5, 2}});
  out.set("ledger", Table{});
  out.set("layers", std::vector<std::string>{"a", "b"});
  return out;
}

TEST(RunKey, HoldsTheFactsOfADict) {
  const RunKey expected{{"capture.tap", "linear"}, {"mean", "1, 0.5, 2"}, {"layers", "a, b"}};
  EXPECT_EQ(facts_of(facts(), {"model", "capture.batch"}), expected);
}

TEST(RunKey, ChangesAreNamed) {
  const RunKey before{{"tap", "linear"}, {"pool", "mean"}, {"old", "x"}};
  const RunKey now{{"tap", "activation"}, {"pool", "mean"}, {"new", "y"}};
  EXPECT_EQ(describe_changes(before, before), "");
  EXPECT_EQ(describe_changes(before, now),
            "tap was 'linear', is 'activation'; new was not known, is 'y'; old was 'x', is not "
            "known now");
}

}  // namespace
}  // namespace lexicnn
