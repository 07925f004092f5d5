"""The door: one command a job; faults in the words of whoever can mend them, no traceback."""

import sys
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from ihanoi_eval.cli_options import (
    AsOf,
    Audience,
    Campaign,
    DryRun,
    Engine,
    EngineName,
    Inputs,
    Level,
    Moved,
    MovedRules,
    Out,
    Pages,
    Previous,
    Scheduler,
    Units,
    Workers,
)
from ihanoi_eval.errors import CallError, IhanoiError
from ihanoi_eval.interrupts import end_if_interrupted, remember_interrupts, was_interrupted

if TYPE_CHECKING:
    from ihanoi_eval.running.page_sets import Order
    from ihanoi_eval.running.pipeline import RunResult
    from ihanoi_eval.running.plan import Plan

SHOWN_AT_MOST = 20  # findings named on the screen; the table names all

app = typer.Typer(
    add_completion=False,
    no_args_is_help=True,
    rich_markup_mode=None,  # plain help starts almost twice as fast
    pretty_exceptions_enable=False,
    help="Scores, ranks and a reasoned shortlist from a campaign's submissions.",
)


@app.callback()
def door(
    context: typer.Context,
    debug: Annotated[bool, typer.Option(help="Show the traceback of a fault.")] = False,
) -> None:
    """Turn a campaign's submissions into an evaluation that can be signed."""
    context.obj = debug


@app.command()
def demo(
    out: Annotated[Path, typer.Option(help="Folder of the run.")] = Path("outputs/demo"),
) -> None:
    """Write the synthetic campaign, evaluate it, make its pages, say where to look."""
    from ihanoi_eval.running.demo import run_demo

    _close(run_demo(out, say=_say, watch=sys.stderr), planted=True)


@app.command()
def sample(
    out: Annotated[Path, typer.Option(help="Folder to write; replaced if it is a sample.")],
    accounts: Annotated[int | None, typer.Option(min=1000, help="How many accounts.")] = None,
    usage: Annotated[int | None, typer.Option(min=1000, help="How many rows of usage.")] = None,
    seed: Annotated[int | None, typer.Option(min=0, help="The same seed, the same bytes.")] = None,
) -> None:
    """Write the synthetic inputs alone, always marked as synthetic."""
    from ihanoi_eval.running.demo import write_demo_inputs

    write_demo_inputs(out, accounts=accounts, usage=usage, seed=seed, say=_say)
    typer.echo(f"synthetic inputs → {out}")


@app.command()
def template(
    campaign: Campaign,
    out: Annotated[Path, typer.Option(help="Folder of the workbooks; those there are replaced.")],
) -> None:
    """Write one submission workbook per reporting unit, ready to send."""
    from ihanoi_eval.running.mailing import write_templates

    result = write_templates(campaign, out, say=_say)
    typer.echo(result)


@app.command()
def check(
    campaign: Campaign,
    as_of: AsOf,
    inputs: Inputs = None,
    out: Annotated[
        Path | None, typer.Option(help="Folder of lists, discrepancy sheets and new workbooks.")
    ] = None,
) -> None:
    """Say who reported, who is late or missing, and what has to be asked."""
    from ihanoi_eval.running.checking import check as check_inputs
    from ihanoi_eval.running.checking import write_check

    checked = check_inputs(campaign, inputs or campaign / "inputs", as_of=_day(as_of), say=_say)
    if out is not None:
        write_check(checked, out, say=_say)
    for line in checked.summary:
        typer.echo(line)
    errors = checked.findings[checked.findings["severity"] == "error"]
    for code, message in (
        errors[["unit_code", "message"]].head(SHOWN_AT_MOST).itertuples(index=False)
    ):
        typer.echo(f"{code or '–'}: {message}", err=True)
    where = out / "can_lam_ro" if out else "thêm --out để có phiếu gửi từng đơn vị"
    typer.echo(f"{len(checked.findings)} findings → {where}")
    if checked.errors:
        raise typer.Exit(1)


@app.command()
def evaluate(
    campaign: Campaign, as_of: AsOf, out: Out, inputs: Inputs = None, scheduler: Scheduler = ""
) -> None:
    """Evaluate a folder of inputs: the tables."""
    from ihanoi_eval.running.pipeline import evaluate_campaign

    folder, day = inputs or campaign / "inputs", _day(as_of)
    result = evaluate_campaign(campaign, folder, as_of=day, out=out, scheduler=scheduler, say=_say)
    _close(result)


@app.command()
def report(
    run: Annotated[Path, typer.Argument(help="Folder of a run.")],
    pages: Pages = "city,districts",
    units: Units = "",
    workers: Workers = 2,
    engine: EngineName = "own",
    previous: Previous = None,
    scheduler: Scheduler = "",
    level: Level = "internal",
    dry_run: DryRun = False,
) -> None:
    """Make the pages of a run, those that have changed: executed notebooks and HTML."""
    from ihanoi_eval.running.pipeline import plan_of_report
    from ihanoi_eval.running.pipeline import report as report_run

    order = _order(pages, units, workers, engine, previous, scheduler, level)
    if dry_run:
        _show(plan_of_report(run, order=order))
    else:
        _close(report_run(run, order=order, say=_say, watch=sys.stderr))


@app.command()
def run(
    campaign: Campaign,
    as_of: AsOf,
    out: Out,
    inputs: Inputs = None,
    pages: Pages = "city,districts",
    units: Units = "",
    workers: Workers = 2,
    engine: EngineName = "own",
    previous: Previous = None,
    scheduler: Scheduler = "",
    level: Level = "internal",
    dry_run: DryRun = False,
) -> None:
    """Evaluate a folder of inputs, make its pages and its dossier; only what has changed."""
    from ihanoi_eval.running.pipeline import plan_of_run
    from ihanoi_eval.running.pipeline import run as run_campaign

    order, day = _order(pages, units, workers, engine, previous, scheduler, level), _day(as_of)
    folder = inputs or campaign / "inputs"
    if dry_run:
        _show(plan_of_run(campaign, folder, as_of=day, out=out, order=order))
    else:
        made = run_campaign(
            campaign, folder, as_of=day, out=out, order=order, say=_say, watch=sys.stderr
        )
        _close(made)


@app.command()
def documents(
    run: Annotated[Path, typer.Argument(help="Folder of a run.")], campaign: MovedRules = None
) -> None:
    """Write the dossier of a run: proposal, appendices, minutes, report; DOCX and XLSX."""
    from ihanoi_eval.running.documents import write_documents

    dossier = write_documents(run, campaign=campaign, say=_say)
    for fault in dossier.faults:
        typer.echo(f"thể thức: {fault}", err=True)
    typer.echo(f"{len(dossier.files)} documents → {dossier.folder}")


@app.command()
def verify(
    run: Annotated[Path, typer.Argument(help="Folder of a run.")],
    replay: Annotated[
        bool, typer.Option("--replay", help="Evaluate again and compare byte for byte.")
    ] = False,
    inputs: Moved = None,
    campaign: MovedRules = None,
) -> None:
    """Say whether a run, its rules, inputs and code are still those that were written."""
    from ihanoi_eval.running.auditing import audit

    found = audit(run, replay=replay, inputs=inputs, campaign=campaign)
    for line in found.faults:
        typer.echo(line, err=True)
    for line in found.signatures:
        typer.echo(line)
    typer.echo(found.summary)
    if found.faults:
        raise typer.Exit(1)


@app.command("sign-off")
def sign_off(
    run: Annotated[Path, typer.Argument(help="Folder of a run.")],
    stage: Annotated[str, typer.Argument(help="data, ranking or submission.")],
    name: Annotated[str, typer.Option(help="Who signs.")],
    title: Annotated[str, typer.Option(help="Their office.")],
    document_no: Annotated[str, typer.Option(help="Number of the document that says so.")],
    on_date: Annotated[str, typer.Option(help="Its date, 2024-12-23 or 23/12/2024.")],
    seal: Annotated[str, typer.Option(help="The 32 digits of the hash on that paper.")] = "",
) -> None:
    """Record who accepted a stage of a run, under which document, with the hash that was seen."""
    from ihanoi_eval.running.sign_offs import SignOff, standing_of
    from ihanoi_eval.running.sign_offs import sign_off as sign

    day = _day(on_date, flag="--on-date")
    done = sign(run, SignOff(stage, name, title, document_no, day, seal))
    typer.echo(standing_of(done, done.seen_seal))


@app.command()
def doctor(
    out: Annotated[Path, typer.Option(help="Where runs will be written.")] = Path("outputs"),
    scheduler: Scheduler = "",
    inputs: Annotated[Path | None, typer.Option(help="Inputs that workers have to see.")] = None,
) -> None:
    """Say whether this machine is ready, and what to do where it is not."""
    from ihanoi_eval.running.cluster_doctor import examine_cluster
    from ihanoi_eval.running.doctor import examine, tell

    answers = examine(out) + (examine_cluster(scheduler, inputs) if scheduler else [])
    typer.echo(tell(answers))
    raise typer.Exit(2 if any(answer.state == "failed" for answer in answers) else 0)


@app.command()
def new(
    campaign: Annotated[Path, typer.Argument(help="Folder to write; its name is the code.")],
    districts: Annotated[bool, typer.Option(help="Communes below districts, two leagues.")] = False,
) -> None:
    """Write a campaign folder to fill in: rules, register, where the inputs go."""
    from ihanoi_eval.running.new_campaign import new_campaign

    typer.echo(f"→ {new_campaign(campaign, with_districts=districts)}")


@app.command()
def explain(
    run: Annotated[Path, typer.Argument(help="Folder of a run.")],
    unit: Annotated[str, typer.Argument(help="Code or (part of) the name of a unit.")],
    measure: Annotated[str, typer.Option(help="A measure: the rows behind its figure.")] = "",
    inputs: Moved = None,
) -> None:
    """Say why a unit stands where it stands, and from which figures."""
    from ihanoi_eval.reporting.unit_reasons import explain as explain_unit
    from ihanoi_eval.reporting.unit_search import find_unit
    from ihanoi_eval.running.manifest import open_unchanged

    view = find_unit(open_unchanged(run), unit)
    if not measure:
        typer.echo(explain_unit(view))
        return
    from ihanoi_eval.files import to_csv_bytes, without_formulas
    from ihanoi_eval.running.tracing import trace

    rows, words = trace(run, view, measure, inputs=inputs)
    typer.echo(to_csv_bytes(without_formulas(rows)), nl=False)
    for line in words:
        typer.echo(line, err=True)


@app.command()
def compare(
    before: Annotated[Path, typer.Argument(help="Folder of the earlier run.")],
    after: Annotated[Path, typer.Argument(help="Folder of the later run.")],
) -> None:
    """Say who moved between two runs, and which rule or indicator moved them."""
    from ihanoi_eval.reporting.comparison import compare as compare_runs
    from ihanoi_eval.reporting.comparison_words import tell
    from ihanoi_eval.running.manifest import open_unchanged

    typer.echo(tell(compare_runs(open_unchanged(before), open_unchanged(after))))


def _close(result: "RunResult", *, planted: bool = False) -> None:
    """Say what came out, name what went wrong, and end with the status that DESIGN §3 gives it.

    planted: errors among the findings are part of the show.
    """
    if result.plan is not None and result.plan.is_empty:
        _say("Không có gì thay đổi; giữ nguyên kết quả")
    for page in result.failed_pages:
        typer.echo(f"{page.name}: {page.status}: {page.cell} {page.error}", err=True)
    findings = result.evaluation.tables["findings"]
    errors = findings[(findings["severity"] == "error") & (findings["status"] == "open")]
    named = errors[["unit_code", "message"]].head(0 if planted else SHOWN_AT_MOST)
    for code, message in named.itertuples(index=False, name=None):
        typer.echo(f"{code or '–'}: {message}", err=True)
    if len(errors) > len(named):
        table = result.folder / "tables" / "findings.csv"
        typer.echo(f"{len(errors)} findings of severity error: {table}", err=True)
    typer.echo(result.summary)
    if result.failed_pages or (len(errors) and not planted):
        raise typer.Exit(1)


def _show(plan: "Plan") -> None:
    """What would be done, and nothing else."""
    for line in plan.lines:
        typer.echo(line)


def _order(
    pages: str,
    units: str,
    workers: int,
    engine: Engine,
    previous: Path | None,
    scheduler: str,
    level: Audience,
) -> "Order":
    """Which pages are asked for, and how."""
    from ihanoi_eval.running.page_sets import Order

    return Order(_names(pages), _names(units), workers, engine, previous, scheduler, level)


def _say(message: str) -> None:
    """One line of progress; a moment at which a lost Ctrl-C is noticed."""
    end_if_interrupted()
    typer.echo(f"  {message}", err=True)


def _day(text: str, *, flag: str = "--as-of") -> date:
    """A day as it is typed."""
    from ihanoi_eval.vietnamese import parse_date

    try:
        return date.fromisoformat(text) if "-" in text else parse_date(text)
    except ValueError:
        raise CallError(f"{flag} {text}: không phải ngày; ví dụ 2024-12-20") from None


def _names(text: str) -> tuple[str, ...]:
    """Names between commas."""
    return tuple(name.strip() for name in text.split(",") if name.strip())


def main() -> None:
    """Run the command line; exit 0 done, 1 done with errors named, 2 unusable, 130 interrupted."""
    debug = "--debug" in sys.argv
    remember_interrupts()
    try:
        app()
    except KeyboardInterrupt:
        sys.exit(130)
    except Exception as error:
        if was_interrupted():
            sys.exit(130)
        if debug:
            raise
        if isinstance(error, IhanoiError):
            for fault in error.faults:
                typer.echo(fault, err=True)
            sys.exit(error.exit_status)
        typer.echo(
            f"unexpected: {type(error).__name__}: {error}; run again with --debug and report it",
            err=True,
        )
        sys.exit(2)
