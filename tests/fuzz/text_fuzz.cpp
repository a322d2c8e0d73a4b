/// The first byte chooses a reader of small files, the others are the file.
#include <algorithm>

#include "lexicnn/core/csv.hpp"
#include "lexicnn/core/csv_reader.hpp"
#include "lexicnn/images/preprocessing.hpp"
#include "lexicnn/store/npy.hpp"

#include "fuzz/support.hpp"
#include "fuzz/target.hpp"

namespace lexicnn::fuzz {
namespace {

/// What is read and written again must read the same.
void read_csv_text(std::span<const std::uint8_t> bytes, char separator) {
  const std::string_view text(reinterpret_cast<const char*>(bytes.data()), bytes.size());
  const std::vector<CsvRecord> records = parse_csv(text, separator);
  std::string again = "\xEF\xBB\xBF";  // so that one in the first field is kept
  for (const CsvRecord& record : records) {
    for (std::size_t i = 0; i < record.fields.size(); ++i) {
      if (i != 0) again += ',';
      again += csv_field(record.fields[i]);
    }
    // A line without a character would be none.
    if (record.fields == std::vector<std::string>{""}) again += "\"\"";
    again += "\n";
  }
  const std::vector<CsvRecord> reread = parse_csv(again);
  const auto same = [](const CsvRecord& a, const CsvRecord& b) { return a.fields == b.fields; };
  if (!std::equal(records.begin(), records.end(), reread.begin(), reread.end(), same)) {
    found("CSV that does not read the same when it is written again");
  }
}

void read_matrix(const std::filesystem::path& path) {
  constexpr std::uint64_t kMostRead = std::uint64_t{64} << 20U;
  const NpySource source(path);
  const std::uint64_t count = std::min(source.preferred_block(), source.features());
  const std::uint64_t bytes = count * source.rows() * element_size(source.type());
  if (bytes > kMostRead) return;
  std::vector<std::byte> block(bytes);
  source.read(source.features() - count, count, block);
}

void read_as(std::uint8_t reader, std::span<const std::uint8_t> bytes) {
  switch (reader % 6) {
    case 0:
      return read_csv_text(bytes, ',');
    case 1:
      return read_csv_text(bytes, '\t');
    case 2:
      read_label_file(as_file(bytes, ".csv"));
      return;
    case 3:
      read_label_file(as_file(bytes, ".npy"));
      return;
    case 4:
      return read_matrix(as_file(bytes, ".npy"));
    default:
      check(load_preprocessing(as_file(bytes, ".json").string()));
  }
}

}  // namespace
}  // namespace lexicnn::fuzz

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  if (size == 0) return 0;
  lexicnn::fuzz::error_of([&] { lexicnn::fuzz::read_as(data[0], {data + 1, size - 1}); });
  return 0;
}
