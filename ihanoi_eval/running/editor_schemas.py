"""The JSON Schemas of the rule files, written into a folder where editors find them."""

import sys
from pathlib import Path

from ihanoi_eval.files import write_whole
from ihanoi_eval.rules.json_schemas import AMENDING, MODELS, schema_bytes


def write_schemas(folder: Path) -> list[Path]:
    """One file for each rule file, one more for its amendments; those there are replaced."""
    paths = [folder / f"{name}.json" for name in MODELS]
    amending = [folder / AMENDING / path.name for path in paths]
    for path in (*paths, *amending):
        write_whole(path, schema_bytes(path.stem, is_amendment=path in amending))
    return [*paths, *amending]


if __name__ == "__main__":
    write_schemas(Path(sys.argv[1]))
