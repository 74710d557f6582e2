"""地块台账 and 标准厂房台账 in and out of Excel. A reservation, a supply and a tenancy cannot come in by a sheet: they have contracts."""

from __future__ import annotations

import re
from abc import abstractmethod
from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any, ClassVar

from django.db import models
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from kaifaqu.core.figures.problem import Problem, Severity
from kaifaqu.core.reader.registers.columns import Column, Kind, Value
from kaifaqu.core.reader.registers.read import Record
from kaifaqu.core.reader.registers.write import Row
from kaifaqu.foundation.accounts.models import User
from kaifaqu.foundation.register import Register, RegisterRefusedError, Values
from kaifaqu.foundation.subjects.models import Kind as SubjectKind
from kaifaqu.foundation.subjects.models import Subject
from kaifaqu.foundation.subjects.queries import list_subjects, list_subtree
from kaifaqu.operations.space import actions
from kaifaqu.operations.space.models import Parcel, ParcelState, Plant, Use, Utility
from kaifaqu.operations.space.queries import list_parcels, list_plants

HOLDS_SPACE = (SubjectKind.ZONE, SubjectKind.PARK)
USES = {str(label): str(value) for value, label in Use.choices} | {
    "工业用地": Use.INDUSTRY.value, "一类工业用地": Use.INDUSTRY.value, "二类工业用地": Use.INDUSTRY.value, "三类工业用地": Use.INDUSTRY.value,
    "化工用地": Use.CHEMICAL.value, "仓储": Use.LOGISTICS.value, "物流": Use.LOGISTICS.value, "仓储物流用地": Use.LOGISTICS.value,
    "仓储用地": Use.LOGISTICS.value, "物流仓储用地": Use.LOGISTICS.value, "科研用地": Use.RESEARCH.value, "商服用地": Use.SERVICE.value,
}  # fmt: skip
STATES = {str(label): str(value) for value, label in ParcelState.choices} | {
    "净地": ParcelState.FREE.value, "可出让": ParcelState.FREE.value, "待供": ParcelState.FREE.value, "闲置可供": ParcelState.FREE.value,
    "待征收": ParcelState.PREPARING.value, "整理中": ParcelState.PREPARING.value, "已出让": ParcelState.SUPPLIED.value,
    "已供": ParcelState.SUPPLIED.value, "已预留": ParcelState.RESERVED.value,
}  # fmt: skip
OPEN = (ParcelState.PREPARING, ParcelState.FREE)
"""The states that a sheet may say; the others follow from a reservation, a contract, a recovery."""

SEPARATORS = re.compile(r"[、，,;；/\s]+")
TOGETHER = {
    "七通一平": ("road", "water", "drain", "power", "gas", "heat", "network", "levelled"),
    "三通一平": ("road", "water", "power", "levelled"),
}
"""What these words mean everywhere; 四通, 五通, 六通 mean something else in every zone and must be written out."""
SPOKEN = {
    "路": "road", "道路": "road", "通路": "road", "水": "water", "供水": "water", "给水": "water", "通水": "water", "上水": "water",
    "排水": "drain", "下水": "drain", "雨污水": "drain", "电": "power", "供电": "power", "通电": "power", "气": "gas", "燃气": "gas",
    "天然气": "gas", "通气": "gas", "热": "heat", "供热": "heat", "蒸汽": "heat", "通热": "heat", "供热（蒸汽）": "heat", "供热(蒸汽)": "heat",
    "通讯": "network", "通信": "network", "网络": "network", "宽带": "network", "平整": "levelled", "场地平整": "levelled",
    "土地平整": "levelled", "污水处理": "sewage", "工业污水处理": "sewage",
}  # fmt: skip


def read_utilities(text: str) -> tuple[list[str], list[str]]:
    """The utilities that a cell names, in the order of the list, and the words that mean none of them."""
    found: set[str] = set()
    unknown = []
    for word in filter(None, SEPARATORS.split(text.strip())):
        if word in TOGETHER:
            found |= set(TOGETHER[word])
        elif word in SPOKEN:
            found.add(SPOKEN[word])
        else:
            unknown.append(word)
    return [code for code in Utility.values if code in found], unknown


class SpaceRegister(Register):
    """What the two lists share: a row is one piece of space, in the zone or in a park of it that the row names."""

    act = "space:add_parcel"
    page = "space:list"
    rewords = True
    needed: ClassVar[frozenset[str]]
    details: ClassVar[tuple[str, ...]]
    """Fields of the record that a sheet may say."""

    @abstractmethod
    def list_records(self, subject: Subject) -> models.QuerySet[Any]:
        """The records of a zone and its parks."""

    @abstractmethod
    def get(self, key: str) -> Any:
        """One record. Raises DoesNotExist."""

    @abstractmethod
    def describe(self, row: Any) -> Mapping[str, Value | None]:
        """A record by the list's fields."""

    @abstractmethod
    def put(self, place: Subject, row: Any, told: dict[str, Any], values: Values, *, by: User, at: datetime) -> Any:
        """Makes the record (`row` None) or changes it. Raises SpaceRefusedError."""

    def find(self, subject: Subject, values: Mapping[str, Value]) -> str | None:
        rows = self.list_records(subject).filter(**{self.naming.field: str(values.get(self.naming.field, "")).strip()})
        place = find_place(subject, values)
        found = (rows.filter(subject=place) if values.get("park") and place else rows).first()
        return str(found.pk) if found is not None else None

    def read(self, key: str) -> Mapping[str, Value]:
        return {name: value for name, value in self.describe(self.get(key)).items() if value is not None and value != ""}

    def rows(self, subject: Subject) -> Iterable[Row]:
        return [
            Row({name: value for name, value in self.describe(row).items() if value is not None and value != ""})
            for row in self.list_records(subject)
        ]

    def means_same(self, column: Column, old: Value | None, new: Value) -> bool:
        if column.field == "utilities":
            return read_utilities(str(old or "")) == read_utilities(str(new))
        return old == new

    def identify(self, values: Mapping[str, Value]) -> object:
        return values.get(self.naming.field), values.get("park")

    def judge(self, subject: Subject, record: Record) -> list[Problem]:
        """A park that is not there, utilities that nobody knows, a new row without what every record needs."""
        values, faults = record.values, []
        if values.get("park") and find_place(subject, values) is None:
            faults.append(("park", _("%(zone)s没有叫“%(park)s”的园区") % {"zone": subject.label, "park": values["park"]}, ""))
        unknown = read_utilities(str(values.get("utilities", "")))[1]
        if unknown:
            expected = _("，应为%(words)s") % {"words": _("、").join(str(label) for label in Utility.labels)}
            faults.append(("utilities", _("配套“%(words)s”认不出来") % {"words": _("、").join(unknown)}, expected))
        return [_stop(record, *fault) for fault in faults]

    def write(
        self, subject: Subject, key: str | None, values: Values, category: tuple[str, ...], *, by: User, at: datetime
    ) -> str:
        row = self.get(key) if key is not None else None
        place = row.subject if row is not None else find_place(subject, values)
        missing = [column.title for column in self.columns if column.field in self.needed and values.get(column.field) is None]
        if place is None or (row is None and missing):
            titles = _("、").join(missing or [_("所在园区")])
            raise RegisterRefusedError(_("没有填%(titles)s。请补全这一行。") % {"titles": titles})
        told = {name: _as_field(name, value) for name, value in values.items() if name in self.details}
        try:
            return str(self.put(place, row, told, values, by=by, at=at).pk)
        except actions.SpaceRefusedError as error:
            raise RegisterRefusedError(str(error)) from error

    def remove(self, key: str, *, by: User, at: datetime) -> None:
        try:
            actions.remove_space(self.get(key), by=by, at=at)
        except actions.SpaceRefusedError as error:
            raise RegisterRefusedError(str(error)) from error


PARK = Column("park", "所在园区", aliases=("园区", "所属园区", "片区", "区块"))
UTILITIES = Column("utilities", "配套", aliases=("配套条件", "基础设施", "基础设施配套", "配套设施", "开发程度"))
PUBLIC = Column("is_public", "向社会公开", Kind.YES, aliases=("是否公开", "公开"))


class ParcelRegister(SpaceRegister):
    """地块台账."""

    code = "space-parcels"
    name = gettext_lazy("地块台账")
    needed = frozenset({"code", "area", "use"})
    details = ("code", "place", "area", "use", "price", "utilities", "is_standard", "is_public")
    columns = (
        Column("code", "宗地号", required=True, aliases=("地块编号", "宗地编号", "地块号", "地块名称")),
        PARK,
        Column("place", "位置", aliases=("地块位置", "坐落", "四至", "宗地位置")),
        Column("area", "面积", Kind.AMOUNT, "亩", aliases=("用地面积", "土地面积", "可供面积", "地块面积")),
        Column("use", "用途", Kind.CHOICE, choices=USES, aliases=("土地用途", "规划用途", "用地性质", "规划用地性质")),
        Column("price", "起始价", Kind.AMOUNT, "万元/亩", aliases=("出让起始价", "起拍价", "地价", "参考地价")),
        UTILITIES,
        Column("is_standard", "标准地", Kind.YES, aliases=("是否标准地",)),
        PUBLIC,
        Column("state", "状态", Kind.CHOICE, choices=STATES, aliases=("土地状态", "地块状态", "供应状态", "现状")),
        Column("holder", "预留或受让人", derived=True),
        Column("agreed_start", "约定动工日", Kind.DATE, derived=True),
    )

    def list_records(self, subject: Subject) -> models.QuerySet[Parcel]:
        return list_parcels(list_subtree(subject.code)).order_by("subject__path", "code")

    def get(self, key: str) -> Parcel:
        return list_parcels(list_subjects()).get(pk=key)

    def describe(self, row: Parcel) -> Mapping[str, Value | None]:
        supply = next(iter(row.standing), None)  # type: ignore[attr-defined]
        return {
            "code": row.code, "park": row.subject.label, "place": row.place, "area": row.area, "use": row.use, "price": row.price,
            "utilities": "、".join(row.utility_labels), "is_standard": row.is_standard, "is_public": row.is_public, "state": row.state,
            "holder": supply.holder if supply else row.reserved_for, "agreed_start": supply.agreed_start if supply else None,
        }  # fmt: skip

    def put(self, place: Subject, row: Any, told: dict[str, Any], values: Values, *, by: User, at: datetime) -> Parcel:
        state = values.get("state")
        if (state is not None and state not in OPEN) or (state in OPEN and row is not None and row.state not in OPEN):
            raise RegisterRefusedError(_("“%(code)s”的状态不能用表格改：预留、供应、收回由线索、合同和批文产生。请去掉“状态”一格，在地块页办理。") % {
                "code": row.code if row is not None else told.get("code"),
            })  # fmt: skip
        is_ready = None if state is None else state == ParcelState.FREE
        if row is None:
            return actions.register_parcel(place, by=by, at=at, is_ready=bool(is_ready), **told)
        return actions.update_parcel(row, by=by, at=at, is_ready=is_ready, **told)


class PlantRegister(SpaceRegister):
    """标准厂房台账."""

    code = "space-plants"
    name = gettext_lazy("标准厂房台账")
    needed = frozenset({"name", "area"})
    details = ("name", "area", "use", "rent", "load", "utilities", "is_public")
    columns = (
        Column("name", "厂房", required=True, aliases=("厂房名称", "厂房编号", "楼栋", "名称")),
        PARK,
        Column("area", "建筑面积", Kind.AMOUNT, "平方米", aliases=("面积", "厂房面积")),
        Column("use", "用途", Kind.CHOICE, choices=USES, aliases=("规划用途",)),
        Column("rent", "租金（元/㎡·月）", Kind.NUMBER, aliases=("租金", "月租金", "参考租金")),
        Column("load", "楼面荷载（吨/㎡）", Kind.NUMBER, aliases=("楼面荷载", "荷载", "承重")),
        UTILITIES,
        PUBLIC,
        Column("free", "空置", Kind.AMOUNT, "平方米", derived=True),
        Column("tenants", "承租人", derived=True),
    )

    def list_records(self, subject: Subject) -> models.QuerySet[Plant]:
        return list_plants(list_subtree(subject.code)).order_by("subject__path", "name")

    def get(self, key: str) -> Plant:
        return list_plants(list_subjects()).get(pk=key)

    def describe(self, row: Plant) -> Mapping[str, Value | None]:
        held = [tenancy.holder for tenancy in row.tenancies.all() if tenancy.ended_on is None]
        return {
            "name": row.name, "park": row.subject.label, "area": row.area, "use": row.use, "rent": row.rent, "load": row.load,
            "utilities": "、".join(row.utility_labels), "is_public": row.is_public, "free": row.free_area, "tenants": "、".join(held),
        }  # fmt: skip

    def put(self, place: Subject, row: Any, told: dict[str, Any], values: Values, *, by: User, at: datetime) -> Plant:
        if row is None:
            return actions.register_plant(place, by=by, at=at, **told)
        return actions.update_plant(row, by=by, at=at, **{"area": row.area, "name": row.name, **told})


def find_place(subject: Subject, values: Mapping[str, Value | None]) -> Subject | None:
    """The zone or park that a row means: the one it names, or the subject of the list; None where it names one that is not there."""
    named = str(values.get("park") or "").strip()
    if not named:
        return subject if subject.kind in HOLDS_SPACE else None
    places = list_subtree(subject.code).filter(kind__in=HOLDS_SPACE).order_by("path")
    return next((place for place in places if named in (place.name, place.short_name, place.code)), None)


def _stop(record: Record, name: str, found: str, expected: str) -> Problem:
    place = record.cells[name].place
    advice = _("请改正这一格后重新上传")
    return Problem("register.space", place.replace("!", " "), found, expected, advice, Severity.HARD, place)


def _as_field(name: str, value: Value | None) -> Any:
    """What the record keeps: utilities by their codes, words that were taken away as no words."""
    if name == "utilities":
        return read_utilities(str(value or ""))[0]
    if name in ("is_standard", "is_public"):
        return bool(value)
    return "" if value is None and name == "place" else value
