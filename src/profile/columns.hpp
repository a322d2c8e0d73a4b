/// Every number of a profile row with its name and meaning: what tables, CSV and JSON are written
/// from.
#pragma once

#include <span>
#include <string_view>
#include <variant>

#include "lexicnn/profile/profile.hpp"

namespace lexicnn {

struct ProfileColumn {
  std::string_view name;
  std::variant<std::uint64_t LayerProfile::*, double LayerProfile::*, std::string LayerProfile::*>
      member;
  std::string_view description;
};

/// In the order in which they are written.
std::span<const ProfileColumn> profile_columns() noexcept;

}  // namespace lexicnn
