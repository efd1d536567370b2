"""Pictures that really are pictures, for tests that upload one."""

import io
from typing import Any

from PIL import Image


def picture(kind: str = "JPEG", size: tuple[int, int] = (8, 6), **options: Any) -> bytes:
    """Return a small grey picture as a file of the kind (JPEG or PNG)."""
    out = io.BytesIO()
    Image.new("RGB", size, (120, 120, 120)).save(out, kind, **options)
    return out.getvalue()


JPEG, PNG = picture("JPEG"), picture("PNG")
