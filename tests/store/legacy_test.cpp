#include <gtest/gtest.h>

#include "lexicnn/store/activation_file.hpp"
#include "lexicnn/store/h5ad.hpp"
#include "lexicnn/store/validate.hpp"

#include "store/support.hpp"

namespace lexicnn {
namespace {

using test::error_of;
using test::is_error;
using Texts = std::vector<std::string>;
using Whole = std::vector<std::int64_t>;

/// make_legacy.py's files.
class Legacy : public test::MadeFiles {
 protected:
  Legacy() : MadeFiles("make_legacy.py") {}
};

TEST_F(Legacy, RecordsAreTablesAndCodesAreCategories) {
  Texts skipped;
  const AnnotatedMatrix data = read_h5ad(file("plain"), {.skipped = &skipped});
  const Table& obs = data.obs;
  EXPECT_EQ(obs.index, (Texts{"c1", "c2", "c3", "c4"}));
  EXPECT_EQ(obs.get<Categorical>("kind"),
            (Categorical{{1, 0, -1, 1}, {"B cell", "T cell", "unused"}, false}));
  EXPECT_EQ(obs.get<Categorical>("digit"), (Categorical{{0, 1, 0, 0}, {"3", "5"}, false}));
  EXPECT_EQ(obs.get<Categorical>("only"), (Categorical{{0, 0, 0, 0}, {"one"}, false}));
  EXPECT_EQ(obs.get<Whole>("count"), (Whole{70, -2, 3, 4}));
  EXPECT_EQ(obs.get<Whole>("batch"), (Whole{5, 0, 0, 1}));
  EXPECT_EQ(obs.get<std::vector<double>>("share"), (std::vector<double>{0.5, 0.25, 1, 1}));
  EXPECT_EQ(obs.get<std::vector<double>>("half"), (std::vector<double>{1.5, 2, 0, 0}));
  EXPECT_EQ(obs.get<std::vector<bool>>("flag"), (std::vector<bool>{true, false, true, true}));
  EXPECT_EQ(obs.get<Texts>("note"), (Texts{"ü", "", "b\nc", "d"}));
  EXPECT_EQ(data.var.index, (Texts{"g1", "g2", "g3"}));
  EXPECT_EQ(data.var.get<Whole>("n"), (Whole{2, 1, 0}));
  EXPECT_EQ(data.x, (Array{{4, 3}, std::vector<float>{0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11}}));
  EXPECT_EQ(skipped, (Texts{"/obs/pair", "/obsm", "/raw.X"}));
  EXPECT_EQ(H5adSource(file("plain")).obs(), obs);
}

TEST_F(Legacy, IsValidated) {
  const ValidateResult result = validate(file("plain"));
  EXPECT_TRUE(result.findings.empty()) << result.findings.front().problem;
  EXPECT_EQ(result.observations, 4U);
  EXPECT_EQ(result.variables, 3U);
  EXPECT_EQ(validate(file("flat")).findings.size(), 1U);
  EXPECT_EQ(validate(file("short")).findings.size(), 1U);
}

TEST_F(Legacy, WhatIsNoTableIsNamed) {
  const auto error = [this](const std::string& name) {
    return error_of([&] { const H5adSource source(file(name)); });
  };
  EXPECT_TRUE(is_error(error("flat"), "invalid-file", "'/obs' is no table"));
  EXPECT_TRUE(is_error(error("square"), "invalid-file", "'/obs' is no table"));
  EXPECT_TRUE(is_error(error("nameless"), "invalid-file", "the row names of '/obs' are no text"));
  EXPECT_TRUE(is_error(error("short"), "invalid-file", "'/X' is 4 × 3"));
  EXPECT_TRUE(is_error(error("latin"), "invalid-file", "'/obs' field 'index' is not UTF-8"));
}

}  // namespace
}  // namespace lexicnn
