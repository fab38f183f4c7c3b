MOST_ROWS = 96
"""Rows that are answered by the estimator."""
MOST_WORK = 100_000_000
"""Fewer of them where a row takes much work, as each is answered again at every load."""


def lower(estimator, rows):
    """The program of an estimator, with its answer. @raises Unsupported"""
    first = Program()
    first.categories = {i: field.categories for i, field in enumerate(rows.fields) if field.categories is not None}
    answer = fit_answer(first, estimator, first.row(rows.fields), type(estimator).__name__)
    for column in first.texts:
        rows.fields[column].is_text = True
    closed = closed_inputs(first, rows)
    if not closed:
        return first, answer
    for column in closed:
        rows.fields[column].known = first.known[column]
    second = Program(closed)
    second.categories = first.categories
    answer = fit_answer(second, estimator, second.row(rows.fields), type(estimator).__name__)
    return second, answer


def closed_inputs(p, rows):
    """Columns of numbers that nothing reads but encoders which refuse all that they do not know."""
    read = set()
    for i, step in enumerate(p.steps):
        names = step.get("in")
        if (names == "row" or (isinstance(names, list) and "row" in names)) and i not in p.encoders:
            read |= columns_read(p, step)
    is_boolean = lambda column: str(rows.column(rows.sample, column).dtype) == "bool"
    return {column for column, known in p.known.items() if known and column not in read and not is_boolean(column)}


def outputs_of(answer):
    outputs = {"raw": answer.raw}
    if answer.tells == "clusters":
        return outputs | {"cluster": answer.label, "distance": answer.value}
    if answer.tells == "outliers":
        return outputs | {"label": answer.label, "score": answer.value}
    if answer.is_classifier:
        outputs["label"] = answer.label
        if answer.probability is not None:
            outputs["probability"] = answer.probability
    else:
        outputs["value"] = answer.value
    return outputs


def dense_outputs(p, outputs):
    """The names of values; what is the same columns of the same value has one name."""
    names, found = {}, {}
    for output, value in outputs.items():
        key = (value.name, tuple(value.index))
        found[output] = names.setdefault(key, None) or p.dense(value)
        names[key] = found[output]
    return found


def used_columns(p):
    """The inputs that a step reads."""
    used = set()
    for step in p.steps:
        names = step.get("in")
        if names == "row" or (isinstance(names, list) and "row" in names):
            used |= columns_read(p, step)
            if step["op"] != "textCounts@1" and p.texts & columns_read(p, step):
                raise Unsupported("a column of texts that is read as texts and encoded as categories too")
    return sorted(used)


def columns_read(p, step):
    """The inputs that a step reads which reads the row."""
    if "column" in step:
        return {step["column"]}
    return set(step.get("columns", range(p.widths["row"])))


def without_unused(p, used):
    """Steps in which the row holds the used columns alone."""
    place = {column: at for at, column in enumerate(used)}
    p.steps[0]["width"] = len(used)
    for step in p.steps:
        if step.get("in") == "row" and "columns" in step:
            step["columns"] = [place[column] for column in step["columns"]]
        if step.get("in") == "row" and "column" in step:
            step["column"] = place[step["column"]]
    p.widths["row"] = len(used)


def without_unread(p, outputs):
    """Leaves out steps whose value nothing reads."""
    read = set(outputs.values())
    kept = []
    for step in reversed(p.steps):
        names = {name.split(".")[0] for name in read} | read
        if step["op"] != "input@1" and step["out"] not in names:
            continue
        inputs = step.get("in", [])
        read |= set(inputs if isinstance(inputs, list) else [inputs])
        kept.append(step)
    p.steps = kept[::-1]
    text = json.dumps(p.steps)
    p.tensors = {name: array for name, array in p.tensors.items() if f'"{name}"' in text}


def answers_of(estimator, answer, data):
    """The estimator's own margins, and what the link makes of them."""
    with np.errstate(all="ignore"):
        raw = columns_2d(answer.raw_of(data)).astype(np.float64)
        linked = None
        if answer.probability is not None:
            linked = columns_2d((answer.value_of or estimator.predict_proba)(data)).astype(np.float64)
        elif answer.value is not None and (answer.value.name, answer.value.index) != (answer.raw.name, answer.raw.index):
            ask = answer.value_of or estimator.predict
            linked = columns_2d(ask(data)).astype(np.float64)
            # A booster without a link gives its margins.
            if answer.has_own_link and np.array_equal(linked, raw, equal_nan=True):
                linked = None
    return raw, linked


def numeric_of(estimator, answer, data):
    """How closely Ratchet answers as the estimator does (docs/reference/sklearn-export.md)."""
    raw, linked = answers_of(estimator, answer, data) if data is not None else (np.ones((1, 1)), None)
    linked_exact = answer.probability if answer.probability is not None else answer.value
    numeric = {"raw": "bit-exact", "linkUlp": answer.ulp}
    if not answer.raw.exact:
        sizes = np.abs(raw)
        if answer.terms_of is not None and data is not None:
            sizes = np.abs(doubles(answer.terms_of(data)))
        largest = float(np.max(sizes[np.isfinite(sizes)], initial=1e-300))
        numeric["raw"] = {"relative": answer.digits, "absolute": largest * answer.digits}
    if linked is not None and not (answer.raw.exact and answer.ulp == 0):
        finite = np.abs(linked[np.isfinite(linked)])
        largest = float(np.max(finite, initial=1e-300))
        if answer.probability is not None and not answer.raw.exact:
            # A share moves by as much as its margins do.
            largest = max(largest, numeric["raw"]["absolute"] / answer.digits)
        if not answer.is_float:
            numeric["linkAbsolute"] = largest * (4 * EPS if answer.raw.exact and linked_exact.exact else answer.digits)
    if answer.is_float:
        numeric["linkType"] = "f32"
    return numeric


def accepts(estimator, data):
    try:
        import warnings

        with warnings.catch_warnings(), np.errstate(all="ignore"):
            warnings.simplefilter("ignore")
            estimator.predict(data)
        return True
    except Exception:
        return False


def contract_fields(estimator, rows, used, data):
    """The inputs, each accepting what the estimator itself accepts in the first row of the sample."""
    one = data[:1] if not rows.is_frame else data.iloc[:1]
    fields = []
    for i in used:
        field = rows.fields[i]
        column = rows.column(data, i)
        is_missing_taken = accepts(estimator, rows.with_value(one, i, np.nan))
        made = {"name": field.name, "role": "feature", "missing": "accept" if is_missing_taken else "refuse"}
        if field.is_text:
            made["type"] = "text"
        elif field.known is not None:
            made |= {"type": "category", "levels": field.known, "unknownLevel": "refuse"}
        elif field.levels is None:
            made["type"] = "boolean" if str(column.dtype) == "bool" else "number"
            if made["type"] == "number" and not accepts(estimator, rows.with_value(one, i, np.inf)):
                is_float = not accepts(estimator, rows.with_value(one, i, 1e300))
                most = float(np.finfo(np.float32 if is_float else np.float64).max)
                made["range"] = {"minimum": -most, "maximum": most}
        else:
            is_taken = not field.levels.is_closed and accepts(estimator, rows.with_value(one, i, "\u0000never seen"))
            made |= {"type": "category", "levels": list(field.levels.codes)}
            made["unknownLevel"] = "accept" if is_taken else "refuse"
            if is_taken:
                made["unknownCode"] = -1
        fields.append(made)
    return fields


def verification_rows(estimator, rows, fields, used, count):
    """Rows of shuffled columns; in some of them a value is missing that may be."""
    random = np.random.default_rng(20240131)
    data = rows.shuffled(count, random)
    parts = [data]
    open_columns = [i for field, i in zip(fields, used) if field["missing"] == "accept"]
    for i in open_columns[: count // 6]:
        parts.append(rows.with_value(rows.shuffled(2, random), i, np.nan))
    if not rows.is_frame:
        return [np.concatenate(parts)] if len(parts) > 1 else parts
    return parts


class Made:
    """An export: what is in the file, and what is needed to ask the estimator for more rows."""

    def __init__(self, document, tensors, files, answers, estimator, answer, rows, used):
        self.document, self.tensors, self.files, self.answers = document, tensors, files, answers
        self.estimator, self.answer, self.rows, self.used = estimator, answer, rows, used


def make(estimator, sample):
    """Everything that an export holds. The estimator stays as it is. @raises Unsupported"""
    try:
        return make_alone(estimator, sample)
    finally:
        while JOBS:
            member, threads = JOBS.pop()
            member.n_jobs = threads


def make_alone(estimator, sample):
    is_list = not hasattr(sample, "columns") and np.ndim(sample) == 1
    rows = TextRows(sample) if is_list else Rows(estimator, sample)
    if len(rows.sample) == 0:
        raise Unsupported("a sample without rows")
    p, answer = lower(estimator, rows)
    outputs = dense_outputs(p, outputs_of(answer))
    without_unread(p, outputs)
    used = used_columns(p)
    for column in used:
        if rows.fields[column].problem is not None:
            raise rows.fields[column].problem
    without_unused(p, used)
    work = p.widest() + sum(array.size for array in p.tensors.values()) + sum(len(data) for data in p.files.values())
    count = max(4, min(MOST_ROWS, MOST_WORK // max(1, work)))
    data = rows.shuffled(count, np.random.default_rng(1))
    fields = contract_fields(estimator, rows, used, data)
    parts = verification_rows(estimator, rows, fields, used, count)
    answer.digits = max(answer.digits, p.digits)
    numeric = numeric_of(estimator, answer, data)
    answers = [(rows.encode(part, used), *answers_of(estimator, answer, part)) for part in parts]
    tensors = {"rows": joined(answers, 0), "raw": joined(answers, 1)}
    if answers[0][2] is not None:
        tensors["linked"] = joined(answers, 2)
    document = {
        "ratchetExport": 1,
        "exporter": EXPORTER,
        "libraries": libraries(),
        "estimators": p.parts,
        "task": task_of(answer),
        "inputs": fields,
        "numeric": numeric,
        "program": {"format": 1, "steps": p.steps, "outputs": outputs},
    }
    if answer.is_classifier and answer.tells != "clusters":
        document["classes"] = [plain_class(one) for one in answer.classes]
    files = p.files
    if p.texts:
        columns = [at for at, column in enumerate(used) if rows.fields[column].is_text]
        texts = {"columns": columns, "values": list(rows.texts)}
        files = files | {"texts.json": json.dumps(texts, ensure_ascii=False, separators=(",", ":")).encode()}
    return Made(document, p.tensors, files, tensors, estimator, answer, rows, used)


def joined(answers, at):
    return np.concatenate([np.asarray(part[at], dtype=np.float64) for part in answers])


def task_of(answer):
    if answer.tells != "classes":
        return {"clusters": "clustering", "outliers": "anomaly"}[answer.tells]
    if not answer.is_classifier:
        return "regression"
    return "binary" if len(answer.classes) == 2 else "multiclass"


def plain_class(one):
    if isinstance(one, (bool, np.bool_)) or isinstance(one, str):
        return str(one)
    return int(one) if float(one).is_integer() else float(one)


def libraries():
    found = {"python": ".".join(map(str, sys.version_info[:3]))}
    for name in ("numpy", "scipy", "pandas", "sklearn", "lightgbm", "xgboost", "catboost"):
        if name in sys.modules:
            found[name] = str(sys.modules[name].__version__)
    return found


DTYPES = {"float64": "F64", "float32": "F32", "int32": "I32", "uint32": "U32", "uint8": "U8"}


def safetensors(tensors):
    """Arrays in the safetensors form: a length, a JSON header, the numbers; wide ones first."""
    ordered = sorted(tensors.items(), key=lambda item: (-item[1].dtype.itemsize, item[0]))
    header, parts, at = {}, [], 0
    for name, array in ordered:
        data = array.astype(array.dtype.newbyteorder("<"), copy=False).tobytes()
        header[name] = {
            "dtype": DTYPES[array.dtype.name], "shape": list(array.shape), "data_offsets": [at, at + len(data)],
        }
        at += len(data)
        parts.append(data)
    text = json.dumps(header, separators=(",", ":")).encode()
    text += b" " * (-len(text) % 8)
    return len(text).to_bytes(8, "little") + text + b"".join(parts)


def write_archive(made):
    """The bytes of the file: stored, at a fixed date, so that equal estimators give equal bytes."""
    document = json.dumps(made.document, ensure_ascii=False, allow_nan=False, separators=(",", ":"))
    files = {
        "ratchet-export.json": document.encode(),
        "coefficients.safetensors": safetensors(made.tensors),
        "answers.safetensors": safetensors(made.answers),
        **made.files,
    }
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_STORED) as archive:
        for path, data in files.items():
            archive.writestr(zipfile.ZipInfo(path, (1980, 1, 1, 0, 0, 0)), data)
    return buffer.getvalue()


def export(estimator, path, sample, labels=None):
    """
    Writes a fitted estimator to a file that `ratchet import` reads.

    sample: rows as the estimator takes them (a pandas DataFrame or an array of two dimensions), some
    hundred are enough. labels: the LabelEncoder that numbered the classes before the estimator learned
    them, so that answers bear their names. Raises Unsupported, naming what is not supported and its place.
    """
    made = make(estimator, sample)
    if labels is not None:
        made.document["classes"] = names_of_classes(made, labels)
    with open(path, "wb") as file:
        file.write(write_archive(made))
    return made


def names_of_classes(made, labels):
    """What a LabelEncoder calls the classes of an estimator that knows their numbers."""
    names = [plain_class(one) for one in labels.classes_]
    numbers = made.document.get("classes") if made.answer.tells == "classes" else None
    if numbers is None or any(not isinstance(one, int) or not 0 <= one < len(names) for one in numbers):
        raise Unsupported(f"labels: {len(names)} names for the classes {numbers}, where their numbers are expected")
    return [names[one] for one in numbers]


def read_sample(path, estimator):
    import pandas as pd

    frame = pd.read_csv(path, nrows=10_000)
    known = getattr(estimator, "feature_names_in_", None)
    if known is not None:
        lacking = [name for name in known if name not in frame.columns]
        if lacking:
            raise Unsupported(f"the sample {path} has no column {lacking[0]!r}, which the estimator was trained with")
        return frame[list(known)]
    if takes_texts(estimator):
        if len(frame.columns) != 1:
            raise Unsupported(f"the sample {path} has {len(frame.columns)} columns, and the estimator takes texts alone")
        return frame.iloc[:, 0].dropna().astype(str).to_list()
    width = getattr(estimator, "n_features_in_", len(frame.columns))
    if width != len(frame.columns):
        raise Unsupported(f"the sample {path} has {len(frame.columns)} columns, and the estimator takes {width}")
    return frame.to_numpy()


def main(words=None):
    parser = argparse.ArgumentParser(description="Writes a fitted scikit-learn estimator as a file that Ratchet reads.")
    parser.add_argument("model", help="what joblib.dump or pickle.dump wrote; only open a file that you trust")
    parser.add_argument("-o", "--output", required=True, help="the file to write, such as model.zip")
    parser.add_argument("--sample", required=True, help="CSV of rows as the estimator takes them, without the label")
    parser.add_argument("--labels", help="the LabelEncoder that numbered the classes, written like the model")
    options = parser.parse_args(words)
    import joblib

    estimator = joblib.load(options.model)
    labels = None if options.labels is None else joblib.load(options.labels)
    try:
        made = export(estimator, options.output, read_sample(options.sample, estimator), labels)
    except Unsupported as error:
        print(f"Not exported: {error}", file=sys.stderr)
        return 3
    rows = len(made.answers["rows"])
    print(f"Wrote {options.output}: {len(made.document['program']['steps'])} steps, {rows} rows answered by the estimator.")
    print(f"Now: ratchet import {options.output}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
