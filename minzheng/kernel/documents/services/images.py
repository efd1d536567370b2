"""Photographs made anew: only the picture is kept, upright and of a sane size; whatever hid in the file is gone."""

import io

from PIL import Image, ImageOps

from minzheng.kernel.documents.services.inspection import FileRefused

# A phone of today takes 12 to 50 million pixels; more is no photograph of a paper.
MOST_PIXELS = 64_000_000
LONGEST_SIDE = 2_000
QUALITY = 85
TOO_LARGE = "图片尺寸过大，请用手机重新拍摄后上传"
FORMATS = {"image/jpeg": "JPEG", "image/png": "PNG"}


def remade(content: bytes, content_type: str) -> bytes:
    """Return a picture decoded and written anew, without place, device or anything hidden in it.

    The orientation the camera noted is applied first; the longest side is at most 2,000 pixels.
    FileRefused (Chinese) for a picture that is broken, or so large that opening it would do harm.
    """
    kind = FORMATS[content_type]
    try:
        with Image.open(io.BytesIO(content), formats=[kind]) as picture:
            # The header alone tells the size: nothing is unpacked before this.
            if picture.width * picture.height > MOST_PIXELS:
                raise FileRefused(TOO_LARGE)
            picture.draft("RGB", (LONGEST_SIDE, LONGEST_SIDE))
            upright = ImageOps.exif_transpose(picture)
            upright.thumbnail((LONGEST_SIDE, LONGEST_SIDE))
            return _written(upright, kind)
    except FileRefused:
        raise
    except Image.DecompressionBombError as bomb:
        raise FileRefused(TOO_LARGE) from bomb
    except (OSError, ValueError, SyntaxError) as broken:
        raise FileRefused("图片已损坏，打不开，请重新拍摄后上传") from broken


def is_blank(content: bytes) -> bool:
    """Say whether nothing is drawn on a picture: every point is like every other one."""
    with Image.open(io.BytesIO(content)) as picture:
        return all(low == high for low, high in picture.convert("RGBA").getextrema())  # type: ignore[misc]


def _written(picture: Image.Image, kind: str) -> bytes:
    """Write nothing but the pixels: a fresh picture carries no notes of the old one."""
    mode = "RGB" if kind == "JPEG" else ("RGBA" if _is_clear(picture) else "RGB")
    fresh = Image.new(mode, picture.size)
    fresh.paste(picture.convert(mode))
    out = io.BytesIO()
    fresh.save(out, kind, **({"quality": QUALITY} if kind == "JPEG" else {}))
    return out.getvalue()


def _is_clear(picture: Image.Image) -> bool:
    return "A" in picture.getbands() or "transparency" in picture.info
