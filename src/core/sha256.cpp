#include "lexicnn/core/sha256.hpp"

#include <array>
#include <charconv>
#include <fmt/format.h>
#include <fstream>
#include <iterator>
#include <openssl/evp.h>
#include <vector>

#include "lexicnn/core/error.hpp"

namespace lexicnn {

struct Sha256::State {
  EVP_MD_CTX* context = EVP_MD_CTX_new();
  State() = default;
  State(const State&) = delete;
  State& operator=(const State&) = delete;
  ~State() { EVP_MD_CTX_free(context); }
};

namespace {

void require(int status) {
  if (status != 1) throw Error(ErrorKind::engine, "the SHA-256 of the OpenSSL library failed");
}

}  // namespace

Sha256::Sha256() : state_(std::make_unique<State>()) {
  require(EVP_DigestInit_ex(state_->context, EVP_sha256(), nullptr));
}

Sha256::~Sha256() = default;

void Sha256::update(std::span<const std::byte> bytes) {
  require(EVP_DigestUpdate(state_->context, bytes.data(), bytes.size()));
}

void Sha256::update(std::string_view text) {
  update(std::as_bytes(std::span(text)));
}

std::string Sha256::finish() {
  std::array<unsigned char, EVP_MAX_MD_SIZE> digest{};
  unsigned int length = 0;
  require(EVP_DigestFinal_ex(state_->context, digest.data(), &length));
  std::string out;
  for (unsigned int i = 0; i < length; ++i)
    out += fmt::format("{:02x}", digest[i]);
  return out;
}

std::optional<Digest> Digest::parse(std::string_view digits) {
  Digest out;
  if (digits.empty()) return out;
  if (digits.size() != 2 * out.bytes_.size()) return {};
  for (std::size_t i = 0; i < out.bytes_.size(); ++i) {
    const char* begin = digits.data() + 2 * i;
    const auto [end, error] = std::from_chars(begin, begin + 2, out.bytes_[i], 16);
    if (error != std::errc() || end != begin + 2) return {};
  }
  out.known_ = true;
  return out;
}

std::string Digest::hex() const {
  std::string out;
  if (!known_) return out;
  out.reserve(2 * bytes_.size());
  for (const std::uint8_t byte : bytes_)
    fmt::format_to(std::back_inserter(out), "{:02x}", byte);
  return out;
}

std::string sha256(std::span<const std::byte> bytes) {
  Sha256 hash;
  hash.update(bytes);
  return hash.finish();
}

Digest digest_of(std::span<const std::byte> bytes) {
  return *Digest::parse(sha256(bytes));
}

std::string sha256_file(const std::filesystem::path& path) {
  std::ifstream file(path, std::ios::binary);
  if (!file) {
    throw Error(ErrorKind::file_missing, fmt::format("cannot read '{}'", path.string()));
  }
  Sha256 hash;
  std::vector<char> buffer(std::size_t{1} << 20);
  while (file) {
    file.read(buffer.data(), static_cast<std::streamsize>(buffer.size()));
    hash.update(std::string_view(buffer.data(), static_cast<std::size_t>(file.gcount())));
  }
  if (file.bad()) {
    throw Error(ErrorKind::file_missing, fmt::format("reading '{}' failed", path.string()));
  }
  return hash.finish();
}

}  // namespace lexicnn
