"""environment.yml and constraints.txt say what pyproject.toml says."""

import tomllib
from pathlib import Path
from typing import Any

import yaml
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

ROOT = Path(__file__).parents[1]
CONDA_NAMES = {
    "duckdb": "python-duckdb",
    "matplotlib": "matplotlib-base",
    "tzdata": "python-tzdata",
}


def project() -> dict[str, Any]:
    """The [project] table of pyproject.toml."""
    with (ROOT / "pyproject.toml").open("rb") as file:
        table: dict[str, Any] = tomllib.load(file)["project"]
    return table


def pinned() -> list[Requirement]:
    """The lines of constraints.txt."""
    lines = (ROOT / "constraints.txt").read_text(encoding="utf-8").splitlines()
    return [Requirement(line) for line in lines if not line.startswith("#")]


def test_conda_environment_asks_for_what_the_project_asks_for():
    """Same packages, same minimums, same Python, under conda-forge's names."""
    environment = yaml.safe_load((ROOT / "environment.yml").read_text(encoding="utf-8"))
    asked = {line for line in environment["dependencies"] if isinstance(line, str)} - {"pip"}
    needed = {f"python{project()['requires-python']}"}
    for requirement in map(Requirement, project()["dependencies"]):
        needed.add(f"{CONDA_NAMES.get(requirement.name, requirement.name)}{requirement.specifier}")
    assert asked == needed
    assert environment["channels"][0] == "conda-forge"


def test_every_dependency_is_pinned_within_its_bounds():
    """constraints.txt names a version for each package that pyproject.toml asks for, extras too."""
    versions: dict[str, list[str]] = {}
    for line in pinned():
        [pin] = line.specifier
        assert pin.operator == "==", line
        versions.setdefault(line.name, []).append(pin.version)
    extras = project()["optional-dependencies"].values()
    asked = [*project()["dependencies"], *(name for extra in extras for name in extra)]
    for requirement in map(Requirement, asked):
        assert all(
            v in requirement.specifier for v in versions[canonicalize_name(requirement.name)]
        )


def test_constraints_name_packages_and_nothing_else():
    """No addresses, hashes or options: a machine's own settings say where packages are."""
    for line in pinned():  # an option or a hash is no requirement and has failed there already
        assert line.url is None and line.name == canonicalize_name(line.name) != "ihanoi-eval"
