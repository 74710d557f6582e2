"""The rules of the house that a machine can see in one Python file, each a function from its syntax tree to faults."""

from __future__ import annotations

import ast
from collections.abc import Callable, Iterator
from dataclasses import dataclass

LONGEST_FUNCTION = 60
CLOCKS = {"now", "today", "utcnow", "localdate", "localtime"}
CONVERSIONS = {"localdate", "localtime"}
"""Read the clock only when no moment is handed to them."""
SIGNALS = ("django.dispatch", "django.db.models.signals", "django.core.signals")
MANAGERS = {"objects", "_default_manager", "_base_manager"}

Fault = tuple[int, str]
"""(line number, what is wrong there)."""


def find_long_functions(tree: ast.Module) -> Iterator[Fault]:
    for node in ast.walk(tree):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            lines = (node.end_lineno or node.lineno) - node.lineno + 1
            if lines > LONGEST_FUNCTION:
                yield node.lineno, f"{node.name} has {lines} lines; at most {LONGEST_FUNCTION}"


def find_missing_docstring(tree: ast.Module) -> Iterator[Fault]:
    """Django's apps.py is exempt: it declares a name and nothing else."""
    declares_app = any(
        isinstance(node, ast.ClassDef) and name_of(node.bases[0]) == "AppConfig"
        for node in tree.body
        if getattr(node, "bases", None)
    )
    if tree.body and not declares_app and not ast.get_docstring(tree):
        yield 1, "the module says nothing of its purpose"


def find_floats(tree: ast.Module) -> Iterator[Fault]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and name_of(node.func) in {"float", "FloatField"}:
            yield node.lineno, "a float on the path of a figure; use Decimal"


def find_invented_zeros(tree: ast.Module) -> Iterator[Fault]:
    """Measures are Decimals: what a function of type int returns, or an integer field holds, is a count and may be 0."""
    counts = {id(inner) for node in ast.walk(tree) if is_count(node) for inner in ast.walk(node)}
    for node in ast.walk(tree):
        if isinstance(node, ast.BoolOp) and isinstance(node.op, ast.Or) and is_zero(node.values[-1]) and id(node) not in counts:
            yield node.lineno, "`or 0` makes an absent measure a number; give the absence its name"
        if isinstance(node, ast.keyword) and node.arg == "default" and is_zero(node.value) and id(node) not in counts:
            yield node.value.lineno, "`default=0` makes an absent measure a number; give the absence its name"


def find_clocks(tree: ast.Module) -> Iterator[Fault]:
    converting = {
        id(node.func)
        for node in ast.walk(tree)
        if isinstance(node, ast.Call) and node.args and isinstance(node.func, ast.Attribute) and node.func.attr in CONVERSIONS
    }
    for node in ast.walk(tree):
        if id(node) in converting:
            continue
        if isinstance(node, ast.Attribute) and node.attr in CLOCKS and name_of(node.value) in {"datetime", "date", "timezone"}:
            yield node.lineno, f"{node.attr} reads the clock; let the caller pass the moment in"
        if isinstance(node, ast.keyword) and node.arg in {"auto_now", "auto_now_add"}:
            yield node.value.lineno, f"{node.arg} reads the clock; let the caller pass the moment in"


def find_unreadable_days(tree: ast.Module) -> Iterator[Fault]:
    """A browser shows a day only as 2024-04-26: what stands there in the language's own way comes back empty and is wiped by the next save."""
    for node in ast.walk(tree):
        if (
            isinstance(node, ast.Call)
            and name_of(node.func) == "DateInput"
            and "format" not in {key.arg for key in node.keywords}
        ):
            yield node.lineno, 'a DateInput without format="%Y-%m-%d" shows an empty field for the day that it holds'


def find_private_imports(tree: ast.Module) -> Iterator[Fault]:
    for node in imports_from(tree, "kaifaqu"):
        for alias in node.names:
            if alias.name.startswith("_"):
                yield node.lineno, f"{alias.name} is private to {node.module}"


def find_signals(tree: ast.Module) -> Iterator[Fault]:
    for module in SIGNALS:
        for node in imports_from(tree, module):
            yield node.lineno, f"{module} hides who calls whom; call the action"


def find_overridden_saves(tree: ast.Module) -> Iterator[Fault]:
    for node in ast.walk(tree):
        if isinstance(node, ast.FunctionDef) and node.name in {"save", "delete"} and node.args.args[:1]:
            yield node.lineno, f"{node.name} is overridden; decisions belong to rules.py, writes to actions.py"


def find_foreign_managers(tree: ast.Module, room: str) -> Iterator[Fault]:
    """Another room's model may be named (a key, a type); only its own room asks its table."""
    foreign = {
        alias.asname or alias.name
        for node in imports_from(tree, "kaifaqu")
        if (node.module or "").endswith(".models") and not (node.module or "").startswith(room + ".")
        for alias in node.names
    }
    for node in ast.walk(tree):
        if isinstance(node, ast.Attribute) and node.attr in MANAGERS and name_of(node.value) in foreign:
            yield node.lineno, f"{name_of(node.value)}.{node.attr} of another room; ask its queries or actions"


def find_unjournalled_subjects(tree: ast.Module) -> Iterator[Fault]:
    """The tree of subjects stands below the journal: whoever changes it writes the row, in the same function or where that is called."""
    functions = {node.name: node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef)}
    calls = {name: {name_of(c.func) for c in ast.walk(f) if isinstance(c, ast.Call)} for name, f in functions.items()}
    told = {name for name, called in calls.items() if name in OF_AN_IMPORT or any(is_record(one) for one in called)}
    for _depth in range(3):
        told |= {name for name, called in calls.items() if called & told}
        told |= {name for name in calls if (callers := [c for c in calls if name in calls[c]]) and set(callers) <= told}
    for name, called in calls.items():
        if called & TREE_WRITES and name not in told:
            yield functions[name].lineno, f"{name} changes the tree of subjects and nobody writes a row of the journal"


OF_AN_IMPORT = {"open_from_row"}
"""Called row by row: the whole import is one act, and the register's own action writes its row."""
TREE_WRITES = {"put_subject", "close_subject", "reopen_subject", "drop_subject"}


def is_record(name: str) -> bool:
    """True for the journal's own function and for the rooms' short forms of it."""
    return name.lstrip("_") in {"record_act", "record", "note_act", "write_act"}


def imports_from(tree: ast.Module, package: str) -> Iterator[ast.ImportFrom]:
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom) and f"{node.module}.".startswith(f"{package}."):
            yield node


def name_of(node: ast.expr) -> str:
    """The last word of a dotted name, or nothing."""
    return node.attr if isinstance(node, ast.Attribute) else node.id if isinstance(node, ast.Name) else ""


def is_count(node: ast.AST) -> bool:
    """True for a function that returns an int and for a call that makes an integer field."""
    if isinstance(node, ast.FunctionDef):
        return node.returns is not None and name_of(node.returns) == "int"
    return isinstance(node, ast.Call) and name_of(node.func).endswith("IntegerField")


def is_zero(node: ast.expr) -> bool:
    """True for 0, 0.0 and Decimal(0); False for the literal False."""
    if isinstance(node, ast.Call) and name_of(node.func) == "Decimal" and len(node.args) == 1:
        return isinstance(node.args[0], ast.Constant) and str(node.args[0].value) == "0"
    return isinstance(node, ast.Constant) and type(node.value) in {int, float} and node.value == 0


@dataclass(frozen=True)
class Rule:
    """`find` looks at the files below `src/kaifaqu` that match one of `where`; `planted` is a fault that it must find."""

    find: Callable[[ast.Module], Iterator[Fault]]
    where: tuple[str, ...]
    planted: str


ANYWHERE = ("**/*.py",)
PATH_OF_A_FIGURE = ("core/figures/*.py", "core/engine/**/*.py", "statistics/**/*.py")
TIMELESS = ("core/**/*.py", *(f"*/*/{name}.py" for name in ("models", "rules", "queries", "actions", "figures")))

RULES = {
    "functions fit on a screen": Rule(find_long_functions, ANYWHERE, "def f():\n" + "    x = 1\n" * LONGEST_FUNCTION),
    "modules say what they are for": Rule(find_missing_docstring, ANYWHERE, "x = 1\n"),
    "no float stands on the path of a figure": Rule(find_floats, PATH_OF_A_FIGURE, "x = float('1')\n"),
    "absence never becomes 0": Rule(find_invented_zeros, PATH_OF_A_FIGURE, "x = row.value or 0\n"),
    "a measure has no default 0": Rule(find_invented_zeros, PATH_OF_A_FIGURE, "f(default=Decimal('0'))\n"),
    "the clock is passed in": Rule(find_clocks, TIMELESS, "x = datetime.now(UTC)\n"),
    "rows do not read the clock": Rule(find_clocks, TIMELESS, "at = models.DateTimeField(auto_now_add=True)\n"),
    "private names stay in their file": Rule(find_private_imports, ANYWHERE, "from kaifaqu.core.engine import _run\n"),
    "a day stands in its field": Rule(
        find_unreadable_days, ("**/*forms.py", "**/*views.py"), "x = forms.DateInput(attrs={})\n"
    ),
    "there are no signals": Rule(find_signals, ANYWHERE, "from django.dispatch import receiver\n"),
    "a change of the tree has its row": Rule(
        find_unjournalled_subjects,
        ("foundation/*/actions.py", "operations/**/*.py", "web/**/*.py"),
        "def f():\n    put_subject(code='X')\n",
    ),
    "nobody overrides save": Rule(find_overridden_saves, ("*/*/models.py",), "class A:\n    def save(self): ...\n"),
}
