"""The command line: `kaifaqu COMMAND`. Reading needs no database; everything else goes through the rooms' actions."""

from __future__ import annotations

import argparse
import os
import re
import secrets
import socket
import sys
from collections.abc import Callable, Sequence
from datetime import date, datetime
from pathlib import Path

from kaifaqu.web import numbers
from kaifaqu.web.backup import is_half_restored
from kaifaqu.web.readiness import home

PURE = ("read", "check", "numbers", "dates", "import")
"""Commands of core: no Django, no database, nothing written."""

SERVING = ("serve", "run")
"""Commands whose own process only watches over the server's: what it need not import, it does not wait for."""


def main(argv: Sequence[str] | None = None) -> int:
    """Runs one command; returns the exit status."""
    arguments = list(sys.argv[1:] if argv is None else argv)
    if arguments and arguments[0] in PURE:
        return run_pure(arguments)
    options = build_parser().parse_args(arguments)
    if options.command != "restore":
        if is_half_restored(home()):
            tell(f"数据目录「{home()}」里有一次没做完的恢复。请再运行一次 kaifaqu restore，它会从头恢复。")
            return 2
        if options.command not in SERVING:
            start_django()
    run: Callable[[argparse.Namespace], int] = options.run
    return run(options) if options.command in SERVING else run_on_database(run, options)


def run_on_database(run: Callable[[argparse.Namespace], int], options: argparse.Namespace) -> int:
    """Runs a command; a database that was never laid or is older than the program is said in one line."""
    from django.db import OperationalError, ProgrammingError

    try:
        return run(options)
    except (OperationalError, ProgrammingError) as error:
        if not UNLAID.search(str(error)):
            raise
        tell(f"数据目录「{home()}」的数据库还没有建好，或比程序旧。请先运行 kaifaqu migrate，再办一次。")
        return 2


UNLAID = re.compile(r"no such (table|column)|(relation|column) .* does not exist")
"""How SQLite and PostgreSQL say that the tables are not those of this program."""


def run_pure(arguments: list[str]) -> int:
    """Dispatches to the reader's own commands."""
    if arguments[0] == "import":
        from kaifaqu.core.reader.sheets.commands import import_command

        return import_command(arguments[1:], sys.stdout, sys.stderr)
    from kaifaqu.core.reader import commands

    return commands.main(arguments)


def build_parser() -> argparse.ArgumentParser:
    """The commands that need a home."""
    parser = argparse.ArgumentParser(
        prog="kaifaqu",
        description="开发区一本账",
        epilog="不需要数据库的命令：read、check、numbers、dates、import --dry-run(各自带 --help)。",
    )
    commands = parser.add_subparsers(dest="command", required=True, metavar="命令")
    commands.add_parser("migrate", help="建立或升级数据库").set_defaults(run=run_migrate)
    commands.add_parser("demo", help="装载演示：只含版面公布的内容").set_defaults(run=run_demo)
    sample = commands.add_parser("sample", help="打开或关上示例省（93 个开发区、24 个月，虚构，单独成账）")
    sample.add_argument("state", choices=("on", "off"))
    sample.set_defaults(run=run_sample)
    begin = commands.add_parser("init", help="正式启用：登记省市，开出三员账号（口令各显示一次）")
    for officer, words in (("system", "系统管理员"), ("security", "安全管理员"), ("audit", "审计员")):
        begin.add_argument(f"--{officer}", required=True, metavar="账号:姓名", help=words)
    begin.set_defaults(run=run_init)
    for name, words, run in (("serve", "启动服务", run_serve), ("run", "建库、装载演示并启动服务", run_everything)):
        serve = commands.add_parser(name, help=words)
        serve.add_argument("--host", default="127.0.0.1")
        serve.add_argument("--port", type=int, default=int(os.environ.get("PORT", "8000")))
        serve.add_argument("--workers", type=int, default=1)
        serve.set_defaults(run=run)
    load = commands.add_parser("load", help="在演示环境中收一份文件，读数、填报、签发、入账")
    load.add_argument("file", type=Path)
    load.add_argument("--date", type=date.fromisoformat, help="发布日期，如 2024-04-26")
    load.set_defaults(run=run_load)
    corrections = commands.add_parser("corrections", help="导出审读更正，作为读数规则的考题")
    corrections.add_argument("folder", type=Path, metavar="目录")
    corrections.set_defaults(run=run_corrections)
    numbers.add_commands(commands)
    judge = commands.add_parser("evaluate", help="按方案试算一组单位的得分、位次、等次")
    for name, words in (("scheme", "方案代码"), ("subject", "组织单位代码"), ("period", "时期，如 2024Q1")):
        judge.add_argument(name, help=words)
    judge.add_argument("--dry-run", action="store_true", required=True, help="只试算，不存下任何东西；正式评价在网页上开始")
    judge.add_argument("--weight", action="append", default=[], metavar="指标=权重", help="换一个权重试算，可写几次")
    judge.add_argument("--number", action="append", default=[], metavar="指标.参数=数", help="设定基准值、封顶等参数，可写几次")
    judge.set_defaults(run=run_evaluate)
    for name, words, run in (
        ("backup", "把数据目录备份成一个文件（不停机）", run_backup),
        ("restore", "把备份恢复到空的数据目录，逐个文件核对", run_restore),
    ):
        kept = commands.add_parser(name, help=words)
        kept.add_argument("file", type=Path, metavar="文件")
        kept.set_defaults(run=run)
    move = commands.add_parser("move", help="把内置数据库搬到 PostgreSQL，逐行核对")
    move.add_argument("--to", required=True, metavar="postgres://…", help="空的新库")
    move.set_defaults(run=run_move)
    verify = commands.add_parser("verify", help="核验日志与账本的散列链")
    verify.add_argument("--link", default="", help="以前抄下的日志散列：核对它还在链上")
    verify.set_defaults(run=run_verify)
    tick = commands.add_parser("tick", help="按给定时刻推进定时事务")
    tick.add_argument("--at", type=parse_moment, required=True, help="时刻，如 2024-04-26T09:00:00+08:00")
    tick.set_defaults(run=run_tick)
    return parser


def parse_moment(text: str) -> datetime:
    """An aware datetime. Raises argparse.ArgumentTypeError when the zone is missing."""
    try:
        moment = datetime.fromisoformat(text)
    except ValueError as error:
        raise argparse.ArgumentTypeError(f"「{text}」不是时刻；应形如 2024-04-26T09:00:00+08:00。") from error
    if moment.tzinfo is None:
        raise argparse.ArgumentTypeError(f"「{text}」没有时区；应形如 2024-04-26T09:00:00+08:00。")
    return moment


def start_django() -> None:
    """Makes the rooms' models ready."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "kaifaqu.web.settings")
    import django

    django.setup()


def tell(message: str) -> None:
    """A line for the person at the terminal."""
    sys.stderr.write(f"{message}\n")
    sys.stderr.flush()


def run_migrate(_options: argparse.Namespace) -> int:
    """Brings the database to this version."""
    from kaifaqu.web.migration import migrate_database

    migrate_database()
    return 0


def run_init(options: argparse.Namespace) -> int:
    """Begins a real home: the province's tree and the three officers, whose first passwords are printed once."""
    from django.utils import timezone

    from kaifaqu.web.beginning import BeginningRefusedError, begin_home

    officers = {role: getattr(options, role).partition(":")[::2] for role in ("system", "security", "audit")}
    try:
        passwords = begin_home(officers, at=timezone.now())
    except BeginningRefusedError as error:
        tell(str(error))
        return 2
    for username, password in passwords.items():
        sys.stdout.write(f"{username}\t{password}\n")
    tell("三员账号已开。请把口令分别当面交给三人；第一次登录须改口令。下一步：系统管理员开户，安全管理员批准并授权。")
    return 0


def run_demo(_options: argparse.Namespace) -> int:
    """Loads the demonstration once; a home with accounts of its own is refused."""
    from django.utils import timezone

    from kaifaqu.foundation.accounts.models import User
    from kaifaqu.web.demonstration.story import is_loaded, load_demonstration

    if is_loaded():
        return 0
    if User.objects.exists():
        tell("这个数据目录已有正式账号，不能装载演示。请另设 KAIFAQU_HOME。")
        return 2
    given = os.environ.get("KAIFAQU_DEMO_PASSWORD")
    password = given or secrets.token_urlsafe(9)
    load_demonstration(password=password, at=timezone.now(), tell=tell)
    tell("演示已装载。" + ("" if given else f"演示账号的口令（本次随机生成）：{password}"))
    return 0


def run_sample(options: argparse.Namespace) -> int:
    """Switches the sample province on or off."""
    from django.utils import timezone

    from kaifaqu.foundation.accounts.actions import System
    from kaifaqu.web.sample.switch import switch_off, switch_on

    if options.state == "on":
        switch_on(by=System(), at=timezone.now(), tell=tell)
    else:
        switch_off(by=System(), at=timezone.now())
    tell("示例省已打开。" if options.state == "on" else "示例省已关上；实报与页载的数不受影响。")
    return 0


def run_serve(options: argparse.Namespace) -> int:
    """Serves the program with granian until it is stopped."""
    from granian import Granian
    from granian.constants import Interfaces

    if refusal := find_listener(options.host, options.port):
        tell(refusal)
        return 2
    tell(f"开发区一本账：http://{options.host}:{options.port}")
    Granian(
        "kaifaqu.web.wsgi:application",
        address=options.host,
        port=options.port,
        interface=Interfaces.WSGI,
        workers=options.workers,
        blocking_threads=4,
        log_level="warning",  # type: ignore[arg-type]
    ).serve()
    return 0


def find_listener(host: str, port: int) -> str:
    """Why the address cannot be served: another program listens there. The server itself would share the port with it silently."""
    with socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError as error:
            return f"不能在 {host}:{port} 上服务：{error.strerror}。可能已有程序在用这个端口，请先停掉它，或用 --port 换一个。"
    return ""


def run_everything(options: argparse.Namespace) -> int:
    """Migrates, loads the demonstration into a home without accounts, and serves. A home that is ready is only served."""
    from kaifaqu.web.readiness import is_ready, note_ready

    if not is_ready():
        start_django()
        from kaifaqu.foundation.accounts.models import User

        run_migrate(options)
        if not User.objects.exists():
            run_demo(options)
        note_ready()
    return run_serve(options)


def run_load(options: argparse.Namespace) -> int:
    """Walks one file through the stations of a demonstration home."""
    from django.utils import timezone

    from kaifaqu.core.reader.sources import SourceRefused
    from kaifaqu.web.demonstration.story import describe, is_loaded, load_file

    if not is_loaded():
        tell("load 只用于演示环境。请先运行 kaifaqu migrate 与 kaifaqu demo。")
        return 2
    try:
        data = options.file.read_bytes()
    except OSError as error:
        tell(f"读不到文件「{options.file}」：{error.strerror}。请检查路径与权限。")
        return 2
    try:
        counts = load_file(data, options.file.name, options.date, at=timezone.now())
    except SourceRefused as refused:
        tell(str(refused))
        return 2
    sys.stdout.write(f"{describe(counts)}\n")
    return 0


def run_corrections(options: argparse.Namespace) -> int:
    """Writes the documents that reviewers corrected as annotated bulletins: `tests/bulletins/score.py` measures the reader on them."""
    from kaifaqu.core.reader.cases import write_cases
    from kaifaqu.foundation.documents.queries import list_corrected

    try:
        count = write_cases(list_corrected(), options.folder)
    except OSError as error:
        tell(f"写不进目录「{options.folder}」：{error.strerror}。请检查路径与权限。")
        return 2
    tell(f"已导出 {count} 份有更正的文件到「{options.folder}」。")
    return 0


def run_evaluate(options: argparse.Namespace) -> int:
    """Prints everybody's place, points and class under a scheme, and why somebody has none. Stores nothing."""
    from kaifaqu.core.engine.scheme import SchemeError
    from kaifaqu.core.figures.period import PeriodError
    from kaifaqu.foundation.subjects.models import Subject
    from kaifaqu.statistics.evaluation.queries import try_out

    try:
        lines = try_out(options.scheme, options.subject, options.period, [*options.weight, *options.number])
    except KeyError:
        tell(f"「{options.period}」时没有「{options.scheme}」这个方案。请在 catalogue/schemes 中查对代码和有效期。")
        return 2
    except Subject.DoesNotExist:
        tell(f"没有代码为「{options.subject}」的单位。请查对代码。")
        return 2
    except (PeriodError, SchemeError) as error:
        tell(str(error))
        return 2
    sys.stdout.write("".join(f"{line}\n" for line in lines))
    return 0


def run_backup(options: argparse.Namespace) -> int:
    """One home in one file, taken while people work."""
    from django.conf import settings
    from django.utils import timezone

    from kaifaqu.web.backup import BackupRefusedError, write_backup

    if os.environ.get("KAIFAQU_DATABASE_URL"):
        tell("数据库在 PostgreSQL 上：请用 pg_dump 备份数据库，再复制数据目录里的 files 与 secret_key。")
        return 2
    try:
        backup = write_backup(settings.HOME, options.file.resolve(), at=timezone.now())
    except BackupRefusedError as error:
        tell(str(error))
        return 2
    tell(f"已备份 {len(backup.digests)} 个文件到「{options.file}」。请把它放到另一台机器上。")
    return 0


def run_restore(options: argparse.Namespace) -> int:
    """A backup into an empty home; then both hash chains are walked."""
    from kaifaqu.web.backup import BackupRefusedError, restore_backup

    try:
        backup = restore_backup(options.file, home())
    except BackupRefusedError as error:
        tell(str(error))
        return 2
    tell(f"已恢复 {backup.at} 的备份，{len(backup.digests)} 个文件逐个核对无误。")
    start_django()
    return run_migrate(options) or run_verify(options)


def run_move(options: argparse.Namespace) -> int:
    """The embedded database's rows into an empty PostgreSQL database, compared one by one."""
    from kaifaqu.web.moving import MoveRefusedError, move_database

    try:
        counts = move_database(options.to)
    except MoveRefusedError as error:
        tell(str(error))
        return 2
    tell(f"已搬 {len(counts)} 张表 {sum(counts.values())} 行，逐行核对无误。")
    tell("下一步：设 KAIFAQU_DATABASE_URL 为新库，运行 kaifaqu verify，再启动服务；数据目录里的 files 与 secret_key 照旧用。")
    return 0


def run_verify(options: argparse.Namespace) -> int:
    """Walks both hash chains; exit 1 names the first row that does not follow, or says that a noted link is gone."""
    from kaifaqu.foundation.journal.queries import find_broken_entry, holds_link, newest_link
    from kaifaqu.statistics.ledger.queries import find_broken_fact

    broken = [(name, row) for name, row in (("日志", find_broken_entry()), ("账本", find_broken_fact())) if row is not None]
    for name, row in broken:
        tell(f"{name}第 {row.pk} 条与前一条不衔接：内容被改、被删或被调换。请与备份比对。")
    link = getattr(options, "link", "")
    gone = bool(link) and not holds_link(link)
    if gone:
        tell(f"日志里没有散列 {link}：它和它之后的记录被截掉或重写过，或抄错了。请与备份比对。")
    if not broken and not gone:
        tell(f"日志与账本的散列链完整。日志最新一条的散列：{newest_link() or '（还没有记录）'}")
    return 1 if broken or gone else 0


def run_tick(options: argparse.Namespace) -> int:
    """Does everything that is due at the moment; doing it twice changes nothing. Exit 1 when a duty could not be done."""
    from kaifaqu.web.schedule import DutiesFailedError, run_due

    try:
        for line in run_due(options.at):
            tell(line)
    except DutiesFailedError as error:
        tell(str(error))
        return 1
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
