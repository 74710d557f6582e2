"""A list comes in as its sender keeps it: tried, imported whole, undone, and sent out again in the layout in which it came."""

from __future__ import annotations

import io
from collections.abc import Callable, Iterable, Iterator, Mapping
from decimal import Decimal
from typing import Any, ClassVar

import pytest
import xlsxwriter  # type: ignore[import-untyped]
from django.core.files.uploadedfile import SimpleUploadedFile

from kaifaqu.core.reader.registers.columns import Column, Kind, Value
from kaifaqu.core.reader.registers.read import read_register
from kaifaqu.core.reader.registers.write import Row
from kaifaqu.foundation.journal.models import Entry
from kaifaqu.foundation.register import Register, RegisterRefusedError, Values
from kaifaqu.foundation.registers.models import Upload
from kaifaqu.foundation.registers.queries import list_registers

pytestmark = pytest.mark.usefixtures("standing_house", "db")
ZONE = "Z140200-ZY"


class Trees(Register):
    """A list of trees, kept in memory for the test."""

    code = "trees"
    name = "树木台账"
    act = "documents:upload"
    page = "documents:list"
    columns = (
        Column("name", "名称", required=True),
        Column("height", "高度", Kind.AMOUNT, "万元"),
        Column("kind", "类别", Kind.CHOICE, choices={"乔木": "tree", "灌木": "bush"}),
    )
    kept: ClassVar[dict[str, dict[str, Value]]] = {}
    held: ClassVar[set[str]] = set()

    def find(self, subject: Any, values: Mapping[str, Value]) -> str | None:
        return next((key for key, row in self.kept.items() if row.get("name") == values.get("name")), None)

    def read(self, key: str) -> Mapping[str, Value]:
        return self.kept.get(key, {})

    def write(self, subject: Any, key: str | None, values: Values, category: tuple[str, ...], *, by: Any, at: Any) -> str:
        if values.get("name") == "禁":
            raise RegisterRefusedError("这个名称不能登记。")
        number = key or str(len(self.kept) + 1)
        merged = {**self.kept.get(number, {}), **values}
        self.kept[number] = {name: value for name, value in merged.items() if value is not None}
        return number

    def remove(self, key: str, *, by: Any, at: Any) -> None:
        if key in self.held:
            raise RegisterRefusedError("已有后续记录，没有撤回。")
        del self.kept[key]

    def rows(self, subject: Any) -> Iterable[Row]:
        return [Row(values) for values in self.kept.values()]


@pytest.fixture(autouse=True)
def trees(settings: Any) -> Iterator[type[Trees]]:
    settings.REGISTERS = (f"{__name__}.Trees",)
    list_registers.cache_clear()
    Trees.kept.clear()
    Trees.held.clear()
    yield Trees
    list_registers.cache_clear()


@pytest.fixture
def clerk(sign_in: Callable[[str], Any]) -> Any:
    return sign_in("zuoyun-clerk")


def workbook(*rows: tuple[Any, ...]) -> SimpleUploadedFile:
    stream = io.BytesIO()
    with xlsxwriter.Workbook(stream) as book:
        sheet = book.add_worksheet("表")
        for at, row in enumerate(rows):
            sheet.write_row(at, 0, row)
    return SimpleUploadedFile("树木.xlsx", stream.getvalue())


def upload(client: Any, *rows: tuple[Any, ...]) -> Upload:
    answer = client.post(f"/registers/trees/{ZONE}/start", {"file": workbook(*rows), "not_secret": "on"})
    assert answer.status_code == 302, answer.content.decode()
    return Upload.objects.latest("pk")


HEAD = ("名称", "高度（万元）", "类别")


def test_the_dry_run_writes_nothing_and_says_what_each_row_becomes(clerk: Any, trees: type[Trees]) -> None:
    trees.kept["1"] = {"name": "松", "height": Decimal(3)}
    file = upload(clerk, HEAD, ("松", 5, ""), ("柏", 2, "乔木"))
    page = clerk.get(f"/registers/uploads/{file.pk}").content.decode()
    assert trees.kept == {"1": {"name": "松", "height": Decimal(3)}}
    assert "<s>3万元</s> → 5万元" in page
    assert "导入 2 条" in page


def test_an_import_is_whole_and_its_undoing_brings_back_what_was(clerk: Any, trees: type[Trees]) -> None:
    trees.kept["1"] = {"name": "松", "height": Decimal(3)}
    file = upload(clerk, HEAD, ("松", 5, "乔木"), ("柏", 2, "灌木"))
    clerk.post(f"/registers/uploads/{file.pk}/apply")
    assert trees.kept["1"] == {"name": "松", "height": Decimal(5), "kind": "tree"}
    assert trees.kept["2"]["kind"] == "bush"
    assert Entry.objects.filter(act="registers.apply_upload").count() == 1
    clerk.post(f"/registers/uploads/{file.pk}/undo")
    assert trees.kept == {"1": {"name": "松", "height": Decimal(3)}}


def test_what_was_changed_since_or_is_rested_on_stays_and_is_told(clerk: Any, trees: type[Trees]) -> None:
    file = upload(clerk, HEAD, ("松", 5, ""), ("柏", 2, ""))
    clerk.post(f"/registers/uploads/{file.pk}/apply")
    trees.kept["1"]["height"] = Decimal(6)
    trees.held.add("2")
    page = clerk.post(f"/registers/uploads/{file.pk}/undo", follow=True).content.decode()
    assert set(trees.kept) == {"1", "2"}
    assert "松：导入后又改过，没有撤回。" in page
    assert "柏：已有后续记录，没有撤回。" in page


def test_the_same_file_twice_changes_nothing(clerk: Any, trees: type[Trees]) -> None:
    for _time in range(2):
        file = upload(clerk, HEAD, ("松", 5, "乔木"))
        clerk.post(f"/registers/uploads/{file.pk}/apply")
    assert len(trees.kept) == 1
    assert "完全相同" in clerk.post(f"/registers/uploads/{file.pk}/apply", follow=True).content.decode()


def test_every_fault_is_told_at_once_and_nothing_is_imported(clerk: Any, trees: type[Trees]) -> None:
    file = upload(clerk, HEAD, ("松", "高", "乔木"), ("", 2, "草"), ("松", 1, ""))
    answer = clerk.post(f"/registers/uploads/{file.pk}/apply")
    page = answer.content.decode()
    assert answer.status_code == 422
    assert trees.kept == {}
    for words in ("表 B2：「高度」是“高”", "表 C3：「类别」是“草”", "表 A3：“名称”是空的", "与第2行是同一个（松）"):
        assert words in page


def test_a_room_that_refuses_one_record_refuses_the_file(clerk: Any, trees: type[Trees]) -> None:
    file = upload(clerk, HEAD, ("松", 5, ""), ("禁", 1, ""))
    page = clerk.post(f"/registers/uploads/{file.pk}/apply").content.decode()
    assert "表 第3行：这个名称不能登记。" in page
    assert Upload.objects.get(pk=file.pk).applied_at is None


def test_a_heading_named_once_is_known_the_next_time_and_goes_out_again(clerk: Any, trees: type[Trees]) -> None:
    head = ("类别", "树名", "高度", "管护人")
    file = upload(clerk, head, ("乔木", "松", 5, "甲"))
    assert "没有“名称”这一栏" in clerk.get(f"/registers/uploads/{file.pk}").content.decode()
    clerk.post(f"/registers/uploads/{file.pk}/headings", {"key": ["树名"], "field": ["name"]})
    clerk.post(f"/registers/uploads/{file.pk}/apply")
    assert trees.kept["1"] == {"name": "松", "height": Decimal(5), "kind": "tree"}
    again = upload(clerk, head, ("灌木", "柏", 1, "乙"))
    clerk.post(f"/registers/uploads/{again.pk}/apply")
    assert trees.kept["2"]["name"] == "柏"
    page = clerk.get(f"/registers/trees/{ZONE}").content.decode()
    layout = page.partition("?layout=")[2].partition('"')[0]
    sent = clerk.get(f"/registers/trees/{ZONE}/workbook?layout={layout}").content
    reading = read_register(sent, Trees.columns, {"树名": "name"})
    assert [heading.words for _sheet, heading in reading.headings] == list(head)
    assert [record.values["name"] for record in reading.records] == ["松", "柏"]


def test_a_stranger_and_a_person_without_the_act_learn_nothing(clerk: Any, sign_in: Callable[[str], Any]) -> None:
    file = upload(clerk, HEAD, ("松", 5, ""))
    for username in ("huairen-officer", "operator", "enterprise"):
        other = sign_in(username)
        for url in (f"/registers/trees/{ZONE}", f"/registers/uploads/{file.pk}", f"/registers/trees/{ZONE}/workbook"):
            assert other.get(url).status_code == 404, (username, url)
        assert other.post(f"/registers/uploads/{file.pk}/apply").status_code == 404
    assert clerk.get("/registers/none/" + ZONE).status_code == 404


def test_a_file_that_is_no_table_is_refused_with_the_reason(clerk: Any) -> None:
    bad = SimpleUploadedFile("图.xlsx", b"\x89PNG\r\n\x1a\n" + b"0" * 40)
    page = clerk.post(f"/registers/trees/{ZONE}/start", {"file": bad, "not_secret": "on"}, follow=True).content.decode()
    assert Upload.objects.count() == 0
    assert 'class="error"' in page
