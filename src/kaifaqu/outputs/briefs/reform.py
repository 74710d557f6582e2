"""管运分离进展: what `catalogue/briefs/reform.yaml` writes, and its annex tables: published beside what the registers support, and every zone."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal

from django.urls import reverse

from kaifaqu.core.figures.item import item_named
from kaifaqu.core.figures.quantity import Quantity, plain
from kaifaqu.foundation.subjects.models import Kind
from kaifaqu.foundation.subjects.queries import list_below
from kaifaqu.operations.operators.models import Nature
from kaifaqu.operations.operators.queries import ZoneRow, count_registered, list_pilots, list_zone_rows
from kaifaqu.operations.projects.queries.credit import Total, sum_attracted, sum_built, total_by_zone
from kaifaqu.outputs.briefs.segments import Paragraph, Segment, paragraph, row
from kaifaqu.outputs.briefs.sentences import tell
from kaifaqu.outputs.briefs.source import Source, quantity_of
from kaifaqu.outputs.briefs.wording import write_quantity

COUNTED = ("zones", "pilot_zones", "operating_companies", "operating_companies_platform", "operating_companies_third_party")
SUMMED = ("infrastructure_investment", "projects_attracted", "projects_attracted_investment")
NONE = "—"


def compose_reform(source: Source) -> list[Paragraph]:
    """The whole brief: what `catalogue/briefs/reform.yaml` writes, then the annexes."""
    return [*tell("reform", source), *compose_annexes(source)]


def compose_annexes(source: Source) -> Iterator[Paragraph]:
    """Both annexes, up to the end of the brief's period."""
    yield paragraph("annex", "附件1　公布数与登记数对照表")
    yield row("指标", "公布数", "登记簿支持", "差额")
    yield from _beside(source)
    yield paragraph("annex", "附件2　各开发区登记情况表")
    yield row(
        "开发区",
        "试点",
        "内设平台",
        "第三方",
        "在执行委托",
        "职责缺位",
        "职责重叠",
        "基础设施投资",
        "招商项目",
        "招商项目投资额",
    )
    yield from _zones(source)


def _beside(source: Source) -> Iterator[Paragraph]:
    held: dict[str, tuple[Quantity, str]] = {
        code: (Quantity.of(found.count, str(item_named(code).unit)), found.url)
        for code, found in count_registered(source.subject).items()
        if code in COUNTED
    }
    held |= _credited(source)
    for code in (*COUNTED, *(f"{prefix}{code}" for prefix in ("", "pilot_") for code in SUMMED)):
        fact, found = source.fact(code), held.get(code)
        if fact is None and found is None:
            continue
        there = Segment("没有登记") if found is None else _registered(found[0], item_named(code).name, found[1])
        gap = NONE if fact is None or found is None else _words(
            Quantity(plain(quantity_of(fact).value - found[0].to(quantity_of(fact).unit).value), quantity_of(fact).unit)
        )  # fmt: skip
        yield row(item_named(code).name, source.number(code), there, gap)


def _credited(source: Source) -> dict[str, tuple[Quantity, str]]:
    """What the projects' records credit to companies, in all and of the pilots, by item."""
    until, page = source.period.bounded_end, f"{reverse('projects:list')}?under={source.subject.code}"
    found: dict[str, tuple[Quantity, str]] = {}
    for prefix, paths in (("", [source.subject.path]), ("pilot_", [zone.path for zone in list_pilots(source.subject)])):
        built, signed = sum_built(paths, until), sum_attracted(paths, until)
        attracted = f"{page}&credited={prefix}operator&until={until}"
        if built.amount is not None:
            found[f"{prefix}{SUMMED[0]}"] = (_in_hundred_millions(built.amount), f"{page}&credited={prefix}developer")
        if signed.projects:
            found[f"{prefix}{SUMMED[1]}"] = (Quantity.of(signed.projects, "个"), attracted)
        if signed.amount is not None:
            found[f"{prefix}{SUMMED[2]}"] = (_in_hundred_millions(signed.amount), attracted)
    return found


def _zones(source: Source) -> Iterator[Paragraph]:
    """The zones that have registered anything, then how many have not."""
    until = source.period.bounded_end
    rows = list_zone_rows(list(list_below(source.subject.code, Kind.ZONE).order_by("path")), until)
    known = [line for line in rows if line.companies or line.pilot or line.has_matrix]
    built = total_by_zone([line.zone for line in known], "developer", until)
    signed = total_by_zone([line.zone for line in known], "operator", until)
    for line in known:
        yield _zone(line, built, signed)
    yield row(f"其余{len(rows) - len(known)}个开发区没有登记", *[NONE] * 9)


def _zone(line: ZoneRow, built: Mapping[int, Total], signed: Mapping[int, Total]) -> Paragraph:
    url = reverse("operators:zone", args=[line.zone.code])
    natures = [company.nature for company in line.companies]
    faults: Sequence[str | Segment] = (
        [_count(line.gaps, "职责缺位", url), _count(line.overlaps, "职责重叠", url)] if line.has_matrix else [NONE, NONE]
    )
    done, attracted = built.get(line.zone.pk), signed.get(line.zone.pk)
    return row(
        line.zone.label, "是" if line.pilot else "否", _count(natures.count(Nature.PLATFORM), "内设平台公司", url),
        _count(natures.count(Nature.THIRD_PARTY), "第三方公司", url), _count(line.in_force, "在执行委托", url), *faults,
        _amount(done, "承建项目完成投资", f"{reverse('projects:list')}?under={line.zone.code}&credited=developer"),
        NONE if attracted is None else _count(attracted.projects, "招商项目", f"{reverse('projects:list')}?under={line.zone.code}&credited=operator"),
        _amount(attracted, "招商项目投资额", f"{reverse('projects:list')}?under={line.zone.code}&credited=operator"),
    )  # fmt: skip


def _count(count: int, what: str, url: str) -> Segment:
    return Segment(str(count), {"register": what, "url": url})


def _amount(total: Total | None, what: str, url: str) -> str | Segment:
    return NONE if total is None or total.amount is None else _registered(_in_hundred_millions(total.amount), what, url)


def _registered(quantity: Quantity, what: str, url: str) -> Segment:
    return Segment(_words(quantity), {"register": what, "url": url})


def _words(quantity: Quantity) -> str:
    return write_quantity(quantity, 2 if quantity.unit.symbol == "亿元" else 0)


def _in_hundred_millions(amount: Decimal) -> Quantity:
    return Quantity.of(amount, "万元").to(Quantity.of(0, "亿元").unit)
