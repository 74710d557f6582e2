"""The reader's four commands: read, check, numbers, dates. Answers go to stdout in UTF-8, messages to stderr; nothing is written."""

from __future__ import annotations

import argparse
import hashlib
import json
import sys
from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any, NoReturn, TextIO

if TYPE_CHECKING:
    from kaifaqu.core.reader.model import ReadDocument

CLEAN, FAULTY, REFUSED = 0, 1, 2
"""Exit status: nothing wrong, a figure that cannot be, an input that was not read."""


_PLAIN_AT_MOST = 4 * 1024 * 1024
"""Text up to this size is below every limit of the sources (10 million characters), so it need not wait for their import."""

_READ_AT_MOST = 64 * 1024 * 1024
"""More than the sources take (50 MB): they refuse what is longer, and the rest of a huge file is never read."""


class CommandRefused(ValueError):  # noqa: N818 - a refusal is an answer that a user reads
    """The arguments or the file are not what the command takes; the message is for the user."""


class _Parser(argparse.ArgumentParser):
    def error(self, message: str) -> NoReturn:
        raise CommandRefused(f"{self.prog}:{message}\n{self.format_usage()}")


def run_read(argv: Sequence[str], stdin: TextIO, stdout: TextIO, stderr: TextIO) -> int:
    """`read FILE [--date D] [--format json|text|html]`: what the text says, figure by figure."""
    from kaifaqu.core.reader.report import figures_text, marked_html

    options = _document_parser("read").parse_args(argv)
    document = _read_file(options.file, options.date)
    match options.format:
        case "json":
            _write_json(stdout, document.as_json())
        case "html":
            stdout.write(marked_html(document, Path(options.file).name))
        case _:
            stdout.write(figures_text(document))
    return CLEAN


def run_check(argv: Sequence[str], stdin: TextIO, stdout: TextIO, stderr: TextIO) -> int:
    """`check FILE … [--date D] [--format …]`: 0 clean, 1 when a printed figure cannot be or has two values, 2 refused."""
    from kaifaqu.core.reader.report import checks_text, marked_html

    parser = _document_parser("check", many=True)
    options = parser.parse_args(argv)
    status, answers = CLEAN, []
    for file in options.file:
        try:
            document = _read_file(file, options.date)
        except CommandRefused as refused:
            stderr.write(f"{refused}\n")
            status = REFUSED
            continue
        if not document.is_clean and status is CLEAN:
            status = FAULTY
        if options.format == "json":
            answers.append({"file": file, **document.as_json()})
        else:
            stdout.write(
                marked_html(document, Path(file).name) if options.format == "html" else checks_text(document, Path(file).name)
            )
    if options.format == "json":
        _write_json(stdout, answers[0] if len(options.file) == 1 and answers else answers)
    return status


def run_numbers(argv: Sequence[str], stdin: TextIO, stdout: TextIO, stderr: TextIO) -> int:
    """`numbers [--format json] [--lines]`: every number, percent, sum, measure, ordinal and range of stdin."""
    from kaifaqu.core.reader.numbers import find_numbers

    options = _stream_parser("numbers").parse_args(argv)
    _answer(stdin, stdout, options, "numbers", lambda text: [number.as_json() for number in find_numbers(text)])
    return CLEAN


def run_dates(argv: Sequence[str], stdin: TextIO, stdout: TextIO, stderr: TextIO) -> int:
    """`dates [--reference D] [--lines]`: every date, period and duration of stdin; ends are inclusive."""
    from kaifaqu.core.reader.dates import find_dates

    parser = _stream_parser("dates")
    parser.add_argument("--reference", type=_day, help="相对日期(明天、上个月)从哪一天算起,如 2024-04-26")
    options = parser.parse_args(argv)
    _answer(
        stdin, stdout, options, "dates", lambda text: [mention.as_json() for mention in find_dates(text, options.reference)]
    )
    return CLEAN


Command = Callable[[Sequence[str], TextIO, TextIO, TextIO], int]
COMMANDS: dict[str, Command] = {"read": run_read, "check": run_check, "numbers": run_numbers, "dates": run_dates}


def main(argv: Sequence[str] | None = None) -> int:
    """Runs one of the four; returns the exit status."""
    arguments = list(sys.argv[1:] if argv is None else argv)
    for stream in (sys.stdin, sys.stdout, sys.stderr):
        reconfigure = getattr(stream, "reconfigure", None)
        if reconfigure is not None:
            reconfigure(
                encoding="utf-8",
                errors="backslashreplace" if stream is sys.stderr else "surrogateescape",
                newline="" if stream is sys.stdin else "\n",
            )
    command = COMMANDS.get(arguments[0]) if arguments else None
    if command is None:
        sys.stderr.write(f"用法:kaifaqu {'|'.join(COMMANDS)} …(各自带 --help)\n")
        return REFUSED
    try:
        return command(arguments[1:], sys.stdin, sys.stdout, sys.stderr)
    except CommandRefused as refused:
        sys.stderr.write(f"{refused}\n")
        return REFUSED
    except BrokenPipeError:
        return CLEAN


# -- input and output ---------------------------------------------------------------------------------------------------


def _document_parser(name: str, *, many: bool = False) -> _Parser:
    parser = _Parser(prog=f"kaifaqu {name}")
    parser.add_argument("file", nargs="+" if many else None, help="文件:txt html docx pdf png jpg xlsx xls csv")
    parser.add_argument("--date", type=_day, help="发布日期,如 2024-04-26;不给时,要靠它推算的时期留空")
    parser.add_argument("--format", choices=("json", "text", "html"), default="text")
    return parser


def _stream_parser(name: str) -> _Parser:
    parser = _Parser(prog=f"kaifaqu {name}", description="从标准输入读文字,在标准输出给出 JSON。")
    parser.add_argument("--format", choices=("json",), default="json")
    parser.add_argument("--lines", action="store_true", help="每行输入各答一行 JSON")
    return parser


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        raise argparse.ArgumentTypeError(f"「{text}」不是日期;应形如 2024-04-26") from error


def _read_file(name: str, published_on: date | None) -> ReadDocument:
    from kaifaqu.core.reader.read import read_text

    try:
        with Path(name).open("rb") as file:
            data = file.read(_READ_AT_MOST)
    except OSError as error:
        raise CommandRefused(f"读不到文件「{name}」:{error.strerror}。请检查路径与权限。") from error
    return read_text(_text_of(data, name), published_on=published_on, sha256=hashlib.sha256(data).hexdigest())


def _text_of(data: bytes, name: str) -> str:
    """Plain UTF-8 text is taken as it is; every other kind of file goes through the sources, which start slower."""
    if name.lower().endswith((".txt", ".md")) and 0 < len(data) <= _PLAIN_AT_MOST and b"\0" not in data[:4096]:
        try:
            return data.decode("utf-8")
        except UnicodeDecodeError:
            pass
    from kaifaqu.core.reader.sources import SourceRefused, load_source

    try:
        return load_source(data, Path(name).name).text
    except SourceRefused as refused:
        raise CommandRefused(f"{name}:{refused}") from refused


def _answer(
    stdin: TextIO, stdout: TextIO, options: argparse.Namespace, key: str, find: Callable[[str], list[dict[str, Any]]]
) -> None:
    """One JSON object for the whole input, or one for each of its lines."""
    for text in _lines(stdin) if options.lines else [stdin.read()]:
        _write_json(stdout, {key: find(text)})


def _lines(stdin: TextIO) -> Iterator[str]:
    """Lines end at a line feed only, so that every line of input has its line of output."""
    lines: Iterable[str] = stdin
    return (line.removesuffix("\n").removesuffix("\r") for line in lines)


def _write_json(stdout: TextIO, answer: Any) -> None:
    stdout.write(json.dumps(answer, ensure_ascii=False) + "\n")


if __name__ == "__main__":
    sys.exit(main())
