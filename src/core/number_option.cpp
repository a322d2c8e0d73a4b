#include "lexicnn/core/number_option.hpp"

#include <algorithm>
#include <cmath>
#include <fmt/format.h>
#include <sstream>
#include <string>
#include <vector>

#include "lexicnn/core/error.hpp"

namespace lexicnn {
namespace {

std::vector<std::string> words_of(std::string_view text) {
  std::string plain(text);
  plain.erase(std::remove(plain.begin(), plain.end(), ','), plain.end());
  std::istringstream stream(plain);
  std::vector<std::string> out;
  for (std::string word; stream >> word;)
    out.push_back(word);
  return out;
}

bool below(long double low, const std::string& sign, long double high) {
  return sign == "<" ? low < high : low <= high;
}

}  // namespace

bool in_range(long double value, std::string_view range) {
  if (!std::isfinite(value)) return false;
  const std::vector<std::string> words = words_of(range);
  if (words.empty()) return true;
  const long double least = std::stold(words.front());
  if (words.size() == 5) {  // least < name < most
    return below(least, words[1], value) && below(value, words[3], std::stold(words[4]));
  }
  return value >= least && (words[1] == "or" || value <= std::stold(words[2]));
}

void fail_number(std::string_view text, const OptionInfo& info, std::string_view kind) {
  throw Error(ErrorKind::invalid_option,
              fmt::format("'{}' is no value of {}: give a {}{}{}", text, info.name, kind,
                          info.range.empty() ? "" : ", ", info.range));
}

}  // namespace lexicnn
