/// What an extraction is made of, from its arguments.
#pragma once

#include <cstdint>
#include <optional>

#include "lexicnn/extract/extract.hpp"
#include "lexicnn/extract/shard.hpp"
#include "lexicnn/network/capture.hpp"
#include "lexicnn/network/network.hpp"

#include "cli/pipeline.hpp"

namespace lexicnn::cli {

struct ExtractSetup {
  ExtractSetup(const ExtractArguments& arguments, const Context& context);
  ExtractSetup(const ExtractSetup&) = delete;
  ExtractSetup& operator=(const ExtractSetup&) = delete;
  ~ExtractSetup() = default;

  [[nodiscard]] ExtractInput input() const;
  [[nodiscard]] std::uint64_t file_bytes() const;
  [[nodiscard]] std::uint64_t part_bytes() const;  ///< beside the file, while it is made

  Network network;
  Preprocessing preprocessing;
  ImageSet whole;              ///< all images
  std::optional<Shard> shard;  ///< the part of them to do
  ImageSet part;               ///< its images, where there is one
  CaptureOptions options;
  std::optional<Capture> capture;  ///< always there at first
  ElementType type;

  [[nodiscard]] const ImageSet& images() const { return shard ? part : whole; }
};

}  // namespace lexicnn::cli
