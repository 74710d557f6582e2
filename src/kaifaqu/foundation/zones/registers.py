"""The province's list of zones as it goes in and out of Excel."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.db.models import ProtectedError
from django.utils.translation import gettext as say
from django.utils.translation import gettext_lazy as _

from kaifaqu.core.figures.problem import Problem, Severity
from kaifaqu.core.reader.registers.columns import Column, Kind, Value
from kaifaqu.core.reader.registers.read import Record
from kaifaqu.core.reader.registers.write import Row
from kaifaqu.foundation.accounts.models import User
from kaifaqu.foundation.register import Register, RegisterRefusedError, Values
from kaifaqu.foundation.subjects.models import Subject
from kaifaqu.foundation.zones.actions import drop_zone, open_zone, register_zone, rename_zone
from kaifaqu.foundation.zones.models import Zone, ZoneKind, ZoneLevel
from kaifaqu.foundation.zones.queries import find_city, find_zone, find_zone_named, list_zones

KINDS = {
    "工业类": ZoneKind.INDUSTRIAL,
    "现代农业类": ZoneKind.AGRICULTURAL,
    "农业类": ZoneKind.AGRICULTURAL,
    "生态文旅类": ZoneKind.ECOLOGICAL,
    "文旅类": ZoneKind.ECOLOGICAL,
}
LEVELS = {"国家级": ZoneLevel.NATIONAL, "省级": ZoneLevel.PROVINCIAL}


class ZonesRegister(Register):
    """开发区名录."""

    code = "zones"
    name = _("开发区名录")
    act = "zones:register"
    page = "zones:list"
    columns = (
        Column("name", "开发区名称", required=True, aliases=("名称", "开发区")),
        Column("short_name", "简称"),
        Column("city", "所在市", aliases=("所属市", "市", "设区市", "地市")),
        Column("kind", "类型", Kind.CHOICE, aliases=("类别", "开发区类型"), choices={word: kind.value for word, kind in KINDS.items()}),
        Column("level", "级别", Kind.CHOICE, choices={word: level.value for word, level in LEVELS.items()}),
        Column("approved_on", "批准时间", Kind.DATE, aliases=("批准日期", "设立时间")),
        Column("approved_area", "核准面积", Kind.AMOUNT, "公顷", aliases=("规划面积", "批准面积", "面积")),
        Column("industries", "主导产业"),
        Column("small_office", "两人签发", Kind.YES),
    )  # fmt: skip

    def find(self, subject: Subject, values: Mapping[str, Value]) -> str | None:
        zone = find_zone_named(str(values.get("name", "")), subject)
        return zone.subject.code if zone else None

    def read(self, key: str) -> Mapping[str, Value]:
        zone = find_zone(key)
        return describe_zone(zone) if zone else {}

    def judge(self, subject: Subject, record: Record) -> list[Problem]:
        city = record.values.get("city")
        known = self.find(subject, record.values) is not None
        if (city is None and known) or (city is not None and find_city(str(city), subject) is not None):
            return []
        cell = record.cells.get("city")
        place = cell.place if cell else record.place
        return [
            Problem(
                "zones.city", place.replace("!", " "), say("所在市是“%(city)s”") % {"city": city or ""}, say("，应为%(within)s的一个市") % {"within": subject.label},
                say("请填市的全称，如“大同市”"), Severity.HARD, place,
            )
        ]  # fmt: skip

    def write(
        self, subject: Subject, key: str | None, values: Values, category: tuple[str, ...], *, by: User, at: datetime
    ) -> str:
        zone = find_zone(key) if key is not None else None
        merged: dict[str, Any] = {**(describe_zone(zone) if zone else {}), **values}
        city = find_city(str(merged.get("city") or ""), subject)
        if city is None:
            raise RegisterRefusedError(say("没有写所在市，或市不在本单位之下。"))
        content = read_content(merged)
        names = {"name": str(merged["name"]), "short_name": str(merged.get("short_name") or "")}
        if zone is None:
            return open_zone(**names, city=city, by=by, at=at, **content).subject.code
        zone = rename_zone(zone, **names, city=city, by=by, at=at)
        register_zone(zone.subject, by=by, at=at, **content)
        return zone.subject.code

    def remove(self, key: str, *, by: User, at: datetime) -> None:
        zone = find_zone(key)
        if zone is None:
            return
        try:
            drop_zone(zone, by=by, at=at)
        except ProtectedError as error:
            raise RegisterRefusedError(say("名下已有报表、项目或授权，没有撤回。")) from error

    def rows(self, subject: Subject) -> Iterable[Row]:
        return [Row(describe_zone(zone)) for zone in list_zones(subject).select_related("subject__parent")]


def describe_zone(zone: Zone) -> dict[str, Value]:
    """The zone by the list's fields; what is not registered is not in it."""
    told: dict[str, Value | None] = {
        "name": zone.subject.name, "short_name": zone.subject.short_name or None,
        "city": zone.subject.parent.name if zone.subject.parent else None,
        "kind": None if zone.kind == ZoneKind.UNKNOWN else str(zone.kind), "level": None if zone.level == ZoneLevel.UNKNOWN else str(zone.level),
        "approved_on": zone.approved_on, "approved_area": zone.approved_area, "industries": zone.industries or None,
        "small_office": zone.small_office,
    }  # fmt: skip
    return {field: value for field, value in told.items() if value is not None}


def read_content(values: Mapping[str, Any]) -> dict[str, Any]:
    """What the register keeps of the zone besides its names and its city."""
    day: date | None = values.get("approved_on")
    area: Decimal | None = values.get("approved_area")
    return {
        "kind": ZoneKind(values.get("kind") or ZoneKind.UNKNOWN), "level": ZoneLevel(values.get("level") or ZoneLevel.UNKNOWN),
        "approved_on": day, "approved_area": area, "industries": str(values.get("industries") or ""),
        "small_office": bool(values.get("small_office")),
    }  # fmt: skip
