"""Writes a fitted scikit-learn estimator as a file that Ratchet reads: numbers, no code, no pickle.

    python ratchet_export.py model.joblib -o model.zip --sample X.csv

or, where the estimator is at hand:

    import ratchet_export
    ratchet_export.export(estimator, "model.zip", sample=X)

The file is a stored ZIP archive of JSON and safetensors. It holds the fitted numbers as a program of
Ratchet's ops, and rows made of the sample by shuffling each column, answered by the estimator itself,
so that no row of the sample travels and Ratchet can prove that it answers the same. Needs numpy, and
what trained the model.
"""

import argparse
import io
import json
import re
import sys
import unicodedata
import zipfile

import numpy as np

EXPORTER = 3
"""The version of what this file writes; it grows when its output changes."""

EPS = float(np.finfo(np.float64).eps)


class Unsupported(Exception):
    """What cannot be exported, with its place in the pipeline."""


class Levels:
    """The texts of a column, numbered as they are met; one list for a column and what is made of it."""

    def __init__(self, seen=()):
        self.codes, self.seen = {}, list(seen)
        """No other texts than those of the sample are known to be read as the estimator reads them."""
        self.is_closed = False

    def code(self, level):
        return self.codes.setdefault(str(level), len(self.codes))


class Value:
    """What a step of the program answers, or some columns of it."""

    sparse = False
    """Scikit-learn holds it as a sparse matrix, whose columns are scaled by products."""
    counts = False
    """How often terms stand in a text: whole numbers, none below 0."""
    order = None
    """Of a sparse matrix, the columns in the order in which rows hold them; none where that is their own."""

    def __init__(self, name, index, levels, exact=True):
        self.name, self.index, self.levels = name, list(index), list(levels)
        """Of each column, whether it has the bits of scikit-learn."""
        self.exacts = list(exact) if isinstance(exact, list) else [exact] * len(self.index)

    @property
    def width(self):
        return len(self.index)

    @property
    def exact(self):
        return all(self.exacts)

    @exact.setter
    def exact(self, exact):
        self.exacts = [exact] * len(self.index)

    def take(self, positions):
        positions = list(positions)
        index, levels = [self.index[i] for i in positions], [self.levels[i] for i in positions]
        taken = Value(self.name, index, levels, [self.exacts[i] for i in positions])
        taken.sparse, taken.counts = self.sparse, self.counts
        if self.order is not None:
            # Columns are filtered in the order in which rows hold them.
            place = {column: at for at, column in enumerate(positions)}
            taken.order = [place[column] for column in self.order if column in place]
        return taken


class Program:
    """Collects steps, numbers, and the files of embedded models."""

    def __init__(self, closed=()):
        self.steps, self.tensors, self.files, self.widths, self.parts = [], {}, {}, {}, []
        # Inputs of numbers of which an encoder refuses all but those that it knows: they are codes in
        # the row. What is found while the first program is made, the second one follows.
        self.closed, self.known, self.encoders = set(closed), {}, set()
        # By input: the categories of the sample's column, in the order of their codes, where it has a list.
        self.categories = {}
        # Inputs that are read as texts, and tables of characters and lists that are kept already.
        self.texts, self.texts_known = set(), {}
        """How near answers are that come of steps which are not as exact as others."""
        self.digits = 0.0

    def note(self, path, estimator):
        self.parts.append(f"{path}: {type(estimator).__name__}")

    def row(self, fields):
        self.steps.append({"op": "input@1", "out": "row", "width": len(fields)})
        self.widths["row"] = len(fields)
        return Value("row", range(len(fields)), [field.levels for field in fields])

    def widest(self):
        """Numbers of all values of a row, which the slow execution writes out."""
        return sum(self.widths[step["out"]] for step in self.steps if step["out"] in self.widths)

    def number(self, array, dtype=np.float64):
        """Keeps an array; equal ones under one name."""
        array = np.ascontiguousarray(np.asarray(array, dtype=dtype))
        name = f"c{len(self.tensors)}"
        self.tensors[name] = array
        return name

    def step(self, op, width, exact=True, **attributes):
        out = f"v{len(self.steps)}"
        self.steps.append({"op": op, "out": out, **attributes})
        self.widths[out] = width
        return Value(out, range(width), [None] * width, exact)

    def dense(self, value):
        """The name of a value that has these columns and no others."""
        if value.index == list(range(self.widths[value.name])):
            return value.name
        columns = [int(i) for i in value.index]
        return self.step("select@1", value.width, **{"in": value.name, "columns": columns}).name

    def by_column(self, op, value, exact=True, **attributes):
        """A step that computes each column by itself."""
        columns = [int(i) for i in value.index]
        kept = value.exacts if exact else False
        made = self.step(op, value.width, kept, **{"in": value.name, "columns": columns}, **attributes)
        made.sparse, made.order = value.sparse, value.order
        return made

    def concat(self, values):
        values = [value for value in values if value.width > 0]
        if len(values) == 1:
            return values[0]
        if values and all(value.name == values[0].name for value in values):
            out = Value(values[0].name, [i for value in values for i in value.index], [])
        else:
            names = [self.dense(value) for value in values]
            out = self.step("concat@1", sum(value.width for value in values), **{"in": names})
        out.levels = [levels for value in values for levels in value.levels]
        out.exacts = [one for value in values for one in value.exacts]
        out.sparse = any(value.sparse for value in values)
        if all(value.sparse for value in values) and any(value.order is not None for value in values):
            # Side by side, each in its own order; what is made of dense columns too is put in order.
            starts = np.cumsum([0] + [value.width for value in values])
            orders = [value.order or range(value.width) for value in values]
            out.order = [int(start) + column for start, order in zip(starts, orders) for column in order]
        out.counts = all(value.counts for value in values)
        return out

    def scale(self, value, center, scale):
        center = np.zeros(value.width) if center is None else center
        scale = np.ones(value.width) if scale is None else scale
        return self.by_column("scale@1", value, center=self.number(center), scale=self.number(scale))

    def multiply_add(self, value, factor, term):
        full = lambda x: np.broadcast_to(np.asarray(x, dtype=np.float64), (value.width,))
        return self.by_column("multiplyAdd@1", value, factors=self.number(full(factor)), terms=self.number(full(term)))

    def clip(self, value, lower, upper):
        full = lambda x: np.broadcast_to(np.asarray(x, dtype=np.float64), (value.width,))
        return self.by_column("clip@1", value, lower=self.number(full(lower)), upper=self.number(full(upper)))

    def map(self, value, function, exact=False):
        kept = value.exacts if exact else False
        return self.step("map@1", value.width, kept, **{"in": self.dense(value), "function": function})

    def constant(self, value, number):
        """One column of one number, whatever the row."""
        flag = self.map(value.take([0]), "isMissing", exact=True)
        return self.clip(flag, number, number)

    def linear(self, value, weights, bias, exact=False):
        weights = np.atleast_2d(np.asarray(weights, dtype=np.float64))
        targets = weights.shape[0]
        bias = np.broadcast_to(np.asarray(bias, dtype=np.float64), (targets,))
        check_finite(weights, "weights")
        check_finite(bias, "intercepts")
        # A sparse matrix is multiplied in the order in which it holds its columns, and what is added comes last.
        if value.order is not None:
            weights, value = weights[:, value.order], in_order(value)
        numbers = {"weights": self.number(weights), "bias": self.number(bias)}
        last = {"biasLast": True} if value.sparse else {}
        name = self.dense(value)
        return self.step("linear@1", targets, exact and value.exact, **{"in": name, "targets": targets}, **last, **numbers)

    def ordinal_map(self, value, tables):
        """`tables`: for each column a dict of numbers, what others become, what NaN becomes."""
        offsets, keys, values, fallback, missing = [0], [], [], [], []
        for table, other, absent in tables:
            pairs = sorted((float(key) + 0.0, float(to)) for key, to in table.items())
            keys += [key for key, _ in pairs]
            values += [to for _, to in pairs]
            offsets.append(len(keys))
            fallback.append(other)
            missing.append(absent)
        numbers = {"offsets": self.number(offsets, np.int32), "keys": self.number(keys), "values": self.number(values)}
        return self.by_column(
            "ordinalMap@1", value, **numbers, fallback=self.number(fallback), missing=self.number(missing)
        )

    def link(self, value, link, divisor=1, complement=False, exact=False):
        width = 2 if complement else value.width
        attributes = {"in": self.dense(value), "link": link, "divisor": divisor, "complement": complement}
        return self.step("link@1", width, exact and value.exact, **attributes)

    def divide(self, value, divisor):
        return self.link(value, {"kind": "identity"}, float(divisor), exact=True)

    def normalize(self, value, by, zero, least=0):
        held = value if value.order is None else in_order(value)
        attributes = {"in": self.dense(held), "by": by, "zero": zero, "least": least}
        made = self.step("normalize@1", value.width, False, **attributes)
        made.sparse = value.sparse
        return made if value.order is None else out_of_order(made, value.order)

    def aggregate(self, value, members, by):
        attributes = {"in": self.dense(value), "members": members, "by": by}
        return self.step("aggregate@1", value.width // members, value.exact, **attributes)

    def classify(self, value):
        return self.step("classify@1", 1, value.exact, **{"in": self.dense(value)})

    def above(self, value, bound, or_equal=False):
        attributes = {"in": self.dense(value), "bound": float(bound), "orEqual": bool(or_equal)}
        made = self.step("threshold@1", value.width, value.exact, **attributes)
        made.sparse, made.order = value.sparse, value.order
        return made

    def embed(self, value, file, data, outputs, categories=None):
        """
        A model of another library; its answers by name, with their widths. `categories`: by column the texts
        whose codes it holds.
        """
        self.files[file] = data
        out = f"m{len(self.steps)}"
        known = {} if categories is None else {"categories": categories}
        self.steps.append({"op": "model", "in": self.dense(value), "out": out, "file": file, **known})
        found = {}
        for output, width in outputs.items():
            name = f"{out}.{output}"
            self.widths[name] = width
            found[output] = Value(name, range(width), [None] * width, value.exact)
        return found


def in_order(value):
    """The columns in the order in which a sparse matrix holds them."""
    made = value.take(value.order)
    made.order = None
    return made


def out_of_order(value, order):
    """What was made of columns in an order, in their own again."""
    place = {column: at for at, column in enumerate(order)}
    made = value.take([place[column] for column in range(len(order))])
    made.order = list(order)
    return made


def check_finite(array, what):
    if not np.isfinite(array).all():
        raise Unsupported(f"{what} that are not finite: the model did not converge")
