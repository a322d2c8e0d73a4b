/// The one exception family that lexicnn throws.
#pragma once

#include <stdexcept>
#include <string>
#include <string_view>

#include "lexicnn/core/export.hpp"

namespace lexicnn {

/// What went wrong, as a closed list; `error_name` gives the name that users and scripts see.
enum class ErrorKind {
  invalid_option,  ///< an option is outside its legal range, or two options contradict each other
  invalid_input,   ///< data of the wrong shape or meaning (lengths that differ, unknown class, …)
  not_finite,      ///< a NaN or an infinity among the activations
  one_class,       ///< nothing to compare with: the rest of a class is empty
  file_missing,    ///< an input does not exist or cannot be read
  output_exists,   ///< an output exists and overwriting was not asked for
  cannot_resume,   ///< what an interrupted run left is of another run, or damaged
  output_unwritable,  ///< an output cannot be created or written (rights, full disk, locked by a
                      ///< reader)
  invalid_file,       ///< a file exists but is not what it should be
  invalid_model,      ///< a network that cannot be read or has nothing to tap
  invalid_image,      ///< one image that cannot be decoded
  no_images,          ///< an image set without a single usable image
  memory_limit,       ///< the memory ceiling is below the stated minimum
  engine,             ///< the inference engine refused or failed
  cancelled,          ///< the caller asked to stop
  rank_lost,          ///< a process of a run on several is no more, or out of reach
};

/// The stable, hyphenated name of a kind, e.g. "output-exists".
LEXICNN_API std::string_view error_name(ErrorKind kind) noexcept;

/// Every error of lexicnn. `what()` is one sentence that says what is wrong, where, and what to do.
class LEXICNN_API Error : public std::runtime_error {
 public:
  Error(ErrorKind kind, const std::string& message);
  ~Error() override;

  [[nodiscard]] ErrorKind kind() const noexcept { return kind_; }
  [[nodiscard]] std::string_view name() const noexcept { return error_name(kind_); }

 private:
  ErrorKind kind_;
};

}  // namespace lexicnn
