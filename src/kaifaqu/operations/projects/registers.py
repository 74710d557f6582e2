"""项目月调度表 in and out of Excel: its columns (domain §5.5.1), and how a row becomes a project with its month and back."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from kaifaqu.core.figures.problem import Problem, Severity
from kaifaqu.core.reader.registers.columns import Column, Kind, Value
from kaifaqu.core.reader.registers.read import Record
from kaifaqu.core.reader.registers.write import Row
from kaifaqu.foundation.accounts.models import User
from kaifaqu.foundation.enterprises.codes import find_credit_code_fault, find_industry_fault
from kaifaqu.foundation.register import Register, RegisterRefusedError, Values
from kaifaqu.foundation.subjects.models import Subject
from kaifaqu.operations.projects.actions.files import ProjectRefusedError
from kaifaqu.operations.projects.actions.rows import open_from_row, remove_row, write_row
from kaifaqu.operations.projects.codes import find_project_code_fault, tidy_project_code
from kaifaqu.operations.projects.naming import fold_name
from kaifaqu.operations.projects.queries.rows import find_row, list_rows, read_row
from kaifaqu.operations.projects.vocabulary import ListKind, Nature

NATURES = {
    "新建": Nature.NEW.value, "扩建": Nature.EXTENSION.value, "改建": Nature.CONVERSION.value, "改扩建": Nature.EXTENSION.value,
    "技改": Nature.UPGRADE.value, "技术改造": Nature.UPGRADE.value, "单纯购置": Nature.PURCHASE.value, "续建": ListKind.CONTINUED.value,
}  # fmt: skip
"""What may stand under 建设性质; 续建 is a list, not a nature, and is kept as one."""

CODES = (
    ("project_code", find_project_code_fault), ("credit_code", find_credit_code_fault), ("industry", find_industry_fault),
)  # fmt: skip

CUMULATIVE = (
    "本年累计完成", "本年累计完成投资", "累计完成投资", "年内累计完成", "1-4月累计", "1-4月累计完成", "1-4月累计完成投资",
    *(f"1-{month}月累计{tail}" for month in (10, 11, 12) for tail in ("", "完成", "完成投资")),
)  # fmt: skip
"""Titles of the cumulative column; a number of one or two digits before a title is taken for its serial and does not matter."""

COLUMNS = (
    Column("name", "项目名称", required=True, aliases=("项目", "名称", "工程名称")),
    Column("project_code", "项目代码", Kind.CODE, aliases=("在线平台代码", "备案代码")),
    Column("builder", "建设单位", aliases=("项目业主", "业主单位", "项目单位", "企业名称", "实施单位", "投资主体")),
    Column("credit_code", "信用代码", Kind.CODE, aliases=("统一社会信用代码",)),
    Column("park", "所属园区", aliases=("园区", "建设地点", "所在园区")),
    Column("industry", "行业代码", Kind.CODE),
    Column("industry_name", "行业", aliases=("所属行业", "行业类别")),
    Column("chain", "产业链"),
    Column("nature", "建设性质", Kind.CHOICE, choices=NATURES, aliases=("性质", "项目性质")),
    Column("content", "建设内容及规模", aliases=("建设规模及内容", "主要建设内容", "建设内容", "建设规模及主要内容")),
    Column("years", "起止年限", aliases=("建设年限", "建设起止年限", "建设周期", "建设工期")),
    Column("total_investment", "总投资", Kind.AMOUNT, "万元", aliases=("计划总投资", "项目总投资")),
    Column("fixed_investment", "其中固投", Kind.AMOUNT, "万元", aliases=("其中固定资产投资", "固定资产投资")),
    Column("done_before", "截至上年底累计", Kind.AMOUNT, "万元", aliases=("截至上年底累计完成投资", "上年底累计完成")),
    Column("plan", "年度计划投资", Kind.AMOUNT, "万元", aliases=("当年计划投资", "本年计划投资", "年度计划", "今年计划投资")),
    Column("done_month", "本月完成", Kind.AMOUNT, "万元", aliases=("本月完成投资", "当月完成投资", "当月完成")),
    Column("done_year", "1—本月累计", Kind.AMOUNT, "万元", aliases=CUMULATIVE),
    Column("completion", "完成率", Kind.NUMBER, derived=True, aliases=("投资完成率", "完成比例")),
    Column("gap", "序时差", Kind.NUMBER, derived=True, aliases=("超欠序时",)),
    Column("done_total", "开工以来累计", Kind.AMOUNT, "万元", aliases=("开工以来累计完成", "开工至今累计完成投资", "自开工累计完成投资")),
    Column("site", "形象进度", aliases=("工程形象进度", "项目进展", "进展情况", "当前进度")),
    Column("land_area", "用地（亩）", Kind.NUMBER, aliases=("用地", "用地面积", "占地面积")),
    Column("filed", "手续/立项", aliases=("备案", "立项备案")),
    Column("land", "手续/用地", aliases=("用地手续", "土地手续")),
    Column("planning", "手续/规划", aliases=("规划许可", "建设工程规划许可")),
    Column("environment", "手续/环评", aliases=("环境影响评价",)),
    Column("energy", "手续/能评", aliases=("节能审查",)),
    Column("permit", "手续/施工许可", aliases=("施工许可证",)),
    Column("planned_start", "计划开工", Kind.WHEN, aliases=("计划开工时间", "拟开工时间")),
    Column("started", "实际开工", Kind.WHEN, aliases=("开工时间", "实际开工时间")),
    Column("planned_production", "计划投产", Kind.WHEN, aliases=("计划投产时间", "预计投产时间", "计划竣工投产时间")),
    Column("produced", "实际投产", Kind.WHEN, aliases=("投产时间", "实际投产时间")),
    Column("in_statistics", "是否入库", Kind.YES, aliases=("入库", "是否入统")),
    Column("in_statistics_on", "入库时间", Kind.WHEN),
    Column("transformation", "是否转型", Kind.YES, aliases=("转型项目", "是否转型项目")),
    Column("key", "省市重点", aliases=("重点项目", "省市重点项目")),
    Column("batch", "三个一批", aliases=("三个一批批次", "批次")),
    Column("light", "亮灯", derived=True, aliases=("红黄灯", "亮灯情况")),
    Column("hindrance", "存在问题", silent=True, aliases=("存在的问题", "主要问题")),
    Column("needs", "需协调事项", silent=True, aliases=("需协调解决的问题", "需协调解决事项", "协调事项")),
    Column("office", "责任单位", aliases=("牵头单位", "牵头协调部门", "包联单位")),
    Column("leader", "包联领导", aliases=("牵头领导", "牵头区领导", "包保领导")),
    Column("contact", "责任人及电话", aliases=("责任人", "联系人及电话", "联系人", "项目责任人"), personal=True),
    Column("next_plan", "下月计划", aliases=("下月工作计划", "下步计划", "下一步工作")),
    Column("notes", "备注"),
)  # fmt: skip


class DispatchTable(Register):
    """项目月调度表. What belongs to a month goes to the month of dispatch that the subject has open."""

    code = "projects-dispatch"
    name = gettext_lazy("项目月调度表")
    act = "projects:record"
    page = "projects:dispatch_home"
    columns = COLUMNS

    def find(self, subject: Subject, values: Mapping[str, Value]) -> str | None:
        """By 项目代码, else by the name."""
        return find_row(subject, tidy_project_code(str(values.get("project_code", ""))), str(values.get("name", "")))

    def read(self, key: str) -> Mapping[str, Value]:
        """What the project says now."""
        return read_row(key)

    def write(
        self, subject: Subject, key: str | None, values: Values, category: tuple[str, ...], *, by: User, at: datetime
    ) -> str:
        """Opens or changes a project."""
        try:
            if key is None:
                return open_from_row(subject, values, category, by=by, at=at)
            return write_row(key, values, category, by=by, at=at)
        except ProjectRefusedError as error:
            told = "；".join([str(error), *(problem.message for problem in error.problems)])
            raise RegisterRefusedError(told) from error

    def remove(self, key: str, *, by: User, at: datetime) -> None:
        """Takes back a file that nobody has touched since."""
        try:
            remove_row(key, by=by, at=at)
        except ProjectRefusedError as error:
            raise RegisterRefusedError(str(error)) from error

    def rows(self, subject: Subject) -> Iterable[Row]:
        """Every living project, under the groups in which it came."""
        return list_rows(subject)

    def judge(self, subject: Subject, record: Record) -> list[Problem]:
        """Codes by their standards; a month's figures that cannot be quite right. Doubts: the file is the sender's."""
        return [
            _doubt("register.code", record, name, fault)
            for name, find_fault in CODES
            if (value := record.values.get(name)) and (fault := find_fault(_tidy(name, str(value))))
        ] + [_doubt("register.money", record, name, text) for name, text in find_money_doubts(record.values)]

    def identify(self, values: Mapping[str, Value]) -> object:
        """Two rows of one file must not share the folded name."""
        return fold_name(str(values["name"])) if "name" in values else None


def _tidy(name: str, value: str) -> str:
    return tidy_project_code(value) if name == "project_code" else value


def _doubt(rule: str, record: Record, name: str, text: str) -> Problem:
    place = record.cells[name].place
    return Problem(rule, place.replace("!", " "), text, "", _("确认无误也可以照表导入，之后在项目页更正"), Severity.SOFT, place)


def find_money_doubts(values: Mapping[str, Value]) -> Iterable[tuple[str, str]]:
    """Parts above their whole: (field, what is wrong)."""
    pairs = (
        ("fixed_investment", "total_investment"), ("done_total", "total_investment"), ("done_month", "done_year"),
        ("done_year", "done_total"),
    )  # fmt: skip
    titles = {column.field: column.title for column in COLUMNS}
    for part, whole in pairs:
        one, two = values.get(part), values.get(whole)
        if one is not None and two is not None and one > two:  # type: ignore[operator]
            yield part, _("%(part)s %(one)s 大于%(whole)s %(two)s") % {
                "part": titles[part], "one": one, "whole": titles[whole], "two": two,
            }  # fmt: skip
