"""What a closed month said: the paper, the table and the figures, as JSON; and what a later issue says otherwise. Pure."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from decimal import Decimal
from hashlib import sha256
from typing import Any

from kaifaqu.core.reader.registers.columns import Value
from kaifaqu.core.reader.registers.write import Row
from kaifaqu.foundation.paper import Part

TOTALS = {
    "projects": "在册项目数", "investment": "总投资（万元）", "plan": "年度计划投资（万元）", "done": "累计完成（万元）", "reported": "已报项目数",
    "red": "红灯数", "yellow": "黄灯数",
}  # fmt: skip
"""The figures of a month that a correction is told of, by what the paper calls them."""
ROWS = {"stage": "阶段", "plan": "年度计划（万元）", "done": "本年累计（万元）", "colour": "灯"}
COLOURS = {"red": "红", "yellow": "黄", "green": "绿"}
ABSENT = "未报"


def pack_parts(parts: Sequence[Part]) -> list[dict[str, Any]]:
    """The parts of a paper as JSON."""
    return [{"level": part.level, "text": part.text, "rows": [list(row) for row in part.rows]} for part in parts]


def unpack_parts(packed: Sequence[Mapping[str, Any]]) -> list[Part]:
    """The same parts again."""
    return [Part(row["level"], row["text"], row["rows"]) for row in packed]


def pack_rows(rows: Sequence[Row]) -> list[dict[str, Any]]:
    """The rows of the table as JSON; a number keeps its digits."""
    return [
        {"category": list(row.category), "values": {name: _pack(value) for name, value in row.values.items()}} for row in rows
    ]


def _pack(value: Value | None) -> Any:
    if isinstance(value, Decimal):
        return {"number": f"{value:f}"}
    return {"day": value.isoformat()} if isinstance(value, date) else value


def unpack_rows(packed: Sequence[Mapping[str, Any]]) -> list[Row]:
    """The same rows again."""
    return [
        Row({name: _unpack(value) for name, value in row["values"].items()}, tuple(row["category"])) for row in packed
    ]  # fmt: skip


def _unpack(value: Any) -> Value | None:
    if isinstance(value, Mapping):
        return Decimal(value["number"]) if "number" in value else date.fromisoformat(value["day"])
    return value  # type: ignore[no-any-return]  # texts and yes/no stand in JSON as they are


def digest_issue(said: Mapping[str, Any]) -> str:
    """SHA-256, in hex, of what an issue said, whatever the order of its keys."""
    return sha256(json.dumps(said, sort_keys=True, ensure_ascii=False).encode()).hexdigest()


def list_corrections(old: Mapping[str, Any], new: Mapping[str, Any], stages: Mapping[str, str]) -> list[str]:
    """What a re-issued month says otherwise than the issue before, the sums first; empty where it says the same."""
    told = list(_differences("全部项目", TOTALS, old["totals"], new["totals"], {}))
    before, after = ({row["project"]: row for row in issue["rows"]} for issue in (old, new))
    words = {"stage": stages, "colour": COLOURS}
    for key, row in after.items():
        if key not in before:
            told.append(f"{row['name']}：上次定稿没有，本次列入")
            continue
        told += _differences(row["name"], ROWS, before[key], row, words)
    told += [f"{row['name']}：上次定稿有，本次不再列入" for key, row in before.items() if key not in after]
    return told


def _differences(
    name: str, fields: Mapping[str, str], old: Mapping[str, Any], new: Mapping[str, Any], words: Mapping[str, Mapping[str, str]]
) -> Iterator[str]:
    for field, label in fields.items():
        one, two = old.get(field), new.get(field)
        if one != two:
            spoken = words.get(field, {})
            yield f"{name}：{label}由{_say(one, spoken)}更正为{_say(two, spoken)}"


def _say(value: Any, words: Mapping[str, str]) -> str:
    return ABSENT if value is None else words.get(str(value), str(value))
