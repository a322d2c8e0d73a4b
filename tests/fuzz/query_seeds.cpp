#include "fuzz/target.hpp"

namespace lexicnn::fuzz {

std::vector<Seed> seeds() {
  return {
      {"dalmatian & !dog"},
      {"present(dog) & absent(any(dog, dalmatian)) | selected(all(d*))"},
      {"layer:block5* s>0.6 | |s| >= .5 & auc != 1e-1"},
      {"like(dog, d?lmatian) - like(electric_*) + like(\"grand piano\")"},
      {"-like('say \\\"hi\\\"') & !(depth <= 0.5 | channel == 1)"},
      {"s(*) <= -0.5 |s|(all(*)) < 0.9 log10_p(dog) < -2"},
      {"!(((dog | !dalmatian) electric_[a-z]*) & (dog)) | layer:\"block4\""},
      {"рояль | \"dog\" && (cat"},
  };
}

}  // namespace lexicnn::fuzz
