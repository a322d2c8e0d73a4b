#include "report/view_model.hpp"

#include <zlib.h>

namespace lexicnn::test {

std::string from_base64(std::string_view text) {
  constexpr std::string_view kDigits =
      "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
  std::string out;
  std::uint32_t word = 0;
  unsigned bits = 0;
  for (const char c : text) {
    if (c == '=') break;
    const std::size_t digit = kDigits.find(c);
    if (digit == std::string_view::npos) throw std::runtime_error("not base64");
    word = word << 6U | static_cast<std::uint32_t>(digit);
    bits += 6;
    if (bits < 8) continue;
    bits -= 8;
    out.push_back(static_cast<char>(word >> bits & 0xFFU));
  }
  return out;
}

std::string gunzip(std::string_view bytes) {
  constexpr int kGzip = 15 + 16;
  std::string in(bytes);
  z_stream stream{};
  if (inflateInit2(&stream, kGzip) != Z_OK) throw std::runtime_error("no zlib");
  stream.next_in = reinterpret_cast<Bytef*>(in.data());
  stream.avail_in = static_cast<uInt>(in.size());
  std::string out;
  std::string buffer(1 << 16, '\0');
  int state = Z_OK;
  while (state == Z_OK) {
    stream.next_out = reinterpret_cast<Bytef*>(buffer.data());
    stream.avail_out = static_cast<uInt>(buffer.size());
    state = inflate(&stream, Z_NO_FLUSH);
    out.append(buffer, 0, buffer.size() - stream.avail_out);
  }
  const bool whole = state == Z_STREAM_END && stream.avail_in == 0;
  inflateEnd(&stream);
  if (!whole) throw std::runtime_error("not one whole gzip member");
  return out;
}

std::string block_text(std::string_view html, const std::string& name) {
  const nlohmann::json entry = view_model(html).at("blocks").at(name);
  const bool zipped = entry.at("encoding") == "gzip";
  const std::string_view content =
      between(html,
              "<script type=\"application/" + std::string(zipped ? "gzip" : "json") +
                  "\" id=\"block:" + name + "\">",
              "</script>");
  std::string out = zipped ? gunzip(from_base64(content)) : std::string(content);
  if (out.size() != entry.at("bytes")) throw std::runtime_error("the length of " + name);
  return out;
}

nlohmann::json class_entry(std::string_view html, std::size_t class_place) {
  const nlohmann::json described = view_model(html).at("classes").at(class_place);
  return block(html, described.at("block"))
      .at("classes")
      .at(described.at("place").get<std::size_t>());
}

}  // namespace lexicnn::test
