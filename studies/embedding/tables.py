"""What `lexicnn evaluate` said of the sets, as the tables and verdicts of README.md."""

from dataclasses import dataclass, field
from pathlib import Path

LAST, BEST, ALL = "layer:block5_conv3", "best-layer", "all-layers"
FULL, SELECTED, AWARE = "full-network", "selected", "noise-aware"
REPRESENTATIONS = (LAST, BEST, ALL, FULL, SELECTED, AWARE)
NAMES = {LAST: "last convolution", BEST: "best layer", ALL: "all layers", FULL: "full-network embedding",
         SELECTED: "selected", AWARE: "noise-aware"}
RIVALS = (LAST, BEST, FULL)  # the noise-aware embedding is to be as good as the best of these


@dataclass
class Difference:
    value: float
    low: float  # of the 95 % interval over the draws
    high: float
    p: float | None

    def __str__(self) -> str:
        return f"{100 * self.value:+.1f} ({100 * self.low:+.1f} to {100 * self.high:+.1f}; p {p_text(self.p)})"


@dataclass
class SetResult:
    name: str
    what: str
    images: int
    classes: int
    large: int  # classes with enough images for the most shots
    evaluations: dict[tuple[str, str], dict] = field(default_factory=dict)  # by representation and shots
    differences: dict[tuple[str, str, str], dict] = field(default_factory=dict)  # and by both names

    def add(self, result: dict) -> None:
        """Takes in the output of `evaluate --json`."""
        for each in result["evaluations"]:
            self.evaluations[each["representation"], each["shots"]] = each
        for each in result["differences"]:
            self.differences[each["first"], each["second"], each["shots"]] = each

    @property
    def shots(self) -> list[str]:
        return list(dict.fromkeys(shots for _, shots in self.evaluations))

    def accuracy(self, representation: str, shots: str) -> float:
        return self.evaluations[representation, shots]["accuracy"]

    def difference(self, first: str, second: str, shots: str) -> Difference:
        """Accuracy of the first less that of the second."""
        turned = (first, second, shots) not in self.differences
        found = self.differences[(second, first, shots) if turned else (first, second, shots)]
        value, low, high = (found[each] for each in ("difference", "difference_low", "difference_high"))
        return Difference(-value, -high, -low, found["p"]) if turned else Difference(value, low, high, found["p"])


def table(headings: list[str], rows: list[list[str]]) -> str:
    lines = [headings, ["---"] * len(headings), *rows]
    return "\n".join("| " + " | ".join(cells) + " |" for cells in lines) + "\n"


def p_text(p: float | None) -> str:
    if p is None:
        return "-"
    return "<.0001" if p < 0.0001 else f"{p:.4f}".lstrip("0")


def shots_text(shots: str) -> str:
    return f"{shots} shot{'' if shots == '1' else 's'}"


def sets_table(results: list[SetResult]) -> str:
    return table(["set", "what", "images", "classes", "of them with 26 images or more"],
                 [[each.name, each.what, str(each.images), str(each.classes), str(each.large)] for each in results])


def accuracy_table(results: list[SetResult]) -> str:
    """A row a representation and set, a column a number of shots; the best of each column in bold."""
    shots = results[0].shots
    rows = []
    for result in results:
        best = {each: max(result.accuracy(name, each) for name in REPRESENTATIONS) for each in shots}
        for name in REPRESENTATIONS:
            cells = [result.name, NAMES[name]]
            for each in shots:
                found = result.evaluations[name, each]
                text = f"{100 * found['accuracy']:.1f}"
                text = f"**{text}**" if found["accuracy"] == best[each] else text
                cells.append(f"{text} ± {100 * (found['accuracy_high'] - found['accuracy']):.1f}")
            rows.append(cells)
    return table(["set", "representation", *map(shots_text, shots)], rows)


def mean_table(results: list[SetResult]) -> str:
    """Accuracy over all sets and shots."""
    rows = []
    for name in REPRESENTATIONS:
        cells = [each.accuracy(name, shots) for each in results for shots in each.shots]
        rows.append([NAMES[name], f"{100 * sum(cells) / len(cells):.2f}"])
    return table(["representation", "mean accuracy over all cells, %"], rows)


def best_rival(result: SetResult, shots: str) -> str:
    return max(RIVALS, key=lambda name: result.accuracy(name, shots))


def differences_table(results: list[SetResult]) -> str:
    rows = []
    for result in results:
        for shots in result.shots:
            cells = [result.name, shots]
            for other in (*RIVALS, ALL):
                cells.append(str(result.difference(AWARE, other, shots)))
            rows.append(cells)
    return table(["set", "shots", *(f"less {NAMES[other]}" for other in (*RIVALS, ALL))], rows)


@dataclass
class Verdict:
    cells: int
    as_good: int  # cells where the noise-aware embedding is at least as good as the best rival
    worse: list[str]  # cells where it is worse, with the difference and p
    clearly_worse: int  # of these, those whose interval over the draws lies below 0
    better_mean: bool  # better than every rival on average over the cells

    @property
    def reached(self) -> bool:
        return self.as_good == self.cells and self.better_mean


def judge(results: list[SetResult]) -> Verdict:
    cells = [(result, shots) for result in results for shots in result.shots]
    worse, clearly, as_good = [], 0, 0
    for result, shots in cells:
        rival = best_rival(result, shots)
        difference = result.difference(AWARE, rival, shots)
        if difference.value >= 0:
            as_good += 1
            continue
        worse.append(f"{result.name}, {shots_text(shots)}: {difference} to the {NAMES[rival]}")
        clearly += difference.high < 0
    mean = {name: sum(result.accuracy(name, shots) for result, shots in cells) / len(cells)
            for name in (AWARE, *RIVALS)}
    return Verdict(len(cells), as_good, worse, clearly, all(mean[AWARE] > mean[name] for name in RIVALS))


def verdict_text(results: list[SetResult]) -> str:
    verdict = judge(results)
    lines = [f"**{'Reached' if verdict.reached else 'Not reached'}.** The noise-aware embedding is at least as good as "
             f"the best of last convolution, best layer and full-network embedding in {verdict.as_good} of "
             f"{verdict.cells} cells, clearly worse (the interval over the draws lies below 0) in {verdict.clearly_worse}, and on average "
             f"over all cells it is {'better than each of them' if verdict.better_mean else 'not better than each of them'}."]
    if verdict.worse:
        lines += ["", "Cells where it is worse than the best of them:", "", *(f"- {each}" for each in verdict.worse)]
    return "\n".join(lines) + "\n"


def write_report(results: list[SetResult], folder: Path) -> None:
    text = (Path(__file__).resolve().parent / "README.in.md").read_text(encoding="utf-8")
    parts = {"sets": sets_table(results), "verdict": verdict_text(results), "accuracy": accuracy_table(results),
             "means": mean_table(results), "differences": differences_table(results)}
    for name, part in parts.items():
        text = text.replace(f"{{{{{name}}}}}", part.rstrip("\n"))
    (folder / "README.md").write_text(text, encoding="utf-8")
