"""The JSON Schemas of the rule files, written into a folder where editors find them."""

import sys
from pathlib import Path

from ihanoi_eval.files import write_whole
from ihanoi_eval.rules.json_schemas import MODELS, schema_bytes


def write_schemas(folder: Path) -> list[Path]:
    """One file for each rule file; those there are replaced."""
    paths = [folder / f"{name}.json" for name in MODELS]
    for path in paths:
        write_whole(path, schema_bytes(path.stem))
    return paths


if __name__ == "__main__":
    write_schemas(Path(sys.argv[1]))
