"""One expression string to a typed formula, through Python's own parser and a short list of what may stand in it."""

from __future__ import annotations

import ast
from collections.abc import Callable, Mapping

from kaifaqu.core.engine.formula import Apply, Formula, Read
from kaifaqu.core.engine.signature import SIGNATURES, FormulaError, type_of
from kaifaqu.core.figures.item import Item

OPERATORS: dict[type[ast.operator], str] = {ast.Add: "plus", ast.Sub: "minus", ast.Div: "average"}
"""`a / b` is an amount per another (亿元/个); a percentage of a whole is written share(a, b)."""

UseOf = Callable[[str], "Formula | str | None"]


class Parser:
    """Resolves one expression; `faults` fills with everything that is wrong in it, not only the first thing.

    `use` gives the formula of another indicator by code, a fault to record, or None when there is no such indicator.
    """

    def __init__(self, items: Mapping[str, Item], use: UseOf) -> None:
        self.items = items
        self.use = use
        self.faults: list[str] = []

    def parse(self, text: str) -> Formula | None:
        """The formula, or None when `faults` says why not."""
        try:
            body = ast.parse(text.strip(), mode="eval").body
        except (SyntaxError, ValueError):
            return self._refuse(f"公式「{text}」的写法不成立；应形如 share(a, b) 或 growth(a)")
        return self._resolve(body)

    def _refuse(self, message: str) -> Formula | None:
        self.faults.append(message)
        return None

    def _resolve(self, node: ast.expr) -> Formula | None:
        match node:
            case ast.Name(id=code):
                return self._named(code)
            case ast.Call(func=ast.Name(id=function)):
                return self._called(function, node)
            case ast.BinOp(left=left, op=op, right=right) if type(op) in OPERATORS:
                return self._applied(OPERATORS[type(op)], [left, right], {})
            case _:
                return self._refuse(f"公式中不能出现「{ast.unparse(node)}」；只能写指标代码、函数、+、− 和 /")

    def _named(self, code: str) -> Formula | None:
        if code in self.items:
            return Read(self.items[code])
        found = self.use(code)
        if isinstance(found, str):
            return self._refuse(found)
        return found if found is not None else self._refuse(f"「{code}」既不是报表指标，也不是计算指标")

    def _called(self, function: str, call: ast.Call) -> Formula | None:
        if function not in SIGNATURES:
            return self._refuse(f"没有名为 {function} 的函数；可用的是 {'、'.join(SIGNATURES)}")
        options: dict[str, str | int] = {}
        for keyword in call.keywords:
            value = keyword.value.value if isinstance(keyword.value, ast.Constant) else None
            if keyword.arg is None or isinstance(value, bool) or not isinstance(value, (str, int)):
                self._refuse(f'{function}() 的选项「{ast.unparse(keyword)}」应写成 名称="词" 或 名称=整数')
            else:
                options[keyword.arg] = value
        return self._applied(function, call.args, options)

    def _applied(self, function: str, nodes: list[ast.expr], options: dict[str, str | int]) -> Formula | None:
        resolved = [self._resolve(node) for node in nodes]
        arguments = tuple(argument for argument in resolved if argument is not None)
        if len(arguments) < len(resolved):
            return None
        try:
            given = type_of(function, arguments, options)
        except FormulaError as fault:
            return self._refuse(str(fault))
        return Apply(function, arguments, tuple(sorted(options.items())), given)
