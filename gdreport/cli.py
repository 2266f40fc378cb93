"""The command line. Exit status: 0 all is well, 1 stale or false, 2 the report is wrong, 3 a fault of the machine or of ours."""

import click

from gdreport import __version__
from gdreport.commands.asking import check, explain, list_experiments, probe
from gdreport.commands.making import build, new, serve
from gdreport.terminal.options import common

MORE = """gdreport COMMAND --help explains a command. The options above may stand behind it too.

\b
Completion of commands, options and names of experiments, for bash in ~/.bashrc:
  eval "$(_GDREPORT_COMPLETE=bash_source gdreport)"
for zsh in ~/.zshrc the same with zsh_source; for fish in ~/.config/fish/completions/gdreport.fish:
  _GDREPORT_COMPLETE=fish_source gdreport | source"""


@click.group(context_settings={"help_option_names": ["-h", "--help"]}, epilog=MORE)
@common
@click.version_option(__version__, prog_name="gdreport")
def main() -> None:
    """Reports on experiments: figures and numbers come from runs, and the condition of each marked sentence is judged in them.

    An experiment is a pair of files, NAME.py and NAME.md. `new` begins a report; `build` runs what
    changed and writes its page; `check` says whether the committed pages are what the experiments
    make today.

    Exit status: 0 all is well, 1 something is stale or a sentence is false, 2 the report itself is
    wrong, 3 a fault of the machine or of gdreport.
    """


for command in (new, build, serve, check, probe, explain, list_experiments):
    main.add_command(command)
