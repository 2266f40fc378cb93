"""A report run a second time by another process, which shares nothing with this one but the files."""

import os
import subprocess
import sys
from pathlib import Path

from gdreport.errors import STALE
from gdreport.terminal.voice import Voice


def run_again(voice: Voice, root: Path, options: tuple[str, ...]) -> int:
    """Check the report under another hash seed, locale and time zone, and with its starts moved. The exit status."""
    seed = "1" if os.environ.get("PYTHONHASHSEED") != "1" else "2"
    other = {"PYTHONHASHSEED": seed, "LC_ALL": "C", "TZ": "Pacific/Chatham"}
    command = [sys.executable, "-m", "gdreport", "-C", str(root), *(["-q"] if voice.is_quiet else []), "check", *options]
    for way, doing in (("--rerun", "running everything a second time"), ("--perturb", "and with every start moved by a last bit")):
        voice.say(f"{doing} ...")
        code = subprocess.run([*command, way], env=os.environ | other, check=False).returncode  # noqa: S603 - our own command
        if code == STALE and way == "--rerun":
            voice.warn("the second run differs from the first: look for a draw without a seed, or an order that is not fixed")
        if code:
            return code
    return 0
