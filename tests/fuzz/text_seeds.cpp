#include <cstring>
#include <vector>

#include "lexicnn/core/csv.hpp"

#include "fuzz/target.hpp"

namespace lexicnn::fuzz {
namespace {

/// The first byte of an input: which reader gets the rest.
enum class Reader : char { csv, tsv, label_csv, label_npy, matrix, preprocessing };

Seed seed(Reader reader, const std::string& file) {
  return {std::string(1, static_cast<char>(reader)) + file};
}

/// A .npy file as NumPy writes it: a header padded to a multiple of 64 bytes, then the data.
std::string npy(const std::string& type, const std::string& shape, bool fortran_order,
                const std::string& data, char version = 1) {
  std::string header = "{'descr': '" + type +
                       "', 'fortran_order': " + (fortran_order ? "True" : "False") +
                       ", 'shape': (" + shape + "), }";
  const std::size_t before = version == 1 ? 10 : 12;
  header.append(63 - (before + header.size()) % 64, ' ');
  header += '\n';
  std::string out = "\x93NUMPY";
  out += version;
  out += '\0';
  for (std::size_t i = 0; i < before - 8; ++i)
    out += static_cast<char>(header.size() >> (8 * i));
  return out + header + data;
}

template <typename T>
std::string data(const std::vector<T>& values) {
  return {reinterpret_cast<const char*>(values.data()), values.size() * sizeof(T)};
}

std::string table() {
  Table out;
  out.index = {"a.jpg", "b,\"c\".jpg", " d\r\n.jpg"};
  out.set("class", std::vector<std::string>{"cat", "dög", "cat"});
  out.set("weight", std::vector<double>{0.5, -1e300, 0});
  out.set("good", std::vector<bool>{true, false, true});
  return csv_text(out, "path");
}

}  // namespace

std::vector<Seed> seeds() {
  return {
      seed(Reader::csv, table()),
      seed(Reader::csv,
           "\xEF\xBB\xBF"
           "a,b\r\n\r\n1,\"x\ny\"\r2,\"\"\"\"\n"),
      seed(Reader::tsv, "path\tclass\na b\t\"x\ty\"\n"),
      seed(Reader::label_csv, table()),
      seed(Reader::label_csv, "cat\ndog\ncat\n"),
      seed(Reader::label_npy, npy("<i8", "3,", false, data<std::int64_t>({0, -1, 7}))),
      seed(Reader::label_npy, npy("|b1", "3,", false, data<char>({0, 1, 1}))),
      seed(Reader::label_npy, npy("|u1", "3,", false, data<char>({0, 1, 1}), 3)),
      seed(Reader::label_npy, npy("|S4", "2,", false, std::string("cat\0bird", 8))),
      seed(Reader::label_npy, npy("|S0", "2,", false, "")),
      seed(Reader::label_npy, npy("<U2", "2,", false, data<char32_t>({U'a', 0, U'ü', U'𝄞'}), 2)),
      seed(Reader::matrix, npy("<f4", "3, 2", false, data<float>({1, 2, 3, 4, 5, 6}))),
      seed(Reader::matrix, npy("<f8", "2, 3", true, data<double>({1, 2, 3, 4, 5, 6}))),
      seed(Reader::matrix, npy("<f2", "2, 2", false, data<std::uint16_t>({1, 2, 3, 0x7C00}), 2)),
      seed(Reader::preprocessing,
           R"({"size": [224, 224], "resize": "crop", "short_side": 256,
               "interpolation": "bicubic", "channels": "bgr", "scale": 0.5,
               "mean": [103.939, 116.779, 123.68], "std": [1, 1e0, 2]})"),
      seed(Reader::preprocessing, R"({"size": [32, 64], "mean": 127, "std": 128})"),
  };
}

}  // namespace lexicnn::fuzz
