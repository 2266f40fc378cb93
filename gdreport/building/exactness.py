"""Digests of what was computed, for runs whose arithmetic gives the same bits on every machine."""

import hashlib

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
