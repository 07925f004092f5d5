"""One campaign from a folder of inputs to pages: made beside its place, moved in whole."""

import shutil
from collections.abc import Callable, Sequence
from contextlib import nullcontext
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from functools import cached_property
from pathlib import Path
from typing import TextIO

from ihanoi_eval.errors import CallError, DataError
from ihanoi_eval.evaluation import Evaluation, evaluate, open_run, save
from ihanoi_eval.evidence.platform_parts import Place
from ihanoi_eval.evidence.table_mapping import EXTRACTS
from ihanoi_eval.files import locked, restore_previous
from ihanoi_eval.reporting.comparison import check_registers, compared
from ihanoi_eval.reporting.levels import at_level
from ihanoi_eval.rules.loading import Rules, load_rules
from ihanoi_eval.run_files import ACCOUNT_FILE
from ihanoi_eval.running.account import write_account
from ihanoi_eval.running.batch import PageResult, page_progress, run_pages
from ihanoi_eval.running.freshness import Basis, basis_of, evaluation_changes, manifest_of
from ihanoi_eval.running.journal import note, unconfirmed_files
from ihanoi_eval.running.manifest import check_unchanged, identify, write_manifest
from ihanoi_eval.running.page_sets import Order
from ihanoi_eval.running.plan import Plan, plan_run
from ihanoi_eval.running.run_folder import (
    by_name,
    check_place,
    made_beside,
    parts_of,
    point_to,
    work_of,
)

EVERYTHING = Order()
PARTS = ("notebooks", "html", "documents")  # of a run, each replaced whole

Say = Callable[[str], None]


@dataclass(frozen=True)
class RunResult:
    """A run as it lies on disk: its folder, how its pages ended, what there was to do."""

    folder: Path
    pages: tuple[PageResult, ...] = ()
    plan: Plan | None = None

    @cached_property
    def evaluation(self) -> Evaluation:
        """The evaluation that the run holds."""
        return open_run(self.folder)

    @property
    def failed_pages(self) -> tuple[PageResult, ...]:
        """The pages that did not come out."""
        return tuple(page for page in self.pages if page.status != "done")

    @property
    def summary(self) -> str:
        """One line: what came out, which file to open."""
        tables = self.evaluation.tables
        listed = tables["shortlist"]
        decisions = listed.loc[listed["nominee_id"] == "", "decision"].value_counts()
        index = self.folder / "html" / "index.html"
        return (
            f"{len(tables['units'])} units, {len(tables['findings'])} findings, "
            f"{decisions.get('award', 0)} proposed, {decisions.get('council', 0)} left to the "
            f"Council, {decisions.get('reserve', 0)} reserve → "
            f"{index if index.is_file() else self.folder / 'tables'}"
        )


def evaluate_campaign(
    campaign: Path,
    inputs: Path,
    *,
    as_of: date,
    out: Path,
    scheduler: str = "",
    say: Say = lambda _: None,
) -> RunResult:
    """The tables of an evaluation as a new run at `out`; nothing is written where it cannot be.

    scheduler: address of the Dask cluster that counts the logs; this machine, if empty.
    """
    check_place(out, campaign, inputs)
    rules = _load(campaign, inputs)
    now = basis_of(rules, campaign, inputs, as_of=as_of, out=out, previous=None)
    with locked(out):
        restore_previous(out)
        shutil.rmtree(work_of(out), ignore_errors=True)
        with made_beside(out) as work:
            place = Place(scheduler, kept=parts_of(out), scratch=work)
            _write_tables(rules, inputs, now, work=work, place=place, say=say)
    point_to(out)
    return RunResult(out)


def run(
    campaign: Path,
    inputs: Path,
    *,
    as_of: date,
    out: Path,
    order: Order = EVERYTHING,
    say: Say = lambda _: None,
    watch: TextIO | None = None,
) -> RunResult:
    """An evaluation with its pages and dossier as a run at `out` (DESIGN §3, §6).

    Only what would come out otherwise than it stands is made; a call that was stopped is gone on
    with. A page that fails is named in the result while the others go on. A crash leaves the last
    good run whole at its place. The earlier run that the order names may be the one that `out`
    replaces. watch: where the pages' progress is shown.
    """
    rules, now = _asked(campaign, inputs, as_of=as_of, out=out, order=order)
    with locked(out):
        restore_previous(out)
        why = evaluation_changes(out, now)
        if not why:
            result = _fill(out, rules, order, out=out, campaign=campaign, say=say, watch=watch)
        else:
            with made_beside(out) as work:
                if evaluation_changes(work, now):
                    _empty(work)
                    _write_tables(
                        rules,
                        inputs,
                        now,
                        work=work,
                        place=Place(order.scheduler, kept=parts_of(out), scratch=work),
                        say=say,
                        previous=order.previous,
                    )
                else:
                    say("Làm tiếp lần chạy trước, dừng giữa chừng")
                result = _fill(
                    work, rules, order, out=out, campaign=campaign, why=why, say=say, watch=watch
                )
    point_to(out)
    return RunResult(out, result.pages, result.plan)


def plan_of_run(
    campaign: Path, inputs: Path, *, as_of: date, out: Path, order: Order = EVERYTHING
) -> Plan:
    """What `run` would do, and why; nothing is written, not even a lock."""
    rules, now = _asked(campaign, inputs, as_of=as_of, out=out, order=order)
    why, work = evaluation_changes(out, now), work_of(out)
    folder = out if not why or evaluation_changes(work, now) else work
    return plan_run(
        rules,
        order,
        folder=folder,
        standing=out,
        evaluation=tuple(why) if folder == out else (),
        templates=campaign / "documents",
    )


def report(
    folder: Path,
    *,
    order: Order = EVERYTHING,
    say: Say = lambda _: None,
    watch: TextIO | None = None,
) -> RunResult:
    """The pages of a run that stands; its notebooks and html are replaced, the manifest last.

    Pages that would come out as they stand are kept. DataError where a table is not the one that
    the run wrote: its pages would vouch for it.
    """
    folder = by_name(folder)
    with locked(folder):
        restore_previous(folder)
        for part in PARTS:
            restore_previous(folder / part)
        plan = plan_of_report(folder, order=order)
        if plan.is_empty:
            return _as_it_stands(folder, plan)
        _say_of_folder(plan, say)
        begun = datetime.now(UTC)
        results = _report(folder, plan, order, watch)
        write_account(
            folder,
            run_id=manifest_of(folder)["run_id"],
            begun=begun,
            plan=plan,
            results=results,
        )
    return RunResult(folder, results, plan)


def plan_of_report(folder: Path, *, order: Order = EVERYTHING) -> Plan:
    """What `report` would do, and why; nothing is written."""
    rules = open_run(folder).rules
    check_unchanged(folder)
    if order.previous is not None:
        if order.previous.resolve() == folder.resolve():
            raise CallError(f"{order.previous}: chính là lần chạy này; chỉ ra lần chạy khác để so")
        check_previous(order.previous, rules)
    return plan_run(rules, order, folder=folder, standing=folder)


def _asked(
    campaign: Path, inputs: Path, *, as_of: date, out: Path, order: Order
) -> tuple[Rules, Basis]:
    """The rules, and what an evaluation would be made from; every fault of the call is said."""
    check_place(out, campaign, inputs)
    rules = _load(campaign, inputs)
    if order.previous is not None:
        check_previous(order.previous, rules)
    now = basis_of(rules, campaign, inputs, as_of=as_of, out=out, previous=order.previous)
    return rules, now


def _write_tables(
    rules: Rules,
    inputs: Path,
    now: Basis,
    *,
    work: Path,
    place: Place,
    say: Say,
    previous: Path | None = None,
) -> None:
    """Evaluate into a work folder: tables, rules, log, manifest; beside an earlier run."""
    evaluation = evaluate(
        rules, inputs, as_of=now.as_of, extracts=work / EXTRACTS, place=place, progress=say
    )
    if previous is not None:
        say("So với lần chạy trước")
        evaluation = compared(evaluation, open_run(previous))
    save(evaluation, work)
    run_id = identify(evaluation)
    head = note(work, "evaluated", run_id=run_id)
    write_manifest(evaluation, work, run_id=run_id, origin=now.origin, log_head=head)


def _fill(
    folder: Path,
    rules: Rules,
    order: Order,
    *,
    out: Path,
    campaign: Path,
    why: Sequence[str] = (),
    say: Say,
    watch: TextIO | None,
) -> RunResult:
    """The pages and the dossier of an evaluation that lies in a folder, as far as they are due."""
    begun = datetime.now(UTC)
    for part in PARTS:
        restore_previous(folder / part)
    standing = folder if manifest_of(folder)["pages"] else out
    plan = plan_run(
        rules, order, folder=folder, standing=standing, templates=campaign / "documents"
    )
    plan = replace(plan, evaluation=tuple(why))
    if plan.is_empty:
        return _as_it_stands(folder, plan)
    _say_of_folder(plan, say)
    due = plan.reports or standing != folder
    results = _report(folder, plan, order, watch) if due else _kept(plan)
    if plan.documents:
        from ihanoi_eval.running.documents import make_documents  # late: it pulls in Word

        say("Soạn hồ sơ khen thưởng")
        make_documents(folder, campaign=campaign)
    run_id = manifest_of(folder)["run_id"]
    write_account(folder, run_id=run_id, begun=begun, plan=plan, results=results)
    return RunResult(folder, results, plan)


def _say_of_folder(plan: Plan, say: Say) -> None:
    """Which pages leave, or why else the folder of pages changes; nothing of a first run."""
    if plan.index and manifest_of(plan.standing).get("pages"):
        say(f"Thư mục trang: {plan.index}")


def _kept(plan: Plan) -> tuple[PageResult, ...]:
    """Pages that stand as they are."""
    return tuple(PageResult(one.page.name, "done", 0.0, is_kept=True) for one in plan.pages)


def _as_it_stands(folder: Path, plan: Plan) -> RunResult:
    """A run of which nothing is due; an account whose writing was broken off is written again."""
    results = _kept(plan)
    if ACCOUNT_FILE in unconfirmed_files(folder):
        run_id, begun = manifest_of(folder)["run_id"], datetime.now(UTC)
        write_account(folder, run_id=run_id, begun=begun, plan=plan, results=results)
    return RunResult(folder, results, plan)


def _report(folder: Path, plan: Plan, order: Order, watch: TextIO | None) -> tuple[PageResult, ...]:
    """Make the pages of a run folder that are due, and write its manifest anew."""
    from ihanoi_eval.reporting.index import index_page  # late: it pulls in the charts

    evaluation = open_run(folder)
    progress = page_progress(len(plan.pages), watch) if watch else nullcontext()
    with progress as tell:
        results = run_pages(
            plan.pages,
            run=folder,
            standing=plan.standing,
            workers=order.workers,
            engine=order.engine,
            scheduler=order.scheduler,
            index=lambda results: index_page(at_level(evaluation, order.level), results),
            progress=tell,
        )
    failed = [result.name for result in results if result.status != "done"]
    head = note(folder, "reported", level=order.level, pages=len(results), failed=failed)
    pages = {
        result.name: {
            "status": result.status,
            "cell": result.cell,
            "error": result.error,
            "made_from": one.made_from,
        }
        for one, result in zip(plan.pages, results, strict=True)
    }
    write_manifest(
        evaluation,
        folder,
        run_id=evaluation.run_id,
        pages=pages,
        level=order.level,
        log_head=head,
        previous=order.previous,
    )
    return tuple(results)


def _empty(folder: Path) -> None:
    """Nothing is in the folder."""
    shutil.rmtree(folder)
    folder.mkdir()


def check_previous(previous: Path, rules: Rules) -> None:
    """That a run may be compared with: whole, as written, of this campaign and register."""
    earlier = open_run(previous)
    check_unchanged(previous)
    check_registers(earlier.rules, rules)
    campaign, code = rules.campaign.code, earlier.rules.campaign.code
    if code != campaign:
        raise CallError(
            f"{previous}: là lần chạy của đợt {code}, không phải {campaign}; chỉ so sánh hai lần "
            "chạy của cùng một đợt"
        )


def _load(campaign: Path, inputs: Path) -> Rules:
    """The rules, before anything is made on disk; DataError where there is no folder of inputs."""
    rules = load_rules(campaign)
    if not inputs.is_dir():
        raise DataError(f"{inputs}: không có thư mục số liệu này; chỉ ra đúng thư mục")
    return rules
