#include "fuzz/target.hpp"

namespace lexicnn::fuzz {

std::vector<Seed> seeds() {
  const std::string csv(1, '\0');
  const std::string tsv(1, '\1');
  const std::string txt(1, '\2');
  return {
      {txt + "n01/a b.JPEG 0\r\nn02/c.JPEG\t12\n"},
      {txt + "./cat/1.jpg\n\ndog/x/2.jpg\n"},
      {csv + "path,class,split\na/1.jpg,cat,train\na/2.jpg,dog,test\n"},
      {csv + "\xEF\xBB\xBF"
             "class,path\r\n\"a \"\"b\"\"\",\"x,\ny.jpg\"\r\n\r\ncat,./z/../w.png\r\n"},
      {tsv + "path\tgroup\tclass\na\xFF.jpg\t\tcat\n/abs/b\\n.jpg\tpets\tdog\n"},
      {tsv + "path\tclass\na.jpg\tc\n"},
  };
}

}  // namespace lexicnn::fuzz
