#include <algorithm>
#include <array>
#include <cerrno>
#include <cstring>
#include <fmt/format.h>
#include <fstream>
#include <optional>
#include <system_error>

#include "lexicnn/core/crc32c.hpp"
#include "lexicnn/core/error.hpp"
#include "lexicnn/core/output_file.hpp"
#include "lexicnn/embed/packed.hpp"

#include "embed/packed_codec.hpp"

namespace lexicnn {
namespace {

constexpr std::string_view kMagic = "LXNNPACK";
constexpr std::uint32_t kVersion = 1;
constexpr std::size_t kHashBytes = 32;

/// The head of a file, as it lies there (little-endian): docs/format.md.
struct Header {
  std::array<char, 8> magic{};
  std::uint32_t version = kVersion;
  std::uint32_t rows_checksum = 0;  // of everything after the head
  std::uint64_t rows = 0;
  std::uint64_t features = 0;
  std::array<std::uint8_t, kHashBytes> images{};
  std::array<std::uint8_t, kHashBytes> names{};
  std::uint32_t reserved = 0;
  std::uint32_t checksum = 0;  // of the head before it
};
static_assert(sizeof(Header) == 104);

std::uint32_t checksum_of(const Header& header) {
  return crc32c(std::as_bytes(std::span(&header, 1)).first(sizeof(Header) - 4));
}

std::array<std::uint8_t, kHashBytes> from_hex(const std::string& text) {
  std::array<std::uint8_t, kHashBytes> out{};
  for (std::size_t i = 0; i < kHashBytes; ++i)
    out.at(i) = static_cast<std::uint8_t>(std::stoul(text.substr(2 * i, 2), nullptr, 16));
  return out;
}

std::string to_hex(const std::array<std::uint8_t, kHashBytes>& bytes) {
  return fmt::format("{:02x}", fmt::join(bytes, ""));
}

[[noreturn]] void fail_writing(const std::filesystem::path& path) {
  throw Error(ErrorKind::output_unwritable, fmt::format("cannot write '{}': {}", path.string(),
                                                        std::generic_category().message(errno)));
}

[[noreturn]] void refuse(const std::filesystem::path& path, std::string_view why) {
  throw Error(ErrorKind::invalid_file,
              fmt::format("cannot read '{}' as packed digits: {}", path.string(), why));
}

/// A head whose sizes are those of the file.
Header read_header(std::ifstream& in, const std::filesystem::path& path, std::uint64_t size) {
  Header out;
  if (!in.read(reinterpret_cast<char*>(&out), sizeof out)) {
    refuse(path, "it is shorter than the head of such a file");
  }
  if (std::string_view(out.magic.data(), out.magic.size()) != kMagic) {
    refuse(path, fmt::format("it does not begin with {}", kMagic));
  }
  if (out.version != kVersion) {
    refuse(path, fmt::format("its version is {}, this program reads {}", out.version, kVersion));
  }
  if (out.checksum != checksum_of(out)) refuse(path, "its head is damaged");
  const std::uint64_t room = size - sizeof out;
  // No product that could overflow.
  constexpr std::uint64_t kMostFeatures = std::uint64_t{1} << 56;
  const bool possible =
      out.features != 0 && out.features < kMostFeatures &&
      (out.rows == 0
           ? room == 0
           : room % out.rows == 0 && room / out.rows == PackedCodec::row_bytes(out.features));
  if (!possible) {
    refuse(path, fmt::format("it says it has {} × {} digits, but holds {} bytes of them", out.rows,
                             out.features, room));
  }
  return out;
}

}  // namespace

struct PackedWriter::State {
  State(const std::filesystem::path& target, bool overwrite)
      : output(target, overwrite),
        file(output.temporary(), std::ios::binary | std::ios::trunc | std::ios::out) {}

  OutputFile output;
  std::ofstream file;
  Header header;
  std::uint64_t rows = 0;  // written
  std::vector<PackedDigits::Line> lines;
  std::vector<std::byte> bytes;
};

PackedWriter::PackedWriter(const std::filesystem::path& target,
                           const std::vector<std::string>& images,
                           const std::vector<std::string>& features, bool overwrite)
    : state_(std::make_unique<State>(target, overwrite)) {
  Header& header = state_->header;
  std::copy(kMagic.begin(), kMagic.end(), header.magic.begin());
  header.rows = images.size();
  header.features = features.size();
  header.images = from_hex(names_sha256(images));
  header.names = from_hex(names_sha256(features));
  state_->lines.resize(PackedDigits(header.features).lines());
  state_->bytes.resize(PackedCodec::row_bytes(header.features));
  // Its checksums come last.
  if (!state_->file.write(reinterpret_cast<const char*>(&header), sizeof header)) {
    fail_writing(target);
  }
}

PackedWriter::~PackedWriter() = default;

void PackedWriter::append(std::span<const std::int8_t> digits) {
  State& state = *state_;
  const std::uint64_t features = state.header.features;
  if (features == 0 || digits.size() % features != 0 ||
      digits.size() / features > state.header.rows - state.rows) {
    throw Error(ErrorKind::invalid_input,
                fmt::format("{} digits after {} rows cannot go into {} × {} packed digits",
                            digits.size(), state.rows, state.header.rows, features));
  }
  for (std::size_t at = 0; at < digits.size(); at += features, ++state.rows) {
    PackedCodec::pack(digits.subspan(at, features), state.lines.data());
    PackedCodec::to_bytes(state.lines.data(), features, state.bytes.data());
    state.header.rows_checksum = crc32c(state.bytes, state.header.rows_checksum);
    if (!state.file.write(reinterpret_cast<const char*>(state.bytes.data()),
                          static_cast<std::streamsize>(state.bytes.size()))) {
      fail_writing(state.output.target());
    }
  }
}

void PackedWriter::finish() {
  State& state = *state_;
  if (state.rows != state.header.rows) {
    throw Error(ErrorKind::invalid_input, fmt::format("{} of {} rows of packed digits were written",
                                                      state.rows, state.header.rows));
  }
  state.header.checksum = checksum_of(state.header);
  state.file.seekp(0);
  state.file.write(reinterpret_cast<const char*>(&state.header), sizeof(Header));
  state.file.close();
  if (!state.file) fail_writing(state.output.target());
  state.output.commit();
}

PackedFile read_packed(const std::filesystem::path& path) {
  std::error_code error;
  const std::uint64_t size = std::filesystem::file_size(path, error);
  std::ifstream in(path, std::ios::binary);
  if (error || !in) {
    throw Error(ErrorKind::file_missing,
                fmt::format("cannot read '{}': {}", path.string(),
                            error ? error.message() : std::generic_category().message(errno)));
  }
  const Header header = read_header(in, path, size);
  PackedFile out;
  out.images_sha256 = to_hex(header.images);
  out.features_sha256 = to_hex(header.names);
  out.digits = PackedDigits(header.features);
  out.digits.reserve(header.rows);
  const std::uint64_t row = PackedCodec::row_bytes(header.features);
  const std::uint64_t at_once = std::max<std::uint64_t>((std::uint64_t{1} << 20) / row, 1);
  std::vector<std::byte> bytes(std::min(at_once, header.rows) * row);
  std::uint32_t checksum = 0;
  for (std::uint64_t begin = 0; begin < header.rows; begin += at_once) {
    const auto some = std::span(bytes).first(std::min(at_once, header.rows - begin) * row);
    if (!in.read(reinterpret_cast<char*>(some.data()), static_cast<std::streamsize>(some.size()))) {
      refuse(path, "it ends within its digits");
    }
    checksum = crc32c(some, checksum);
    if (!PackedCodec::append_bytes(out.digits, some)) {
      refuse(path, fmt::format("a digit among the rows from {} on is none of -1, 0 and 1", begin));
    }
  }
  if (checksum != header.rows_checksum) refuse(path, "its digits are damaged (checksum)");
  return out;
}

}  // namespace lexicnn
