/// What a network is inside: the engine's graph and where each layer is tapped in it.
#pragma once

#include <filesystem>
#include <memory>
#include <mutex>
#include <string>
#include <vector>

#include <openvino/core/model.hpp>

#include "lexicnn/network/network.hpp"

#include "network/tap_finder.hpp"

namespace lexicnn {

struct Network::Graph {
  std::filesystem::path path;
  std::string sha256;
  std::string engine;
  std::shared_ptr<ov::Model> model;  ///< as read
  NetworkInput input;
  std::vector<Layer> layers;
  std::vector<Taps> taps;      ///< one a layer
  mutable std::mutex cutting;  ///< held while a copy is cut from `model`: that ties nodes to it
};

}  // namespace lexicnn
