#include "lexicon/query_parser.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <fmt/format.h>
#include <limits>
#include <utility>

#include "lexicnn/core/suggest.hpp"

#include "lexicon/query_tokens.hpp"

namespace lexicnn {
namespace {

constexpr std::array<std::string_view, 6> kMeasures{"s",       "|s|",   "auc",
                                                    "log10_p", "depth", "channel"};
constexpr std::array<std::string_view, 6> kComparisons{"<", "<=", ">", ">=", "=", "!="};
constexpr std::array<std::string_view, 3> kSides{"present", "absent", "selected"};

/// The values that a measure can have.
struct Bounds {
  double low;
  double high;
  std::string_view text;
};

Bounds bounds(QueryMeasure measure) {
  constexpr double kInfinity = std::numeric_limits<double>::infinity();
  switch (measure) {
    case QueryMeasure::signed_ks:
      return {-1, 1, "from -1 to 1"};
    case QueryMeasure::log10_p:
      return {-kInfinity, 0, "0 or less"};
    case QueryMeasure::channel:
      return {0, kInfinity, "0 or more"};
    case QueryMeasure::size:
    case QueryMeasure::auc:
    case QueryMeasure::depth:
      break;
  }
  return {0, 1, "from 0 to 1"};
}

/// By recursive descent; one function a rule of the grammar in docs/query.md.
class Parser {
 public:
  explicit Parser(std::string_view query) : query_(query), tokens_(query_tokens(query)) {}

  QueryNode parse() {
    QueryNode out = either();
    if (peek().kind != TokenKind::end) fail_after_part();
    if (nameless_ != nullptr && names_a_class_) {
      fail(nameless_->begin,
           fmt::format("of which class? in a query that names classes write {0}(CLASS), or "
                       "{0}(*) for any class",
                       nameless_->text));
    }
    return out;
  }

 private:
  [[noreturn]] void fail(std::size_t at, const std::string& message) const {
    fail_query(query_, at, message);
  }

  [[nodiscard]] const Token& peek(std::size_t ahead = 0) const {
    return tokens_[std::min(next_ + ahead, tokens_.size() - 1)];
  }

  const Token& take() { return tokens_[std::min(next_++, tokens_.size() - 1)]; }

  bool take_if(TokenKind kind) {
    if (peek().kind != kind) return false;
    take();
    return true;
  }

  [[nodiscard]] std::string found() const {
    const Token& token = peek();
    if (token.kind == TokenKind::end) return "found the end of the query";
    const std::string_view written = query_.substr(token.begin, token.end - token.begin);
    const std::string_view quote = token.kind == TokenKind::quoted ? "" : "'";
    return fmt::format("found {0}{1}{0}", quote, written);
  }

  [[noreturn]] void fail_expected(const std::string& what) const {
    fail(peek().begin, fmt::format("expected {}, {}", what, found()));
  }

  void expect(TokenKind kind, const char* what) {
    if (!take_if(kind)) fail_expected(what);
  }

  [[nodiscard]] bool is_call(std::string_view name) const {
    return peek().kind == TokenKind::word && peek().text == name && peek(1).kind == TokenKind::open;
  }

  /// What cannot follow a whole part of a query.
  [[noreturn]] void fail_after_part() const {
    std::string hint;
    switch (peek().kind) {
      case TokenKind::comparison:
        hint =
            "what can be compared is s, |s|, auc, log10_p, depth and channel, as in s(CLASS) > 0.6";
        break;
      case TokenKind::plus:
      case TokenKind::minus:
        hint = "only profiles are added, as in like(A) - like(B)";
        break;
      case TokenKind::colon:
        hint = "only a layer has one, as in layer:NAME";
        break;
      case TokenKind::comma:
        hint = "commas stand within the parentheses of a function";
        break;
      default:
        break;
    }
    fail(peek().begin,
         fmt::format("expected '&', '|' or {}, {}{}{}", depth_ > 0 ? "')'" : "the end of the query",
                     found(), hint.empty() ? "" : "; ", hint));
  }

  /// One more level of nesting while it lives.
  class Level {
   public:
    explicit Level(Parser& parser) : parser_(parser) {
      if (++parser_.levels_ > Query::kDeepest) {
        parser_.fail(parser_.peek().begin,
                     fmt::format("more than {} levels of parentheses and '!'", Query::kDeepest));
      }
    }
    ~Level() { --parser_.levels_; }
    Level(const Level&) = delete;
    Level& operator=(const Level&) = delete;

   private:
    Parser& parser_;
  };

  QueryNode either() {
    std::vector<QueryNode> parts;
    do {
      parts.push_back(both());
    } while (take_if(TokenKind::either));
    if (parts.size() == 1) return std::move(parts.front());
    return {QueryEither{std::move(parts)}};
  }

  QueryNode both() {
    std::vector<QueryNode> parts;
    do {
      parts.push_back(factor());
    } while (take_if(TokenKind::both) || starts_a_part());
    if (parts.size() == 1) return std::move(parts.front());
    return {QueryBoth{std::move(parts)}};
  }

  /// A '-' does not: `a - like(b)` would be read as `a & -like(b)`.
  [[nodiscard]] bool starts_a_part() const {
    switch (peek().kind) {
      case TokenKind::word:
      case TokenKind::quoted:
      case TokenKind::open:
      case TokenKind::negation:
      case TokenKind::size_of_s:
        return true;
      default:
        return false;
    }
  }

  QueryNode factor() {
    if (peek().kind != TokenKind::negation) return primary();
    const Level level(*this);
    take();
    std::vector<QueryNode> part;
    part.push_back(factor());
    return {QueryNot{std::move(part)}};
  }

  QueryNode primary() {
    if (peek().kind == TokenKind::open) return parenthesised();
    if (peek().kind == TokenKind::minus || is_call("like")) return sum();
    if (at_measure()) return compare();
    if (peek().kind == TokenKind::word && peek().text == "layer" &&
        peek(1).kind == TokenKind::colon)
      return layer();
    for (std::size_t side = 0; side < kSides.size(); ++side) {
      if (!is_call(kSides[side])) continue;
      take();
      return {QuerySelected{static_cast<QuerySide>(side), classes_in_parentheses()}};
    }
    if (is_call("any") || is_call("all")) return {QuerySelected{QuerySide::present, quantified()}};
    refuse_unknown_function();
    return {QuerySelected{QuerySide::present,
                          {{class_name("a class, a function, a comparison or '('")}, false}}};
  }

  /// `dog(`, but not `dog (cat | wolf)`.
  void refuse_unknown_function() const {
    static const std::vector<std::string> kFunctions{
        "present", "absent", "selected", "like", "any", "all", "s", "|s|", "auc", "log10_p"};
    if (peek().kind != TokenKind::word || peek(1).kind != TokenKind::open) return;
    if (peek().end != peek(1).begin) return;
    fail(
        peek().begin,
        fmt::format("there is no function '{}'{} (functions: present, absent, selected, like, any, "
                    "all, s, |s|, auc, log10_p; a class before a parenthesis needs a space or '&')",
                    peek().text, suggest(peek().text, kFunctions)));
  }

  QueryNode parenthesised() {
    const Level level(*this);
    take();
    ++depth_;
    QueryNode out = either();
    if (peek().kind != TokenKind::close) fail_after_part();
    --depth_;
    take();
    return out;
  }

  QueryNode sum() {
    QueryLike out;
    double sign = take_if(TokenKind::minus) ? -1 : 1;
    while (true) {
      if (!is_call("like")) fail_expected("like(CLASS)");
      take();
      take();
      out.terms.push_back({sign, {names(), false}});
      expect(TokenKind::close, "',' or ')'");
      if (peek().kind != TokenKind::plus && peek().kind != TokenKind::minus) break;
      sign = take().kind == TokenKind::minus ? -1 : 1;
    }
    return {std::move(out)};
  }

  [[nodiscard]] bool at_measure() const {
    if (peek().kind == TokenKind::size_of_s) return true;
    const auto measure = peek().kind == TokenKind::word ? measure_named(peek().text) : std::nullopt;
    if (!measure) return false;
    return peek(1).kind == TokenKind::comparison ||
           (is_of_class(*measure) && peek(1).kind == TokenKind::open);
  }

  QueryNode compare() {
    QueryCompare out;
    const Token& written = take();
    out.at = written.begin;
    out.measure =
        written.kind == TokenKind::size_of_s ? QueryMeasure::size : *measure_named(written.text);
    if (is_of_class(out.measure)) {
      if (peek().kind == TokenKind::open) {
        out.classes = classes_in_parentheses();
      } else if (nameless_ == nullptr) {
        nameless_ = &written;
      }
    }
    if (peek().kind != TokenKind::comparison) fail_expected("a comparison (< <= > >= = !=)");
    const Token& sign = take();
    const std::string_view plain = sign.text == "==" ? std::string_view("=") : sign.text;
    for (std::size_t i = 0; i < kComparisons.size(); ++i) {
      if (kComparisons[i] == plain) out.comparison = static_cast<QueryComparison>(i);
    }
    out.number = number(out.measure);
    return {std::move(out)};
  }

  double number(QueryMeasure measure) {
    const Token& token = peek();
    double out = 0;
    const char* end = token.text.data() + token.text.size();
    const auto [stop, error] = std::from_chars(token.text.data(), end, out);
    if (token.kind != TokenKind::word || stop != end || error != std::errc() || !std::isfinite(out))
      fail_expected("a number");
    const Bounds range = bounds(measure);
    if (out < range.low || out > range.high) {
      fail(token.begin,
           fmt::format("{} is {}, never {}", to_string(measure), range.text, token.text));
    }
    take();
    return out;
  }

  QueryNode layer() {
    take();
    take();
    return {QueryLayer{name("the name of a layer, or a glob")}};
  }

  /// `any(…)` or `all(…)`.
  QueryClasses quantified() {
    QueryClasses out;
    out.all = take().text == "all";
    take();
    out.names = names();
    expect(TokenKind::close, "',' or ')'");
    return out;
  }

  QueryClasses classes_in_parentheses() {
    take();
    QueryClasses out =
        is_call("any") || is_call("all") ? quantified() : QueryClasses{names(), false};
    expect(TokenKind::close, "',' or ')'");
    return out;
  }

  std::vector<QueryName> names() {
    std::vector<QueryName> out;
    do {
      out.push_back(class_name("a class"));
    } while (take_if(TokenKind::comma));
    return out;
  }

  QueryName class_name(const char* what) {
    names_a_class_ = true;
    return name(what);
  }

  QueryName name(const char* what) {
    if (peek().kind != TokenKind::word && peek().kind != TokenKind::quoted) fail_expected(what);
    const Token& token = take();
    return {token.text, token.kind == TokenKind::quoted, token.begin};
  }

  std::string_view query_;
  std::vector<Token> tokens_;
  std::size_t next_ = 0;
  std::size_t levels_ = 0;  // of parentheses and '!'
  std::size_t depth_ = 0;   // of parentheses
  bool names_a_class_ = false;
  const Token* nameless_ = nullptr;  // the first measure without a class
};

}  // namespace

std::string_view to_string(QueryMeasure measure) noexcept {
  return kMeasures[static_cast<std::size_t>(measure)];
}

std::string_view to_string(QueryComparison comparison) noexcept {
  return kComparisons[static_cast<std::size_t>(comparison)];
}

std::string_view to_string(QuerySide side) noexcept {
  return kSides[static_cast<std::size_t>(side)];
}

bool is_of_class(QueryMeasure measure) noexcept {
  return measure != QueryMeasure::depth && measure != QueryMeasure::channel;
}

std::optional<QueryMeasure> measure_named(std::string_view name) noexcept {
  for (std::size_t i = 0; i < kMeasures.size(); ++i) {
    if (kMeasures[i] == name) return static_cast<QueryMeasure>(i);
  }
  return std::nullopt;
}

QueryNode parse_query(std::string_view query) {
  return Parser(query).parse();
}

Query::Query(std::string text) : text_(std::move(text)) {
  if (text_.size() > kLongest) {
    throw Error(ErrorKind::invalid_option,
                fmt::format("the query is {} bytes long, more than {}", text_.size(), kLongest));
  }
  root_ = std::make_shared<const QueryNode>(parse_query(text_));
}

}  // namespace lexicnn
