"""`infoprog completion`: the script by which a shell completes the command."""

from __future__ import annotations

from typing import Final

import click
from click.shell_completion import get_completion_class

from ckanext.infoprog.commands import options, terminal
from ckanext.infoprog.core.reports.words import Words

SHELLS: Final = ("bash", "zsh", "fish")
VARIABLE: Final = "_INFOPROG_COMPLETE"


def command(words: Words) -> click.Command:
    """Return the sub-command with its help in the language of the words."""
    say = words.say

    @click.command("completion", help=say(
        "Print the script by which a shell completes infoprog. For bash put this line into "
        "~/.bashrc:\n\n    eval \"$(infoprog completion bash)\""
    ), short_help=say("Print the script for shell completion"))  # fmt: skip
    @click.argument("shell", type=click.Choice(SHELLS))
    @options.lang(words)
    @click.pass_context
    def run(ctx: click.Context, shell: str) -> int:
        found = get_completion_class(shell)
        if found is None:
            raise click.UsageError(say("The shell {shell} is not supported.", shell=shell))
        root = ctx.find_root()
        script = found(root.command, {}, root.info_name or "infoprog", VARIABLE).source()
        terminal.write_text(f"{script.strip()}\n")
        return 0

    return run
