#include <cstring>

#include "store/hdf5.hpp"

namespace lexicnn::h5 {
namespace {

/// Places and sizes of the fields of a float format, in bits.
struct FloatFields {
  std::size_t sign, exponent, exponent_size, mantissa, mantissa_size, bias;
  friend bool operator==(const FloatFields&, const FloatFields&) = default;
};

constexpr FloatFields kHalf{15, 10, 5, 0, 10, 15};
constexpr FloatFields kSingle{31, 23, 8, 0, 23, 127};
constexpr FloatFields kDouble{63, 52, 11, 0, 52, 1023};

Type copy_of(hid_t type) {
  Type out(H5Tcopy(type));
  if (out.id() < 0) fail("cannot copy a datatype");
  return out;
}

/// HDF5 1.10 has no half precision of its own.
Type half_type() {
  Type out = copy_of(H5T_IEEE_F32LE);
  if (H5Tset_fields(out.id(), kHalf.sign, kHalf.exponent, kHalf.exponent_size, kHalf.mantissa,
                    kHalf.mantissa_size) < 0 ||
      H5Tset_size(out.id(), 2) < 0 || H5Tset_ebias(out.id(), kHalf.bias) < 0) {
    fail("cannot make the half-precision datatype");
  }
  return out;
}

/// h5py's boolean.
Type truth_type() {
  Type out(H5Tenum_create(H5T_STD_I8LE));
  const std::int8_t no = 0;
  const std::int8_t yes = 1;
  if (out.id() < 0 || H5Tenum_insert(out.id(), "FALSE", &no) < 0 ||
      H5Tenum_insert(out.id(), "TRUE", &yes) < 0) {
    fail("cannot make the boolean datatype");
  }
  return out;
}

/// Texts in files and in memory: UTF-8 of variable length.
Type text_type() {
  Type out = copy_of(H5T_C_S1);
  if (H5Tset_size(out.id(), H5T_VARIABLE) < 0 || H5Tset_cset(out.id(), H5T_CSET_UTF8) < 0) {
    fail("cannot make the text datatype");
  }
  return out;
}

Scalar float_scalar(const Type& type) {
  FloatFields fields{};
  if (H5Tget_fields(type.id(), &fields.sign, &fields.exponent, &fields.exponent_size,
                    &fields.mantissa, &fields.mantissa_size) < 0) {
    fail("cannot read a datatype");
  }
  fields.bias = H5Tget_ebias(type.id());
  const std::size_t size = H5Tget_size(type.id());
  if (H5Tget_norm(type.id()) != H5T_NORM_IMPLIED) return Scalar::other;
  if (size == 2 && fields == kHalf) return Scalar::f16;
  if (size == 4 && fields == kSingle) return Scalar::f32;
  if (size == 8 && fields == kDouble) return Scalar::f64;
  return Scalar::other;
}

Scalar integer_scalar(const Type& type) {
  const std::size_t size = H5Tget_size(type.id());
  if (H5Tget_precision(type.id()) != 8 * size) return Scalar::other;
  const bool is_signed = H5Tget_sign(type.id()) == H5T_SGN_2;
  switch (size) {
    case 1:
      return is_signed ? Scalar::i8 : Scalar::u8;
    case 2:
      return is_signed ? Scalar::i16 : Scalar::u16;
    case 4:
      return is_signed ? Scalar::i32 : Scalar::u32;
    case 8:
      return is_signed ? Scalar::i64 : Scalar::u64;
    default:
      return Scalar::other;
  }
}

bool is_truth(const Type& type) {
  std::int8_t no = -1;
  std::int8_t yes = -1;
  const bool found = H5Tget_size(type.id()) == 1 && H5Tget_nmembers(type.id()) == 2 &&
                     H5Tenum_valueof(type.id(), "FALSE", &no) >= 0 &&
                     H5Tenum_valueof(type.id(), "TRUE", &yes) >= 0;
  if (!found) H5Eclear2(H5E_DEFAULT);
  return found && no == 0 && yes == 1;
}

}  // namespace

bool is_float(Scalar scalar) noexcept {
  return scalar == Scalar::f16 || scalar == Scalar::f32 || scalar == Scalar::f64;
}

bool is_integer(Scalar scalar) noexcept {
  return scalar >= Scalar::i8 && scalar <= Scalar::u64;
}

std::string_view to_string(Scalar scalar) noexcept {
  switch (scalar) {
    case Scalar::f16:
      return "float16";
    case Scalar::f32:
      return "float32";
    case Scalar::f64:
      return "float64";
    case Scalar::i8:
      return "int8";
    case Scalar::i16:
      return "int16";
    case Scalar::i32:
      return "int32";
    case Scalar::i64:
      return "int64";
    case Scalar::u8:
      return "uint8";
    case Scalar::u16:
      return "uint16";
    case Scalar::u32:
      return "uint32";
    case Scalar::u64:
      return "uint64";
    case Scalar::truth:
      return "boolean";
    case Scalar::text:
      return "text";
    case Scalar::other:
      break;
  }
  return "of another type";
}

std::size_t size_of(Scalar scalar) noexcept {
  switch (scalar) {
    case Scalar::i8:
    case Scalar::u8:
    case Scalar::truth:
      return 1;
    case Scalar::f16:
    case Scalar::i16:
    case Scalar::u16:
      return 2;
    case Scalar::f32:
    case Scalar::i32:
    case Scalar::u32:
      return 4;
    case Scalar::f64:
    case Scalar::i64:
    case Scalar::u64:
      return 8;
    case Scalar::text:
    case Scalar::other:
      break;
  }
  return 0;
}

Type memory_type(Scalar scalar) {
  switch (scalar) {
    case Scalar::f16:
      return half_type();
    case Scalar::f32:
      return copy_of(H5T_NATIVE_FLOAT);
    case Scalar::f64:
      return copy_of(H5T_NATIVE_DOUBLE);
    case Scalar::i8:
      return copy_of(H5T_NATIVE_INT8);
    case Scalar::i16:
      return copy_of(H5T_NATIVE_INT16);
    case Scalar::i32:
      return copy_of(H5T_NATIVE_INT32);
    case Scalar::i64:
      return copy_of(H5T_NATIVE_INT64);
    case Scalar::u8:
      return copy_of(H5T_NATIVE_UINT8);
    case Scalar::u16:
      return copy_of(H5T_NATIVE_UINT16);
    case Scalar::u32:
      return copy_of(H5T_NATIVE_UINT32);
    case Scalar::u64:
      return copy_of(H5T_NATIVE_UINT64);
    case Scalar::truth:
      return truth_type();
    case Scalar::text:
      return text_type();
    case Scalar::other:
      break;
  }
  throw Failure("there is no memory type for this element type");
}

Type file_type(Scalar scalar) {
  switch (scalar) {
    case Scalar::f32:
      return copy_of(H5T_IEEE_F32LE);
    case Scalar::f64:
      return copy_of(H5T_IEEE_F64LE);
    case Scalar::i8:
      return copy_of(H5T_STD_I8LE);
    case Scalar::i16:
      return copy_of(H5T_STD_I16LE);
    case Scalar::i32:
      return copy_of(H5T_STD_I32LE);
    case Scalar::i64:
      return copy_of(H5T_STD_I64LE);
    case Scalar::u8:
      return copy_of(H5T_STD_U8LE);
    case Scalar::u16:
      return copy_of(H5T_STD_U16LE);
    case Scalar::u32:
      return copy_of(H5T_STD_U32LE);
    case Scalar::u64:
      return copy_of(H5T_STD_U64LE);
    default:
      return memory_type(scalar);
  }
}

Scalar scalar_of(const Type& type) {
  switch (H5Tget_class(type.id())) {
    case H5T_FLOAT:
      return float_scalar(type);
    case H5T_INTEGER:
      return integer_scalar(type);
    case H5T_ENUM:
      return is_truth(type) ? Scalar::truth : Scalar::other;
    case H5T_STRING:
      return Scalar::text;
    default:
      return Scalar::other;
  }
}

Scalar scalar_of(const Dataset& dataset) {
  const Space space(H5Dget_space(dataset.id()));
  const Type type(H5Dget_type(dataset.id()));
  if (space.id() < 0 || type.id() < 0) fail("cannot read '" + path_of(dataset.id()) + "'");
  return H5Sget_simple_extent_type(space.id()) == H5S_NULL ? Scalar::other : scalar_of(type);
}

}  // namespace lexicnn::h5
