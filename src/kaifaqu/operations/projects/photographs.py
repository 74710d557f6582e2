"""A photograph that comes in: what it is by its bytes, and the time and place that the camera wrote into it. Pure."""

from __future__ import annotations

import hashlib
import io
from dataclasses import dataclass
from datetime import datetime, timedelta, timezone
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _
from PIL import ExifTags, Image, UnidentifiedImageError

CHINA = timezone(timedelta(hours=8))
MEDIA_TYPES = {"JPEG": "image/jpeg", "PNG": "image/png"}
LARGEST = 12 * 1024 * 1024
MOST_PIXELS = 60_000_000
PLACES = Decimal("0.000001")
MINUTES = Decimal(60)
SECONDS = Decimal(3600)


class PhotoRefusedError(ValueError):
    """The file is no photograph that can be kept; the message says why and what to do."""


@dataclass(frozen=True, slots=True)
class ReadPhoto:
    """A photograph's bytes and what they say of themselves."""

    data: bytes
    sha256: str
    media_type: str
    taken_at: datetime | None
    longitude: Decimal | None
    latitude: Decimal | None


def read_photo(data: bytes) -> ReadPhoto:
    """The photograph with the camera's time (China's) and place. Raises PhotoRefusedError."""
    if len(data) > LARGEST:
        raise PhotoRefusedError(_("照片超过 12 MB。请用手机的“压缩”或截小后再传。"))
    try:
        with Image.open(io.BytesIO(data)) as image:
            kind, size, exif = image.format or "", image.size, image.getexif()
            image.verify()
    except (UnidentifiedImageError, OSError, ValueError, SyntaxError, Image.DecompressionBombError) as error:
        raise PhotoRefusedError(_("这不是能打开的照片。请传 JPG 或 PNG。")) from error
    if kind not in MEDIA_TYPES:
        raise PhotoRefusedError(_("照片是 %(kind)s 格式。请另存为 JPG 或 PNG 再传。") % {"kind": kind})
    if size[0] * size[1] > MOST_PIXELS:
        raise PhotoRefusedError(_("照片的像素太多。请缩小后再传。"))
    longitude, latitude = _place(exif)
    return ReadPhoto(data, hashlib.sha256(data).hexdigest(), MEDIA_TYPES[kind], _time(exif), longitude, latitude)


def _time(exif: Any) -> datetime | None:
    inner = exif.get_ifd(ExifTags.IFD.Exif)
    text = inner.get(ExifTags.Base.DateTimeOriginal) or exif.get(ExifTags.Base.DateTime)
    try:
        return datetime.strptime(str(text), "%Y:%m:%d %H:%M:%S").replace(tzinfo=CHINA) if text else None
    except ValueError:
        return None


def _place(exif: Any) -> tuple[Decimal | None, Decimal | None]:
    inner = exif.get_ifd(ExifTags.IFD.GPSInfo)
    return (
        _degrees(inner.get(ExifTags.GPS.GPSLongitude), inner.get(ExifTags.GPS.GPSLongitudeRef)),
        _degrees(inner.get(ExifTags.GPS.GPSLatitude), inner.get(ExifTags.GPS.GPSLatitudeRef)),
    )


def _degrees(parts: Any, side: Any) -> Decimal | None:
    """Degrees, minutes, seconds as decimal degrees; None where they are not there or make no sense."""
    try:
        degrees, minutes, seconds = (Decimal(str(part)) for part in parts)
        value = degrees + minutes / MINUTES + seconds / SECONDS
        return (-value if side in ("S", "W") else value).quantize(PLACES)
    except (TypeError, ValueError, ArithmeticError):
        return None
