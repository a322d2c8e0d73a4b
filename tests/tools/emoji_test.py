"""The demo images: their classes, counts, names and colours."""

import tempfile
import unittest
from pathlib import Path

from PIL import Image

from tools.cache import ToolError
from tools.emoji.bitmap_font import BitmapFont
from tools.emoji.build import EMOJI_TESTS, FONTS, build, first_file
from tools.emoji.classes import SMALLEST_CLASS, ascii_name, emoji_classes, file_name
from tools.emoji.unicode_data import Emoji, read_emoji

FONT = first_file(FONTS, "fonts-noto-color-emoji")
EMOJI_TEST = first_file(EMOJI_TESTS, "unicode-data")


class Names(unittest.TestCase):
    def test_names_are_ascii(self):
        self.assertEqual(ascii_name("sky & weather"), "sky-weather")
        self.assertEqual(ascii_name("piñata"), "pinata")
        self.assertEqual(ascii_name("keycap: #"), "keycap")

    def test_file_name_has_the_code_point(self):
        dog = Emoji((0x1F415,), "dog", "Animals & Nature", "animal-mammal")
        self.assertEqual(file_name(dog), "1F415-dog.png")


class Classes(unittest.TestCase):
    def emoji(self, count: int, subgroup: str) -> list[Emoji]:
        return [Emoji((code,), f"name {code}", "Group", subgroup) for code in range(count)]

    def test_sixteen_are_enough_and_fifteen_are_not(self):
        emoji = self.emoji(SMALLEST_CLASS, "enough") + self.emoji(SMALLEST_CLASS - 1, "too few")
        self.assertEqual([one.name for one in emoji_classes(emoji, range(100))], ["enough"])

    def test_sequences_and_what_the_font_lacks_do_not_count(self):
        emoji = self.emoji(SMALLEST_CLASS, "plain")
        emoji.append(Emoji((1, 2), "sequence", "Group", "plain"))
        (plain,) = emoji_classes(emoji, range(SMALLEST_CLASS))
        self.assertEqual(len(plain.members), SMALLEST_CLASS)
        self.assertEqual(emoji_classes(emoji, range(SMALLEST_CLASS - 1)), [])

    def test_a_file_without_emoji_is_named(self):
        with tempfile.NamedTemporaryFile() as empty, self.assertRaisesRegex(ToolError, "no emoji"):
            read_emoji(Path(empty.name))

    def test_unicode_15_and_the_font(self):
        drawn = BitmapFont(FONT)
        emoji = read_emoji(EMOJI_TEST)
        single = [one for one in emoji if len(one.code_points) == 1 and one.code_points[0] in drawn]
        self.assertEqual(len(single), 1_377)
        sizes = {one.name: len(one.members) for one in emoji_classes(emoji, drawn)}
        self.assertEqual((len(sizes), sum(sizes.values()), min(sizes.values())), (33, 860, 16))
        largest = {"animal-mammal": 63, "transport-ground": 50, "sky-weather": 47, "clothing": 47}
        self.assertEqual({name: sizes[name] for name in largest}, largest)


class Build(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = Path(folder.name) / "emoji"

    def test_build(self):
        self.assertTrue(build(FONT, EMOJI_TEST, self.folder))
        with self.subTest("files"):
            images = sorted(self.folder.glob("*/*"))
            self.assertEqual(len(images), 860)
            self.assertIn(self.folder / "animal-mammal" / "1F415-dog.png", images)
        with self.subTest("images are opaque, on white"):
            image = Image.open(self.folder / "animal-mammal" / "1F415-dog.png")
            self.assertEqual((image.mode, image.size), ("RGB", (136, 128)))
            self.assertEqual(image.getpixel((0, 0)), (255, 255, 255))
        with self.subTest("classes.tsv"):
            rows = (self.folder / "classes.tsv").read_text(encoding="utf-8").splitlines()
            table = dict(row.split("\t") for row in rows)
            self.assertEqual(rows[0], "class\tgroup")
            self.assertEqual(table.pop("class"), "group")
            self.assertEqual(table["animal-mammal"], "Animals & Nature")
            folders = {path.name for path in self.folder.iterdir() if path.is_dir()}
            self.assertEqual(set(table), folders)
        with self.subTest("nothing is done twice, what is lost comes back"):
            self.assertFalse(build(FONT, EMOJI_TEST, self.folder))
            images[0].unlink()
            self.assertTrue(build(FONT, EMOJI_TEST, self.folder))
            self.assertTrue(images[0].exists())
        with self.subTest("nothing else is left behind"):
            names = sorted(path.name for path in self.folder.parent.iterdir())
            self.assertEqual(names, ["emoji", "emoji.stamp.json"])

    def test_a_font_without_bitmaps_leaves_nothing(self):
        outlines = next(Path("/usr/share/fonts").rglob("*Sans*.ttf"), None)
        if outlines is None:
            self.skipTest("there is no outline font on this machine")
        with self.assertRaisesRegex(ToolError, "no coloured bitmaps"):
            build(outlines, EMOJI_TEST, self.folder)
        self.assertFalse(self.folder.exists())


if __name__ == "__main__":
    unittest.main()
