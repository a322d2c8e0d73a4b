/// Bytes become a small matrix, labels and options; `score` must give what the slow definition
/// does.
#include <algorithm>
#include <cmath>
#include <limits>
#include <optional>
#include <span>

#include "lexicnn/core/half.hpp"
#include "lexicnn/core/random.hpp"

#include "fuzz/support.hpp"
#include "fuzz/target.hpp"
#include "score/reference.hpp"
#include "score/score_fixture.hpp"

namespace lexicnn::fuzz {
namespace {

/// Numbers from the input; when it ends, zeros, or random ones that the input fixes.
class Choices {
 public:
  explicit Choices(std::span<const std::uint8_t> bytes) : bytes_(bytes) {}

  std::uint8_t byte() {
    if (!bytes_.empty()) {
      const std::uint8_t out = bytes_.front();
      bytes_ = bytes_.subspan(1);
      return out;
    }
    return random_ ? static_cast<std::uint8_t>((*random_)()) : std::uint8_t{0};
  }
  std::uint32_t below(std::uint32_t bound) {
    return (byte() | static_cast<std::uint32_t>(byte()) << 8U) % bound;
  }
  std::uint64_t bits() {
    std::uint64_t out = 0;
    for (int i = 0; i < 8; ++i)
      out = out << 8U | byte();
    return out;
  }
  void go_on_randomly(std::uint64_t stream) { random_.emplace(7, stream); }

 private:
  std::span<const std::uint8_t> bytes_;
  std::optional<RandomStream> random_;
};

struct HalfNumber {
  using Bits = std::uint16_t;
  static constexpr ElementType kType = ElementType::f16;
  static constexpr Bits kInfinity = 0x7C00;
  static Bits from(float value) { return to_half(value).bits; }
  static double value(Bits bits) { return to_float(Half{bits}); }
};
struct SingleNumber {
  using Bits = std::uint32_t;
  static constexpr ElementType kType = ElementType::f32;
  static constexpr Bits kInfinity = 0x7F800000;
  static Bits from(float value) { return std::bit_cast<Bits>(value); }
  static double value(Bits bits) { return std::bit_cast<float>(bits); }
};
struct DoubleNumber {
  using Bits = std::uint64_t;
  static constexpr ElementType kType = ElementType::f64;
  static constexpr Bits kInfinity = 0x7FF0000000000000;
  static Bits from(float value) { return std::bit_cast<Bits>(static_cast<double>(value)); }
  static double value(Bits bits) { return std::bit_cast<double>(bits); }
};

struct Labels {
  ClassLabels labels;
  std::optional<ErrorKind> error;  // that they must lead to
};

Labels any_labels(Choices& choices, std::uint32_t rows) {
  const std::uint32_t classes = 1 + choices.below(5);
  // Every class has an image, unless told otherwise.
  const bool all_there = choices.byte() % 8 != 0;
  std::vector<std::int32_t> codes(rows);
  std::vector<std::uint32_t> sizes(classes);
  for (std::uint32_t row = 0; row < rows; ++row) {
    codes[row] = static_cast<std::int32_t>(choices.byte() % (classes + 1)) - 1;
    if (all_there && row < classes) codes[row] = static_cast<std::int32_t>(row);
    if (codes[row] >= 0) ++sizes[static_cast<std::size_t>(codes[row])];
  }
  Labels out{test::numbered_classes(std::move(codes), static_cast<std::int32_t>(classes)), {}};
  const auto wrong = std::find_if(sizes.begin(), sizes.end(),
                                  [rows](std::uint32_t size) { return size == 0 || size == rows; });
  if (wrong != sizes.end()) {
    out.error = *wrong == 0 ? ErrorKind::invalid_input : ErrorKind::one_class;
  }
  return out;
}

/// One value. Of the styles, some give many ties, some the edges of the type.
template <typename Number>
typename Number::Bits any_value(Choices& choices, std::uint32_t style, bool finite) {
  using Bits = typename Number::Bits;
  constexpr Bits kSign = static_cast<Bits>(Bits{1} << (8 * sizeof(Bits) - 1));
  constexpr Bits kInfinity = Number::kInfinity;
  const Bits edges[] = {0,
                        kSign,
                        1,
                        static_cast<Bits>(kSign | 1),
                        static_cast<Bits>(kInfinity - 1),
                        static_cast<Bits>(kSign | (kInfinity - 1)),
                        Number::from(1),
                        static_cast<Bits>(Number::from(1) + 1),
                        Number::from(-1),
                        kInfinity,
                        static_cast<Bits>(kSign | kInfinity),
                        static_cast<Bits>(kInfinity | 1)};
  Bits out = 0;
  switch (style) {
    case 0:
      out = static_cast<Bits>(choices.bits());
      break;
    case 1:
      out = Number::from(static_cast<float>(choices.byte() % 5) - 1);
      break;
    case 2:
      out = edges[choices.byte() % std::size(edges)];
      break;
    case 3:
      out = choices.byte() < 160 ? Bits{0} : Number::from(static_cast<float>(choices.byte()) / 16);
      break;
    default:
      out = Number::from(static_cast<float>(choices.byte()));
  }
  return finite && (out & ~kSign) >= kInfinity ? static_cast<Bits>(out ^ kInfinity) : out;
}

template <typename Number>
struct Matrix {
  using Bits = typename Number::Bits;

  Matrix(Choices& choices, std::uint32_t rows_wanted, std::uint32_t columns_wanted)
      : rows(rows_wanted), columns(columns_wanted), by_row(choices.byte() % 2 == 0) {
    const bool finite = choices.byte() % 4 != 0;
    bits.resize(std::size_t{rows} * columns);
    for (std::uint32_t column = 0; column < columns; ++column) {
      const std::uint32_t style = choices.byte() % 5;
      for (std::uint32_t row = 0; row < rows; ++row)
        at(row, column) = any_value<Number>(choices, style, finite);
    }
  }

  Bits& at(std::uint32_t row, std::uint32_t column) {
    return bits[by_row ? std::size_t{row} * columns + column : std::size_t{column} * rows + row];
  }

  [[nodiscard]] MatrixView view() const {
    return {bits.data(), Number::kType, rows, columns, by_row ? columns : 1, by_row ? 1 : rows};
  }

  /// Every value of the three types is a double.
  std::vector<double> column_values(std::uint32_t column) {
    std::vector<double> out;
    for (std::uint32_t row = 0; row < rows; ++row)
      out.push_back(Number::value(at(row, column)));
    return out;
  }

  [[nodiscard]] bool is_finite() const {
    return std::all_of(bits.begin(), bits.end(),
                       [](Bits each) { return std::isfinite(Number::value(each)); });
  }

  std::uint32_t rows;
  std::uint32_t columns;
  bool by_row;
  std::vector<Bits> bits;
};

void hold_against(const Scores& scores, const std::vector<double>& values,
                  const ClassLabels& labels, std::uint32_t feature) {
  for (std::uint32_t c = 0; c < labels.names.size(); ++c) {
    const auto expected = test::reference_score(values, labels.codes, static_cast<std::int32_t>(c));
    const auto pairs = static_cast<double>(expected.n * expected.m);
    const auto require = [&](double score, double wanted, const char* what) {
      if (score == wanted) return;
      found(std::string(what) + " of class " + std::to_string(c) + ", feature " +
            std::to_string(feature) + ": " + std::to_string(score) + ", not " +
            std::to_string(wanted));
    };
    require(static_cast<double>(scores.numerator(c, feature)),
            static_cast<double>(expected.numerator), "numerator");
    require(scores.signed_ks(c, feature), static_cast<double>(expected.numerator) / pairs,
            "signed KS");
    require(scores.presence(c, feature), static_cast<double>(expected.plus) / pairs, "presence");
    require(scores.absence(c, feature), static_cast<double>(expected.minus) / pairs, "absence");
    require(scores.location(c, feature), expected.location, "location");
    require(scores.auc(c, feature), static_cast<double>(expected.doubled_u) / (2 * pairs), "AUC");
  }
}

template <typename AnyMatrix>
bool may_overflow(AnyMatrix& matrix, std::uint32_t columns) {
  for (std::uint32_t column = 0; column < columns; ++column) {
    for (const double value : matrix.column_values(column)) {
      if (std::abs(value) > 1e150) return true;
    }
  }
  return false;
}

template <typename Number>
void score_one(Choices& choices) {
  const std::uint32_t rows =
      choices.byte() % 16 == 0 ? 1 + choices.below(700) : 1 + choices.byte() % 70;
  const std::uint32_t columns = 1 + choices.byte() % 4;
  const std::uint64_t nulls = choices.byte() % 4;
  const ScoreOptions options{
      .nulls = nulls == 3 ? 0 : nulls,
      .panel = choices.byte() % 4 == 0,
      .panel_top = 1 + choices.byte() % 80U,
  };
  const Context context = test::with_threads(1 + choices.byte() % 8 / 7);
  if (choices.byte() % 2 == 0) choices.go_on_randomly(choices.bits());
  const Labels labels = any_labels(choices, rows);
  Matrix<Number> matrix(choices, rows, columns);

  std::optional<ErrorKind> error = labels.error;
  if (!error && !matrix.is_finite()) error = ErrorKind::not_finite;
  try {
    const MemorySource source(matrix.view());
    const Scores scores =
        score(source, labels.labels, test::numbered_features(columns), options, context);
    if (error) found("scored what is " + std::string(error_name(*error)));
    for (std::uint32_t column = 0; column < columns; ++column)
      hold_against(scores, matrix.column_values(column), labels.labels, column);
  } catch (const Error& thrown) {
    // Finite values whose sum or squares are not.
    if (!error && thrown.kind() == ErrorKind::not_finite && may_overflow(matrix, columns)) return;
    if (thrown.kind() != error) found(std::string("an error: ") + thrown.what());
  }
}

}  // namespace
}  // namespace lexicnn::fuzz

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  lexicnn::fuzz::Choices choices(std::span(data, size));
  switch (choices.byte() % 3) {
    case 0:
      lexicnn::fuzz::score_one<lexicnn::fuzz::HalfNumber>(choices);
      break;
    case 1:
      lexicnn::fuzz::score_one<lexicnn::fuzz::SingleNumber>(choices);
      break;
    default:
      lexicnn::fuzz::score_one<lexicnn::fuzz::DoubleNumber>(choices);
  }
  return 0;
}
