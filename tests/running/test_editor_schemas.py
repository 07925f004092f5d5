"""The schemas are written as files that editors find."""

import subprocess
import sys

from ihanoi_eval.rules.json_schemas import MODELS, schema_bytes


def test_one_file_for_each_rule_file(tmp_path):
    """As `make schemas` calls it."""
    command = [sys.executable, "-m", "ihanoi_eval.running.editor_schemas", str(tmp_path)]
    subprocess.run(command, check=True, capture_output=True)
    written = {path.stem: path.read_bytes() for path in tmp_path.iterdir()}
    assert written == {name: schema_bytes(name) for name in MODELS}
