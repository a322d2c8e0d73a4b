#include <charconv>
#include <fmt/format.h>
#include <fstream>

#include "lexicnn/core/csv_reader.hpp"
#include "lexicnn/core/error.hpp"
#include "lexicnn/lexicon/taxonomy.hpp"

namespace lexicnn {
namespace {

namespace fs = std::filesystem;

[[noreturn]] void refuse(const fs::path& path, std::uint64_t line, std::string_view why) {
  throw Error(ErrorKind::invalid_file, fmt::format("'{}', line {}: {}", path.string(), line, why));
}

/// The records of a TSV with these two columns first, without the header.
std::vector<CsvRecord> read_pairs(const fs::path& path, std::string_view first,
                                  std::string_view second) {
  std::vector<CsvRecord> records = read_csv(path, '\t');
  if (records.empty() || records[0].fields.size() < 2 || records[0].fields[0] != first ||
      records[0].fields[1] != second) {
    throw Error(ErrorKind::invalid_file,
                fmt::format("'{}' must begin with the columns {} and {}, split by a tab",
                            path.string(), first, second));
  }
  const std::size_t columns = records[0].fields.size();
  records.erase(records.begin());
  for (const CsvRecord& record : records) {
    if (record.fields.size() != columns || record.fields[0].empty())
      refuse(path, record.line, fmt::format("a {} and a {} are needed", first, second));
  }
  return records;
}

std::vector<std::string> split(std::string_view text, char separator) {
  std::vector<std::string> out;
  while (!text.empty()) {
    const std::size_t end = std::min(text.find(separator), text.size());
    if (end != 0) out.emplace_back(text.substr(0, end));
    text.remove_prefix(std::min(end + 1, text.size()));
  }
  return out;
}

Taxonomy read_tsv(const fs::path& folder) {
  std::vector<Synset> synsets;
  for (CsvRecord& record : read_pairs(folder / "synsets.tsv", "wnid", "lemmas"))
    synsets.push_back({std::move(record.fields[0]), split(record.fields[1], ',')});
  std::vector<Hypernym> hypernyms;
  for (CsvRecord& record : read_pairs(folder / "hypernyms.tsv", "child", "parent"))
    hypernyms.emplace_back(std::move(record.fields[0]), std::move(record.fields[1]));
  return {std::move(synsets), hypernyms};
}

/// One line of data.noun, word by word: offset, lexicographer's file, type, words, pointers.
class NounLine {
 public:
  NounLine(const fs::path& path, std::uint64_t line, const std::string& text)
      : path_(path),
        line_(line),
        words_(split(std::string_view(text).substr(0, text.find('|')), ' ')) {}

  [[nodiscard]] Synset synset() {
    Synset out{fmt::format("n{}", offset(word())), {}};
    next_ += 2;  // lexicographer's file, type
    for (std::uint64_t count = number(word(), 16); count > 0; --count) {
      out.lemmas.push_back(word());
      ++next_;  // its number in the lexicographer's file
    }
    return out;
  }

  /// After `synset`: the synsets above, of the pointers @ and @i.
  [[nodiscard]] std::vector<std::string> hypernyms() {
    std::vector<std::string> out;
    for (std::uint64_t count = number(word(), 10); count > 0; --count) {
      const std::string symbol = word();
      const std::string target = word();
      const std::string part = word();
      ++next_;  // which of the words
      if (part == "n" && (symbol == "@" || symbol == "@i"))
        out.push_back(fmt::format("n{}", offset(target)));
    }
    if (next_ > words_.size()) fail();
    return out;
  }

 private:
  [[noreturn]] void fail() const { refuse(path_, line_, "this is no synset as of wndb(5WN)"); }

  const std::string& word() {
    if (next_ >= words_.size()) fail();
    return words_[next_++];
  }

  [[nodiscard]] std::string offset(const std::string& text) const {
    if (text.size() != 8 || text.find_first_not_of("0123456789") != std::string::npos) fail();
    return text;
  }

  [[nodiscard]] std::uint64_t number(const std::string& text, int base) const {
    std::uint64_t value = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value, base);
    if (error != std::errc() || end != text.data() + text.size()) fail();
    return value;
  }

  const fs::path& path_;
  std::uint64_t line_;
  std::vector<std::string> words_;
  std::size_t next_ = 0;
};

Taxonomy read_wordnet(const fs::path& path) {
  std::ifstream file(path);
  if (!file)
    throw Error(ErrorKind::file_missing, fmt::format("'{}' cannot be read", path.string()));
  std::vector<Synset> synsets;
  std::vector<Hypernym> hypernyms;
  std::string text;
  for (std::uint64_t line = 1; std::getline(file, text); ++line) {
    if (text.empty() || text[0] == ' ') continue;  // the licence
    NounLine words(path, line, text);
    Synset synset = words.synset();
    for (std::string& above : words.hypernyms())
      hypernyms.emplace_back(synset.id, std::move(above));
    synsets.push_back(std::move(synset));
  }
  return {std::move(synsets), hypernyms};
}

}  // namespace

Taxonomy read_taxonomy(const fs::path& folder) {
  std::error_code ignored;
  const fs::path noun = folder / "data.noun";
  const bool tsv = fs::is_regular_file(folder / "hypernyms.tsv", ignored);
  const bool wordnet = fs::is_regular_file(noun, ignored);
  if (!tsv && !wordnet) {
    throw Error(ErrorKind::file_missing,
                fmt::format("'{}' holds no taxonomy: neither hypernyms.tsv with synsets.tsv, nor "
                            "WordNet's data.noun",
                            folder.string()));
  }
  Taxonomy out;
  try {
    out = tsv ? read_tsv(folder) : read_wordnet(noun);
  } catch (const Error& error) {
    if (error.kind() != ErrorKind::invalid_input) throw;
    throw Error(ErrorKind::invalid_file, fmt::format("'{}': {}", folder.string(), error.what()));
  }
  if (out.size() != 0) return out;
  throw Error(ErrorKind::invalid_file, fmt::format("'{}' holds no synset", folder.string()));
}

}  // namespace lexicnn
