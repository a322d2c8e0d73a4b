#include "report/class_kind.hpp"

namespace lexicnn::reporting {

std::vector<std::string> class_kinds(const Scores& scores) {
  std::vector<std::string> out(scores.class_count(), "class");
  const Column* column = scores.classes.find("kind");
  if (column == nullptr) return out;
  const std::vector<std::string> texts = column_text(column->data);
  for (std::size_t c = 0; c < out.size(); ++c) {
    if (texts[c] == "synset") out[c] = "synset";
  }
  return out;
}

std::vector<std::uint64_t> class_places(const Scores& scores) {
  const std::vector<std::string> kinds = class_kinds(scores);
  std::vector<std::uint64_t> out;
  for (std::uint64_t c = 0; c < kinds.size(); ++c) {
    if (kinds[c] == "class") out.push_back(c);
  }
  return out;
}

}  // namespace lexicnn::reporting
