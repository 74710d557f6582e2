"""One table read cell by cell: values with their paths, periods and units, texts beside them, and every problem at once."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from decimal import Decimal

from kaifaqu.core.figures.period import Period
from kaifaqu.core.figures.problem import Problem
from kaifaqu.core.figures.unit import UnitError, parse_unit
from kaifaqu.core.reader.sheets import problems
from kaifaqu.core.reader.sheets.cells import Cell, Kind, read_cell, read_day
from kaifaqu.core.reader.sheets.columns import Panel, sort_columns
from kaifaqu.core.reader.sheets.frames import Frame
from kaifaqu.core.reader.sheets.grid import cell_name, column_letters
from kaifaqu.core.reader.sheets.headers import Path, header_paths
from kaifaqu.core.reader.sheets.labels import tidy_label
from kaifaqu.core.reader.sheets.model import SheetTable, SheetText, SheetValue
from kaifaqu.core.reader.sheets.preamble import Preamble, month_of_name, when_of_names
from kaifaqu.core.reader.sheets.rows import row_paths
from kaifaqu.core.reader.sheets.times import NEVER, When, carried, join_row_when, join_when, over, period_of, read_row_when
from kaifaqu.core.reader.sheets.units import is_bare_share, known_unit, names_amount, settle_unit, unit_of_path
from kaifaqu.core.reader.sheets.view import View

BARE_MULTIPLIERS = ("万", "亿")
MOST_FRACTION = Decimal("1.5")
"""What a share or a completion written as a fraction hardly exceeds."""


class TableReader:
    """Reads one frame of a sheet. `problems` and the rows and columns that hold figures are complete after `read`."""

    def __init__(self, view: View, frame: Frame, preamble: Preamble, filename: str) -> None:
        self.view, self.frame, self.filename = view, frame, filename
        self.sheet = view.grid.name
        self.problems: list[Problem] = []
        self.figure_rows: set[int] = set()
        self.figure_columns: set[int] = set()
        self.area = f"{cell_name(min([*frame.header, *frame.body]), frame.left)}:{cell_name(frame.body[-1], frame.right)}"
        self.preamble = preamble
        self.paths = header_paths(view, frame)
        self.column_whens = dict(zip(self.paths, carried(join_when(path) for path in self.paths.values()), strict=True))
        self.column_units = {column: unit_of_path(path) for column, path in self.paths.items()}
        self.letters = {column: column_letters(column) for column in self.columns()}
        self.hidden_rows, self.hidden_columns = set(view.grid.hidden_rows), set(view.grid.hidden_columns)
        self.contradictions: set[int] = set()
        self.periods: dict[When, dict[int, Period | None]] = {}
        self.units: dict[str | None, dict[int, tuple[str | None, bool]]] = {}
        self.places: Counter[Path] = Counter()

    def read(self) -> SheetTable:
        """The table with all its values."""
        self.take_period_from_names()
        above = self.preamble
        table = SheetTable(
            sheet=self.sheet, range=self.area, title=above.title, unit=above.units[0] if len(above.units) == 1 else None,
            period=period_of(above.when, NEVER, NEVER), reporter=above.reporter, filled_on=above.filled_on, preamble=above,
            notes=[tidy_label(self.view.text(row, c)) for row in self.frame.notes for c in self.columns() if self.view.text(row, c)],
        )  # fmt: skip
        if not self.frame.header:
            self.problems.append(problems.no_header(self.sheet, self.area))
        for panel in sort_columns(self.view, self.frame, self.paths):
            self.read_panel(panel, table)
        self.report_what_is_missing(table)
        return table

    def columns(self) -> range:
        return range(self.frame.left, self.frame.right + 1)

    def take_period_from_names(self) -> None:
        """Where neither title nor headings name a year, the name of the sheet or of the file may; a sheet may name the month."""
        own, columns = self.preamble.when, self.column_whens.values()
        months = (
            own.first is not None or own.state or any(when.first is not None for when in columns) or self.rows_name("first")
        )
        if own.year is None and not any(when.year is not None for when in columns) and not self.rows_name("year"):
            named, name = when_of_names(self.sheet, self.filename)
            when = over(replace(named, first=None, last=None) if months else named, own)
        elif own.year is not None and not months:
            when, name = over(own, month_of_name(self.sheet)), self.sheet
        else:
            return
        period = period_of(when, NEVER, NEVER)
        if period is not None and when != own:
            self.preamble = replace(self.preamble, when=when)
            self.problems.append(problems.period_from_name(self.sheet, self.area, name, period.chinese))

    def rows_name(self, what: str) -> bool:
        """True when most rows name a year, or a month."""
        labels = [self.view.text(row, self.frame.left) for row in self.frame.body]
        whens = carried(read_row_when(label) for label in labels)
        return sum(getattr(when, what) is not None for when in whens) * 2 > len(labels)

    # -- values -------------------------------------------------------------------------------------------------------

    def read_panel(self, panel: Panel, table: SheetTable) -> None:
        paths = row_paths(self.view, self.frame, panel)
        parents = {path[:depth] for path in paths.values() for depth in range(1, len(path))}
        whens = dict(zip(paths, carried(join_row_when(path) for path in paths.values()), strict=True))
        for row in self.frame.body:
            if self.holds_figures(row, panel) or (paths[row] and paths[row] not in parents):
                self.read_row(row, panel, paths[row], whens[row], table)
        self.read_texts(panel, paths, table)

    def holds_figures(self, row: int, panel: Panel) -> bool:
        kinds = self.view.kinds[row]
        return any(kinds[column] != "e" for column in panel.figures)

    def read_row(self, row: int, panel: Panel, path: Path, when: When, table: SheetTable) -> None:
        """The figures of one row: its unit and period are worked out once."""
        unit = next(
            (unit for column in panel.units if (unit := known_unit(self.view.spread(row, column)))), None
        ) or unit_of_path(path)
        if not path and self.holds_figures(row, panel):
            self.problems.append(problems.nameless_row(self.sheet, row, panel.figures[0]))
        periods, units = self.periods_of(when), self.units_of(unit)
        cells, number = self.view.grid.cells[row], str(row + 1)
        self.places[path] += 1
        for column in panel.figures:
            span = self.view.across.get((row, column))
            if span is not None and span[:2] != (row, column):
                continue
            cell = read_cell(cells[column])
            settled = self.settle_cell(row, column, cell, *units[column])
            if settled is not None:
                hidden = row in self.hidden_rows or column in self.hidden_columns
                name = self.letters[column] + number
                table.values.append(
                    SheetValue(
                        name, self.paths[column], path, periods[column], settled or None, cell.value, cell.missing, hidden
                    )
                )

    def periods_of(self, when: When) -> dict[int, Period | None]:
        """Period by column for rows that say `when`."""
        if when not in self.periods:
            above = self.preamble.when
            self.periods[when] = {column: period_of(above, self.when_of_column(column), when) for column in self.columns()}
        return self.periods[when]

    def when_of_column(self, column: int) -> When:
        """What a column's heading says of time. An undated 同比增长(%) beside columns that are all of 1—6月 is of those months
        and not of the year in the title."""
        own = self.column_whens[column]
        if own != NEVER or self.preamble.when.first is not None or unit_of_path(self.paths[column]) != "%":
            return own
        dated = (when for when in self.column_whens.values() if when.first is not None)
        months = {replace(when, year=None, last_year=None, previous=False) for when in dated}
        return months.pop() if len(months) == 1 else own

    def units_of(self, unit: str | None) -> dict[int, tuple[str | None, bool]]:
        """Unit by column for rows that say `unit`, and whether column and row contradict each other."""
        if unit not in self.units:
            above, columns = self.preamble.units, self.column_units
            self.units[unit] = {
                column: settle_unit(above, columns[column], unit, names_amount(self.paths[column])) for column in self.columns()
            }
        return self.units[unit]

    def settle_cell(self, row: int, column: int, cell: Cell, unit: str | None, contradicts: bool) -> str | None:
        """The cell's unit ("" when unknown), or None where the cell holds nothing that can be known; problems are reported."""
        if cell.kind is Kind.EMPTY:
            return unit or ""
        if cell.kind is not Kind.NUMBER and not self.accept_other(row, column, cell):
            return None
        self.figure_rows.add(row)
        self.figure_columns.add(column)
        if contradicts and column not in self.contradictions:
            self.contradictions.add(column)
            self.problems.append(problems.unit_contradiction(self.sheet, row, column, self.column_units[column], unit))
        if cell.remark and cell.kind is Kind.NUMBER:
            self.problems.append(problems.read_with_care(self.sheet, row, column, self.view.text(row, column), cell.remark))
        return (unit or "") if cell.unit is None else self.unit_with(row, column, cell.unit, unit)

    def accept_other(self, row: int, column: int, cell: Cell) -> bool:
        """True for an absence; a problem, and False where there is nothing to hold, for errors, dates and texts."""
        report = _REPORTS.get(cell.kind)
        if report is not None:
            self.problems.append(report(self.sheet, row, column, self.view.text(row, column)))
        return cell.kind in (Kind.ABSENT, Kind.ERROR)

    def unit_with(self, row: int, column: int, printed: str, unit: str | None) -> str | None:
        """The unit printed inside a cell; 3万 takes the table's unit where that has no multiplier itself."""
        if printed not in BARE_MULTIPLIERS:
            return printed
        try:
            if unit is not None and parse_unit(unit).factor == 1:
                return str(parse_unit(printed + unit))
        except UnitError:
            pass
        self.problems.append(problems.loose_multiplier(self.sheet, row, column, self.view.text(row, column), unit))
        return None

    # -- texts --------------------------------------------------------------------------------------------------------

    def read_texts(self, panel: Panel, paths: dict[int, Path], table: SheetTable) -> None:
        """Texts and dates beside the figures; numbers among texts are told."""
        for column in (*panel.texts, *panel.days):
            as_day = column in panel.days
            rows = [row for row in self.frame.body if self.view.text(row, column)]
            table.texts += [
                SheetText(cell_name(row, column), self.paths[column], paths[row], self.text_at(row, column, as_day))
                for row in rows
            ]
            numbers = [row for row in rows if self.view.kinds[row][column] == "n"]
            if numbers and not as_day and len(numbers) * 2 <= len(rows) and panel.figures and column > panel.figures[0]:
                heading = self.paths[column][-1] if self.paths[column] else ""
                self.problems.append(problems.numbers_as_text(self.sheet, column, numbers[0], len(numbers), heading))

    def text_at(self, row: int, column: int, as_day: bool) -> str:
        day = read_day(self.view.grid.cells[row][column]) if as_day else None
        return day.isoformat() if day else tidy_label(self.view.text(row, column))

    # -- what the table leaves open -----------------------------------------------------------------------------------

    def report_what_is_missing(self, table: SheetTable) -> None:
        """Units and periods that nothing names, columns without heading, places that two cells share."""
        held = [value for value in table.values if value.value is not None]
        if any(value.period is None for value in held):
            self.problems.append(problems.no_period(self.sheet, self.area))
        self.report_fractions(held)
        unitless: dict[Path, SheetValue] = {}
        for value in held:
            if value.unit is None:
                unitless.setdefault(value.header_path, value)
        self.problems += [problems.no_unit(self.sheet, v.cell, "/".join(path or v.row_path)) for path, v in unitless.items()]
        if self.frame.header:
            self.report_nameless_columns()
        self.report_doubled_places(table)

    def report_fractions(self, held: list[SheetValue]) -> None:
        """Columns of rates (完成率, 占比) without a printed % of which every figure is a fraction: 0.725 may mean 72.5 %."""
        columns: dict[Path, list[SheetValue]] = {}
        for value in held:
            if value.unit == "%" and value.header_path and is_bare_share(value.header_path[-1]):
                columns.setdefault(value.header_path, []).append(value)
        for path, values in columns.items():
            if len(values) > 1 and all(value.value is not None and 0 <= value.value <= MOST_FRACTION for value in values):
                self.problems.append(problems.fractions(self.sheet, values[0].cell, path[-1]))

    def report_nameless_columns(self) -> None:
        columns = sorted(column for column in self.figure_columns if not self.paths[column])
        first = self.frame.body[0]
        self.problems += [problems.nameless_column(self.sheet, first, column) for column in columns]

    def report_doubled_places(self, table: SheetTable) -> None:
        headings = Counter(self.paths[column] for column in self.figure_columns)
        seen: dict[tuple[Path, Path, Period | None, str | None], str] = {}
        for value in table.values:
            if self.places[value.row_path] == 1 and headings[value.header_path] <= 1:
                continue
            key = value.header_path, value.row_path, value.period, value.unit
            other = seen.setdefault(key, value.cell)
            if other != value.cell and value.value is not None:
                names = "/".join((*value.row_path, *value.header_path))
                self.problems.append(problems.doubled_place(self.sheet, value.cell, names, other))


_REPORTS = {Kind.ERROR: problems.error_in_cell, Kind.DATE: problems.date_for_number, Kind.TEXT: problems.not_a_number}
