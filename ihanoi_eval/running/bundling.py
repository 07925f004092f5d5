"""One archive that sets up on a PC without a network: `make bundle`.

python -m ihanoi_eval.running.bundling OUT.zip, in the project's folder; only this needs a network.
"""

import shutil
import subprocess
import sys
import zipfile
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from email.message import Message
from email.parser import Parser
from pathlib import Path
from platform import python_version
from tempfile import TemporaryDirectory
from typing import Final

from packaging.requirements import Requirement
from packaging.utils import canonicalize_name, parse_wheel_filename

from ihanoi_eval.errors import DataError
from ihanoi_eval.files import to_csv_bytes, write_whole
from ihanoi_eval.running.doctor import pins_of

OURS: Final = "ihanoi-eval"
CARRIED: Final = ("notebooks/*.ipynb", "params/**/*", "docs/*", "constraints.txt", "*.md")
SETUP: Final = Path(__file__).parents[1] / "builtin" / "bundle"
MOMENT: Final = (1980, 1, 1, 0, 0, 0)  # the same files give the same archive on any day


@dataclass(frozen=True)
class Platform:
    """A kind of PC: how wheels name it, and what markers of requirements find on it."""

    name: str
    tags: tuple[str, ...]
    finds: Mapping[str, str]


PLATFORMS: Final = (
    Platform(
        "linux",
        (
            *(f"manylinux_2_{minor}_x86_64" for minor in range(28, 4, -1)),
            *("manylinux2014_x86_64", "manylinux2010_x86_64", "manylinux1_x86_64"),
        ),
        {"sys_platform": "linux", "platform_system": "Linux", "os_name": "posix",
         "platform_machine": "x86_64"},
    ),
    Platform(
        "windows",
        ("win_amd64",),
        {"sys_platform": "win32", "platform_system": "Windows", "os_name": "nt",
         "platform_machine": "AMD64"},
    ),
)  # fmt: skip

Need = tuple[str, str]  # a package, and which of its extras; by itself it has none
Fetch = Callable[[Iterable[str], Platform, Path], None]


def fetch(pinned: Iterable[str], platform: Platform, folder: Path) -> None:
    """Wheels of these versions for a platform, by pip; DataError where there is none."""
    version = "".join(map(str, sys.version_info[:2]))
    words = [sys.executable, "-m", "pip", "download", "--quiet", "--disable-pip-version-check"]
    words += ["--no-deps", "--only-binary=:all:", "--dest", str(folder)]
    words += ["--implementation", "cp", "--python-version", python_version()]
    for abi in (f"cp{version}", "abi3", "none"):
        words += ["--abi", abi]
    for tag in platform.tags:
        words += ["--platform", tag]
    done = subprocess.run([*words, *pinned], capture_output=True, text=True)
    if done.returncode:
        raise DataError(f"{platform.name}: {done.stderr.strip().splitlines()[-1]}")


def gather(folder: Path, constraints: Path, *, get: Fetch = fetch) -> None:
    """Beside our own wheel, every wheel that it needs on each platform lies in the folder.

    pip downloads for another platform by the markers of this one: what is needed there is asked of
    the wheels' own metadata instead, at the pinned versions.
    """
    for platform in PLATFORMS:
        pins = pins_of(constraints, platform.finds)
        found: set[Need] = set()
        wanted: set[Need] = {(OURS, "")}
        while new := wanted - found:
            names = sorted({name for name, _ in new} - {name for name, _ in found} - {OURS})
            if unpinned := [name for name in names if name not in pins]:
                raise DataError(f"constraints.txt: thiếu {', '.join(unpinned)}")
            if names:
                get([f"{name}=={pins[name]}" for name in names], platform, folder)
            found |= new
            heads = map(head_of, sorted(folder.glob("*.whl")))
            known = {str(canonicalize_name(str(head["Name"]))): head for head in heads}
            for name, extra in new:
                wanted |= needs_of(known[name], extra, platform)


def needs_of(head: Message, extra: str, platform: Platform) -> set[Need]:
    """What a wheel needs on a platform, by itself or for one of its extras."""
    finds = {**platform.finds, "extra": extra}
    needs = [Requirement(text) for text in head.get_all("Requires-Dist", [])]
    return {
        (canonicalize_name(one.name), more)
        for one in needs
        if one.marker is None or one.marker.evaluate(finds)
        for more in ("", *sorted(one.extras))
    }


def head_of(wheel: Path) -> Message:
    """What a wheel says of itself."""
    with zipfile.ZipFile(wheel) as parts:
        [name] = [name for name in parts.namelist() if name.endswith(".dist-info/METADATA")][:1]
        return Parser().parsestr(parts.read(name).decode())


def licences(wheels: Iterable[Path]) -> bytes:
    """Every package of the archive with its version and licence, as CSV."""
    import pandas as pd

    rows = sorted({_licence(head_of(wheel)) for wheel in wheels})
    return to_csv_bytes(pd.DataFrame(rows, columns=["package", "version", "licence"], dtype="str"))


def _licence(head: Message) -> tuple[str, str, str]:
    """Name, version and licence: the expression, else what the classifiers say, else a line."""
    classes = [
        text.rpartition(" :: ")[2]
        for text in head.get_all("Classifier", [])
        if text.startswith("License ::")
    ]
    told = head.get("License-Expression") or "; ".join(classes) or head.get("License") or ""
    return str(head["Name"]), str(head["Version"]), str(told).strip().partition("\n")[0]


def write_bundle(root: Path, wheels: Path, out: Path) -> None:
    """The archive: wheels, notebooks, rules, guides, both set-ups, licences."""
    version = ".".join(map(str, sys.version_info[:2]))
    members = {
        path.relative_to(root).as_posix(): path.read_bytes()
        for pattern in CARRIED
        for path in sorted(root.glob(pattern))
        if path.is_file()
    }
    for path in sorted(SETUP.iterdir()):
        text = path.read_text("utf-8").replace("PYTHON_VERSION", version)
        if path.suffix in (".bat", ".txt"):
            text = text.replace("\n", "\r\n")  # Notepad and cmd.exe
        members[path.name] = text.encode()
    files = sorted(wheels.glob("*.whl"))
    [ours] = [path for path in files if parse_wheel_filename(path.name)[0] == OURS]
    folder = f"{OURS}-{parse_wheel_filename(ours.name)[1]}"
    members["GIAY_PHEP.csv"] = b"\xef\xbb\xbf" + licences(path for path in files if path != ours)
    with TemporaryDirectory() as name:
        made = Path(name) / "bundle.zip"
        with zipfile.ZipFile(made, "w") as archive:
            for member, data in sorted(members.items()):
                info = zipfile.ZipInfo(f"{folder}/{member}", MOMENT)
                info.external_attr = (0o755 if member.endswith(".sh") else 0o644) << 16
                archive.writestr(info, data, zipfile.ZIP_DEFLATED)
            for path in files:  # packed already
                info = zipfile.ZipInfo(f"{folder}/wheels/{path.name}", MOMENT)
                info.external_attr = 0o644 << 16
                archive.writestr(info, path.read_bytes(), zipfile.ZIP_STORED)
        write_whole(out, made.read_bytes())


def main() -> None:
    """Build our wheel, gather the others, write the archive."""
    root, out = Path.cwd(), Path(sys.argv[1])
    shutil.rmtree(root / "build", ignore_errors=True)  # an older build would be packed too
    with TemporaryDirectory() as name:
        wheels = Path(name)
        build = [sys.executable, "-m", "pip", "wheel", "--quiet", "--no-deps", "-w", name, "."]
        subprocess.run(build, cwd=root, check=True)
        gather(wheels, root / "constraints.txt")
        write_bundle(root, wheels, out)
        count = len(list(wheels.glob("*.whl")))
    sys.stdout.write(f"{count} wheels, {out.stat().st_size / 2**20:.0f} MB → {out}\n")


if __name__ == "__main__":
    main()
