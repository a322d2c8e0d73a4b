/// The compiler's vector intrinsics, where the processor may have them.
#pragma once

#if defined(__x86_64__)
// gcc 12 takes the undefined registers of its own header for a mistake.
#pragma GCC diagnostic push
#if defined(__GNUC__) && !defined(__clang__)
#pragma GCC diagnostic ignored "-Wmaybe-uninitialized"
#pragma GCC diagnostic ignored "-Wuninitialized"
#endif
#include <immintrin.h>
#pragma GCC diagnostic pop
#endif
