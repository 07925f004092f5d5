"""Whether a run is still what was written: its outputs, rules, inputs and code, byte for byte."""

from collections.abc import Iterator, Mapping
from contextlib import suppress
from datetime import date
from operator import itemgetter
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from ihanoi_eval.errors import DataError, IhanoiError, RulesError
from ihanoi_eval.evaluation import COMPARED, Evaluation, as_known, evaluate, save
from ihanoi_eval.evidence.sources import hash_of
from ihanoi_eval.evidence.submissions_folder import is_left_by_a_program
from ihanoi_eval.evidence.table_mapping import EXTRACTS
from ihanoi_eval.evidence.tables import is_linked, shown_name
from ihanoi_eval.reporting.rule_changes import rule_changes
from ihanoi_eval.rules.loading import dump_rules, load_rules, read_rules
from ihanoi_eval.run_files import (
    ACCOUNT_FILE,
    MANIFEST_FILE,
    RULES_FILE,
    SIGN_OFFS_FILE,
    TABLES_FOLDER,
    files_of_run,
)
from ihanoi_eval.running.freshness import documents_from, files_behind, files_in
from ihanoi_eval.running.journal import LOG_FILE, broken_line, noted_files
from ihanoi_eval.running.manifest import (
    RECOUNTED,
    SEALED,
    code_hash,
    digest_of,
    is_edited,
    made_with,
    outputs_of,
    read_manifest,
    rule_files_of,
    seal_of,
    wrong_words,
)

BESIDE = (SIGN_OFFS_FILE, ACCOUNT_FILE)  # what a run has that its manifest does not know
LINK = "đã thành một liên kết, đích của nó có thể đổi lúc nào không hay; chép tệp thật vào chỗ đó"

GET_BACK = "lấy lại đúng tệp lúc chạy, hoặc chạy lại ra thư mục khác"


def differences(folder: Path) -> list[str]:
    """What of a run's own files is not as its manifest says, a sentence each; empty when all is."""
    manifest = read_manifest(folder)
    found = list(_of_files(folder, manifest["outputs"], "của lần chạy"))
    noted = {name: one for name, one in noted_files(folder).items() if name in BESIDE}
    found += [
        f"{name}: không như {LOG_FILE} ghi; tệp đã bị sửa, thay hoặc xóa"
        for name, digests in noted.items()
        if _digest(folder / name) not in digests
    ]
    known = {MANIFEST_FILE, LOG_FILE, *manifest["outputs"], *noted}
    for name in files_of_run(folder):
        if name not in known:
            found.append(f"{name}: tệp lạ, lần chạy không ghi tệp này")
        elif name not in manifest["outputs"] and (folder / name).is_symlink():
            found.append(f"{name}: {LINK}")
    if manifest["seal"] != seal_of(manifest):
        found.append(f"{MANIFEST_FILE}: mã niêm phong không khớp nội dung; tệp đã bị sửa")
    elif is_edited(manifest):
        found.append(f"{MANIFEST_FILE}: nội dung không như lần chạy đã ghi; tệp đã bị sửa")
    if not found:  # of other rules it would be another name
        found += _of_words(folder, manifest)
    line = broken_line(folder, head=manifest["log_head"])
    if line is not None:
        found.append(
            f"{LOG_FILE} dòng {line}: không nối tiếp dòng trước; nhật ký đã bị sửa hoặc cắt"
        )
    return found


def _of_words(folder: Path, manifest: Mapping[str, Any]) -> Iterator[str]:
    """What a manifest says of its run that its own rules, inputs and code do not say."""
    try:
        rules = read_rules((folder / RULES_FILE).read_bytes())
    except RulesError as error:
        yield from error.faults
        return
    for key in wrong_words(manifest, rules):
        yield (
            f"{MANIFEST_FILE}: {key} ghi {manifest[key]!r}, không phải điều suy ra từ {RULES_FILE},"
            " số liệu và chương trình của lần chạy; tệp đã bị sửa"
        )


def source_differences(
    folder: Path, *, inputs: Path | None = None, campaign: Path | None = None
) -> list[str]:
    """What a run was made from that is no longer so: inputs, rule files, code; a sentence each.

    inputs, campaign: where they are now; by default where the manifest says, seen from the run.
    """
    manifest = read_manifest(folder)
    hashes = {name: file["sha256"] for name, file in manifest["inputs"].items()}
    kept = {name: hashes.pop(name) for name in [*hashes] if _is_extract(name)}
    found = list(_of_files(folder, kept, "trích từ cơ sở dữ liệu"))
    for place, flag, key, wanted, what in (
        (inputs, "--inputs", "inputs", hashes, "số liệu"),
        (campaign, "--campaign", "campaign", manifest["origin"]["rule_files"], "quy định"),
    ):
        where = _place(folder, manifest, key, place)
        if where is None:
            found.append(f"thư mục {what}: không còn ở nơi lần chạy đã đọc; chỉ ra bằng {flag}")
            continue
        if place is None and is_linked(where, folder):  # the manifest names no way over a link
            found.append(f"thư mục {what}: {LINK}, hoặc chỉ ra bằng {flag}")
        found += _of_files(where, wanted, what)
        if key == "inputs":
            found += _beside_inputs(where, manifest)
        else:
            found += [*_new_rules(where, wanted), *_of_rules(where, folder, manifest)]
            found += _templates(where, manifest)
    if manifest["code"]["sha256"] != code_hash():
        found.append(
            f"mã chương trình: không phải bản đã chạy (phiên bản {manifest['code']['version']}, "
            f"{manifest['code']['sha256'][:16]})"
        )
    return found


def _beside_inputs(where: Path, manifest: Mapping[str, Any]) -> Iterator[str]:
    """What lies, or lay, beside the tables that a run read or in them, and is not as it was."""
    tables = [name for name in manifest["inputs"] if not _is_extract(name)]
    then, here = manifest["origin"]["input_files"], files_behind(where, tables)
    for name, sha256 in sorted(here.items()):
        path = Path(name)
        if name in tables:
            continue  # compared already
        if digest_of(name) not in then and not is_left_by_a_program(path.name):
            yield f"{shown_name(path, Path())}: tệp số liệu mới, lần chạy chưa đọc"
        elif then.get(digest_of(name), sha256) != sha256:
            yield f"{shown_name(path, Path())}: tệp số liệu đã khác"
    told = set(map(digest_of, (*here, *tables)))
    for key, shown in sorted(manifest["origin"]["shown_names"].items(), key=itemgetter(1)):
        if shown and key not in told:
            yield f"{shown}: tệp số liệu không còn"


def _left_beside_inputs(where: Path, manifest: Mapping[str, Any]) -> Iterator[str]:
    """What other programs have left among the inputs, or taken away, since a run listed it."""
    then = manifest["origin"]["shown_names"]
    left = {digest_of(name) for name in files_in(where) if is_left_by_a_program(Path(name).name)}
    now, before = len(left - then.keys()), sum(not then[key] for key in then.keys() - left)
    for count, what, to_do in (
        (now, "có thêm", "xóa đi rồi tính lại"),
        (before, "mất", "bảng đó vì thế không ra lại được"),
    ):
        if count:
            yield (
                f"thư mục số liệu: từ lần chạy {what} {count} tệp do Excel hay hệ điều hành để lại "
                f"(~$…, .DS_Store, Thumbs.db), {TABLES_FOLDER}/findings.csv có kể; {to_do}"
            )


def _new_rules(where: Path, read: Mapping[str, Any]) -> Iterator[str]:
    """The rule files that came after a run; of rules that cannot be read, none can be told."""
    with suppress(IhanoiError):
        for name in sorted(rule_files_of(where).keys() - read.keys()):
            yield f"{name}: tệp quy định mới, lần chạy chưa đọc"


def _of_rules(where: Path, folder: Path, manifest: Mapping[str, Any]) -> Iterator[str]:
    """What the rule files say now and the run's own rules, which its seal covers, do not."""
    as_of = date.fromisoformat(manifest["as_of"])
    try:
        read = read_rules((folder / RULES_FILE).read_bytes())
    except (OSError, RulesError):
        return  # differences tells of that
    try:
        there = as_known(load_rules(where), as_of)
    except RulesError as error:
        for fault in error.faults:
            yield f"quy định nay không dùng được, {GET_BACK}: {fault}"
        return
    changes = rule_changes(read, there)
    for one in changes.to_dict("records"):
        yield (
            f"{one['file']}: {one['key']} nay là {one['after']}, lần chạy dùng {one['before']}; "
            f"{GET_BACK}"
        )
    if there.campaign.units != read.campaign.units:
        yield f"danh mục đơn vị: không còn như lúc chạy; {GET_BACK}"
    elif changes.empty and dump_rules(there) != dump_rules(read):
        yield f"quy định: thứ tự các mục không còn như lúc chạy; {GET_BACK}"


def _templates(where: Path, manifest: Mapping[str, Any]) -> Iterator[str]:
    """That the campaign's own templates are no longer those that the dossier was written from."""
    templates = where / "documents"
    then = manifest["documents"].get("made_from", {})
    if then and then.get("templates") != documents_from(templates, results="")["templates"]:
        yield "documents: mẫu văn bản của đợt đã khác; hồ sơ là theo mẫu lúc chạy"


def seal_now(folder: Path, *, inputs: Path | None = None) -> str:
    """The seal of a run's rules, inputs and tables as they lie on the disk today.

    Inputs that are no longer where the run read them count as they were: whether they changed
    cannot be said, and source_differences says that.
    """
    manifest = read_manifest(folder)
    where = _place(folder, manifest, "inputs", inputs)
    read = {
        name: file
        if where is None
        else {"sha256": _digest((folder if _is_extract(name) else where) / name)}
        for name, file in manifest["inputs"].items()
    }
    return seal_of({**manifest, "outputs": outputs_of(folder), "inputs": read})


def replay_differences(folder: Path, *, inputs: Path | None = None) -> list[str]:
    """Tables that come out otherwise when the run's rules meet its inputs again.

    DataError where the inputs are not there.
    """
    manifest = read_manifest(folder)
    place = inputs_of(folder, given=inputs)
    kept = filter(_is_extract, manifest["inputs"])
    lost = [name for name in kept if not (folder / name).is_file()]
    if lost:  # the database may hold other rows by now
        raise DataError(
            *(f"{folder / name}: không còn; lần chạy không tính lại được" for name in lost)
        )
    rules = read_rules((folder / RULES_FILE).read_bytes())
    with TemporaryDirectory() as again:
        as_of = date.fromisoformat(manifest["as_of"])
        evaluation = evaluate(rules, place, as_of=as_of, extracts=folder / EXTRACTS)
        save(evaluation, Path(again))
        wanted = {
            name: digest for name, digest in manifest["outputs"].items() if name.startswith(SEALED)
        }
        for name in COMPARED:  # made of two runs; of these inputs alone they would be empty
            wanted.pop(f"{TABLES_FOLDER}/{name}.csv", None)
        found = [*_recounted(evaluation, manifest), *_of_files(Path(again), wanted, "tính lại")]
    why = [*_left_beside_inputs(place, manifest), *_other_machinery(manifest)]
    return [*found, *why] if found else []


def _recounted(evaluation: Evaluation, manifest: Mapping[str, Any]) -> Iterator[str]:
    """What the inputs say besides the tables, and a manifest does not."""
    for key in RECOUNTED:
        if getattr(evaluation, key) != manifest[key]:
            yield (
                f"{MANIFEST_FILE}: {key} ghi {manifest[key]!r}, từ số liệu tính lại thì là "
                f"{getattr(evaluation, key)!r}"
            )


def _other_machinery(manifest: Mapping[str, Any]) -> Iterator[str]:
    """Python and libraries that are not those that made a run: other digits may come of it."""
    then, now = ({"python": one["python"], **one["libraries"]} for one in (manifest, made_with()))
    for name in sorted(name for name in now if then.get(name) != now[name]):
        yield f"{name}: bản {now[name]}, lần chạy dùng bản {then.get(name) or 'không rõ'}"


def _is_extract(name: str) -> bool:
    """Whether an input was read from a database, and lies in the run."""
    return name.startswith(f"{EXTRACTS}/")


def inputs_of(folder: Path, *, given: Path | None = None) -> Path:
    """Where a run's inputs lie: as given, else where its manifest says; DataError if not there."""
    place = _place(folder, read_manifest(folder), "inputs", given)
    if place is None:
        raise DataError("thư mục số liệu không còn ở nơi lần chạy đã đọc; chỉ ra bằng --inputs")
    return place


def _place(folder: Path, manifest: Mapping[str, Any], key: str, given: Path | None) -> Path | None:
    """Where inputs or rules lie: as given, else as the manifest says; None if not there."""
    named = manifest["origin"][key]
    place = given or (folder / named if named else None)
    return place if place is not None and place.is_dir() else None


def _digest(path: Path) -> str:
    """The SHA-256 of a file or of a folder's parts, empty where there is none: no pipe is one."""
    return hash_of(path)[0] if path.is_file() or path.is_dir() else ""


def _of_files(folder: Path, wanted: Mapping[str, Any], what: str) -> Iterator[str]:
    """Every file that is gone or holds other bytes."""
    for name, digest in wanted.items():
        path = folder / name
        if not path.exists():
            yield f"{name}: tệp {what} không còn"
        elif _digest(path) != digest:
            yield f"{name}: tệp {what} đã khác"
        elif path.is_symlink():
            yield f"{name}: {LINK}"
