#include "lexicnn/core/source.hpp"

namespace lexicnn {

// Out of line, so that the class's type information lives in one object file.
FeatureSource::~FeatureSource() = default;
ActivationSink::~ActivationSink() = default;

}  // namespace lexicnn
