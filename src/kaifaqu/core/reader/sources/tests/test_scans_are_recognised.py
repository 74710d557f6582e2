"""A scanned page gives back its figures, in reading order, with the place of each on the page as it was scanned."""

from __future__ import annotations

import builtins
import importlib.util
import shutil
import subprocess
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

import pytest
from PIL import Image

from kaifaqu.core.reader.sources import Source, SourceRefused, load_source
from kaifaqu.core.reader.sources.recognition import Recogniser
from kaifaqu.core.reader.sources.tests.samples import BULLETIN, FIGURES, encoded, page_image, pdf, word_file

needs_recognition = pytest.mark.skipif(
    importlib.util.find_spec("rapidocr") is None or importlib.util.find_spec("onnxruntime") is None,
    reason="没有安装文字识别组件(kaifaqu[ocr])",
)
LEAST_SHARE = 0.95
COLUMNS = (
    (
        "左栏首段,全区完成工业投资2.9亿元,同比增长20.2%,转型项目投资完成2.68亿元,占工业投资比重为92.4%,增速居全市第一。" * 2,
        BULLETIN[1],
    ),
    (
        "右栏首段,全区签约项目6个,总投资16.8亿元,其中亿元以上项目3个,已开工5个,规模以上工业企业116家,较年初净增4家。" * 2,
        BULLETIN[3],
    ),
)


FOLD = str.maketrans("\uff0c\uff1b\uff1a\uff08\uff09\uff05\u201c\u201d", ',;:()%""')


def folded(text: str) -> str:
    """Full-width stops and signs as half-width ones: the engine cannot tell them apart, and they say the same."""
    return text.translate(FOLD).replace(" ", "")


def share_found(source: Source, figures: Sequence[str]) -> float:
    text = folded(source.text)
    return sum(1 for figure in figures if figure in text) / len(figures)


def ink_in(image: Image.Image, source: Source, text: str) -> float:
    """Share of dark pixels in the boxes over `text`: white paper has none, a line of writing a fifth."""
    start = source.text.index(text)
    boxes = source.boxes_over(start, start + len(text))
    assert boxes, f"no box over {text}"
    shares = []
    for box in boxes:
        part = image.convert("L").crop((int(box.left), int(box.top), int(box.right) + 1, int(box.bottom) + 1))
        dark: Mapping[int, int] = dict(enumerate(part.histogram()))
        shares.append(sum(dark[level] for level in range(128)) / (part.width * part.height))
    return min(shares)


@needs_recognition
def test_a_page_gives_back_its_figures_and_where_they_stand() -> None:
    image = page_image([BULLETIN[1:]], title=BULLETIN[0])
    source = load_source(encoded(image, "PNG"), "扫描.png")
    assert share_found(source, FIGURES) >= LEAST_SHARE
    assert source.text.count("\n") == len(BULLETIN)
    assert source.text.startswith(BULLETIN[0])
    assert (source.pages[0].width, source.pages[0].height) == image.size
    assert "图像识别" in source.notes[0]
    assert min(box.confidence for box in source.boxes) < 1
    for figure in ("2.68", "92.4", "16.8"):
        assert 0.05 < ink_in(image, source, figure) < 0.6
        start = source.text.index(figure)
        assert 0.5 < source.confidence_over(start, start + len(figure)) <= 1
        (box,) = source.boxes_over(start, start + len(figure))
        assert box.right - box.left < 4 * (box.bottom - box.top)


@pytest.mark.long
@needs_recognition
@pytest.mark.parametrize(
    ("turn", "kind"),
    [
        (lambda image: image.rotate(1.3, fillcolor="white"), "JPEG"),
        (lambda image: image.rotate(90, expand=True), "PNG"),
        (lambda image: image.rotate(180), "PNG"),
    ],
    ids=["tilted", "on its side", "upside down"],
)
def test_a_page_laid_in_badly_is_set_upright(turn: Callable[[Image.Image], Image.Image], kind: str) -> None:
    image = turn(page_image([BULLETIN[1:]], title=BULLETIN[0], size=(1400, 1000)))
    source = load_source(encoded(image, kind), "a.png" if kind == "PNG" else "a.jpg")
    assert share_found(source, FIGURES) >= LEAST_SHARE
    assert source.text.startswith(BULLETIN[0])
    assert source.text.count("\n") == len(BULLETIN)
    assert 0.03 < ink_in(image, source, "16.8") < 0.6


@needs_recognition
def test_columns_of_a_newspaper_are_read_one_after_the_other() -> None:
    image = page_image(COLUMNS, title="清源经济技术开发区一季度实现开门红")
    text = folded(load_source(encoded(image, "PNG"), "a.png").text)
    left, right = (folded("".join(column)) for column in COLUMNS)
    assert text.startswith("清源经济技术开发区一季度实现")
    assert text.index("左栏首段") < text.index(left[-14:]) < text.index("右栏首段") < text.index(right[-14:])
    assert text.count("\n") == 5


@pytest.mark.long
@needs_recognition
def test_fine_print_is_read_at_a_larger_scale() -> None:
    image = page_image([BULLETIN[1:] * 3, BULLETIN[1:] * 3], size=(3300, 2400), points=24)
    source = load_source(encoded(image, "PNG"), "a.png")
    assert share_found(source, FIGURES) >= LEAST_SHARE


@pytest.mark.long
@needs_recognition
def test_scanned_pages_of_a_pdf_are_recognised_and_others_are_not(tmp_path: Path) -> None:
    office, painter = shutil.which("soffice"), shutil.which("pdftoppm")
    if office is None or painter is None:
        pytest.skip("没有安装 LibreOffice 或 poppler-utils")
    (tmp_path / "a.docx").write_bytes(word_file(BULLETIN))
    home = f"-env:UserInstallation=file://{tmp_path}/office"
    command = [office, home, "--headless", "--convert-to", "pdf", "--outdir", str(tmp_path), str(tmp_path / "a.docx")]
    subprocess.run(command, check=True, capture_output=True, timeout=120)
    subprocess.run([painter, "-r", "200", "-png", str(tmp_path / "a.pdf"), str(tmp_path / "page")], check=True, timeout=60)
    scan = Image.open(next(tmp_path.glob("page*.png"))).convert("RGB")
    source = load_source(encoded(scan, "PDF", resolution=200), "扫描.pdf")
    assert share_found(source, FIGURES) >= LEAST_SHARE
    assert source.pages[0].width == pytest.approx(scan.width * 72 / 200, abs=1)
    start = source.text.index("16.8")
    (box,) = source.boxes_over(start, start + 4)
    (drawn,) = _boxes_in_text_layer(tmp_path / "a.pdf", "16.8")
    assert box.left == pytest.approx(drawn[0], abs=6)
    assert box.top == pytest.approx(drawn[1], abs=6)
    assert box.right == pytest.approx(drawn[2], abs=6)


def _boxes_in_text_layer(path: Path, text: str) -> list[tuple[float, float, float]]:
    source = load_source(path.read_bytes(), path.name)
    start = source.text.index(text)
    return [(box.left, box.top, box.right) for box in source.boxes_over(start, start + len(text))]


@needs_recognition
def test_an_empty_page_is_refused() -> None:
    with pytest.raises(SourceRefused, match="没有读到任何文字"):
        load_source(encoded(Image.new("RGB", (800, 600), "white"), "PNG"), "a.png")


def test_without_the_extra_a_scan_is_refused_with_how_to_install_it(monkeypatch: pytest.MonkeyPatch) -> None:
    ordinary = builtins.__import__

    def absent(name: str, *rest: object) -> object:
        if name == "rapidocr":
            raise ImportError(name)
        return ordinary(name, *rest)  # type: ignore[arg-type]

    monkeypatch.setattr(builtins, "__import__", absent)
    with pytest.raises(SourceRefused, match=r"扫描件.*kaifaqu\[ocr\]"):
        Recogniser()


def test_a_pdf_with_text_never_needs_the_extra() -> None:
    assert load_source(pdf([[(72, 100, "投资2.9亿元增长")]]), "a.pdf").text == "投资2.9亿元增长\n"
