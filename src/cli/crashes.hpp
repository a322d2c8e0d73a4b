/// The last resort where a library crashes.
#pragma once

namespace lexicnn::cli {

/// From now on a crash ends the program like any other failure: one line on stderr, status 1, no
/// temporary files left. HDF5 1.10 believes some fields of a damaged file that no caller can check.
void report_crashes();

}  // namespace lexicnn::cli
