"""Tables, figures and verdicts as README.md."""

from pathlib import Path

from line_chart import Series, line_chart
from results import Results
from verdicts import judge, percent

BANDS = ("low", "middle", "high")
TRENDS = ("excess", "selected_share", "none_share", "max_presence", "max_absence", "copy_share")


def table(headings: list[str], rows: list[list[str]]) -> str:
    lines = [headings, ["---"] * len(headings), *rows]
    return "\n".join("| " + " | ".join(cells) + " |" for cells in lines) + "\n"


def interval(row: dict, name: str, low: str, high: str, digits: int = 3) -> str:
    value, low_end, high_end = row[name], row[low], row[high]
    if low_end is None:
        return f"{value:.{digits}f}"
    return f"{value:.{digits}f} ({low_end:.{digits}f} to {high_end:.{digits}f})"


def p_text(p: float) -> str:
    return "<.0001" if p < 0.0001 else f"{p:.4f}"


def sets_table(results: Results) -> str:
    return table(["set", "what", "classes", "images"],
                 [[each.name, each.what, str(results.classes(each.name)),
                   f"{results.images[each.name]} (at most {each.images_a_class} a class)"]
                  for each in results.sets])


def bands_table(results: Results) -> str:
    rows = []
    for name in results.names:
        for band in [*(results.band("quantile", name, each) for each in BANDS),
                     results.whole("quantile", name)]:
            rows.append([name, band["name"], percent(band["selected_share"]),
                         percent(band["presence_share"]), percent(band["absence_share"]),
                         percent(band["both_share"]), percent(band["none_share"]),
                         percent(band["copy_share"]), percent(band["noise_share"]),
                         interval(band, "threshold", "threshold_low", "threshold_high"),
                         interval(band, "excess", "excess_low", "excess_high")])
    return table(["set", "band", "pairs selected", "by presence", "by absence", "features both ways",
                  "for no class", "near copies", "noise share", "threshold", "excess"], rows)


def differences_table(results: Results, kind: str) -> str:
    rows = []
    for each in results.differences(kind):
        if each["measure"] != "excess":
            continue
        where = each["first"] + (f" - {each['second']}" if each["second"] else "")
        rows.append([where, each["row"], interval(each, "value", "low", "high"),
                     p_text(each["p"]), p_text(each["p_holm"])])
    return table(["set", "bands", "difference of excess", "p", "p (Holm)"], rows)


def trends_table(results: Results) -> str:
    rows = []
    for measure in TRENDS:
        cells = [f"`{measure}`"]
        for name in results.names:
            trend = next(each for each in results.profile("quantile", name)["trends"]
                         if each["measure"] == measure)
            cells.append("-" if trend["rho"] is None
                         else interval(trend, "rho", "low", "high", 2))
        rows.append(cells)
    return table(["measure", *results.names], rows)


def rules_table(results: Results) -> str:
    meanings = {"quantile": ".99 quantile of the null", "fdr": "false discovery rate .05",
                "threshold": "one threshold for all, .25"}
    rows = []
    for rule, meaning in meanings.items():
        for name in results.names:
            row = results.whole(rule, name)
            rows.append([meaning, name, percent(row["selected_share"]), percent(row["noise_share"]),
                         percent(row["both_share"])])
    return table(["rule", "set", "pairs selected", "noise share", "features both ways"], rows)


def write_figures(results: Results, folder: Path) -> None:
    layers = [each["name"] for each in results.profile("quantile", results.names[0])["layers"]]

    def series(measure: str, **more: object) -> list[Series]:
        out = []
        for place, name in enumerate(results.names):
            rows = results.profile("quantile", name)["layers"]
            ends = ([], []) if measure != "excess" else (
                [row["excess_low"] for row in rows], [row["excess_high"] for row in rows])
            out.append(Series(name, [row[measure] for row in rows], *ends, colour=place, **more))
        return out

    charts = {
        "excess": ("Excess: mean |s| less that of random classes, with 95 % intervals",
                   series("excess")),
        "presence": ("Share of pairs selected by presence (solid) and by absence (dashed)",
                     series("presence_share") + [
                         Series(f"{each.name}, abs.", each.values, dashed=True, colour=each.colour)
                         for each in series("absence_share")]),
        "copies": ("Share of features that are near copies of another of their layer",
                   series("copy_share")),
    }
    for name, (title, lines) in charts.items():
        (folder / f"{name}.svg").write_text(line_chart(title, layers, lines), encoding="utf-8")


def verdicts_text(results: Results) -> str:
    parts = []
    for number, each in enumerate(judge(results), 1):
        parts.append(f"### {number}. “{each.statement}”\n\n**{each.verdict.capitalize()}.** "
                     f"*Rule:* {each.rule}\n\n" + "".join(f"- {line}\n" for line in each.evidence))
    return "\n".join(parts)


def write_report(results: Results, folder: Path) -> None:
    write_figures(results, folder)
    template = (Path(__file__).resolve().parent / "README.in.md").read_text(encoding="utf-8")
    parts = {"sets": sets_table(results), "verdicts": verdicts_text(results),
             "bands": bands_table(results), "within": differences_table(results, "bands"),
             "interaction": differences_table(results, "interaction"),
             "trends": trends_table(results), "rules": rules_table(results)}
    for name, text in parts.items():
        template = template.replace(f"{{{{{name}}}}}", text.rstrip("\n"))
    (folder / "README.md").write_text(template, encoding="utf-8")
