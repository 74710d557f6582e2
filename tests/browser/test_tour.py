"""The demonstration's tour: what the program does with a newspaper page, from a pasted bulletin to a corrected sentence, in one walk.

`make demo-tour` keeps the screenshots that the READMEs show. Nothing is asked of any other machine.
"""

from __future__ import annotations

import io
import os
import re
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

import openpyxl
import pytest
from docx import Document
from PIL import Image
from playwright.sync_api import Page, Request, expect

Become, Shoot = Callable[[str], None], Callable[[str], None]

UNSEEN = (
    "2024年上半年，青石经济技术开发区完成工业投资8.4亿元，同比增长12.5%，占全年目标15亿元的56%。其中技改投资3.1亿元、新建项目投资5.3亿元。"
    "新签约项目9个，其中工业项目7个、服务业项目4个。实现税收4200万元，同比下降3.2个百分点。"
)
"""A bulletin that the demonstration does not hold: one share that holds, one sum that does, one that cannot, one misused 百分点."""
STEPS = (("zuoyun-reviewer", "复核"), ("zuoyun-signer", "签发·报送"), ("datong", "市级审核"), ("province", "核准入账"))


@pytest.fixture(autouse=True)
def alone(page: Page, server: str) -> Iterator[None]:
    """Fails when a page asks anything of another machine."""
    elsewhere: list[str] = []

    def note(request: Request) -> None:
        if not request.url.startswith((server, "data:")):
            elsewhere.append(request.url)

    page.on("request", note)
    yield
    assert elsewhere == []


@pytest.fixture
def shoot(page: Page) -> Shoot:
    """Keeps what the window shows under KAIFAQU_SCREENSHOTS, in few colours so that the pictures stay small."""

    def keep(name: str) -> None:
        if folder := os.environ.get("KAIFAQU_SCREENSHOTS"):
            Path(folder).mkdir(parents=True, exist_ok=True)
            picture = Image.open(io.BytesIO(page.screenshot())).convert("RGB").quantize(96, dither=Image.Dither.NONE)
            picture.save(Path(folder) / f"tour-{name}.png", optimize=True)

    return keep


def test_the_tour(page: Page, become: Become, shoot: Shoot, tmp_path: Path) -> None:
    paste_an_unseen_bulletin(page, shoot)
    read_the_page(page, shoot)
    refuse_a_slip(page, become, shoot, tmp_path)
    correct_and_accept(page, become, shoot, tmp_path)
    write_the_sentence_anew(page, become, shoot)
    open_a_project_in_two_lists(page, become, shoot)
    miss_a_permit(page, shoot)
    trace_a_number(page, shoot)


def paste_an_unseen_bulletin(page: Page, shoot: Shoot) -> None:
    page.goto("/")
    page.fill("#text", UNSEEN)
    page.get_by_role("button", name="读数并核对").click()
    checks = page.locator("#result .checks")
    expect(checks.locator("li.holds").first).to_be_visible()
    expect(checks.locator("li.fails").first).to_contain_text("9")
    checks.scroll_into_view_if_needed()
    shoot("1-paste")


def read_the_page(page: Page, shoot: Shoot) -> None:
    """Each figure of the loaded page is coloured by what was found, and each story says what to do next."""
    page.goto("/")
    for printed, verdict in (("92.4%", "holds"), ("158家", "holds"), ("5.67亿元", "doubt|conflict")):
        expect(page.locator("article.story a.v", has_text=printed).first).to_have_class(re.compile(verdict))
    expect(page.locator("article.story a.v", has_text="158家").first).to_have_attribute("title", re.compile(r"124 \+ 34 = 158"))
    expect(page.get_by_role("button", name="补登 5 个签约项目：14.1 亿元 未列")).to_be_visible()
    page.locator("article.story").first.scroll_into_view_if_needed()
    shoot("2-page")


def refuse_a_slip(page: Page, become: Become, shoot: Shoot, folder: Path) -> None:
    """2.68 becomes 26.8 in the Excel form: refused beside its cell, and nothing can be signed."""
    become("zuoyun-clerk")
    page.goto("/returns/1")
    page.fill("form[action='/returns/1/correct'] input[name=reason]", "漏报一个转型项目")
    page.get_by_role("button", name="新建更正版").click()
    upload(page, folder, {"转型项目投资": 26.8})
    expect(page.locator("tr.problem .hard").first).to_contain_text("大于合计")
    expect(page.get_by_role("button", name="填报", exact=True)).to_be_disabled()
    page.locator("tr.problem .hard").first.scroll_into_view_if_needed()
    shoot("3-refused")


def correct_and_accept(page: Page, become: Become, shoot: Shoot, folder: Path) -> None:
    """A figure that is not right yet comes back from the city with its reason; the right one is signed by five people in turn, whoever is
    above sees it move, and the former edition still opens."""
    shares = "/indicators/table?subject=140000&indicator=transformation_share&period=2024Q1"
    address = send_up(page, become, folder, {"转型项目投资": 2.7, "转型项目占工业投资比重(公布)": 93.1}, STEPS[:2])
    become("datong")
    page.goto(address)
    page.fill("input[name=reason]", "转型项目投资还少一笔，请核对后重报")
    page.get_by_role("button", name="退回", exact=True).click()
    become("province")
    page.goto(shares)
    expect(page.locator("main")).to_contain_text("92.4")
    become("zuoyun-clerk")
    page.goto(address)
    expect(page.locator("p.refusal")).to_contain_text("大同市")
    expect(page.locator("p.refusal")).to_contain_text("还少一笔")
    shoot("4-returned")
    send_up(page, become, folder, {"转型项目投资": 2.75, "转型项目占工业投资比重(公布)": 94.8}, STEPS)
    expect(page.locator(".locked")).to_contain_text("核准入账")
    page.goto(shares)
    expect(page.locator("main")).to_contain_text("94.8")
    page.goto("/at/Z140200-ZY?period=2024Q1")
    expect(page.locator(".card", has_text="转型项目投资").first.locator(".big")).to_contain_text("2.75")
    shoot("5-moved")
    page.goto("/returns/1")
    expect(page.locator("tr", has_text="转型项目投资").first).to_contain_text("2.68")


def send_up(page: Page, become: Become, folder: Path, values: dict[str, float], steps: Sequence[tuple[str, str]]) -> str:
    """The clerk uploads and signs the open return, then each of the others his step; the return's address."""
    upload(page, folder, values)
    expect(page.locator(".hard")).to_have_count(0)
    page.get_by_role("button", name="填报", exact=True).click()
    address = page.url
    for username, step in steps:
        become(username)
        page.goto(address)
        page.get_by_role("button", name=step, exact=True).click()
    return address


def write_the_sentence_anew(page: Page, become: Become, shoot: Shoot) -> None:
    """The next edition of the brief says the new figures; the one that was published says what it said."""
    become("zuoyun-clerk")
    page.goto("/briefs/1")
    expect(page.locator("section.now ins").first).to_contain_text("2.75亿元")
    page.get_by_role("button", name="成文新版").click()
    expect(page.locator("article.paper")).to_contain_text("转型项目投资2.75亿元，占工业投资的94.8%")
    shoot("6-sentence")
    page.goto("/briefs/1")
    expect(page.locator("article.paper")).to_contain_text("转型项目投资2.68亿元，占工业投资的92.4%")


def upload(page: Page, folder: Path, values: dict[str, float]) -> None:
    """Takes the return's form as Excel, writes the values beside their items, and sends it back."""
    with page.expect_download() as download:
        page.get_by_role("link", name="下载 Excel 原表").click()
    path = folder / "form.xlsx"
    download.value.save_as(path)
    book = openpyxl.load_workbook(path)
    for row in book.active.iter_rows():
        if (name := str(row[1].value).strip()) in values:
            row[3].value = values[name]
    book.save(path)
    page.set_input_files("form[action$='/upload'] input[type=file]", path)
    page.locator("form[action$='/upload'] [name=not_secret]").check()
    page.locator("form[action$='/upload'] button").click()
    page.wait_for_load_state()


def open_a_project_in_two_lists(page: Page, become: Become, shoot: Shoot) -> None:
    become("zuoyun-officer")
    page.goto("/projects/search")
    page.locator("#find").press_sequentially("鲁艺")
    page.locator("a.hit", has_text="鲁艺机械").click()
    expect(page.locator("#lists")).to_contain_text("只算一个项目")
    shoot("7-project")


def miss_a_permit(page: Page, shoot: Shoot) -> None:
    """A permit that is late reddens the project, makes a 督办 task, and stands in the month's 通报."""
    name = "鲁艺机械"
    line = page.locator("table.papers tr", has_text="施工许可")
    line.locator("summary").click()
    line.locator("input[name=accepted_on]").fill("2024-04-01")
    line.get_by_role("button", name="登记").click()
    expect(page.locator("section.now")).to_contain_text("施工许可：办理已超")
    page.goto("/tasks/")
    expect(page.locator("tr", has_text="督办").first).to_contain_text(name)
    page.goto("/projects/dispatch")
    expect(page.locator("table.projects tbody tr").first).to_contain_text(name)
    shoot("8-dispatch")
    with page.expect_download() as download:
        page.locator("a[href*='/notice']").first.click()
    paper = Document(download.value.path())
    words = "".join(row.text for row in paper.paragraphs) + "".join(
        cell.text for table in paper.tables for cell in table._cells
    )
    assert name in words
    assert "施工许可" in words


def trace_a_number(page: Page, shoot: Shoot) -> None:
    """A reader without an account clicks the number that the page printed: back to its sentence."""
    page.context.clear_cookies()
    page.goto("/")
    page.locator("a.v", has_text="92.4%").click()
    expect(page.locator("blockquote mark")).to_have_text("92.4%")
    shoot("9-trace")
