#include "images/preprocessing_file.hpp"

#include <algorithm>
#include <fmt/format.h>
#include <map>
#include <set>

#include <nlohmann/json.hpp>

#include "lexicnn/core/error.hpp"
#include "lexicnn/core/suggest.hpp"
#include "lexicnn/images/decode.hpp"

#include "images/files.hpp"
#include "images/names.hpp"

namespace lexicnn::images {
namespace {

using Json = nlohmann::json;

class FileReader {
 public:
  explicit FileReader(const std::filesystem::path& path) : path_(path) {}

  Preprocessing read() {
    const Json json = parse();
    if (!json.is_object()) fail("the file must hold one object, { … }");
    for (const auto& [key, value] : json.items())
      read_key(key, value);
    try {
      check(out_);
    } catch (const Error& error) {
      fail(error.what());
    }
    return out_;
  }

 private:
  [[noreturn]] void fail(const std::string& why) const {
    throw Error(ErrorKind::invalid_file,
                fmt::format("preprocessing file '{}': {}", shown(path_), why));
  }

  /// The JSON value; a key that is there twice is an error.
  Json parse() const {
    const std::vector<std::byte> bytes = read_file(path_);
    const auto* text = reinterpret_cast<const char*>(bytes.data());
    std::set<std::string> keys;
    std::string repeated;
    const auto on_event = [&](int depth, Json::parse_event_t event, Json& value) {
      if (event == Json::parse_event_t::key && depth == 1) {
        if (const auto key = value.get<std::string>(); !keys.insert(key).second) repeated = key;
      }
      return true;
    };
    try {
      Json json = Json::parse(text, text + bytes.size(), on_event);
      if (!repeated.empty()) fail(fmt::format("key '{}' is there twice", repeated));
      return json;
    } catch (const Json::parse_error& error) {
      fail(fmt::format("it is not JSON from byte {} on", error.byte));
    } catch (const Json::exception&) {
      fail("it holds a number that is too large");
    }
  }

  void read_key(const std::string& key, const Json& value) {
    using Read = void (FileReader::*)(const std::string&, const Json&);
    static const std::map<std::string, Read> kKeys{
        {"size", &FileReader::read_size},
        {"resize", &FileReader::read_resize},
        {"short_side", &FileReader::read_short_side},
        {"interpolation", &FileReader::read_interpolation},
        {"channels", &FileReader::read_channels},
        {"scale", &FileReader::read_scale},
        {"mean", &FileReader::read_mean},
        {"std", &FileReader::read_std},
    };
    const auto found = kKeys.find(key);
    if (found != kKeys.end()) return (this->*found->second)(key, value);
    std::vector<std::string> names;
    for (const auto& [name, read] : kKeys)
      names.push_back(name);
    fail(fmt::format("unknown key '{}'{}; the keys are {}", escape_name(key), suggest(key, names),
                     fmt::join(names, ", ")));
  }

  void read_size(const std::string& key, const Json& value) {
    if (!value.is_array() || value.size() != 2) fail_type(key, "[height, width]", value);
    out_.height = whole(key, value[0]);
    out_.width = whole(key, value[1]);
  }
  void read_short_side(const std::string& key, const Json& value) {
    out_.short_side = whole(key, value);
  }
  void read_resize(const std::string& key, const Json& value) {
    out_.resize = choice(key, value, {ResizeMode::squash, ResizeMode::crop});
  }
  void read_interpolation(const std::string& key, const Json& value) {
    out_.interpolation = choice(
        key, value, {Interpolation::nearest, Interpolation::bilinear, Interpolation::bicubic});
  }
  void read_channels(const std::string& key, const Json& value) {
    out_.channels = choice(key, value, {ChannelOrder::rgb, ChannelOrder::bgr});
  }
  void read_scale(const std::string& key, const Json& value) { out_.scale = number(key, value); }
  void read_mean(const std::string& key, const Json& value) { out_.mean = three(key, value); }
  void read_std(const std::string& key, const Json& value) { out_.std = three(key, value); }

  [[noreturn]] void fail_type(const std::string& key, std::string_view wanted,
                              const Json& value) const {
    constexpr auto kReplace = Json::error_handler_t::replace;
    fail(fmt::format("'{}' must be {}, not {}", key, wanted,
                     value.dump(-1, ' ', false, kReplace).substr(0, 60)));
  }

  std::uint32_t whole(const std::string& key, const Json& value) const {
    constexpr std::uint64_t kLargest = 0xFFFFFFFF;
    if (!value.is_number_unsigned() || value.get<std::uint64_t>() > kLargest) {
      fail_type(key, "whole numbers from 1", value);
    }
    return value.get<std::uint32_t>();
  }

  double number(const std::string& key, const Json& value) const {
    if (!value.is_number()) fail_type(key, "a number", value);
    return value.get<double>();
  }

  std::array<double, 3> three(const std::string& key, const Json& value) const {
    const bool fits =
        value.is_array() && value.size() == 3 &&
        std::all_of(value.begin(), value.end(), [](const Json& one) { return one.is_number(); });
    if (!fits) fail_type(key, "three numbers", value);
    return {value[0].get<double>(), value[1].get<double>(), value[2].get<double>()};
  }

  /// The value whose name it is.
  template <typename Enum>
  Enum choice(const std::string& key, const Json& value, std::initializer_list<Enum> values) const {
    std::string names;
    for (const Enum one : values) {
      if (value.is_string() && value.get<std::string>() == to_string(one)) return one;
      names += fmt::format("{}\"{}\"", names.empty() ? "" : " or ", to_string(one));
    }
    fail_type(key, names, value);
  }

  std::filesystem::path path_;
  Preprocessing out_;
};

}  // namespace

Preprocessing read_preprocessing_file(const std::filesystem::path& path) {
  return FileReader(path).read();
}

}  // namespace lexicnn::images
