#include "lexicnn/core/source.hpp"

namespace lexicnn {

// Out of line, so that the class's type information lives in one object file.
FeatureSource::~FeatureSource() = default;
ActivationSink::~ActivationSink() = default;

void ActivationSink::record(std::uint64_t, std::string_view) {}
std::string ActivationSink::take_recorded(std::uint64_t) {
  return {};
}

}  // namespace lexicnn
