#include "lexicnn/images/ledger.hpp"

#include <algorithm>
#include <fmt/format.h>
#include <map>
#include <numeric>
#include <unordered_set>
#include <utility>

#include "lexicnn/core/error.hpp"

#include "images/label_rows.hpp"

namespace lexicnn {
namespace {

void require_match(const ImageSet& set, const std::vector<ImageRecord>& records) {
  if (set.files.size() == records.size()) return;
  throw Error(ErrorKind::invalid_input,
              fmt::format("{} files of the set, but {} records", set.files.size(), records.size()));
}

/// Files of a set, by place, and their records: what becomes a table, without a copy.
struct Rows {
  const ImageSet& set;
  const std::vector<ImageRecord>& records;
  std::vector<std::uint64_t> places;

  /// `value(record)` of every row.
  template <typename Get>
  [[nodiscard]] auto column(Get value) const {
    std::vector<std::decay_t<decltype(value(records.front()))>> out;
    out.reserve(places.size());
    for (const std::uint64_t place : places)
      out.push_back(value(records[place]));
    return out;
  }

  /// The same of text with few values.
  template <typename Get>
  [[nodiscard]] Categorical categories(Get value) const {
    return make_categorical(column(value));
  }
};

/// For every row the first good file of the same content, if that is an earlier row.
std::vector<std::string> find_duplicates(const Rows& rows) {
  std::vector<std::string> out(rows.places.size());
  std::map<Digest, std::uint64_t> first;
  for (std::size_t row = 0; row < out.size(); ++row) {
    const std::uint64_t place = rows.places[row];
    if (!rows.records[place].good) continue;
    const auto [entry, is_new] = first.try_emplace(rows.records[place].sha256, place);
    if (!is_new) out[row] = rows.set.files[entry->second].name;
  }
  return out;
}

void add_labels(const Rows& rows, Table& table) {
  for (std::size_t label = 0; label < rows.set.label_columns.size(); ++label) {
    std::vector<std::string> values;
    values.reserve(rows.places.size());
    for (const std::uint64_t place : rows.places)
      values.push_back(rows.set.files[place].labels->at(label));
    table.set(rows.set.label_columns[label], make_categorical(values), "label of the image");
  }
}

void add_outcome(const Rows& rows, Table& table) {
  Categorical outcome{{}, {"good", "bad"}, false};
  for (const std::uint64_t place : rows.places)
    outcome.codes.push_back(rows.records[place].good ? 0 : 1);
  table.set("outcome", std::move(outcome), "whether the file gave a row of activations");
  table.set("reason", rows.column([](const ImageRecord& r) { return r.reason; }),
            "why a bad file is bad");
}

void add_facts(const Rows& rows, Table& table) {
  const auto number = [&rows](auto value) {
    return rows.column(
        [value](const ImageRecord& r) { return static_cast<std::int64_t>(value(r)); });
  };
  const auto text = [&rows](auto value) { return rows.categories(value); };
  using R = const ImageRecord&;
  table.set("format", text([](R r) { return std::string(r.facts.format.view()); }),
            "file format, by content");
  table.set("mode", text([](R r) { return std::string(r.facts.mode.view()); }),
            "channels as stored");
  table.set("width", number([](R r) { return r.facts.width; }), "pixels, as stored");
  table.set("height", number([](R r) { return r.facts.height; }), "pixels, as stored");
  table.set("orientation", number([](R r) { return r.facts.orientation; }),
            "EXIF orientation, applied");
  table.set("bytes", number([](R r) { return r.bytes; }), "size of the file");
  table.set("sha256", rows.column([](R r) { return r.sha256.hex(); }), "SHA-256 of the file");
  table.set("duplicate_of", find_duplicates(rows),
            "first good file with the same content, before this one");
}

/// The labels of a ledger's rows, column by column.
void read_labels(const Table& ledger, ImageSet& set) {
  std::vector<std::vector<std::string>> labels(set.files.size());
  for (const Column& column : ledger.columns) {
    if (std::find(kLedgerColumns.begin(), kLedgerColumns.end(), column.name) !=
        kLedgerColumns.end()) {
      continue;
    }
    set.label_columns.push_back(column.name);
    const std::vector<std::string> values = column_text(column.data);
    for (std::size_t row = 0; row < values.size(); ++row)
      labels[row].push_back(values[row]);
  }
  images::LabelRows rows;
  for (std::size_t row = 0; row < labels.size(); ++row)
    set.files[row].labels = rows.share(std::move(labels[row]));
}

/// A text column of either kind.
std::vector<std::string> text_column(const Table& table, std::string_view name) {
  const Column* column = table.find(name);
  if (column != nullptr) return column_text(column->data);
  throw Error(ErrorKind::invalid_input, fmt::format("the ledger has no column '{}'", name));
}

/// Calls `put(record, value)` for each row of a column of text.
template <typename Put>
void read_text(const Table& ledger, std::string_view name, std::vector<ImageRecord>& records,
               const Put& put) {
  std::vector<std::string> values = text_column(ledger, name);
  for (std::size_t row = 0; row < records.size(); ++row)
    put(records[row], std::move(values[row]));
}

/// The same for whole numbers.
template <typename Put>
void read_numbers(const Table& ledger, std::string_view name, std::vector<ImageRecord>& records,
                  const Put& put) {
  const auto& values = ledger.get<std::vector<std::int64_t>>(name);
  for (std::size_t row = 0; row < records.size(); ++row)
    put(records[row], values[row]);
}

Table names_of(const Rows& rows) {
  Table table;
  table.index.reserve(rows.places.size());
  for (const std::uint64_t place : rows.places)
    table.index.push_back(rows.set.files[place].name);
  return table;
}

}  // namespace

Table make_ledger(const ImageSet& set, const std::vector<ImageRecord>& records) {
  require_match(set, records);
  Rows rows{set, records, std::vector<std::uint64_t>(records.size())};
  std::iota(rows.places.begin(), rows.places.end(), 0U);
  Table table = names_of(rows);
  add_labels(rows, table);
  add_outcome(rows, table);
  add_facts(rows, table);
  return table;
}

namespace {

Digest digest_from(const std::string& digits) {
  const std::optional<Digest> digest = Digest::parse(digits);
  if (!digest) {
    throw Error(ErrorKind::invalid_input,
                fmt::format("column 'sha256' has '{}', which is no SHA-256", digits));
  }
  return *digest;
}

}  // namespace

LedgerContent read_ledger(const Table& ledger) {
  LedgerContent out;
  out.records.resize(ledger.rows());
  for (const std::string& name : ledger.index)
    out.set.files.push_back({name, {}, {}});
  read_labels(ledger, out.set);
  using R = ImageRecord&;
  using Text = std::string;
  const auto text = [&](std::string_view name, const auto& put) {
    read_text(ledger, name, out.records, put);
  };
  const auto number = [&](std::string_view name, const auto& put) {
    read_numbers(ledger, name, out.records, put);
  };
  for (R record : out.records)
    record.good = true;
  if (ledger.find("outcome") != nullptr) {
    text("outcome", [](R r, Text value) { r.good = value == "good"; });
    text("reason", [](R r, Text value) { r.reason = std::move(value); });
  }
  text("format", [](R r, Text value) { r.facts.format = value; });
  text("mode", [](R r, Text value) { r.facts.mode = value; });
  text("sha256", [](R r, Text value) { r.sha256 = digest_from(value); });
  number("width", [](R r, auto value) { r.facts.width = static_cast<std::uint32_t>(value); });
  number("height", [](R r, auto value) { r.facts.height = static_cast<std::uint32_t>(value); });
  number("orientation",
         [](R r, auto value) { r.facts.orientation = static_cast<std::uint8_t>(value); });
  number("bytes", [](R r, auto value) { r.bytes = static_cast<std::uint64_t>(value); });
  return out;
}

Table make_obs(const ImageSet& set, const std::vector<ImageRecord>& records) {
  require_match(set, records);
  const Rows rows{set, records, good_rows(records)};
  Table table = names_of(rows);
  add_labels(rows, table);
  add_facts(rows, table);
  return table;
}

std::vector<std::uint64_t> good_rows(const std::vector<ImageRecord>& records) {
  std::vector<std::uint64_t> rows;
  for (std::uint64_t row = 0; row < records.size(); ++row) {
    if (records[row].good) rows.push_back(row);
  }
  return rows;
}

std::vector<std::string> classes_without_images(const ImageSet& set,
                                                const std::vector<ImageRecord>& records) {
  require_match(set, records);
  std::unordered_set<std::string_view> served;
  for (const std::uint64_t row : good_rows(records)) {
    served.insert(set.files[row].labels->front());
  }
  std::vector<std::string> out;
  for (const std::string& name : set.classes.index) {
    if (served.count(name) == 0) out.push_back(name);
  }
  return out;
}

}  // namespace lexicnn
