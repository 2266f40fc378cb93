"""Whether an author's files can be read at all, before anything else is asked of them."""

import codecs
import io
import stat
import tokenize
from pathlib import Path

from gdreport.errors import ReportError
from gdreport.project import RELINK, Pair, find_lost_target

MARKS = {codecs.BOM_UTF32_LE: "UTF-32", codecs.BOM_UTF16_LE: "UTF-16", codecs.BOM_UTF16_BE: "UTF-16"}  # the longer one first


def require_readable(pair: Pair) -> None:
    """Errors: ReportError for a file of a pair that is no text: no file, not to be read, in another encoding."""
    for place in (pair.code, pair.words):
        content = _read(pair.path(place), place)
        try:
            encoding = tokenize.detect_encoding(io.BytesIO(content).readline)[0] if place == pair.code else "utf-8-sig"
        except SyntaxError as error:
            if _begins_as_another(content) or not _is_utf8(content.splitlines()[:2]):
                encoding = "utf-8"
            else:
                raise ReportError(
                    f"its encoding cannot be read: {error.msg}", file=place, line=1, remedy="save it as UTF-8"
                ) from None
        decode(content, place, encoding)
        if b"\0" in content and place == pair.code:
            line = content[: content.index(b"\0")].count(b"\n") + 1
            raise ReportError("there is a null character in it", file=place, line=line, remedy=r'take it out: in a text write "\0"')


def decode(content: bytes, place: str, encoding: str = "utf-8-sig") -> str:
    """A file's text. Errors: ReportError naming the line that is in another encoding."""
    try:
        return content.decode(encoding)
    except UnicodeDecodeError as error:
        known = _begins_as_another(content)
        if known:
            raise ReportError(f"it is {known}, not UTF-8", file=place, remedy="save it as UTF-8") from None
        line = content[: error.start].count(b"\n") + 1
        what = f"it is not {encoding.removesuffix('-sig').upper()}: there is a byte 0x{content[error.start]:02x}"
        raise ReportError(what, file=place, line=line, remedy="save it as UTF-8") from None


def _read(file: Path, place: str) -> bytes:
    try:
        if (target := find_lost_target(file)) is not None:
            raise ReportError(f"it is a link to {target}, which is not there", file=place, remedy=RELINK)
        mode = file.stat().st_mode
        if not stat.S_ISREG(mode):
            what = "it is a folder" if stat.S_ISDIR(mode) else "it is no ordinary file: to read it might take for ever"
            raise ReportError(what, file=place, remedy="write a file there")
        return file.read_bytes()
    except OSError as error:
        raise ReportError(
            f"it cannot be read: {error.strerror}", file=place, remedy="see what stands there, and who may read it"
        ) from None


def _begins_as_another(content: bytes) -> str:
    return next((name for mark, name in MARKS.items() if content.startswith(mark)), "")


def _is_utf8(lines: list[bytes]) -> bool:
    try:
        return bool([line.decode() for line in lines]) or True
    except UnicodeDecodeError:
        return False
