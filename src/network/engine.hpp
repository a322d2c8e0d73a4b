/// The inference engine behind one wall: reading, compiling, and its failures as lexicnn errors.
#pragma once

#include <cstdint>
#include <filesystem>
#include <memory>
#include <string>
#include <string_view>

#include <openvino/openvino.hpp>

#include "lexicnn/core/error.hpp"
#include "lexicnn/network/capture.hpp"

#include "network/model_format.hpp"

namespace lexicnn::engine {

/// The first sentence of an engine's message, without the places in its source code.
std::string plain_reason(std::string_view message);

/// Runs `call`; whatever the engine throws becomes Error(kind) "what: reason".
template <typename Call>
decltype(auto) guarded(ErrorKind kind, const std::string& what, Call&& call) {
  try {
    return call();
  } catch (const Error&) {
    throw;
  } catch (const std::exception& error) {
    throw Error(kind, what + ": " + plain_reason(error.what()));
  }
}

/// The engine and its version, e.g. "OpenVINO 2026.4.1-22982-…".
std::string version();

/// The graph of a model file of that format. Throws Error(invalid_model).
std::shared_ptr<ov::Model> read_model(const std::filesystem::path& path, ModelFormat format);

/// Throws Error(engine) where this processor has no instructions for the precision.
void require_precision(Precision precision);

/// Compiles a model of fixed shapes for `workers` calls at once, each computed by one thread:
/// several threads would split the sums of a large dense layer, and its numbers would depend on
/// them.
ov::CompiledModel compile(const std::shared_ptr<ov::Model>& model, Precision precision,
                          unsigned workers);

}  // namespace lexicnn::engine
