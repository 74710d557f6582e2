"""Page images (.png, .jpg): recognised text with the place of every run, in pixels of the image as it is shown."""

from __future__ import annotations

import io

import numpy
from PIL import Image, ImageOps, UnidentifiedImageError

from kaifaqu.core.reader.sources.layout import Composer, columns_of
from kaifaqu.core.reader.sources.limits import MAX_IMAGE_PIXELS
from kaifaqu.core.reader.sources.model import Extract, Page, SourceRefused
from kaifaqu.core.reader.sources.recognition import Recogniser, describe


def extract(data: bytes) -> Extract:
    """The text on the image. Raises SourceRefused when it is broken, too large, or recognition is not installed."""
    recogniser = Recogniser()
    image = open_image(data)
    recognised = recogniser.read(numpy.asarray(image)[:, :, ::-1])
    composer = Composer()
    composer.add_page(1, columns_of(recognised.pieces, recognised.width), recognised.place)
    return Extract(
        composer.text(),
        boxes=tuple(composer.boxes),
        pages=(Page(1, image.width, image.height),),
        notes=tuple(describe(1, recognised)),
    )


def open_image(data: bytes) -> Image.Image:
    """The decoded picture in RGB, turned as the camera noted. Its size is asked before a pixel is unpacked."""
    try:
        image = Image.open(io.BytesIO(data), formats=("PNG", "JPEG"))
        if image.width * image.height > MAX_IMAGE_PIXELS:
            raise SourceRefused(
                f"图片有 {image.width}×{image.height} 像素,上限为 {MAX_IMAGE_PIXELS // 10**6} 百万像素。请按 300 dpi 以下重新扫描后再上传。"
            )
        image.load()
    except (UnidentifiedImageError, Image.DecompressionBombError, OSError, SyntaxError, ValueError) as error:
        if isinstance(error, SourceRefused):
            raise
        raise SourceRefused("图片已损坏或不完整。应为完整的 PNG 或 JPEG 图片。请重新扫描,或重新取得原文件。") from error
    return ImageOps.exif_transpose(flatten(image)).convert("RGB")


def flatten(image: Image.Image) -> Image.Image:
    """Transparent parts are shown on white paper."""
    if "A" not in image.getbands() and "transparency" not in image.info:
        return image
    layered = image.convert("RGBA")
    return Image.alpha_composite(Image.new("RGBA", layered.size, "white"), layered)
