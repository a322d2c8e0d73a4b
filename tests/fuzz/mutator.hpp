/// Changes to the seeds of a fuzz target, the same for the same number.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "fuzz/target.hpp"

namespace lexicnn::fuzz {

/// Mutation number `number`: one of the seeds with one to four changes (bits, bytes, extremes of
/// integers, blocks of this seed or another, the end cut off; in a seed that is open everywhere
/// also blocks put in and taken out).
std::string mutated(const std::vector<Seed>& seeds, std::uint64_t number);

}  // namespace lexicnn::fuzz
