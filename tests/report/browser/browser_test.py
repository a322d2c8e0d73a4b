"""Opens reports in a headless Chromium: nothing may fail, be fetched, run or run over."""

import os
import re
import subprocess
import tempfile
import unittest
from pathlib import Path

from chromium import Browser, Page, find_chromium

VIEWS = ("overview", "layers", "classes", "ledger")

# Texts whose contrast with what lies behind them is below 4.5 (3 for large ones), as WCAG 2 computes it.
CONTRAST = """
(() => {
  const rgb = (text) => {
    const [r, g, b, a = 1] = text.match(/[\\d.]+/g).map(Number);
    return { r, g, b, a };
  };
  const light = ({ r, g, b }) => [r, g, b].map((v) => v / 255)
    .map((v) => v <= 0.04045 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4)
    .reduce((sum, v, i) => sum + v * [0.2126, 0.7152, 0.0722][i], 0);
  const behind = (element) => {
    for (let at = element; at !== null; at = at.parentElement) {
      const color = rgb(getComputedStyle(at).backgroundColor);
      if (color.a === 1) return color;
    }
    return { r: 255, g: 255, b: 255 };
  };
  const bad = [];
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (walker.nextNode()) {
    const element = walker.currentNode.parentElement;
    if (walker.currentNode.data.trim() === "" || !element.checkVisibility() || element.closest("script, style")) continue;
    const style = getComputedStyle(element);
    const svg = element.namespaceURI.endsWith("svg");
    const [a, b] = [light(rgb(svg ? style.fill : style.color)), light(behind(element))];
    const ratio = (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05);
    const large = parseFloat(style.fontSize) >= 24 || (parseFloat(style.fontSize) >= 18.66 && style.fontWeight >= 700);
    if (ratio < (large ? 3 : 4.5)) bad.push(`${walker.currentNode.data.slice(0, 40)}: ${ratio.toFixed(2)}`);
  }
  return bad;
})()
"""

# Elements that reach beyond the window though nothing around them scrolls or cuts them off.
OVERFLOW = """
[...document.querySelectorAll("main, main *, header *, footer")].filter((element) => {
  if (!element.checkVisibility() || element.getBoundingClientRect().right <= innerWidth + 1) return false;
  for (let at = element.parentElement; at !== null; at = at.parentElement) {
    if (getComputedStyle(at).overflowX !== "visible") return false;
  }
  return true;
}).map((element) => `${element.tagName}.${element.className}: ${element.textContent.slice(0, 40)}`)
"""

# Accessible names: everything that can be operated says what it is.
NAMELESS = """
[...document.querySelectorAll("a, button, input, img, [tabindex='0'], svg:not([aria-hidden])")].filter((element) =>
  !(element.textContent.trim() || element.hasAttribute("aria-label") || element.hasAttribute("alt")
    || (element.labels && element.labels.length > 0)))
  .map((element) => element.outerHTML.slice(0, 120))
"""


class BrowserTest(unittest.TestCase):
    browser: Browser
    folder: tempfile.TemporaryDirectory[str]

    @classmethod
    def setUpClass(cls) -> None:
        program = find_chromium()
        if program is None:
            raise unittest.SkipTest("chromium is not installed: the report is not opened in a browser")
        cls.folder = tempfile.TemporaryDirectory(prefix="lexicnn-report-")
        subprocess.run([os.environ["LEXICNN_SAMPLE_REPORT"], cls.folder.name], check=True)
        cls.browser = Browser(program)

    @classmethod
    def tearDownClass(cls) -> None:
        cls.browser.close()
        cls.folder.cleanup()

    def open(self, name: str, fragment: str = "", width: int = 1280, scheme: str = "light") -> Page:
        page = Page(self.browser)
        self.addCleanup(page.close)
        page.size(width, 900)
        page.theme(scheme)
        page.open(Path(self.folder.name) / name, fragment)
        return page

    def assert_quiet(self, page: Page) -> None:
        self.assertEqual(page.problems(), [])
        asked = [url for url in page.requests() if not url.startswith("data:")]
        self.assertEqual([url.split("#")[0] for url in asked if not url.startswith("file:")], [])
        self.assertEqual(len({url.split("#")[0] for url in asked}), 1, asked)

    def first_class(self, page: Page) -> str:
        return page.run("encodeURIComponent(MODEL.classes[0].name)")

    def test_every_view_opens_without_error_or_request(self) -> None:
        for name in ("plain.html", "hostile.html", "bare.html", "empty.html", "large.html"):
            with self.subTest(name):
                page = self.open(name)
                for view in (*VIEWS, f"class/{self.first_class(page)}", "layer/block1_conv2"):
                    page.go(view)
                    self.assertTrue(page.run("document.querySelector('main h1').textContent"))
                    page.size(700, 900)  # charts are drawn again
                    page.size(1280, 900)
                self.assert_quiet(page)

    def test_charts_without_anything_selected_keep_their_axis_and_say_so(self) -> None:
        page = self.open("empty.html", "layers")
        chart = "[...document.querySelector('.chart').querySelectorAll('.plot text')].map((t) => t.textContent)"
        texts = page.run(chart)
        self.assertIn("No pair passes the threshold", texts)
        ticks = page.run("[...document.querySelector('.chart').querySelectorAll('.tick-label')].map((t) => t.textContent)")
        self.assertEqual(len(set(ticks)), 3, ticks)
        self.assertEqual([ticks[0], ticks[-1]], ["100\u202f%", "100\u202f%"])
        self.assertNotIn("No pair", page.run("document.querySelectorAll('.chart')[1].textContent"))
        page.go("class/dalmatian")
        self.assertIn("No feature passes the threshold", page.run("document.querySelector('.plot').textContent"))
        self.assert_quiet(page)
        page = self.open("plain.html", "layers")
        self.assertNotIn("No pair", page.run("document.querySelector('main').textContent"))

    def test_short_names_of_layers_tell_them_apart(self) -> None:
        page = self.open("plain.html")
        names = ["stem_conv"] + [f"blocks_{block}_{kind}_conv" for block in range(16)
                                 for kind in ("expand", "depthwise", "project")] + ["head_conv"]
        for limit in (12, 16, 24):
            short = page.run(f"shortNames({names}, {limit})")
            self.assertEqual(len(set(short)), len(names), short)
            self.assertLessEqual(max(map(len, short)), limit)
        self.assertEqual(page.run(f"shortNames({names}, 16)")[:3], ["stem_conv", "…0_expand_conv", "…0_depthwise…"])
        alike = ["x" * 40 + str(i) + "y" * 40 for i in range(3)]
        self.assertEqual(page.run(f"shortNames({alike}, 16)"), ["layer 1", "layer 2", "layer 3"])
        self.assertEqual(page.run("shortNames(['a', 'b'], 16)"), ["a", "b"])

    def test_the_table_of_layers_keeps_names_whole_and_in_sight(self) -> None:
        page = self.open("plain.html", "layers", width=1024)
        page.run("document.querySelector('.dense').scrollLeft = 10000")
        left = "document.querySelector('.dense tbody th').getBoundingClientRect().left"
        self.assertAlmostEqual(page.run(left), page.run("document.querySelector('.dense').getBoundingClientRect().left"), delta=2)
        lines = "[...document.querySelectorAll('.dense .name')].map((name) => name.getClientRects().length)"
        self.assertEqual(set(page.run(lines)), {1})

    def test_deep_links_open_their_view_from_outside(self) -> None:
        page = self.open("plain.html", "class/dalmatian")
        self.assertEqual(page.run("document.querySelector('h1').textContent"), "dalmatian")
        self.assertEqual(page.run("document.querySelector('[aria-current]').textContent"), "Classes")
        self.assertIn("dalmatian", page.run("document.title"))
        page = self.open("plain.html", "layer/block2_conv1")
        self.assertEqual(page.run("document.querySelector('tr.chosen th').textContent"), "block2_conv1")
        page = self.open("plain.html", "class/no%20such%20class")
        self.assertIn("no such class", page.run("document.querySelector('main').textContent"))
        self.assert_quiet(page)

    def test_every_hostile_class_is_shown_as_text(self) -> None:
        page = self.open("hostile.html")
        names = page.run("MODEL.classes.map((item) => item.name)")
        self.assertIn("</script><script>alert(2)</script>", names)
        for place, name in enumerate(names):
            page.go(page.run(f"link.class({place}).slice(1)"))
            self.assertEqual(page.run("document.querySelector('h1').textContent"), name)
        page.go("classes")
        self.assertEqual(page.run("[...document.querySelectorAll('tbody th a')].map((a) => a.textContent)"), names)
        self.assertEqual(page.run("document.querySelectorAll('script').length"), 2)
        self.assertEqual(page.run("[...document.querySelectorAll('img')].filter((i) => !i.src.startsWith('data:')).length"), 0)
        page.go("ledger")
        self.assertIn("c0/<b>cut</b>.jpg", page.run("document.querySelector('main').textContent"))
        self.assert_quiet(page)

    def test_layout_holds_in_narrow_and_wide_windows(self) -> None:
        for name in ("plain.html", "hostile.html", "large.html"):
            for width in (400, 2000):
                page = self.open(name, width=width)
                for view in (*VIEWS, f"class/{self.first_class(page)}"):
                    with self.subTest(name, width=width, view=view):
                        page.go(view)
                        self.assertLessEqual(page.run("document.documentElement.scrollWidth"), width)
                        self.assertEqual(page.run(OVERFLOW), [])

    def test_contrast_is_enough_in_light_and_dark(self) -> None:
        for scheme in ("light", "dark"):
            page = self.open("plain.html", scheme=scheme)
            for view in (*VIEWS, "class/dalmatian"):
                with self.subTest(scheme, view=view):
                    page.go(view)
                    self.assertEqual(page.run(CONTRAST), [])

    def test_the_contrast_check_can_fail(self) -> None:
        page = self.open("plain.html")
        page.run("document.querySelector('h1').style.color = '#ddd'")
        self.assertEqual(len(page.run(CONTRAST)), 1)

    def test_the_keyboard_reaches_and_works_everything(self) -> None:
        page = self.open("plain.html", "layers")
        page.run("document.getElementById('skip').focus()")
        page.press("Enter")
        self.assertEqual(page.run("document.activeElement.id"), "main")
        page.press("Tab")
        self.assertEqual(page.run("document.activeElement.getAttribute('role')"), "slider")
        for key, layer in (("ArrowRight", "block1_conv1"), ("ArrowRight", "block1_conv2"), ("End", "block5_conv1")):
            page.press(key)
            self.assertTrue(page.run("document.activeElement.getAttribute('aria-valuetext')").startswith(layer))
            self.assertIn(layer, page.run("document.querySelector('.tip:not([hidden])').textContent"))
        page.press("Escape")
        self.assertTrue(page.run("document.querySelector('.tip').hidden"))
        page.run("document.querySelector('#nav a:nth-child(3)').focus()")
        page.press("Enter")
        self.assertEqual(page.run("document.activeElement.textContent"), "Classes")
        for view in VIEWS:
            page.go(view)
            self.assertEqual(page.run(NAMELESS), [])

    def test_the_pointer_shows_the_numbers_of_the_layer_under_it(self) -> None:
        page = self.open("plain.html", "layers")
        box = page.run("(({ left, top, width }) => [left, top, width])("
                       "document.querySelector('.stage').getBoundingClientRect())")
        page.pointer(box[0] + box[2] - 20, box[1] + 60)
        share = page.run("format.percent(MODEL.layers[12].presence_share)")
        self.assertIn(share, page.run("document.querySelector('.tip').textContent"))

    def test_tables_sort_and_the_list_of_classes_filters(self) -> None:
        page = self.open("large.html", "classes")
        cells = "[...document.querySelectorAll('tbody th')].map((cell) => cell.textContent)"
        self.assertEqual(len(page.run(cells)), 300)
        page.run("[...document.querySelectorAll('thead button')].find((b) => b.textContent === 'Class').click()")
        self.assertEqual(page.run(cells)[0], "class 000")
        page.run("[...document.querySelectorAll('thead button')].find((b) => b.textContent === 'Class').click()")
        self.assertEqual(page.run(cells)[0], "class 299")
        self.assertEqual(page.run("document.querySelector('[aria-sort]').getAttribute('aria-sort')"), "descending")
        page.run("document.getElementById('class-filter').value = '29'")
        page.run("document.getElementById('class-filter').dispatchEvent(new Event('input'))")
        self.assertEqual(len(page.run(cells)), 13)
        self.assertEqual(page.run("document.querySelector('.hits').textContent"), "13 of 300")

    def test_statements_show_their_images_and_numbers(self) -> None:
        page = self.open("plain.html", "class/dalmatian")
        loaded = "Promise.all([...document.images].map((image) => image.decode().then(() => image.naturalWidth)))"
        page.run("document.querySelectorAll('img').forEach((image) => { image.loading = 'eager'; })")
        widths = page.run(loaded)
        self.assertGreater(len(widths), 50)
        self.assertEqual(set(widths), {64})
        statement = page.run("MODEL.classes[classPlaces.get('dalmatian')].presence[0]")
        card = page.run("document.querySelector('.statement.presence').textContent")
        for text in (f"{statement['signed_ks']:+.2f}", f"AUC {statement['auc']:.2f}"):
            self.assertIn(text, card)
        shown = page.run("[...document.querySelectorAll('.statement.presence .strip')[0].querySelectorAll('img')].map((i) => i.alt)")
        self.assertEqual(shown, page.run(
            "MODEL.classes[classPlaces.get('dalmatian')].presence[0].most.map(([i]) => MODEL.images.table[i].name)"))

    def test_printing_keeps_the_content(self) -> None:
        page = self.open("plain.html", "class/dalmatian")
        page.theme("light", "print")
        self.assertFalse(page.run("document.getElementById('nav').checkVisibility()"))
        self.assertTrue(page.run("document.querySelector('.statement').checkVisibility()"))
        pdf = page.call("Page.printToPDF")["data"]
        self.assertGreater(len(pdf), 10_000)

    def test_the_policy_refuses_what_is_put_in_later(self) -> None:
        page = self.open("plain.html")
        page.run("(() => { const s = document.createElement('script'); s.textContent = 'window.ran = 1';"
                 " document.body.append(s); })()")
        page.run("(() => { const i = new Image(); i.src = 'https://example.invalid/x.png'; })()")
        self.assertIsNone(page.run("window.ran"))
        self.assertTrue(any(re.search("Content Security Policy", problem) for problem in page.problems()))


if __name__ == "__main__":
    unittest.main()
