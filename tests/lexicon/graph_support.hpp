// A small taxonomy with a synset of two parents, and scores of its classes.
#pragma once

#include <gtest/gtest.h>
#include <string>
#include <utility>
#include <vector>

#include "lexicnn/core/error.hpp"
#include "lexicnn/lexicon/hierarchy.hpp"

#include "support/small_scores.hpp"

namespace lexicnn::test {

/// entity > animal > { pet, mammal > { dog, cat } , bird }, dog and cat below pet too, and
/// entity > thing > car. "being" is above animal alone, with the same classes.
inline Taxonomy zoo() {
  return Taxonomy({{"n1", {"entity"}},
                   {"n2", {"being", "organism"}},
                   {"n3", {"animal", "beast"}},
                   {"n4", {"mammal"}},
                   {"n5", {"pet"}},
                   {"n6", {"dog", "hound"}},
                   {"n7", {"cat"}},
                   {"n8", {"bird"}},
                   {"n9", {"thing"}},
                   {"n10", {"car"}},
                   {"n11", {"whale"}}},
                  {{"n2", "n1"},
                   {"n3", "n2"},
                   {"n4", "n3"},
                   {"n5", "n3"},
                   {"n6", "n4"},
                   {"n6", "n5"},
                   {"n7", "n4"},
                   {"n7", "n5"},
                   {"n11", "n4"},
                   {"n8", "n3"},
                   {"n9", "n1"},
                   {"n10", "n9"}});
}

/// Adds the column that says what each row is, as `score --taxonomy` does.
inline void set_rows(Scores& scores, const std::vector<std::string>& kinds,
                     const std::vector<std::string>& ids) {
  scores.classes.set("kind", kinds);
  scores.classes.set("wnid", ids);
}

/// What `function` throws, of that kind.
template <typename Function>
std::string error_of(ErrorKind kind, const Function& function) {
  try {
    function();
  } catch (const Error& error) {
    EXPECT_EQ(error.kind(), kind) << error.what();
    return error.what();
  }
  ADD_FAILURE() << "no error";
  return {};
}

}  // namespace lexicnn::test
