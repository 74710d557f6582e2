"""What a person fills in on a project's page; a form says everything that is wrong at once."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from kaifaqu.core.figures.period import Period, PeriodError, Shape
from kaifaqu.core.figures.quantity import Quantity, QuantityError, parse_decimal, plain
from kaifaqu.core.figures.unit import UnitError, parse_unit
from kaifaqu.foundation.accounts.queries import reach_of
from kaifaqu.foundation.days import DayInput
from kaifaqu.foundation.enterprises.codes import find_credit_code_fault, find_industry_fault
from kaifaqu.foundation.enterprises.models import Enterprise
from kaifaqu.foundation.exact import fits
from kaifaqu.foundation.subjects.models import Kind
from kaifaqu.operations.operators.models import Company
from kaifaqu.operations.projects.clocks import approval_items
from kaifaqu.operations.projects.codes import find_project_code_fault, tidy_project_code
from kaifaqu.operations.projects.lights import curves
from kaifaqu.operations.projects.models import Project
from kaifaqu.operations.projects.periods import parse_when
from kaifaqu.operations.projects.vocabulary import (
    About,
    FactKind,
    FilingWay,
    ListKind,
    Nature,
    PledgeKind,
    ProblemKind,
    ReadinessKind,
)
from kaifaqu.operations.tasks.models import PromiseKind

TEN_THOUSAND = parse_unit("万元")
YES_NO = (("", gettext_lazy("未登记")), ("1", gettext_lazy("是")), ("0", gettext_lazy("否")))


class AmountField(forms.CharField):
    """Money in 万元; what is typed with its unit (3.5亿元) is converted, exactly."""

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("widget", forms.TextInput(attrs={"inputmode": "decimal", "placeholder": "35000 / 3.5亿元"}))
        super().__init__(**kwargs)

    def prepare_value(self, value: Any) -> Any:
        """A number as a person writes it."""
        return f"{plain(value):f}" if isinstance(value, Decimal) else value

    def clean(self, value: Any) -> Decimal | None:
        """The amount, None where nothing is typed. Raises ValidationError."""
        text = super().clean(value).strip()
        if not text:
            return None
        digits = text.rstrip("亿万元 ")
        unit = text[len(digits) :].strip() or "万元"
        try:
            amount = (
                Quantity(parse_decimal(digits), parse_unit(unit if unit.endswith("元") else f"{unit}元")).to(TEN_THOUSAND).value
            )
        except (QuantityError, UnitError) as error:
            raise forms.ValidationError(
                _("“%(text)s”不是金额：请填数字（万元），或带单位，如 3.5亿元。") % {"text": text}
            ) from error
        if not fits(amount):
            raise forms.ValidationError(_("“%(text)s”位数太多。请核对单位。") % {"text": text})
        return amount


class NumberField(forms.DecimalField):
    """An exact number; empty is absent."""

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("required", False)
        super().__init__(max_digits=30, decimal_places=10, **kwargs)

    def prepare_value(self, value: Any) -> Any:
        """A number as a person writes it."""
        return f"{plain(value):f}" if isinstance(value, Decimal) else value


class WhenField(forms.CharField):
    """A day, or the month or quarter that is all that is known."""

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("widget", forms.TextInput(attrs={"placeholder": "2024-04-21"}))
        kwargs.setdefault("help_text", gettext_lazy("只知道月份或季度的，写 2024年3月、2024年一季度"))
        super().__init__(**kwargs)

    def clean(self, value: Any) -> Period:
        """The period. Raises ValidationError."""
        try:
            return parse_when(super().clean(value))
        except PeriodError as error:
            raise forms.ValidationError(str(error)) from error


class MonthField(forms.CharField):
    """A month; gives (year, month)."""

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("widget", forms.TextInput(attrs={"type": "month", "placeholder": "2024-04"}))
        super().__init__(**kwargs)

    def clean(self, value: Any) -> tuple[int, int]:
        """(year, month). Raises ValidationError."""
        text = super().clean(value)
        try:
            period = parse_when(text)
        except PeriodError as error:
            raise forms.ValidationError(str(error)) from error
        start = period.start
        if start is None or period.shape is not Shape.MONTHS or period.bounded_end.month != start.month:
            raise forms.ValidationError(_("“%(text)s”不是月份：请写成 2024-04。") % {"text": text})
        return start.year, start.month


class DayField(forms.DateField):
    """A day with the browser's own picker."""

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("required", False)
        kwargs.setdefault("widget", DayInput())
        super().__init__(**kwargs)


class YesNoField(forms.TypedChoiceField):
    """是, 否, or 未登记."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(choices=YES_NO, required=False, coerce=lambda value: value == "1", empty_value=None, **kwargs)

    def prepare_value(self, value: Any) -> Any:
        """The choice of a kept value."""
        return {True: "1", False: "0", None: ""}.get(value, value)


def words(label: Any, length: int, *, required: bool = False, rows: int = 0, **kwargs: Any) -> forms.CharField:
    """A line, or some rows, of text."""
    widget = forms.Textarea(attrs={"rows": rows}) if rows else forms.TextInput()
    return forms.CharField(label=label, max_length=length, required=required, widget=widget, **kwargs)


class FileForm(forms.Form):
    """The file's own fields."""

    name = words(gettext_lazy("项目名称"), 120, required=True)
    project_code = words(
        gettext_lazy("项目代码"), 40, help_text=gettext_lazy("2404-140226-89-01-123456；校验位算法未公开，只核对结构")
    )
    builder = words(gettext_lazy("建设单位"), 120)
    credit_code = words(gettext_lazy("统一社会信用代码"), 20)
    enterprise: Any = forms.ModelChoiceField(
        None, label=gettext_lazy("企业（登记册）"), required=False,
        help_text=gettext_lazy("不选的，按信用代码或建设单位全名自动对上登记册"),
    )  # fmt: skip
    register_builder = forms.BooleanField(label=gettext_lazy("登记册里没有，按建设单位和信用代码登记一家"), required=False)
    industry = words(gettext_lazy("行业代码"), 8, help_text=gettext_lazy("GB/T 4754-2017，按产品，如 C2041"))
    chain = words(gettext_lazy("产业链"), 120)
    nature = forms.ChoiceField(label=gettext_lazy("建设性质"), choices=Nature.choices, initial=Nature.UNKNOWN)
    filing_way = forms.ChoiceField(label=gettext_lazy("立项方式"), choices=FilingWay.choices, initial=FilingWay.UNKNOWN)
    total_investment = AmountField(label=gettext_lazy("总投资（万元）"), required=False)
    fixed_investment = AmountField(label=gettext_lazy("其中固定资产投资（万元）"), required=False)
    land_area = NumberField(label=gettext_lazy("用地（亩）"))
    planned_start = DayField(label=gettext_lazy("计划开工"))
    planned_completion = DayField(label=gettext_lazy("计划竣工"))
    planned_production = DayField(label=gettext_lazy("计划投产"))
    commitment = YesNoField(label=gettext_lazy("承诺制"))
    standard_land = YesNoField(label=gettext_lazy("标准地"))
    full_agency = YesNoField(label=gettext_lazy("全代办"))
    address = words(gettext_lazy("地点"), 200)
    longitude = NumberField(label=gettext_lazy("经度"), min_value=Decimal(-180), max_value=Decimal(180))
    latitude = NumberField(label=gettext_lazy("纬度"), min_value=Decimal(-90), max_value=Decimal(90))
    office = words(gettext_lazy("责任单位"), 120)
    leader = words(gettext_lazy("包联领导"), 60)
    contact = words(gettext_lazy("责任人及电话"), 120)
    content = words(gettext_lazy("建设内容及规模"), 1000, rows=2)
    notes = words(gettext_lazy("备注"), 1000, rows=2)
    operator: Any = forms.ModelChoiceField(None, label=gettext_lazy("引进的运营公司"), required=False)
    developer: Any = forms.ModelChoiceField(None, label=gettext_lazy("承建的运营公司（基础设施项目填）"), required=False)

    def __init__(
        self, *args: Any, companies: QuerySet[Company] | None = None, enterprises: QuerySet[Enterprise] | None = None, **kwargs: Any
    ) -> None:  # fmt: skip
        super().__init__(*args, **kwargs)
        if enterprises is None:
            del self.fields["enterprise"]
        else:
            chosen: Any = self.fields["enterprise"]
            chosen.queryset = enterprises
        for name in ("operator", "developer"):
            if companies is None:
                del self.fields[name]
            else:
                field: Any = self.fields[name]
                field.queryset = companies

    def clean_project_code(self) -> str:
        code = tidy_project_code(self.cleaned_data["project_code"])
        return self._checked(code, find_project_code_fault(code) if code else "")

    def clean_credit_code(self) -> str:
        code = self.cleaned_data["credit_code"].strip().upper()
        return self._checked(code, find_credit_code_fault(code) if code else "")

    def clean_industry(self) -> str:
        code = self.cleaned_data["industry"].strip().upper()
        return self._checked(code, find_industry_fault(code) if code else "")

    def _checked(self, code: str, fault: str) -> str:
        if fault:
            raise forms.ValidationError(fault)
        return code

    def clean(self) -> dict[str, Any]:
        """The whole is not below its part, and days stand in their order."""
        data = super().clean() or {}
        total, fixed = data.get("total_investment"), data.get("fixed_investment")
        if total is not None and fixed is not None and fixed > total:
            self.add_error(
                "fixed_investment",
                _("固定资产投资 %(fixed)s 大于总投资 %(total)s。请核对单位。") % {"fixed": fixed, "total": total},
            )
        days = [data.get(name) for name in ("planned_start", "planned_completion", "planned_production")]
        if data.get("register_builder") and not data.get("builder"):
            self.add_error("builder", _("要登记企业，请先写建设单位全称。"))
        known = [day for day in days if day is not None]
        if known != sorted(known):
            self.add_error("planned_production", _("计划开工、竣工、投产的先后不对。请核对。"))
        return data


class OpenForm(FileForm):
    """A new file: where it stands, besides its fields."""

    under = forms.ModelChoiceField(
        label=gettext_lazy("所在开发区（园区）"), queryset=Project.objects.none(), to_field_name="code"
    )
    field_order = ("name", "under")

    def __init__(self, *args: Any, user: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["under"]
        assert isinstance(field, forms.ModelChoiceField)
        field.queryset = reach_of(user, "projects:new").filter(kind__in=(Kind.ZONE, Kind.PARK))
        if field.queryset.count() == 1:
            field.initial = field.queryset.first()


class RecordForm(forms.Form):
    """One entry on a project's page."""

    def __init__(self, *args: Any, project: Project, user: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.project, self.user = project, user
        self.choose()

    def choose(self) -> None:
        """Limits choices to what belongs to the project."""

    def offer(self, name: str, rows: Any) -> None:
        """The rows that the field may choose from."""
        field = self.fields[name]
        assert isinstance(field, forms.ModelChoiceField)
        field.queryset = rows


def chosen(label: Any = "", *, required: bool = True) -> forms.ModelChoiceField:  # type: ignore[type-arg]
    """A row of the project; the form offers which."""
    return forms.ModelChoiceField(queryset=Project.objects.none(), label=label, required=required, widget=forms.HiddenInput())


class FactForm(RecordForm):
    kind = forms.ChoiceField(label=gettext_lazy("发生了什么"), choices=FactKind.choices)
    when = WhenField(label=gettext_lazy("什么时候"))
    note = words(
        gettext_lazy("说明"), 400, help_text=gettext_lazy("依据：验收备案号、会议、现场核实人；越过前面事项的，写理由")
    )
    document = forms.ModelChoiceField(label=gettext_lazy("证明文件"), queryset=Project.objects.none(), required=False)

    def choose(self) -> None:
        from kaifaqu.foundation.documents.queries import list_documents

        self.offer("document", list_documents(reach_of(self.user, "documents:list")))


class VoidForm(RecordForm):
    fact = chosen()
    reason = words(gettext_lazy("作废原因"), 400)

    def choose(self) -> None:
        self.offer("fact", self.project.facts.filter(voided_at=None))


class ApprovalForm(RecordForm):
    item = words(gettext_lazy("事项"), 40, required=True)
    needed = forms.TypedChoiceField(
        label=gettext_lazy("是否涉及"),
        choices=(("1", gettext_lazy("涉及")), ("0", gettext_lazy("不涉及"))),
        coerce=lambda v: v == "1",
    )
    authority = words(gettext_lazy("办理部门"), 80)
    agent = words(gettext_lazy("代办员"), 60)
    standard_days = forms.IntegerField(label=gettext_lazy("标准时限（工作日）"), min_value=1, max_value=999, required=False)
    promised_days = forms.IntegerField(label=gettext_lazy("承诺时限（工作日）"), min_value=1, max_value=999, required=False)
    accepted_on = DayField(label=gettext_lazy("受理日"))
    settled_on = DayField(label=gettext_lazy("办结日"))
    number = words(gettext_lazy("文号、证号"), 80)
    expected_on = DayField(label=gettext_lazy("计划办结日"))


class PauseForm(RecordForm):
    approval = chosen()
    first = DayField(label=gettext_lazy("补正起"), required=True)
    last = DayField(label=gettext_lazy("补正止"))
    reason = words(gettext_lazy("补正什么"), 200, required=True)

    def choose(self) -> None:
        self.offer("approval", self.project.approvals.all())


class EndPauseForm(RecordForm):
    approval = chosen()
    last = DayField(label=gettext_lazy("补正止"), required=True)

    def choose(self) -> None:
        self.offer("approval", self.project.approvals.filter(pauses__last=None).distinct())


class PlanForm(RecordForm):
    year = forms.IntegerField(label=gettext_lazy("年度"), min_value=2000, max_value=2100)
    amount = AmountField(label=gettext_lazy("年度计划投资（万元）"))
    funds = AmountField(label=gettext_lazy("年度应到位资金（万元）"), required=False)
    curve = forms.ChoiceField(
        label=gettext_lazy("序时曲线"), choices=lambda: [(code, name) for code, (name, _w) in curves().items()]
    )


class ProgressForm(RecordForm):
    month = MonthField(label=gettext_lazy("月份"))
    done_month = AmountField(label=gettext_lazy("本月完成（万元）"), required=False)
    done_year = AmountField(label=gettext_lazy("本年累计完成（万元）"), required=False)
    done_total = AmountField(label=gettext_lazy("开工以来累计（万元）"), required=False)
    funds_year = AmountField(label=gettext_lazy("本年到位资金（万元）"), required=False)
    funds_total = AmountField(label=gettext_lazy("累计到位资金（万元）"), required=False)
    percent = NumberField(label=gettext_lazy("形象进度（%）"), min_value=Decimal("0"), max_value=Decimal(100))
    site = words(gettext_lazy("形象进度"), 1000, rows=2)
    hindrance = words(gettext_lazy("存在问题"), 1000)
    needs = words(gettext_lazy("需协调事项"), 1000)
    next_plan = words(gettext_lazy("下月计划"), 400)
    explanation = words(gettext_lazy("说明"), 400, help_text=gettext_lazy("累计数减少、对不上时写明原因"))


class ProblemForm(RecordForm):
    kind = forms.ChoiceField(label=gettext_lazy("类别"), choices=ProblemKind.choices)
    text = words(gettext_lazy("问题"), 400, required=True)
    turn = words(gettext_lazy("轮到谁办"), 80)
    raised_on = DayField(label=gettext_lazy("提出日"), required=True)
    due_on = DayField(label=gettext_lazy("办结时限"))


class SolveForm(RecordForm):
    problem = chosen()
    solved_on = DayField(label=gettext_lazy("办结日"), required=True)
    result = words(gettext_lazy("结果"), 400)

    def choose(self) -> None:
        self.offer("problem", self.project.problems.filter(solved_on=None))


class PledgeForm(RecordForm):
    kind = forms.ChoiceField(label=gettext_lazy("事项"), choices=PledgeKind.choices)
    text = words(gettext_lazy("承诺内容"), 200, required=True)
    amount = NumberField(label=gettext_lazy("承诺值"))
    unit = words(gettext_lazy("单位"), 20, help_text=gettext_lazy("金额请用万元，人数用人"))
    due_on = DayField(label=gettext_lazy("兑现时限"))


class PromiseForm(RecordForm):
    """A promise of the government; its delivery is followed in the room of tasks."""

    kind = forms.ChoiceField(label=gettext_lazy("事项"), choices=PromiseKind.choices)
    words = words(gettext_lazy("承诺内容"), 200, required=True)
    due_date = DayField(label=gettext_lazy("兑现时限"))


class RealiseForm(RecordForm):
    pledge = chosen()
    realised = NumberField(label=gettext_lazy("实际值"))
    realised_on = DayField(label=gettext_lazy("兑现日"), required=True)
    evidence = words(gettext_lazy("依据"), 200)

    def choose(self) -> None:
        self.offer("pledge", self.project.pledges.all())


class ReadinessForm(RecordForm):
    kind = forms.ChoiceField(label=gettext_lazy("准备事项"), choices=ReadinessKind.choices)
    needed = NumberField(label=gettext_lazy("需要"), required=True)
    ready = NumberField(label=gettext_lazy("已到位"))
    due_on = DayField(label=gettext_lazy("应到位"))


class PhotoForm(RecordForm):
    file = forms.FileField(
        label=gettext_lazy("照片"), widget=forms.ClearableFileInput(attrs={"accept": "image/jpeg,image/png"})
    )
    not_secret = forms.BooleanField(label=gettext_lazy("我确认照片不涉密"))
    caption = words(gettext_lazy("说明"), 120, required=True)
    place = words(gettext_lazy("拍摄地点"), 120)
    taken_at = forms.DateTimeField(
        label=gettext_lazy("拍摄时间"), required=False, help_text=gettext_lazy("照片自带时间的以照片为准"),
        widget=forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M"),
        input_formats=["%Y-%m-%dT%H:%M", "%Y-%m-%d %H:%M"],
    )  # fmt: skip
    verified_by = words(gettext_lazy("核实人"), 60)


class ListForm(RecordForm):
    kind = forms.ChoiceField(label=gettext_lazy("清单"), choices=ListKind.choices)
    batch = words(gettext_lazy("期次"), 40, help_text=gettext_lazy("如 2024年第1期、2024Q1"))


class UnlistForm(RecordForm):
    listing = chosen()
    reason = words(gettext_lazy("调出原因"), 200)

    def choose(self) -> None:
        self.offer("listing", self.project.listings.filter(removed_at=None))


class ExemptionForm(RecordForm):
    about = forms.ChoiceField(label=gettext_lazy("免亮事项"), choices=About.choices)
    until = DayField(label=gettext_lazy("免至"), required=True)
    reason = words(gettext_lazy("正当理由"), 400)


class ClaimForm(RecordForm):
    """Taking the project on (认领): nothing to fill in."""


def approval_choices() -> list[str]:
    """The catalogue's items, for the list of suggestions."""
    return list(approval_items())
