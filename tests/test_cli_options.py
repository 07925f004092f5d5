"""Options that several commands have: written once, so that they say the same everywhere."""

import inspect
from typing import Annotated, get_args, get_origin

from ihanoi_eval import cli, cli_options


def test_every_option_has_words_and_a_command_that_takes_it():
    """--help explains each; none is left that nothing takes."""
    options = {
        name: value for name, value in vars(cli_options).items() if get_origin(value) is Annotated
    }
    taken = [
        parameter.annotation
        for command in cli.app.registered_commands
        if command.callback is not None
        for parameter in inspect.signature(command.callback).parameters.values()
    ]
    assert {"Campaign", "AsOf", "Out", "DryRun", "Scheduler"} <= set(options)
    for name, option in options.items():
        assert get_args(option)[1].help, name
        assert option in taken, name
