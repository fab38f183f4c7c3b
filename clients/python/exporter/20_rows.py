class Field:
    """An input of the model, and how its column is written."""

    def __init__(self, name, column, texts):
        self.name, self.column = name, column
        """Why its values cannot be rows of Ratchet's, which matters where the model reads it."""
        self.problem = None
        self.levels = Levels(texts) if texts is not None else None
        """The categories of a column that has a list of them, in its order."""
        self.categories = None
        """Numbers that are codes in the row, as an encoder refuses others."""
        self.known = None
        """The model reads its texts themselves, and not which of some texts they are."""
        self.is_text = False


class Rows:
    """The rows of a sample: which columns there are, and how each reaches the model."""

    def __init__(self, estimator, sample):
        self.is_frame = hasattr(sample, "iloc")
        if not self.is_frame:
            sample = np.asarray(sample)
            if sample.ndim != 2:
                raise Unsupported(f"a sample with {sample.ndim} dimensions, where rows and columns are expected")
        self.sample = as_doubles(sample)
        self.names = names_of(estimator, sample)
        self.fields = [self._field(name, i) for i, name in enumerate(self.names)]

    def _field(self, name, i):
        try:
            column = self.column(self.sample, i)
            field = Field(name, i, texts_of(column) if self._has_texts(i) else None)
            if str(column.dtype) == "category":
                field.categories = list(column.cat.categories)
            return field
        except Unsupported as error:
            field = Field(name, i, None)
            field.problem = error
            return field

    def column(self, data, i):
        return data.iloc[:, i] if self.is_frame else data[:, i]

    def _has_texts(self, i):
        column = self.column(self.sample, i)
        kind = str(column.dtype)
        if kind == "category":
            return column.cat.categories.dtype.kind not in "biuf"
        if column.dtype.kind in "biuf":
            return False
        seen = [value for value in np.asarray(column, dtype=object) if not is_missing(value)]
        if all(isinstance(value, (bool, int, float, np.number, np.bool_)) for value in seen):
            return False
        if all(isinstance(value, str) for value in seen):
            return True
        raise Unsupported(f"column {self.names[i]!r} of the sample ({kind}): neither all numbers nor all texts")

    def shuffled(self, count, random):
        """Rows of which each column is drawn by itself."""
        size = len(self.sample)
        picks = [random.integers(0, size, count) for _ in self.names]
        mixed = {
            i: mixed_words(np.asarray(self.column(self.sample, i), dtype=object), count, random)
            for i, field in enumerate(self.fields) if field.is_text
        }
        if not self.is_frame:
            return np.stack([mixed.get(i, self.sample[pick, i]) for i, pick in enumerate(picks)], axis=1)
        import pandas as pd

        columns = [self.sample.iloc[:, i].iloc[pick].reset_index(drop=True) for i, pick in enumerate(picks)]
        columns = [pd.Series(mixed[i], dtype=one.dtype) if i in mixed else one for i, one in enumerate(columns)]
        frame = pd.concat(columns, axis=1)
        frame.columns = self.sample.columns
        return frame

    def with_value(self, data, i, value):
        """The data with one value in a whole column."""
        if not self.is_frame:
            changed = data.copy()
            changed[:, i] = value
            return changed
        import pandas as pd

        old = data.iloc[:, i]
        dtype = object if str(old.dtype) == "category" and isinstance(value, str) else None
        new = pd.Series([value] * len(data), index=data.index, dtype=dtype)
        if dtype is None and not (isinstance(value, float) and old.dtype.kind in "biu"):
            new = new.astype(old.dtype)
        changed = data.copy()
        changed.isetitem(i, new)
        return changed

    def encode(self, data, used):
        """
        Rows as they reach the model: texts as codes, -1 for others, NaN for missing values. Texts that the
        model reads are numbered as they come.
        """
        encoded = np.empty((len(data), len(used)))
        texts = self.texts = getattr(self, "texts", {})
        for at, i in enumerate(used):
            column = np.asarray(self.column(data, i), dtype=object)
            levels = self.fields[i].levels
            for row, value in enumerate(column):
                if is_missing(value):
                    encoded[row, at] = np.nan
                elif self.fields[i].is_text:
                    encoded[row, at] = texts.setdefault(str(value), len(texts))
                elif self.fields[i].known is not None:
                    known = self.fields[i].known
                    encoded[row, at] = known.index(float(value)) if float(value) in known else -1
                elif levels is None:
                    encoded[row, at] = float(value)
                else:
                    encoded[row, at] = levels.codes.get(str(value), -1)
        return encoded


def texts_of(column):
    return sorted({str(value) for value in np.asarray(column, dtype=object) if not is_missing(value)})


def is_missing(value):
    return value is None or value != value or type(value).__name__ in ("NAType", "NaTType")


def as_doubles(sample):
    """A copy with 32-bit floats as doubles, which is what Ratchet's rows are."""
    if not hasattr(sample, "iloc"):
        return sample.astype(np.float64) if sample.dtype.kind in "fiub" else sample.copy()
    sample = sample.reset_index(drop=True).copy()
    for i, dtype in enumerate(sample.dtypes):
        if str(dtype) in ("float32", "float16"):
            sample.isetitem(i, sample.iloc[:, i].astype(np.float64))
    return sample


def names_of(estimator, sample):
    known = getattr(estimator, "feature_names_in_", None)
    if hasattr(sample, "iloc"):
        names = [str(name) for name in sample.columns]
    elif known is not None and len(known) == sample.shape[1]:
        names = [str(name) for name in known]
    else:
        names = [f"x{i}" for i in range(sample.shape[1])]
    if len(set(names)) != len(names):
        raise Unsupported("a sample with two columns of one name")
    return names
