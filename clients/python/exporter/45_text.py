CHARACTERS = 0x110000
TABLES = {}
"""What this Python knows of characters, made once: tables by what they say."""


def all_characters():
    """Every code point but halves of surrogate pairs, which no text of Ratchet's has."""
    return [c for c in range(CHARACTERS) if not 0xD800 <= c < 0xE000]


def character_table(name, test):
    """The ranges of characters that pass a test: begin and end of each, one after the other."""
    if name not in TABLES:
        flags = np.zeros(CHARACTERS + 2, dtype=np.int8)
        for c in all_characters():
            flags[c + 1] = bool(test(chr(c)))
        TABLES[name] = np.flatnonzero(np.diff(flags)).astype(np.uint32)
    return TABLES[name]


def is_final(text):
    return text.lower().endswith("\u03c2")


def is_cased(c):
    return is_final(c + "\u03a3")


def is_ignorable(c):
    return not is_cased(c) and is_final("A" + c + "\u03a3")


def folded(lowercase, strip):
    """Characters that become others, and what they become; and the ranges of those that become none."""
    key = ("fold", lowercase, strip)
    if key not in TABLES:
        found, dropped = {}, set()
        for c in all_characters():
            one = chr(c).lower() if lowercase else chr(c)
            one = one if strip is None else stripped(one, strip)
            if one == "":
                dropped.add(chr(c))
            elif one != chr(c):
                found[c] = [ord(part) for part in one]
        TABLES[key] = found, character_table(("dropped", *key), dropped.__contains__)
    return TABLES[key]


def stripped(text, strip):
    apart = unicodedata.normalize("NFKD", text)
    if strip == "ascii":
        return apart.encode("ascii", "ignore").decode("ascii")
    return "".join(part for part in apart if not unicodedata.combining(part))


def table(p, name, test):
    """The name of a range table among the program's numbers."""
    if ("table", name) not in p.texts_known:
        p.texts_known["table", name] = p.number(character_table(name, test), np.uint32)
    return p.texts_known["table", name]


def text_list(p, texts, path):
    try:
        data = [one.encode() for one in texts]
    except UnicodeEncodeError as error:
        raise Unsupported(f"{path}: a term with half of a surrogate pair") from error
    offsets = np.cumsum([0] + [len(one) for one in data])
    return {"bytes": p.number(np.frombuffer(b"".join(data), dtype=np.uint8), np.uint8), "offsets": p.number(offsets, np.int32)}


def fold_attributes(p, est, path):
    strip = est.strip_accents
    if callable(strip):
        strip = {"strip_accents_unicode": "unicode", "strip_accents_ascii": "ascii"}.get(
            strip.__name__ if strip.__module__ == "sklearn.feature_extraction.text" else "", strip
        )
        if callable(strip):
            raise Unsupported(f"{path}: strip_accents={strip!r} is not supported, only 'ascii', 'unicode' and None")
    if not est.lowercase and strip is None:
        return {}
    key = ("fold", est.lowercase, strip)
    if key not in p.texts_known:
        found, dropped = folded(bool(est.lowercase), strip)
        offsets = np.cumsum([0] + [len(one) for one in found.values()])
        p.texts_known[key] = {
            "keys": p.number(list(found), np.uint32),
            "offsets": p.number(offsets, np.int32),
            "characters": p.number([c for one in found.values() for c in one], np.uint32),
        }
        if dropped.size:
            p.texts_known[key]["dropped"] = p.number(dropped, np.uint32)
    fold = dict(p.texts_known[key])
    if est.lowercase:
        fold["finalSigma"] = {"cased": table(p, "cased", is_cased), "ignorable": table(p, "ignorable", is_ignorable)}
    return {"fold": fold}


UNIT = r"(?:\\[wWsSdD]|\[(?:\\.|[^\\\]])+\])"
TOKENS = re.compile(rf"(?:\(\?u\))?(\\b)?(\()?((?:{UNIT}(?:[+*]|\{{\d+(?:,\d*)?\}})?)+)(?(2)\))(\\b)?")
WORD = re.compile(r"\w")


def word_rules(p, est, path):
    """Which runs of characters are words, if the pattern says no more than that."""
    if est.tokenizer is str.split:
        return {"characters": table(p, "not space", lambda c: not c.isspace()), "least": 1}
    if est.tokenizer is not None:
        raise Unsupported(f"{path}: a tokenizer of your own is not supported, only token_pattern")
    refusal = Unsupported(
        f"{path}: token_pattern={est.token_pattern!r} is not supported, only runs of one set of characters, such as "
        r"(?u)\b\w\w+\b, \w+, [a-z]{3,} or \S+"
    )
    found = TOKENS.fullmatch(est.token_pattern)
    if found is None:
        raise refusal
    units = re.findall(rf"({UNIT})([+*]|\{{\d+(?:,\d*)?\}})?", found[3])
    least, is_open = 0, False
    for unit, count in units:
        least += {"": 1, "+": 1, "*": 0}.get(count, 0) if not count.startswith("{") else int(re.findall(r"\d+", count)[0])
        is_open |= count in ("+", "*") or count.endswith(",}")
    unit = units[0][0]
    if len({one for one, _ in units}) > 1 or not is_open or least < 1:
        raise refusal
    single = re.compile(unit)
    characters = table(p, unit, lambda c: single.match(c) is not None)
    rules = {"characters": characters, "least": least}
    start, end = found[1] is not None, found[4] is not None
    if unit == r"\w" or not (start or end):
        return rules
    words = table(p, r"\w", lambda c: WORD.match(c) is not None)
    own, every = (set_of(character_table(name, None)) for name in (unit, r"\w"))
    if (own & ~every).any():
        raise refusal
    return rules | {"bounds": {"characters": words, "start": start, "end": end}}


def set_of(ranges):
    flags = np.zeros(CHARACTERS, dtype=bool)
    for begin, end in ranges.reshape(-1, 2):
        flags[begin:end] = True
    return flags


TERMS = {"word": "words", "char": "characters", "char_wb": "charactersInWords"}


def text_counts(p, est, value, path, vocabulary):
    if est.input != "content":
        raise Unsupported(f"{path}: input={est.input!r} is not supported, only 'content'")
    if est.preprocessor is not None:
        raise Unsupported(f"{path}: a preprocessor of your own is not supported")
    if callable(est.analyzer) or est.analyzer not in TERMS:
        raise Unsupported(f"{path}: an analyzer of your own is not supported, only {', '.join(TERMS)}")
    if value.name != "row" or value.width != 1 or value.levels[0] is None:
        raise Unsupported(f"{path}: takes one column of texts, straight from the sample")
    smallest, largest = (int(one) for one in est.ngram_range)
    if largest > 100:
        raise Unsupported(f"{path}: terms of {largest} parts, at most 100 are supported")
    attributes = fold_attributes(p, est, path)
    if est.analyzer == "word":
        words = word_rules(p, est, path)
        stop = est.get_stop_words()
        if stop:
            words["stop"] = text_list(p, sorted(stop), path)
        attributes["words"] = words
    else:
        attributes["spaces"] = table(p, "space", str.isspace)
    p.texts.add(value.index[0])
    made = p.step(
        "textCounts@1", vocabulary["columns"],
        **{"in": "row", "column": int(value.index[0]), "terms": TERMS[est.analyzer], "smallest": smallest, "largest": largest},
        **{"binary": bool(est.binary), "vocabulary": vocabulary}, **attributes,
    )
    made.sparse = True
    made.counts = vocabulary["kind"] == "listed" or not vocabulary["signed"]
    return made


def listed(p, est, path):
    if not hasattr(est, "vocabulary_"):
        est._validate_vocabulary()
    terms = sorted(est.vocabulary_, key=est.vocabulary_.get)
    if [int(est.vocabulary_[term]) for term in terms] != list(range(len(terms))):
        raise Unsupported(f"{path}: a vocabulary whose columns are not numbered from 0")
    return {"kind": "listed", "columns": len(terms), **text_list(p, terms, path)}


def check_dtype(est, path):
    if np.dtype(est.dtype) not in (np.dtype(np.int64), np.dtype(np.int32), np.dtype(np.float64)):
        raise Unsupported(f"{path}: dtype={np.dtype(est.dtype).name} is not supported, only int64, int32 and float64")


@transformer("CountVectorizer")
def count_vectorizer(p, est, value, path):
    check_dtype(est, path)
    return text_counts(p, est, value, path, listed(p, est, path))


@transformer("HashingVectorizer")
def hashing_vectorizer(p, est, value, path):
    check_dtype(est, path)
    vocabulary = {"kind": "hashed", "columns": int(est.n_features), "signed": bool(est.alternate_sign)}
    made = text_counts(p, est, value, path, vocabulary)
    if est.norm is None:
        return made
    return tfidf_step(p, made, norm=est.norm)


@transformer("TfidfVectorizer")
def tfidf_vectorizer(p, est, value, path):
    if np.dtype(est.dtype) != np.dtype(np.float64):
        raise Unsupported(f"{path}: dtype={np.dtype(est.dtype).name} is not supported, only float64")
    counts = text_counts(p, est, value, path, listed(p, est, path))
    return tfidf(p, est._tfidf, counts, path)


@transformer("TfidfTransformer")
def tfidf(p, est, value, path):
    if est.sublinear_tf and not value.counts:
        raise Unsupported(f"{path}: sublinear_tf of anything but counts of terms")
    return tfidf_step(p, numbers(p, value, path), est.norm, est.sublinear_tf, est.idf_ if est.use_idf else None)


def tfidf_step(p, value, norm=None, sublinear=False, idf=None):
    """The weights of counts. Before 1.5 a product of sparse matrices turned the order of columns around."""
    backwards = idf is not None and version() < BACKWARDS_UNTIL
    factors = {} if idf is None else {"factors": p.number(idf)}
    made = p.step(
        "tfidf@1", value.width, value.exact and not sublinear,
        **{"in": p.dense(value), "sublinear": bool(sublinear), "norm": norm or "none", "backwards": backwards}, **factors,
    )
    made.sparse = True
    if backwards:
        made.order = list(range(made.width))[::-1]
    return made


BACKWARDS_UNTIL = (1, 5)


def takes_texts(estimator):
    """Whether the first step reads texts themselves, not rows with columns."""
    for name in ("steps", "transformer_list"):
        if getattr(estimator, name, None):
            return takes_texts(getattr(estimator, name)[0][1])
    for name in ("best_estimator_", "estimator", "estimator_"):
        if hasattr(estimator, name):
            return takes_texts(getattr(estimator, name))
    if hasattr(estimator, "calibrated_classifiers_"):
        return takes_texts(estimator.calibrated_classifiers_[0])
    if hasattr(estimator, "estimators_") and len(estimator.estimators_) > 0:
        return takes_texts(np.ravel(np.asarray(estimator.estimators_, dtype=object))[0])
    return type(estimator).__name__ in ("CountVectorizer", "TfidfVectorizer", "HashingVectorizer")


class TextRows(Rows):
    """A sample that is a list of texts: rows of one column."""

    def __init__(self, sample):
        self.is_frame = False
        self.sample = np.array(list(sample), dtype=object)
        if not all(isinstance(one, str) for one in self.sample):
            raise Unsupported("a sample of one dimension that is not all texts")
        self.names = ["text"]
        self.fields = [Field("text", 0, [])]

    def column(self, data, i):
        return data

    def shuffled(self, count, random):
        return mixed_words(self.sample, count, random)

    def with_value(self, data, i, value):
        return np.array([value] * len(data), dtype=object)


LONGEST_TEXT = 10_000
UNSPACED = re.compile("[\u0e00-\U0010ffff]")


def mixed_words(texts, count, random):
    """Texts of the words of all: each takes as many as one of the texts has, drawn from all of them."""
    words = [pieces(one) for one in texts if isinstance(one, str)]
    pool = [word for one in words for word in one] or [""]
    made = np.empty(count, dtype=object)
    for i in range(count):
        size = len(words[int(random.integers(0, len(words)))]) if words else 0
        made[i] = " ".join(pool[int(at)] for at in random.integers(0, len(pool), min(size, 700)))[:LONGEST_TEXT]
    return made


def pieces(text):
    """Words, long ones cut: where a script has no spaces, they are whole sentences."""
    found = []
    for word in text.encode("utf-8", "ignore").decode().split():
        size = 3 if UNSPACED.search(word) else 12
        found += [word[at : at + size] for at in range(0, len(word), size)]
    return found
