/// The two-sided one-sample law of many values, approximately.
#pragma once

namespace lexicnn {

/// P(D_n < z / sqrt(n)) by the four terms of Pelz and Good (1976), in powers of 1 / sqrt(n).
double pelz_good_below(double n, double z);

}  // namespace lexicnn
