"""What the commands may be told: each option that several of them have, once."""

from pathlib import Path
from typing import Annotated, Literal

import typer

Engine = Literal["own", "kernel"]
Audience = Literal["internal", "leaders", "public"]

Campaign = Annotated[Path, typer.Option(help="Folder of rules, params/<campaign>.")]
Inputs = Annotated[
    Path | None, typer.Option(help="Folder of inputs; inputs/ inside the campaign by default.")
]
Moved = Annotated[Path | None, typer.Option(help="Where the inputs are now, if they were moved.")]
MovedRules = Annotated[
    Path | None, typer.Option("--campaign", help="Where the rules are now, if they were moved.")
]
AsOf = Annotated[str, typer.Option(help="Last day of what is known, 2024-12-20 or 20/12/2024.")]
Out = Annotated[Path, typer.Option(help="Folder of the run; an older run there is replaced.")]
Pages = Annotated[str, typer.Option(help="Which pages: city,districts,units.")]
Units = Annotated[str, typer.Option(help="Codes of units that get a page besides: 001,00061.")]
Workers = Annotated[int, typer.Option(min=1, help="Pages made at the same time.")]
Previous = Annotated[
    Path | None,
    typer.Option(help="An earlier run of the campaign; 10_evidence says what changed since."),
]
Level = Annotated[Audience, typer.Option(help="Who the pages are for, and what they keep back.")]
EngineName = Annotated[Engine, typer.Option(help="kernel: papermill's ordinary kernel, slower.")]
Scheduler = Annotated[
    str, typer.Option(help="Dask scheduler whose machines do the work: tcp://host:8786.")
]
DryRun = Annotated[
    bool, typer.Option("--dry-run", help="Say what would be done and why; write nothing.")
]
