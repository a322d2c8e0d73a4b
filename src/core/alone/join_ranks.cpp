#include <memory>

#include "core/single_rank.hpp"

namespace lexicnn {

std::unique_ptr<Ranks> join_ranks() {
  return std::make_unique<SingleRank>();
}

}  // namespace lexicnn
