/// JPEG by libjpeg-turbo. Its errors leave by longjmp, as it documents: exceptions must not pass
/// through C frames. So every call runs inside `guarded`, whose steps hold no object with a
/// destructor.
#include <csetjmp>
#include <cstddef>
#include <cstdio>
#include <fmt/format.h>
#include <jerror.h>
#include <jpeglib.h>
#include <type_traits>
#include <utility>
#include <vector>

#include "images/colour_profile.hpp"
#include "images/decoder.hpp"
#include "images/orientation.hpp"
#include "images/pixels.hpp"

namespace lexicnn::images {
namespace {

/// A progressive file may repeat scans over the whole image without end: a decompression bomb in
/// time.
constexpr int kMaxScans = 500;

/// libjpeg's error manager, with the way back and the words of the first problem.
struct JpegErrors {
  jpeg_error_mgr base;  // first, so that libjpeg's pointer is one to this struct
  std::jmp_buf way_back;
  char message[JMSG_LENGTH_MAX];
};

JpegErrors& errors_of(j_common_ptr state) {
  return *reinterpret_cast<JpegErrors*>(state->err);
}

[[noreturn]] void leave(j_common_ptr state) {
  JpegErrors& errors = errors_of(state);
  state->err->format_message(state, errors.message);
  std::longjmp(errors.way_back, 1);
}

/// Level -1 is a warning: corrupt or missing data that libjpeg would paint over. Odd headers are
/// not.
void on_message(j_common_ptr state, int level) {
  if (level >= 0) return;
  if (state->err->msg_code == JWRN_JFIF_MAJOR || state->err->msg_code == JWRN_ADOBE_XFORM) return;
  leave(state);
}

void on_progress(j_common_ptr state) {
  if (reinterpret_cast<j_decompress_ptr>(state)->input_scan_number <= kMaxScans) return;
  JpegErrors& errors = errors_of(state);
  std::snprintf(errors.message, sizeof errors.message, "more than %d scans", kMaxScans);
  std::longjmp(errors.way_back, 1);
}

void print_nothing(j_common_ptr) {}

class JpegReader {
 public:
  JpegReader(Bytes file, ImageFacts& facts) : file_(file), facts_(facts) {
    state_.err = jpeg_std_error(&errors_.base);
    errors_.base.error_exit = leave;
    errors_.base.emit_message = on_message;
    errors_.base.output_message = print_nothing;
    progress_.progress_monitor = on_progress;
  }
  JpegReader(const JpegReader&) = delete;
  JpegReader& operator=(const JpegReader&) = delete;
  ~JpegReader() { jpeg_destroy_decompress(&state_); }

  RgbImage read(LeastSize least) {
    read_header();
    if (const int bands = state_.num_components; bands != 1 && bands != 3 && bands != 4) {
      fail_image(fmt::format("a JPEG of {} channels is neither grey, colour nor CMYK", bands));
    }
    facts_.mode = state_.num_components == 1 ? "grey" : state_.num_components == 3 ? "rgb" : "cmyk";
    set_size(facts_, state_.image_width, state_.image_height);
    read_orientation();
    choose_scale(least);
    RgbImage image{state_.output_width, state_.output_height, {}};
    image.pixels.resize(std::size_t{3} * image.width * image.height);
    const std::vector<std::byte> its_profile = profile();
    read_pixels(image);
    // A profile of CMYK inks would need the inks; they have become RGB already.
    if (state_.num_components != 4) to_srgb(image, its_profile);
    return image;
  }

 private:
  template <typename Step>
  void guarded(Step step) {
    static_assert(std::is_trivially_destructible_v<Step>);
    if (setjmp(errors_.way_back) != 0) {
      fail_image(fmt::format("the JPEG cannot be decoded: {}", errors_.message));
    }
    step();
  }

  void read_header() {
    guarded([this] {
      jpeg_create_decompress(&state_);
      state_.progress = &progress_;
      jpeg_mem_src(&state_, reinterpret_cast<const unsigned char*>(file_.data()), file_.size());
      jpeg_save_markers(&state_, JPEG_APP0 + 1, 0xFFFF);
      jpeg_save_markers(&state_, JPEG_APP0 + 2, 0xFFFF);
      jpeg_read_header(&state_, TRUE);
    });
  }

  void read_orientation() {
    for (auto marker = state_.marker_list; marker != nullptr; marker = marker->next) {
      const std::span<const std::uint8_t> data(marker->data, marker->data_length);
      if (marker->marker != JPEG_APP0 + 1 || data.size() < 6 ||
          std::string_view(reinterpret_cast<const char*>(data.data()), 4) != "Exif")
        continue;
      facts_.orientation = exif_orientation(data);
      return;
    }
  }

  std::vector<std::byte> profile() const {
    ProfileSegments segments;
    for (auto marker = state_.marker_list; marker != nullptr; marker = marker->next) {
      if (marker->marker == JPEG_APP0 + 2) segments.add({marker->data, marker->data_length});
    }
    return segments.whole();
  }

  /// The smallest of the sizes that the inverse DCT gives for less work (halves, quarters,
  /// eighths); which one, is Pillow's rule (`Image.draft`).
  void choose_scale(LeastSize least) {
    if (facts_.orientation >= 5) std::swap(least.width, least.height);
    unsigned denominator = 1;
    const auto is_enough = [this, least](unsigned by) {
      return facts_.width / by >= least.width && facts_.height / by >= least.height;
    };
    while (least.width != 0 && denominator < 8 && is_enough(2 * denominator))
      denominator *= 2;
    guarded([this, denominator] {
      state_.scale_num = 1;
      state_.scale_denom = denominator;
      jpeg_calc_output_dimensions(&state_);
    });
  }

  void read_pixels(RgbImage& image) {
    const bool cmyk = state_.num_components == 4;
    state_.out_color_space = cmyk ? JCS_CMYK : JCS_RGB;
    std::vector<std::uint8_t> line(cmyk ? std::size_t{4} * image.width : 0);
    std::uint8_t* const ink = line.data();
    std::uint8_t* const pixels = image.pixels.data();
    const std::size_t width = image.width;
    guarded([this, cmyk, ink, pixels, width] {
      jpeg_start_decompress(&state_);
      while (state_.output_scanline < state_.output_height) {
        std::uint8_t* const row = pixels + 3 * width * state_.output_scanline;
        JSAMPROW target = cmyk ? ink : row;
        jpeg_read_scanlines(&state_, &target, 1);
        // Adobe stores 255 - ink, and so does everybody since.
        if (cmyk) cmyk_light_to_rgb(ink, width, row);
      }
      jpeg_finish_decompress(&state_);
    });
  }

  Bytes file_;
  ImageFacts& facts_;
  jpeg_decompress_struct state_{};
  JpegErrors errors_{};
  jpeg_progress_mgr progress_{};
};

}  // namespace

RgbImage decode_jpeg(Bytes file, ImageFacts& facts, LeastSize least) {
  return JpegReader(file, facts).read(least);
}

}  // namespace lexicnn::images
