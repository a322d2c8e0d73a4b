/// Links every stage.
#include <cstdio>

#include "lexicnn/core/error.hpp"
#include "lexicnn/extract/extract.hpp"
#include "lexicnn/lexicon/describe.hpp"
#include "lexicnn/report/report.hpp"
#include "lexicnn/store/h5ad.hpp"

int main() {
  try {
    lexicnn::Network::read("absent.onnx");
  } catch (const lexicnn::Error& error) {
    std::puts(error.what());
  }
  try {
    lexicnn::read_h5ad("absent.h5ad");
  } catch (const lexicnn::Error& error) {
    std::puts(error.what());
    return 0;
  }
  return 1;
}
