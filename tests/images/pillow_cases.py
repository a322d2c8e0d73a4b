"""Writes images and what Pillow makes of them, for the tests of lexicnn's images stage.

    pillow_cases.py SECTION FOLDER

FOLDER/index.tsv gets a line a case, without a header: name, input file, extra fields …, width, height,
file with the expected RGB bytes. Inputs of the section `resize` and `crop` are raw RGB bytes too.
"""

import io
import struct
import sys
import zlib
from pathlib import Path

import numpy as np
from PIL import Image, ImageCms, ImageOps

rng = np.random.default_rng(1703)


class Cases:
    def __init__(self, folder: Path):
        self.folder = folder
        self.lines: list[str] = []

    def add(self, name: str, data: bytes, expected: Image.Image, *fields: object) -> None:
        source = self.folder / f"{len(self.lines)}.in"
        target = self.folder / f"{len(self.lines)}.rgb"
        source.write_bytes(data)
        target.write_bytes(expected.tobytes())
        row = [name, source.name, *fields, *expected.size, target.name]
        self.lines.append("\t".join(map(str, row)))

    def write(self) -> None:
        (self.folder / "index.tsv").write_text("\n".join(self.lines) + "\n")


def picture(width: int, height: int) -> Image.Image:
    """Smooth colours with noise in a corner: something of everything."""
    x = np.linspace(0, 255, width)[None, :, None]
    y = np.linspace(0, 255, height)[:, None, None]
    pixels = np.concatenate([x + 0 * y, y + 0 * x, (x + y) / 2], axis=2)
    pixels[: height // 2, : width // 2] = rng.integers(0, 256, (height // 2, width // 2, 3))
    return Image.fromarray(pixels.astype(np.uint8))


def noise(width: int, height: int) -> Image.Image:
    return Image.fromarray(rng.integers(0, 2, (height, width, 3), dtype=np.uint8) * 255)


def encoded(image: Image.Image, kind: str, **options: object) -> bytes:
    out = io.BytesIO()
    image.save(out, kind, **options)
    return out.getvalue()


def upright_over_white(data: bytes) -> Image.Image:
    image = ImageOps.exif_transpose(Image.open(io.BytesIO(data)))
    if image.mode in ("LA", "PA", "RGBA") or "transparency" in image.info:
        rgba = image.convert("RGBA")
        out = Image.new("RGB", image.size, "white")
        out.paste(rgba, mask=rgba.getchannel("A"))
        return out
    return image.convert("RGB")


def png(pixels: np.ndarray, colour_type: int, bits: int) -> bytes:
    """A PNG from rows × columns × channels, for what Pillow does not write."""
    rows = pixels.astype(">u2" if bits == 16 else "u1")
    raw = b"".join(b"\0" + row.tobytes() for row in rows)

    def chunk(kind: bytes, body: bytes) -> bytes:
        return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))

    size = struct.pack(">IIBBBBB", pixels.shape[1], pixels.shape[0], bits, colour_type, 0, 0, 0)
    return (b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", size) + chunk(b"IDAT", zlib.compress(raw))
            + chunk(b"IEND", b""))


def bmp(width: int, height: int, bits: int, compression: int, body: bytes, *, masks: bytes = b"",
        palette: bytes = b"", header: int = 40) -> bytes:
    start = 14 + 40 + len(masks) + len(palette)
    head = struct.pack("<IiiHHIIiiII", header, width, height, 1, bits, compression, len(body), 0, 0,
                       len(palette) // 4, 0)
    return (b"BM" + struct.pack("<IHHI", start + len(body), 0, 0, start) + head + masks + palette
            + body)


def jpeg_cases(cases: Cases) -> None:
    def add(name: str, data: bytes, mode: str) -> None:
        cases.add(name, data, upright_over_white(data), "jpeg", mode, 1)

    for width, height in ((1, 1), (7, 5), (8, 8), (17, 33), (160, 120), (20000, 10)):
        for subsampling in (0, 1, 2):
            data = encoded(picture(width, height), "JPEG", quality=90, subsampling=subsampling)
            add(f"jpeg {width}x{height} subsampling {subsampling}", data, "rgb")
    image = picture(161, 119)
    add("jpeg progressive", encoded(image, "JPEG", progressive=True), "rgb")
    add("jpeg low quality", encoded(image, "JPEG", quality=10), "rgb")
    add("jpeg restart markers", encoded(image, "JPEG", restart_marker_blocks=3), "rgb")
    add("jpeg stored as RGB", encoded(image, "JPEG", keep_rgb=True), "rgb")
    add("jpeg grey", encoded(image.convert("L"), "JPEG"), "grey")
    add("jpeg CMYK", encoded(image.convert("CMYK"), "JPEG", quality=95), "cmyk")
    add("jpeg CMYK progressive", encoded(image.convert("CMYK"), "JPEG", progressive=True), "cmyk")
    add("jpeg with bytes behind its end", encoded(image, "JPEG") + b"more", "rgb")


def orientation_cases(cases: Cases) -> None:
    image = picture(30, 20)
    for orientation in range(1, 9):
        for kind, options in (("JPEG", {"quality": 95}), ("PNG", {}), ("WEBP", {"lossless": True}),
                              ("TIFF", {})):
            exif = Image.Exif()
            exif[0x0112] = orientation
            data = encoded(image, kind, exif=exif, **options)
            cases.add(f"{kind} orientation {orientation}", data, upright_over_white(data),
                      kind.lower(), "rgb", orientation)
    exif = Image.Exif()
    exif[0x0112] = 9
    data = encoded(image, "JPEG", exif=exif)
    cases.add("orientation outside 1 to 8", data, Image.open(io.BytesIO(data)), "jpeg", "rgb", 1)


def png_cases(cases: Cases) -> None:
    def add(name: str, data: bytes, mode: str, expected: Image.Image | None = None) -> None:
        cases.add("png " + name, data, expected or upright_over_white(data), "png", mode, 1)

    image = picture(53, 37)
    alpha = Image.fromarray(rng.integers(0, 256, (37, 53), dtype=np.uint8))
    rgba = image.copy()
    rgba.putalpha(alpha)
    add("RGB", encoded(image, "PNG"), "rgb")
    add("RGBA", encoded(rgba, "PNG"), "rgba")
    add("grey", encoded(image.convert("L"), "PNG"), "grey")
    add("grey and alpha", encoded(rgba.convert("LA"), "PNG"), "greya")
    add("1 bit", encoded(image.convert("1"), "PNG"), "grey")
    add("one grey transparent", encoded(image.convert("L"), "PNG", transparency=100), "greya")
    add("one colour transparent", encoded(image, "PNG", transparency=image.getpixel((50, 30))), "rgba")
    for bits in (1, 2, 4, 8):
        palette = image.quantize(2**bits)
        add(f"palette of {bits} bits", encoded(palette, "PNG", bits=bits), "palette")
        clear = encoded(palette, "PNG", bits=bits, transparency=bytes([0, 128][: 2**bits]))
        add(f"palette of {bits} bits, transparent", clear, "palette")
    add("1x1", encoded(picture(1, 1), "PNG"), "rgb")
    add("20000x10", encoded(picture(20000, 10), "PNG"), "rgb")

    for name, colour_type, channels, mode in (("grey", 0, 1, "grey16"), ("RGB", 2, 3, "rgb16"),
                                              ("grey and alpha", 4, 2, "greya16"),
                                              ("RGBA", 6, 4, "rgba16")):
        deep = rng.integers(0, 65536, (11, 13, channels))
        same = {1: "L", 2: "LA", 3: "RGB", 4: "RGBA"}[channels]
        upper = Image.fromarray((deep >> 8).astype(np.uint8).squeeze(), same)
        add(f"16 bits {name}", png(deep, colour_type, 16), mode,
            upright_over_white(encoded(upper, "PNG")))


def other_cases(cases: Cases) -> None:
    def add(name: str, kind: str, data: bytes, mode: str) -> None:
        cases.add(f"{kind} {name}", data, upright_over_white(data), kind, mode, 1)

    image = picture(75, 41)
    rgba = image.copy()
    rgba.putalpha(Image.fromarray(rng.integers(0, 256, (41, 75), dtype=np.uint8)))
    frames = [picture(75, 41), picture(75, 41)]
    clear = rgba.quantize(64)

    add("lossy", "webp", encoded(image, "WEBP", quality=80), "rgb")
    add("lossless", "webp", encoded(image, "WEBP", lossless=True), "rgb")
    add("alpha", "webp", encoded(rgba, "WEBP", lossless=True, exact=True), "rgba")
    add("animated", "webp",
        encoded(image, "WEBP", lossless=True, save_all=True, append_images=frames), "rgba")

    for compression in (None, "tiff_lzw", "tiff_adobe_deflate", "packbits"):
        add(f"RGB {compression}", "tiff", encoded(image, "TIFF", compression=compression), "rgb")
    add("grey", "tiff", encoded(image.convert("L"), "TIFF"), "grey")
    add("1 bit", "tiff", encoded(image.convert("1"), "TIFF", compression="group4"), "grey")
    add("RGBA", "tiff", encoded(rgba, "TIFF"), "rgba")
    add("CMYK", "tiff", encoded(image.convert("CMYK"), "TIFF"), "cmyk")
    add("palette", "tiff", encoded(image.quantize(200), "TIFF"), "rgb")
    add("pages", "tiff", encoded(image, "TIFF", save_all=True, append_images=frames), "rgb")

    add("palette", "gif", encoded(image.quantize(200), "GIF"), "palette")
    add("transparent", "gif", encoded(clear, "GIF", transparency=3), "palette")
    add("animated", "gif", encoded(image, "GIF", save_all=True, append_images=frames), "palette")

    add("RGB", "bmp", encoded(image, "BMP"), "rgb")
    add("grey", "bmp", encoded(image.convert("L"), "BMP"), "palette")
    add("1 bit", "bmp", encoded(image.convert("1"), "BMP"), "palette")
    add("palette", "bmp", encoded(image.quantize(200), "BMP"), "palette")
    add("RGBX", "bmp", encoded(rgba, "BMP"), "rgb")
    add("1x1", "bmp", encoded(picture(1, 1), "BMP"), "rgb")
    words = rng.integers(0, 65536, (6, 10), dtype=np.uint16)
    add("16 bits 555", "bmp", bmp(10, 6, 16, 0, words.tobytes()), "rgb")
    add("16 bits 565, top down", "bmp",
        bmp(10, -6, 16, 3, words.tobytes(), masks=struct.pack("<III", 0xF800, 0x7E0, 0x1F)), "rgb")
    masks = struct.pack("<IIII", 0xFF0000, 0xFF00, 0xFF, 0xFF000000)
    add("RGBA", "bmp", bmp(5, 4, 32, 3, rng.integers(0, 256, 80, dtype=np.uint8).tobytes(),
                           masks=masks + bytes(52), header=108), "rgba")
    colours = rng.integers(0, 256, 1024, dtype=np.uint8).tobytes()
    add("4 bits", "bmp", bmp(7, 2, 4, 0, bytes(range(0, 128, 16)), palette=colours[:64]), "palette")
    rle8 = bytes([4, 9, 0, 3, 1, 2, 3, 0, 0, 0, 2, 7, 0, 2, 3, 0, 2, 5, 0, 0, 7, 250, 0, 1])
    add("RLE8", "bmp", bmp(7, 3, 8, 1, rle8, palette=colours), "palette")
    rle4 = bytes([5, 0x12, 2, 0x34, 0, 0, 0, 5, 0x56, 0x78, 0x90, 0, 2, 0x11, 0, 0, 7, 0xAB, 0, 1])
    add("RLE4", "bmp", bmp(7, 3, 4, 2, rle4, palette=colours[:64]), "palette")


def decode_cases(cases: Cases) -> None:
    jpeg_cases(cases)
    orientation_cases(cases)
    png_cases(cases)
    other_cases(cases)


FILTERS = {"nearest": Image.Resampling.NEAREST, "bilinear": Image.Resampling.BILINEAR,
           "bicubic": Image.Resampling.BICUBIC}


def resize_cases(cases: Cases) -> None:
    sizes = [((1, 1), (224, 224)), ((1, 1), (1, 3)), ((2, 3), (5, 4)), ((7, 5), (3, 9)),
             ((300, 249), (224, 224)), ((500, 375), (224, 224)), ((500, 375), (299, 299)),
             ((64, 48), (64, 7)), ((64, 48), (9, 48)), ((33, 65), (1, 1)), ((100, 90), (101, 89)),
             ((20000, 10), (224, 224)), ((10, 5000), (31, 37)), ((400, 900), (224, 224)), ((50, 100), (50, 20)), ((640, 480), (12, 640)),
             ((31, 31), (620, 93))]
    for size, wanted in sizes:
        for make in (picture, noise):
            image = make(*size)
            for name, resampling in FILTERS.items():
                cases.add(f"{make.__name__} {size} to {wanted} {name}", image.tobytes(),
                          image.resize(wanted, resampling), *size, name)


def crop_cases(cases: Cases) -> None:
    """torchvision's Resize(short) and CenterCrop on PIL images."""
    for size in ((500, 375), (375, 500), (300, 249), (256, 256), (257, 300), (224, 225), (2000, 30),
                 (30, 2000), (97, 131)):
        image = picture(*size)
        for short, (width, height) in ((256, (224, 224)), (232, (224, 224)), (301, (300, 215))):
            for name, resampling in FILTERS.items():
                scaled = [int(short * side / min(size)) for side in size]
                left = round((scaled[0] - width) / 2.0)
                top = round((scaled[1] - height) / 2.0)
                expected = image.resize(scaled, resampling).crop((left, top, left + width, top + height))
                cases.add(f"{size} short side {short} to {width}x{height} {name}", image.tobytes(),
                          expected, *size, name, short)


def renamed(profile: bytes) -> bytes:
    """The profile under another name."""
    for old, new in (("sRGB", "sXYZ"),):
        profile = profile.replace(old.encode(), new.encode())
        profile = profile.replace(old.encode("utf-16-be"), new.encode("utf-16-be"))
    return profile


def swapped_profile() -> bytes:
    """sRGB with the places of red and green exchanged."""
    data = bytearray(renamed(ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()))
    places = {bytes(data[at:at + 4]): at for at in range(132, 132 + 12 * data[131], 12)}
    red, green = places[b"rXYZ"] + 4, places[b"gXYZ"] + 4
    data[red:red + 8], data[green:green + 8] = data[green:green + 8], data[red:red + 8]
    return bytes(data)


def grey_profile() -> bytes:
    """Grey whose values are light itself (gamma 1)."""
    def fixed(*values: float) -> bytes:
        return b"".join(struct.pack(">i", round(value * 65536)) for value in values)

    white = fixed(0.9642, 1.0, 0.8249)
    name = b"linear grey\0"
    bodies = {
        b"desc": b"desc\0\0\0\0" + struct.pack(">I", len(name)) + name + bytes(78),
        b"wtpt": b"XYZ \0\0\0\0" + white,
        b"kTRC": b"curv\0\0\0\0" + struct.pack(">IH", 1, 0x0100),
        b"cprt": b"text\0\0\0\0none\0",
    }
    table, body = struct.pack(">I", len(bodies)), b""
    start = 132 + 12 * len(bodies)
    for tag, content in bodies.items():
        content += bytes(-len(content) % 4)
        table += tag + struct.pack(">II", start + len(body), len(content))
        body += content
    header = struct.pack(">I4sI4s4s4s12s4s", start + len(body), b"\0" * 4, 0x02400000, b"mntr", b"GRAY", b"XYZ ",
                         struct.pack(">6H", 2000, 1, 1, 0, 0, 0), b"acsp") + bytes(28) + white + bytes(48)
    return header + table + body


def profile_cases(cases: Cases) -> None:
    """Expected: lcms by way of Pillow, relative colorimetric."""
    def converted(data: bytes, profile: bytes) -> Image.Image:
        image = Image.open(io.BytesIO(data))
        return ImageCms.profileToProfile(image, io.BytesIO(profile), ImageCms.createProfile("sRGB"),
                                         renderingIntent=ImageCms.Intent.RELATIVE_COLORIMETRIC, outputMode="RGB")

    image = picture(61, 47)
    kinds = (("JPEG", {"quality": 95}), ("PNG", {}), ("TIFF", {}), ("WEBP", {"lossless": True}))
    for kind, options in kinds:
        data = encoded(image, kind, icc_profile=swapped_profile(), **options)
        cases.add(f"{kind} red and green exchanged", data, converted(data, swapped_profile()), "2")
    for kind, options in kinds[:3]:
        data = encoded(image.convert("L"), kind, icc_profile=grey_profile(), **options)
        cases.add(f"{kind} linear grey", data, converted(data, grey_profile()), "2")
    srgb = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    plain = {"sRGB": srgb, "of no use": swapped_profile()[:200], "text": b"no profile" * 40,
             "RGB in a grey image": None, "empty": b""}
    for name, profile in plain.items():
        if profile is None:
            data = encoded(image.convert("L"), "PNG", icc_profile=swapped_profile())
        else:
            data = encoded(image, "JPEG", icc_profile=profile)
        cases.add(f"profile {name}", data, Image.open(io.BytesIO(data)).convert("RGB"),
                  "0" if profile is not None else "any")
    long = swapped_profile() + bytes(150_000)  # several segments
    data = encoded(image, "JPEG", quality=95, icc_profile=long[:4] + long[4:])
    cases.add("JPEG with a profile in several segments", data, converted(data, swapped_profile()), "2")


def fast_cases(cases: Cases) -> None:
    """JPEG shrunk by the decoder as far as Pillow's draft mode does, then resized."""
    for size in ((1000, 750), (447, 448), (448, 449), (900, 2000), (100, 90), (1793, 1792)):
        for orientation in (1, 6):
            exif = Image.Exif()
            exif[0x0112] = orientation
            data = encoded(picture(*size), "JPEG", quality=90, exif=exif)
            image = Image.open(io.BytesIO(data))
            wanted = (224, 200) if orientation == 1 else (200, 224)
            image.draft("RGB", wanted)
            image.load()
            expected = ImageOps.exif_transpose(image).resize((224, 200), Image.Resampling.BILINEAR)
            cases.add(f"{size} orientation {orientation}", data, expected)


if __name__ == "__main__":
    section, folder = sys.argv[1:]
    written = Cases(Path(folder))
    {"decode": decode_cases, "resize": resize_cases, "crop": crop_cases, "profile": profile_cases,
     "fast": fast_cases}[section](written)
    written.write()
