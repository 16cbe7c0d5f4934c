"""Pictures are drawn anew, and what is none of ours to draw is left alone."""

from io import BytesIO

import pytest
from PIL import Image

from collaboration.files.pictures import LARGEST_SIDE, drawn_anew
from portal.errors import Invalid
from tests.collaboration.files import samples


@pytest.fixture
def drawn(tmp_path):
    def of(content: bytes):
        (tmp_path / "file").write_bytes(content)
        return drawn_anew(tmp_path / "file")

    return of


def test_a_photograph_stands_upright_and_tells_no_place(drawn):
    came = samples.photograph()
    assert samples.PLACE in came
    kept = drawn(came)
    assert (kept.media_type, kept.width, kept.height) == ("image/jpeg", 300, 400)
    assert samples.PLACE not in kept.content + kept.preview
    assert not Image.open(BytesIO(kept.content)).getexif()


def test_a_screenshot_keeps_its_pixels_and_loses_its_comment(drawn):
    kept = drawn(samples.screenshot())
    assert kept.media_type == "image/png"
    assert samples.PLACE not in kept.content
    assert Image.open(BytesIO(kept.content)).getpixel((0, 0)) == (70, 130, 180)
    preview = Image.open(BytesIO(kept.preview))
    assert (preview.format, preview.size) == ("WEBP", (480, 360))


@pytest.mark.parametrize(
    ("kind", "mode", "media_type"),
    [("WEBP", "RGBA", "image/webp"), ("GIF", "P", "image/png"), ("PNG", "LA", "image/png"),
     ("PNG", "1", "image/png"), ("JPEG", "CMYK", "image/jpeg"), ("JPEG", "L", "image/jpeg")],
)  # fmt: skip
def test_every_kind_of_picture_can_be_shown(drawn, kind, mode, media_type):
    colour = 1 if mode in {"1", "P"} else "steelblue"
    into = BytesIO()
    Image.new("RGBA" if mode == "LA" else mode, (30, 20), colour).convert(mode).save(into, kind)
    kept = drawn(into.getvalue())
    assert (kept.media_type, kept.width, kept.height) == (media_type, 30, 20)


def test_a_large_picture_is_made_smaller(drawn):
    kept = drawn(samples.picture("JPEG", (6000, 1200)))
    assert (kept.width, kept.height) == (LARGEST_SIDE, 819)


@pytest.mark.parametrize("side", [60_000, 7_100, 2**31 - 1])
def test_a_picture_of_too_many_pixels_is_refused_before_it_is_decoded(drawn, side):
    with pytest.raises(Invalid, match="too large"):
        drawn(samples.huge_png(side))


@pytest.mark.parametrize(
    "content",
    [samples.SVG, samples.HTML, samples.PDF, samples.GIF_AND_SCRIPT, b"", b"\x89PNG\r\n\x1a\n",
     samples.huge_png(64), samples.picture()[:300], samples.moving_picture(),
     samples.picture("TIFF"), samples.picture("BMP")],
    ids=["svg", "html", "pdf", "gif and script", "empty", "head", "short", "cut", "moving",
         "tiff", "bmp"],
)  # fmt: skip
def test_anything_else_is_no_picture(drawn, content):
    assert drawn(content) is None
