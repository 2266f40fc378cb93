"""Digests of what was computed, bit for bit."""

import hashlib
from collections.abc import Mapping
from dataclasses import fields, is_dataclass
from typing import Any

import numpy as np
import xarray


def digest_results(results: xarray.Dataset) -> str:
    """One digest over every array of a Dataset with its name, dimensions and type, bit for bit; no number is no number.

    >>> a, b = (xarray.Dataset({"x": ("n", [1.0, value])}) for value in (2.0, 2.0000000000000004))
    >>> digest_results(a) == digest_results(a.copy()), digest_results(a) == digest_results(b)
    (True, False)
    """
    whole = hashlib.sha256()
    for name in sorted(map(str, results.variables)):
        variable = results.variables[name]
        values = np.asarray(variable.values)
        whole.update(f"{name} {variable.dims} {values.shape} {values.dtype.str}\n".encode())
        if values.dtype.kind in "biufc":
            plain = np.where(np.isnan(values), np.nan, values) if values.dtype.kind == "f" else values
            whole.update(np.ascontiguousarray(plain).tobytes())
        else:
            whole.update(repr(values.tolist()).encode())
    return whole.hexdigest()


def digest_exactly(value: Any) -> str:
    """One digest over numbers, texts, arrays and what is made of them: mappings, lists and dataclasses, in their order.

    >>> digest_exactly({"a": np.array([1.0, 2.0])}) == digest_exactly({"a": np.array([1.0, 2.0000000000000004])})
    False
    """
    return hashlib.sha256(_write(value).encode(errors="surrogatepass")).hexdigest()


def _write(value: Any) -> str:
    if isinstance(value, Mapping):
        return f"{{{', '.join(f'{_write(k)}: {_write(v)}' for k, v in value.items())}}}"
    if isinstance(value, list | tuple):
        return f"[{', '.join(map(_write, value))}]"
    if is_dataclass(value) and not isinstance(value, type):
        return f"{type(value).__qualname__}{_write([getattr(value, f.name) for f in fields(value)])}"
    if isinstance(value, xarray.DataArray):
        return f"{value.dims} {_write(value.values)} {_write({n: c.values for n, c in value.coords.items()})} {_write(value.attrs)}"
    if isinstance(value, np.ndarray | np.generic):
        return f"{value.dtype.str} {value.shape} {value.tolist()!r}"
    return repr(value)
