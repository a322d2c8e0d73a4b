/// Numbers as files store them, delivered without loss.
#pragma once

#include <cstdint>
#include <fmt/format.h>
#include <string_view>
#include <type_traits>
#include <utility>

#include "lexicnn/core/source.hpp"

#include "store/hdf5.hpp"

namespace lexicnn {

/// The type in which a stored type is delivered: the narrowest that holds its values exactly.
/// h5::Failure where there is none; `element` is the path for the error.
inline ElementType delivered(h5::Scalar stored, std::string_view element) {
  using h5::Scalar;
  switch (stored) {
    case Scalar::f16:
      return ElementType::f16;
    case Scalar::f32:
    case Scalar::i8:
    case Scalar::u8:
    case Scalar::i16:
    case Scalar::u16:
    case Scalar::truth:
      return ElementType::f32;
    case Scalar::f64:
    case Scalar::i32:
    case Scalar::u32:
    case Scalar::i64:
    case Scalar::u64:
      return ElementType::f64;
    case Scalar::text:
    case Scalar::other:
      break;
  }
  throw h5::Failure(fmt::format(
      "'{}' does not hold numbers that lexicnn reads (float16, 32, 64, integers)", element));
}

/// Whole numbers of 64 bits that a double does not hold exactly are an error, not a rounding.
template <typename Out, typename In>
Out convert(In value, std::string_view element) {
  if constexpr (std::is_integral_v<In> && sizeof(In) == 8) {
    // Compared as integers: 2^53 + 1 would be rounded to 2^53 first.
    constexpr auto kExact = std::int64_t{1} << 53;
    const auto wide = static_cast<Out>(value);
    if (std::cmp_greater(value, kExact) || std::cmp_less(value, -kExact)) {
      throw h5::Failure(fmt::format("'{}' holds {}, which float64 cannot tell from its neighbours",
                                    element, value));
    }
    return wide;
  } else {
    return static_cast<Out>(value);
  }
}

/// A stored type in memory, and the one its values are delivered in; a half is its 16 bits.
template <typename In, typename Out>
struct Stored {
  using Memory = In;
  using Delivered = Out;
};

/// Calls `body(Stored<…>{})` for a type that `delivered` accepts.
template <typename Body>
void with_stored(h5::Scalar stored, Body&& body) {
  using h5::Scalar;
  switch (stored) {
    case Scalar::f16:
      return body(Stored<std::uint16_t, std::uint16_t>{});
    case Scalar::f32:
      return body(Stored<float, float>{});
    case Scalar::f64:
      return body(Stored<double, double>{});
    case Scalar::i8:
    case Scalar::truth:
      return body(Stored<std::int8_t, float>{});
    case Scalar::u8:
      return body(Stored<std::uint8_t, float>{});
    case Scalar::i16:
      return body(Stored<std::int16_t, float>{});
    case Scalar::u16:
      return body(Stored<std::uint16_t, float>{});
    case Scalar::i32:
      return body(Stored<std::int32_t, double>{});
    case Scalar::u32:
      return body(Stored<std::uint32_t, double>{});
    case Scalar::i64:
      return body(Stored<std::int64_t, double>{});
    case Scalar::u64:
      return body(Stored<std::uint64_t, double>{});
    case Scalar::text:
    case Scalar::other:
      break;
  }
}

}  // namespace lexicnn
