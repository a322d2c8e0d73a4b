"""Prints p-values as SciPy and whole-number arithmetic give them, for p_value_test.cpp.

Lines `source law side n m numerator log10_p`, with D = numerator / (n m).
"""

import math
import random
import warnings

import numpy as np
from scipy import stats

SIDES = {"two_sided": "two-sided", "presence": "less", "absence": "greater"}


def show(source: str, law: str, side: str, n: int, m: int, numerator: int, log10_p: float) -> None:
    print(source, law, side, n, m, numerator, repr(float(log10_p)))


def share_of_paths(n: int, m: int, k: int, two_sided: bool) -> float:
    """log10 of the share of orders that reach k, by counting those that do not."""
    row = [0] * (m + 1)
    for i in range(n + 1):
        for j in range(m + 1):
            inside = m * i - n * j < k and (not two_sided or n * j - m * i < k)
            if not inside:
                row[j] = 0
            elif i == j == 0:
                row[j] = 1
            elif j > 0:
                row[j] += row[j - 1]
    paths = math.comb(n + m, n)
    return math.log10(paths - row[m]) - math.log10(paths)


def both_tails(size: int, numerator: int, pairs: int) -> float:
    """log10 of twice the one-sided one-sample sum, in whole numbers; D = numerator / pairs."""
    t = size * numerator
    total = sum(
        math.comb(size, v) * (t + v * pairs) ** (v - 1) * (size * pairs - t - v * pairs) ** (size - v)
        for v in range(1, size)
        if t + v * pairs <= size * pairs
    )
    total = total * t + (size * pairs - t) ** size  # which is the term of v = 0
    return math.log10(2 * total) - size * math.log10(size * pairs)


def samples(random_state: np.random.Generator) -> None:
    """Real samples, so that D and its side are SciPy's own."""
    sizes = [(1, 1), (1, 9), (2, 3), (5, 5), (7, 11), (9, 40), (12, 400), (30, 30), (40, 260), (141, 141), (100, 150)]
    sizes += [(20, 3000), (50, 4000), (300, 700), (1000, 1500)]
    for n, m in sizes:
        for shift in (0, 0.1, -0.3, 0.8, -1.5, 3):
            inner = random_state.normal(shift, 1, n)
            outer = random_state.normal(0, 1.2, m)
            for side, alternative in SIDES.items():
                for law, method in (("exact", "exact"), ("large_sample", "asymp")):
                    if law == "exact" and n * m > 20_000 and min(n, m) > 8:
                        continue
                    if law == "large_sample" and n * m == 1:
                        continue  # SciPy rounds the one sample to no values at all
                    with warnings.catch_warnings():
                        warnings.simplefilter("error")  # it says where it does not do as asked
                        try:
                            result = stats.ks_2samp(inner, outer, alternative, method)
                        except RuntimeWarning:
                            continue
                    numerator = round(result.statistic * n * m)
                    if result.pvalue > 1e-300:
                        show("ks_2samp", law, side, n, m, numerator, math.log10(result.pvalue))


def one_sample_laws(draw: random.Random) -> None:
    """kstwo at many sizes: with m this large, round(n m / (n + m)) is n."""
    for n in (1, 2, 3, 4, 5, 8, 11, 12, 17, 33, 50, 67, 100, 140, 141, 150, 200, 495, 1300, 4999, 5001, 20_000):
        m = 4 * n * n + 1
        # SciPy's sum has n terms.
        scaled = [draw.uniform(0, min(math.sqrt(n), 18)) for _ in range(60 if n < 2_000 else 12)]
        scaled += [0.17, 0.19, 0.25, 0.3, 0.4, 0.5, 1.48, 1.49, 1.99, 2.01]
        for z in scaled:
            numerator = min(n * m, int(z / math.sqrt(n) * n * m))
            p = stats.kstwo.sf(numerator / (n * m), n)
            floor = math.log10(2) + (math.lgamma(n + 1) + math.lgamma(m + 1) - math.lgamma(n + m + 1)) / math.log(10)
            if p > 1e-300 and math.log10(p) > floor + 1e-9:
                show("kstwo", "large_sample", "two_sided", n, m, numerator, math.log10(p))


def whole_numbers(draw: random.Random) -> None:
    sizes = [(1, 30), (3, 7), (3, 10_000), (8, 60), (8, 3_000), (9, 9), (10, 40), (20, 33), (17, 300), (60, 240)]
    sizes += [(141, 141), (120, 300), (400, 500)]
    for n, m in sizes:
        unit = math.gcd(n, m)
        scale = math.sqrt(n * m * (n + m))  # of the numerator, so that its limit law is Kolmogorov's
        numerators = {unit * draw.randint(1, n * m // unit) for _ in range(3)} | {unit, n * m}
        if n * m < 50_000:
            numerators |= {int(z * scale) for z in (0.3, 0.6, 0.9, 1.3, 2, 2.9, 3.1, 4, 6, 9)}
        else:
            numerators |= {int(z * scale) for z in (2.9, 3.1, 15.2)}
        for k in sorted(k for k in numerators if unit <= k <= n * m):
            lattice = -(-k // unit) * unit
            show("paths", "exact", "two_sided", n, m, k, share_of_paths(n, m, lattice, True))
            show("paths", "exact", "presence", n, m, k, share_of_paths(n, m, lattice, False))
    # The tail far below the smallest double.
    for n, share in ((141, 0.9), (300, 0.6), (700, 0.4), (700, 0.79), (700, 0.81), (3000, 0.97), (3000, 0.99)):
        m = 4 * n * n + 1
        k = int(share * n * m)
        show("sum", "large_sample", "two_sided", n, m, k, both_tails(n, k, n * m))


if __name__ == "__main__":
    samples(np.random.default_rng(5))
    one_sample_laws(random.Random(5))
    whole_numbers(random.Random(6))
