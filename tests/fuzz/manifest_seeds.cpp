#include "fuzz/target.hpp"

namespace lexicnn::fuzz {

std::vector<Seed> seeds() {
  const std::string csv(1, '\0');
  const std::string tsv(1, '\1');
  return {
      {csv + "path,class,split\na/1.jpg,cat,train\na/2.jpg,dog,test\n"},
      {csv + "\xEF\xBB\xBF"
             "class,path\r\n\"a \"\"b\"\"\",\"x,\ny.jpg\"\r\n\r\ncat,./z/../w.png\r\n"},
      {tsv + "path\tgroup\tclass\na\xFF.jpg\t\tcat\n/abs/b\\n.jpg\tpets\tdog\n"},
      {tsv + "path\tclass\na.jpg\tc\n"},
  };
}

}  // namespace lexicnn::fuzz
