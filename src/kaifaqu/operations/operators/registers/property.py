"""Assets, leases and the rent that came in, in and out of Excel."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.db import models
from django.utils.translation import gettext as say
from django.utils.translation import gettext_lazy as _

from kaifaqu.core.reader.registers.columns import Column, Kind, Value
from kaifaqu.foundation.accounts.models import User
from kaifaqu.foundation.subjects.models import Subject
from kaifaqu.operations.operators.actions import books
from kaifaqu.operations.operators.actions.writing import OperatorRefusedError
from kaifaqu.operations.operators.models import Asset, AssetKind, Lease, Receipt
from kaifaqu.operations.operators.registers.book import COMPANY, SQUARE, TEN_THOUSAND, Book, find_company, words_of


class AssetsRegister(Book):
    """资产台账."""

    code, name, act, model = "operator-assets", _("资产台账"), "operators:asset", Asset
    needed = frozenset({"kind"})
    columns = (
        Column("name", "资产名称", required=True, aliases=("名称", "厂房名称", "房屋名称")),
        COMPANY,
        Column("kind", "类别", Kind.CHOICE, aliases=("资产类别", "类型"), choices=words_of(AssetKind)),
        Column("area", "建筑面积", Kind.AMOUNT, unit=SQUARE, aliases=("面积",)),
        Column("book_value", "账面价值", Kind.AMOUNT, unit=TEN_THOUSAND, aliases=("原值", "账面值")),
        Column("built_on", "建成日期", Kind.DATE, aliases=("竣工日期",)),
        Column("entrusted", "受托（退出时移交）", Kind.YES, aliases=("是否受托", "受托")),
        Column("handed_back_on", "移交日期", Kind.DATE, derived=True),
    )

    def list_records(self, subject: Subject) -> models.QuerySet[Asset]:
        return Asset.objects.filter(company__subject__path__startswith=subject.path).select_related("company__subject")

    def match(self, rows: models.QuerySet[Asset], values: Mapping[str, Value]) -> models.QuerySet[Asset]:
        named = rows.filter(name=str(values.get("name", "")).strip())
        return named.filter(company__subject__name=values["company"]) if values.get("company") else named

    def describe(self, row: Asset) -> Mapping[str, Value | None]:
        return {
            "name": row.name, "company": row.company.subject.name, "kind": row.kind, "area": row.area, "book_value": row.book_value,
            "built_on": row.built_on, "entrusted": row.entrusted, "handed_back_on": row.handed_back_on,
        }  # fmt: skip

    def put(self, subject: Subject, row: Any, told: Mapping[str, Any], *, by: User, at: datetime) -> Any:
        details = {name: told.get(name) for name in ("name", "kind", "area", "book_value", "built_on")}
        details["entrusted"] = bool(told.get("entrusted"))
        company = row.company if row is not None else find_company(subject, told)
        return books.put_asset(company, row, by=by, at=at, **details)


class LeasesRegister(Book):
    """租约台账."""

    code, name, act, model = "operator-leases", _("租约台账"), "operators:lease", Lease
    needed = frozenset({"asset", "area", "rent", "start", "end"})
    columns = (
        Column("tenant", "承租方", required=True, aliases=("承租企业", "租户", "承租单位")),
        Column("asset", "资产名称", aliases=("资产", "厂房", "房屋")),
        Column("area", "面积", Kind.AMOUNT, unit=SQUARE, aliases=("租赁面积",)),
        Column("rent", "年租金", Kind.AMOUNT, unit=TEN_THOUSAND),
        Column("start", "起", Kind.DATE, aliases=("租期起", "起租日期")),
        Column("end", "止", Kind.DATE, aliases=("租期止", "到期日期")),
        Column("free_until", "免租至", Kind.DATE),
        Column("received", "登记前已收", Kind.AMOUNT, unit=TEN_THOUSAND, aliases=("累计实收",)),
        Column("ended_on", "提前退租", Kind.DATE),
        Column("booked", "登记后实收", Kind.AMOUNT, unit=TEN_THOUSAND, derived=True),
    )

    def list_records(self, subject: Subject) -> models.QuerySet[Lease]:
        rows = Lease.objects.filter(asset__company__subject__path__startswith=subject.path)
        return rows.select_related("asset__company__subject").prefetch_related("receipts")

    def identify(self, values: Mapping[str, Value]) -> object:
        return values.get("asset"), values.get("tenant"), values.get("start")

    def match(self, rows: models.QuerySet[Lease], values: Mapping[str, Value]) -> models.QuerySet[Lease]:
        start, place = values.get("start"), {"asset__name": str(values.get("asset", "")).strip()}
        named = rows.filter(tenant=str(values.get("tenant", "")).strip(), **place)
        return named.filter(start=start) if isinstance(start, date) else named

    def describe(self, row: Lease) -> Mapping[str, Value | None]:
        booked = [receipt.amount for receipt in row.receipts.all()]
        return {
            "tenant": row.tenant, "asset": row.asset.name, "area": row.area, "rent": row.rent, "start": row.start, "end": row.end,
            "free_until": row.free_until, "received": row.received, "ended_on": row.ended_on,
            "booked": sum(booked, Decimal(0)) if booked else None,
        }  # fmt: skip

    def put(self, subject: Subject, row: Any, told: Mapping[str, Any], *, by: User, at: datetime) -> Any:
        details = {
            name: told.get(name) for name in ("tenant", "area", "rent", "start", "end", "free_until", "received", "ended_on")
        }
        return books.put_lease(row.asset if row is not None else find_asset(subject, told), row, by=by, at=at, **details)


def find_asset(subject: Subject, told: Mapping[str, Any]) -> Asset:
    """The asset that the row names. Raises OperatorRefusedError."""
    name = str(told.get("asset") or "").strip()
    found = list(
        Asset.objects.filter(company__subject__path__startswith=subject.path, name=name).select_related("company__subject")
    )
    if len(found) != 1:
        raise OperatorRefusedError(
            say("资产“%(name)s”在资产台账中找到 %(count)s 项，应为 1 项。请先导入资产台账，名称写法一致。")
            % {"name": name, "count": len(found)}
        )
    return found[0]


class ReceiptsRegister(Book):
    """租金实收台账. A receipt is never rewritten: it is taken back and registered anew."""

    code, name, act, model = "operator-receipts", _("租金实收台账"), "operators:receipts", Receipt
    needed = frozenset({"asset", "tenant", "on", "amount"})
    columns = (
        Column("voucher", "凭证号", required=True, aliases=("凭证", "收据号", "票据号")),
        Column("asset", "资产名称", aliases=("资产", "厂房", "房屋")),
        Column("tenant", "承租方", aliases=("承租企业", "租户", "交款单位")),
        Column("on", "到账日期", Kind.DATE, aliases=("收款日期", "日期")),
        Column("amount", "实收租金", Kind.AMOUNT, unit=TEN_THOUSAND, aliases=("金额", "实收", "收款金额")),
    )

    def list_records(self, subject: Subject) -> models.QuerySet[Receipt]:
        rows = Receipt.objects.filter(lease__asset__company__subject__path__startswith=subject.path)
        return rows.select_related("lease__asset__company__subject")

    def identify(self, values: Mapping[str, Value]) -> object:
        return values.get("asset"), values.get("tenant"), values.get("voucher")

    def match(self, rows: models.QuerySet[Receipt], values: Mapping[str, Value]) -> models.QuerySet[Receipt]:
        place = {"lease__asset__name": str(values.get("asset", "")), "lease__tenant": str(values.get("tenant", ""))}
        return rows.filter(voucher=str(values.get("voucher", "")).strip(), **place)

    def describe(self, row: Receipt) -> Mapping[str, Value | None]:
        return {
            "voucher": row.voucher, "asset": row.lease.asset.name, "tenant": row.lease.tenant, "on": row.on, "amount": row.amount,
        }  # fmt: skip

    def put(self, subject: Subject, row: Any, told: Mapping[str, Any], *, by: User, at: datetime) -> Any:
        if row is not None:
            if (row.on, row.amount) != (told["on"], told["amount"]):
                raise OperatorRefusedError(
                    say("凭证 %(voucher)s 已按另一日期或金额登记。请先撤销原来的一笔。") % {"voucher": row.voucher}
                )
            return row
        leases = (
            find_asset(subject, told)
            .leases.filter(tenant=str(told["tenant"]).strip(), start__lte=told["on"])
            .order_by("-start")
        )
        lease = leases.first()
        if lease is None:
            raise OperatorRefusedError(say("“%(tenant)s”在到账日期没有租约。请先导入租约台账。") % {"tenant": told["tenant"]})
        return books.put_receipt(lease, on=told["on"], amount=told["amount"], voucher=str(told["voucher"]), by=by, at=at)
