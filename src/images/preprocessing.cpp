#include "lexicnn/images/preprocessing.hpp"

#include <algorithm>
#include <cmath>
#include <fmt/format.h>

#include "lexicnn/core/error.hpp"
#include "lexicnn/core/suggest.hpp"

#include "images/files.hpp"
#include "images/preprocessing_file.hpp"

namespace lexicnn {
namespace {

constexpr std::uint32_t kMaxSize = 8192;
constexpr std::uint32_t kMaxShortSide = 16384;

std::vector<Preprocessing> make_presets() {
  Preprocessing imagenet;
  imagenet.name = "imagenet";
  imagenet.resize = ResizeMode::crop;
  imagenet.mean = {123.675, 116.28, 103.53};
  imagenet.std = {58.395, 57.12, 57.375};

  Preprocessing tf;
  tf.name = "tf";
  tf.mean = {127.5, 127.5, 127.5};
  tf.std = {127.5, 127.5, 127.5};

  Preprocessing caffe;
  caffe.name = "caffe";
  caffe.channels = ChannelOrder::bgr;
  caffe.mean = {103.939, 116.779, 123.68};

  Preprocessing lite;
  lite.name = "lite";
  lite.mean = {127, 127, 127};
  lite.std = {128, 128, 128};

  Preprocessing none;
  none.name = "none";
  return {imagenet, tf, caffe, lite, none};
}

const std::vector<Preprocessing>& presets() {
  static const std::vector<Preprocessing> kPresets = make_presets();
  return kPresets;
}

[[noreturn]] void fail(const std::string& what) {
  throw Error(ErrorKind::invalid_option, what);
}

bool names_file(const std::filesystem::path& path) {
  std::error_code ignored;
  return images::has_extension(path, ".json") || std::filesystem::is_regular_file(path, ignored);
}

}  // namespace

std::string_view to_string(ResizeMode mode) noexcept {
  return mode == ResizeMode::squash ? "squash" : "crop";
}

std::string_view to_string(Interpolation interpolation) noexcept {
  switch (interpolation) {
    case Interpolation::nearest:
      return "nearest";
    case Interpolation::bilinear:
      return "bilinear";
    case Interpolation::bicubic:
      return "bicubic";
  }
  return "unknown";
}

std::string_view to_string(ChannelOrder order) noexcept {
  return order == ChannelOrder::rgb ? "rgb" : "bgr";
}

const std::vector<std::string>& preprocessing_presets() {
  static const std::vector<std::string> kNames = [] {
    std::vector<std::string> names;
    for (const Preprocessing& preset : presets())
      names.push_back(preset.name);
    return names;
  }();
  return kNames;
}

Preprocessing load_preprocessing(std::string_view name_or_file) {
  const auto found =
      std::find_if(presets().begin(), presets().end(),
                   [&](const Preprocessing& one) { return one.name == name_or_file; });
  if (found != presets().end()) return *found;
  if (names_file(name_or_file)) return images::read_preprocessing_file(name_or_file);
  fail(fmt::format("no preprocessing '{}'{}; the presets are {}, or give a JSON file", name_or_file,
                   suggest(name_or_file, preprocessing_presets()),
                   fmt::join(preprocessing_presets(), ", ")));
}

void check(const Preprocessing& p) {
  if (p.height < 1 || p.height > kMaxSize || p.width < 1 || p.width > kMaxSize) {
    fail(fmt::format("size must be from 1 to {}, not {} × {}", kMaxSize, p.height, p.width));
  }
  const std::uint32_t longer = std::max(p.height, p.width);
  if (p.resize == ResizeMode::crop && (p.short_side < longer || p.short_side > kMaxShortSide)) {
    fail(fmt::format("short_side must be from {} (the longer side of size) to {}, not {}", longer,
                     kMaxShortSide, p.short_side));
  }
  if (!std::isfinite(p.scale) || p.scale <= 0) {
    fail(fmt::format("scale must be above 0, not {}", p.scale));
  }
  for (const double mean : p.mean) {
    if (!std::isfinite(mean)) fail(fmt::format("mean must be finite, not {}", mean));
  }
  for (const double deviation : p.std) {
    if (!std::isfinite(deviation) || deviation <= 0) {
      fail(fmt::format("std must be above 0, not {}", deviation));
    }
  }
}

Dict to_dict(const Preprocessing& p) {
  const auto numbers = [](auto values) { return Array{{values.size()}, values}; };
  Dict out;
  out.set("name", p.name);
  out.set("size", numbers(std::vector<std::int64_t>{p.height, p.width}));
  out.set("resize", std::string(to_string(p.resize)));
  out.set("short_side", std::int64_t{p.short_side});
  out.set("interpolation", std::string(to_string(p.interpolation)));
  out.set("channels", std::string(to_string(p.channels)));
  out.set("scale", p.scale);
  out.set("mean", numbers(std::vector<double>(p.mean.begin(), p.mean.end())));
  out.set("std", numbers(std::vector<double>(p.std.begin(), p.std.end())));
  if (p.fast_resize) out.set("fast_resize", true);
  return out;
}

}  // namespace lexicnn
