"""The four statements of the paper's abstract, each with a rule and its verdict by that rule."""

from dataclasses import dataclass

from results import Results

CONFIRMED, NOT_CONFIRMED, DIFFERENTLY = "confirmed", "not confirmed", "differently"


@dataclass(frozen=True)
class Verdict:
    statement: str  # of the abstract, word by word
    rule: str
    verdict: str
    evidence: list[str]


def percent(share: float) -> str:
    return f"{100 * share:.1f} %"


def behaviour(results: Results, name: str, row: str) -> str:
    """How a lower band goes against the high one: weaker, stronger or alike."""
    test = next(each for each in results.differences("bands") if each["row"] == row
                and each["measure"] == "excess" and each["first"] == name)
    high = results.band("quantile", name, "high")["excess"]
    if test["p_holm"] > 0.05 or abs(test["value"]) < 0.1 * high:
        return "alike"
    return "weaker" if test["value"] < 0 else "stronger"


def judge_depth(results: Results) -> Verdict:
    ways = {name: (behaviour(results, name, "low - high"), behaviour(results, name, "middle - high"))
            for name in results.names}
    seen = set(ways.values())
    same = {("weaker", "weaker"), ("stronger", "stronger")} & seen
    if seen == {("alike", "alike")}:
        verdict = NOT_CONFIRMED
    elif len(seen) == 1 and same:
        verdict = DIFFERENTLY
    else:
        verdict = CONFIRMED
    evidence = []
    for name, (low, middle) in ways.items():
        bands = [results.band("quantile", name, band) for band in ("low", "middle", "high")]
        numbers = ", ".join(f"{band['name']} {band['excess']:.3f}" for band in bands)
        evidence.append(f"{name}: low layers {low}, middle layers {middle} than the high ones "
                        f"(excess {numbers})".replace("alike than", "alike, against"))
    evidence.append("so the high layers are " + "; ".join(
        f"{word} on {', '.join(names)}" for word, names in (
            ("stronger than the low ones", [n for n in ways if ways[n][0] == "weaker"]),
            ("weaker", [n for n in ways if ways[n][0] == "stronger"]),
            ("no different", [n for n in ways if ways[n][0] == "alike"])) if names))
    return Verdict(
        "Low and middle level features may behave differently to high level features, but only "
        "under certain conditions.",
        "Behaviour is the excess: mean |s| less that of random classes. In a set a band differs from "
        "the high one where Holm's p is at most .05 and the difference at least a tenth of the high "
        "band's excess. Confirmed: bands differ, but not in the same way in all sets. Differently: "
        "they differ in the same way in all sets. Not confirmed: they differ in none.",
        verdict, evidence)


def judge_both_ways(results: Results) -> Verdict:
    shares = {name: results.whole("quantile", name)["both_share"] for name in results.names}
    nearly = sum(share >= 0.9 for share in shares.values())
    if min(shares.values()) >= 0.99:
        verdict = CONFIRMED
    elif 2 * nearly > len(shares):
        verdict = DIFFERENTLY
    else:
        verdict = NOT_CONFIRMED
    evidence = []
    for name in results.names:
        row = results.whole("quantile", name)
        evidence.append(
            f"{name}: {percent(row['both_share'])} of the features serve both ways, "
            f"{percent(row['any_share'])} one way at least (with meaningless labels "
            f"{percent(results.meaningless(name)['both_share'])} both ways); of the selected pairs "
            f"{percent(row['absence_share'] / row['selected_share'])} are by absence")
    return Verdict(
        "All CNN features can be used for knowledge representation purposes both by their presence "
        "or by their absence, doubling the information a single CNN feature may provide.",
        "A feature serves both ways in a set where it is selected by presence for one class and by "
        "absence for another. Confirmed: 99 % of the features in every set. Differently: 90 % in most "
        "sets. Not confirmed: else.",
        verdict, evidence)


def judge_noise(results: Results) -> Verdict:
    within = {name: 1 - results.whole("quantile", name)["selected_share"] for name in results.names}
    verdict = CONFIRMED if min(within.values()) >= 0.1 else NOT_CONFIRMED
    evidence = []
    for name in results.names:
        bands = [results.band("quantile", name, band) for band in ("low", "middle", "high")]
        shares = ", ".join(f"{band['name']} {percent(1 - band['selected_share'])}" for band in bands)
        row = results.whole("quantile", name)
        evidence.append(
            f"{name}: {percent(within[name])} of the pairs do not stand out of the noise ({shares}); "
            f"{percent(row['none_share'])} of the features do so for no class; mean |s| "
            f"{row['mean_abs']:.3f}, of random classes {row['null_mean_abs']:.3f}")
    return Verdict(
        "We also study how much noise these features may include.",
        "The noise of a set is the share of (class, feature) pairs that do not exceed the .99 quantile "
        "of random classes. Confirmed, that features include noise: 10 % of the pairs in every set. "
        "Not confirmed: less in any.",
        verdict, evidence)


def judge_threshold(results: Results) -> Verdict:
    kept = {name: results.meaningless(name)["selected_share"] for name in results.names}
    left = {name: results.whole("quantile", name)["noise_share"] for name in results.names}
    single = {name: results.whole("threshold", name)["noise_share"] for name in results.names}
    good = max(kept.values()) <= 0.02 and max(left.values()) <= 0.1
    evidence = [f"{name}: of meaningless pairs {percent(1 - kept[name])} are discarded; of what is "
                f"kept with the true labels {percent(left[name])} is expected to be noise, and with "
                f"one threshold of .25 for all sets {percent(single[name])}"
                for name in results.names]
    return Verdict(
        "We propose a thresholding approach to discard most of it.",
        "Confirmed: the .99 quantile for each layer and class size discards 98 % of the pairs of "
        "labels that mean nothing, and of the pairs that it keeps with the true labels at most 10 % are "
        "expected to be noise, in every set. Differently: one of both. Not confirmed: none.",
        CONFIRMED if good else
        DIFFERENTLY if max(kept.values()) <= 0.02 or max(left.values()) <= 0.1 else NOT_CONFIRMED,
        evidence)


def judge(results: Results) -> list[Verdict]:
    return [judge_depth(results), judge_both_ways(results), judge_noise(results),
            judge_threshold(results)]
