#include "embed/linear_trainer.hpp"

#include <limits>
#include <linear.h>
#include <mutex>
#include <utility>

#include "lexicnn/core/error.hpp"

namespace lexicnn {
namespace {

void print_nothing(const char*) {}

/// LIBLINEAR prints what it does unless told otherwise, for the whole process.
void silence() {
  static std::once_flag once;
  std::call_once(once, [] { set_print_string_function(&print_nothing); });
}

struct ModelDeleter {
  void operator()(model* trained) const { free_and_destroy_model(&trained); }
};

/// Solvers that use no random numbers (the dual ones call rand()), so that training gives the same
/// in any thread.
int solver_of(ClassifierKind kind) {
  return kind == ClassifierKind::logistic ? L2R_LR : L2R_L2LOSS_SVC;
}

}  // namespace

struct LinearTrainer::Nodes {
  std::vector<feature_node> all;
  std::vector<std::size_t> start;  // of each row
};

LinearTrainer::LinearTrainer(const Grid<double>& values, std::vector<std::int32_t> codes,
                             std::uint64_t classes)
    : nodes_(std::make_unique<Nodes>()),
      codes_(std::move(codes)),
      classes_(classes),
      columns_(values.columns()) {
  silence();
  constexpr std::uint64_t kMost = std::numeric_limits<int>::max();
  if (values.rows() >= kMost || values.columns() >= kMost) {
    throw Error(ErrorKind::invalid_input,
                "LIBLINEAR trains on at most 2,147,483,646 rows and columns: choose fewer");
  }
  for (std::uint64_t i = 0; i < values.rows(); ++i) {
    nodes_->start.push_back(nodes_->all.size());
    for (std::uint64_t j = 0; j < columns_; ++j) {
      if (values(i, j) != 0) nodes_->all.push_back({static_cast<int>(j + 1), values(i, j)});
    }
    nodes_->all.push_back({-1, 0});
  }
}

LinearTrainer::~LinearTrainer() = default;

Grid<double> LinearTrainer::train(ClassifierKind kind, std::span<const std::uint64_t> rows,
                                  double cost, double tolerance) const {
  std::vector<feature_node*> nodes;
  std::vector<double> codes;
  for (const std::uint64_t row : rows) {
    nodes.push_back(nodes_->all.data() + nodes_->start[row]);
    codes.push_back(codes_[row]);
  }
  const problem task{static_cast<int>(rows.size()), static_cast<int>(columns_), codes.data(),
                     nodes.data(), -1};
  parameter how{};
  how.solver_type = solver_of(kind);
  how.eps = tolerance;
  how.C = cost;
  const std::unique_ptr<model, ModelDeleter> trained(::train(&task, &how));
  Grid<double> out(classes_, columns_);
  const auto lines = static_cast<std::uint64_t>(trained->nr_class == 2 ? 1 : trained->nr_class);
  for (std::uint64_t line = 0; line < lines; ++line) {
    const auto c = static_cast<std::uint64_t>(trained->label[line]);
    for (std::uint64_t j = 0; j < columns_; ++j)
      out(c, j) = trained->w[j * lines + line];
  }
  if (lines == 1) {
    const auto first = static_cast<std::uint64_t>(trained->label[0]);
    const auto second = static_cast<std::uint64_t>(trained->label[1]);
    for (std::uint64_t j = 0; j < columns_; ++j)
      out(second, j) = -out(first, j);
  }
  return out;
}

}  // namespace lexicnn
