/// What the tests of the store share: sample matrices, errors as values, Python.
#pragma once

#include <array>
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <functional>
#include <gtest/gtest.h>
#include <iterator>
#include <optional>
#include <string>
#include <sys/wait.h>
#include <utility>
#include <vector>

#include "lexicnn/core/annotated.hpp"
#include "lexicnn/core/error.hpp"

#include "support/temp_dir.hpp"

namespace lexicnn::test {

/// The error that `body` throws, as "<name>: <message>"; "no error" where it throws none.
inline std::string error_of(const std::function<void()>& body) {
  try {
    body();
  } catch (const Error& error) {
    return std::string(error.name()) + ": " + error.what();
  }
  return "no error";
}

/// `text` begins with the error's name and holds `part`.
inline testing::AssertionResult is_error(const std::string& text, const std::string& name,
                                         const std::string& part = {}) {
  if (text.rfind(name + ": ", 0) == 0 && text.find(part) != std::string::npos) {
    return testing::AssertionSuccess();
  }
  return testing::AssertionFailure()
         << "expected " << name << " with '" << part << "', got " << text;
}

inline std::string bytes_of(const std::filesystem::path& path) {
  std::ifstream file(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(file), {}};
}

inline void write_bytes(const std::filesystem::path& path, const std::string& bytes) {
  std::ofstream(path, std::ios::binary) << bytes;
}

/// Files of a folder, by name.
inline std::vector<std::string> files_in(const std::filesystem::path& folder) {
  std::vector<std::string> out;
  for (const auto& entry : std::filesystem::directory_iterator(folder)) {
    out.push_back(entry.path().filename().string());
  }
  return out;
}

inline bool has_python() {
  return std::string(LEXICNN_PYTHON) != "";
}

/// Runs a script of tests/store; what it prints where it fails, nothing where it succeeds.
inline std::string run_python(const std::string& script,
                              const std::vector<std::string>& arguments) {
  const auto quoted = [](const std::string& text) { return " '" + text + "'"; };
  std::string command = quoted(LEXICNN_PYTHON) + " -B" +
                        quoted(std::string(LEXICNN_SOURCE_DIR) + "/tests/store/" + script);
  for (const std::string& argument : arguments)
    command += quoted(argument);
  std::FILE* pipe = ::popen((command + " 2>&1").c_str(), "r");
  if (pipe == nullptr) return "cannot run " + command;
  std::string output;
  std::array<char, 4096> buffer{};
  while (const std::size_t count = std::fread(buffer.data(), 1, buffer.size(), pipe)) {
    output.append(buffer.data(), count);
  }
  const int status = ::pclose(pipe);
  return WIFEXITED(status) && WEXITSTATUS(status) == 0 ? "" : "failed: " + output;
}

/// A table of `rows` rows, named `prefix`0, `prefix`1, …, without columns.
inline Table plain_table(std::uint64_t rows, const std::string& prefix) {
  Table out;
  for (std::uint64_t i = 0; i < rows; ++i)
    out.index.push_back(prefix + std::to_string(i));
  return out;
}

/// rows × columns numbers, all different: 1000 · row + column, divided by 8.
template <typename T>
Array counting(std::uint64_t rows, std::uint64_t columns) {
  std::vector<T> values;
  for (std::uint64_t row = 0; row < rows; ++row) {
    for (std::uint64_t column = 0; column < columns; ++column) {
      values.push_back(static_cast<T>(static_cast<double>(1000 * row + column) / 8));
    }
  }
  return {{rows, columns}, std::move(values)};
}

template <typename T = float>
AnnotatedMatrix plain_matrix(std::uint64_t rows, std::uint64_t columns) {
  AnnotatedMatrix out;
  out.obs = plain_table(rows, "image");
  out.var = plain_table(columns, "conv:");
  out.x = counting<T>(rows, columns);
  return out;
}

/// Tests of the .h5ad files that a Python script makes in a folder. Each test makes them anew: it
/// runs in a process of its own.
class MadeFiles : public testing::Test {
 protected:
  explicit MadeFiles(std::string script) : script_(std::move(script)) {}

  void SetUp() override {
    if (!has_python()) GTEST_SKIP() << "LEXICNN_PYTHON is not set";
    ASSERT_EQ(run_python(script_, {folder_.path()}), "");
  }

  [[nodiscard]] std::filesystem::path file(const std::string& name) const {
    return folder_ / (name + ".h5ad");
  }

 private:
  std::string script_;
  TempDir folder_;
};

}  // namespace lexicnn::test
