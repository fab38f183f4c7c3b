# LightGBM, XGBoost and CatBoost: their own model files travel inside the archive.


def booster_answer(p, est, value, path, file, data, raw_width, raw_of, is_float=False, categories=None):
    value = numbers(p, value, path) if categories is None else value
    if len(getattr(est, "classes_", [])) == 0:
        made = p.embed(value, file, data, {"raw": raw_width, "value": raw_width}, categories)
        # Without a link both are the same value, which the file alone tells.
        return Answer(made["raw"], raw_of, value=made["value"], is_float=is_float, has_own_link=True)
    classes = classes_of(est, path)
    made = p.embed(value, file, data, {"raw": raw_width, "probability": len(classes), "label": 1}, categories)
    names = {"probability": made["probability"], "label": made["label"], "classes": classes}
    return Answer(made["raw"], raw_of, is_float=is_float, **names)


@model("LGBMClassifier", "LGBMRegressor", "LGBMRanker")
def lightgbm_model(p, est, value, path):
    booster = est.booster_
    value = lightgbm_categories(p, booster, value, path)
    raw_of = lambda X: columns_2d(est.predict(X, raw_score=True))
    width = booster.num_model_per_iteration()
    data = booster.model_to_string().encode()
    answer = booster_answer(p, est, value, path, f"models/{len(p.files)}.txt", data, width, raw_of)
    answer.decision = answer.raw if hasattr(est, "decision_function") else None
    return answer


def lightgbm_categories(p, booster, value, path):
    """Categories as the codes that pandas gave them in training."""
    lists = booster.pandas_categorical or []
    some = [i for i in range(value.width) if value.levels[i] is not None or listed_categories(p, value, i) is not None]
    if not lists and all(value.levels[i] is None for i in some):
        return value
    if len(lists) != len(some):
        raise Unsupported(f"{path}: {len(lists)} category columns were trained with, and the sample has {len(some)}")
    tables = []
    for i, known in zip(some, lists):
        if any(is_text(one) for one in known) != (value.levels[i] is not None):
            raise Unsupported(f"{path}: column {i} was trained with other categories than the sample has")
        key = value.levels[i].code if value.levels[i] is not None else float
        tables.append(({key(one): code for code, one in enumerate(known)}, np.nan, np.nan))
    return with_mapped(p, value, some, tables)


def listed_categories(p, value, i):
    """The categories of a column of the sample, in the order of their codes, where it has a list of them."""
    return p.categories.get(value.index[i]) if value.name == "row" else None


def with_mapped(p, value, some, tables):
    """The value with some of its columns mapped."""
    mapped = p.ordinal_map(value.take(some), tables)
    others = [i for i in range(value.width) if i not in some]
    both = p.concat([value.take(others), mapped])
    order = [len(others) + some.index(i) if i in some else others.index(i) for i in range(value.width)]
    return both.take(order)


@model("XGBClassifier", "XGBRegressor", "XGBRanker", "XGBRFClassifier", "XGBRFRegressor")
def xgboost_model(p, est, value, path):
    if est.missing is not None and not np.isnan(est.missing):
        raise Unsupported(f"{path}: missing={est.missing!r} is not supported, only NaN")
    booster = est.get_booster()
    kinds = booster.feature_types or []
    best = best_iteration(est)
    if best is not None:
        booster = booster[: best + 1]
    data = bytes(booster.save_raw("json"))
    learner = json.loads(data)["learner"]
    raw_of, linked_of = lambda X: columns_2d(est.predict(X, output_margin=True)), None
    if learner["gradient_booster"]["name"] == "dart" or "weight_drop" in learner["gradient_booster"].get("model", {}):
        # Without a DMatrix the margin that it starts from is added to each tree and taken away again.
        raw_of = lambda X: columns_2d(ask_matrix(est, booster, X, True))
        linked_of = lambda X: ask_matrix(est, booster, X, False)
    sizes = learner["learner_model_param"]
    width = max(1, int(sizes["num_class"]), int(sizes.get("num_target", 1)))
    if "c" in kinds:
        value = xgboost_categories(p, learner, kinds, value, path)
    elif value.sparse:
        # What a sparse matrix does not hold, XGBoost takes for missing.
        value = missing_where(p, numbers(p, value, path), 0.0, path)
    answer = booster_answer(p, est, value, path, f"models/{len(p.files)}.json", data, width, raw_of, is_float=True)
    answer.value_of = linked_of
    return answer


def ask_matrix(est, booster, X, is_margin):
    import xgboost

    is_categorical = {"enable_categorical": True} if est.enable_categorical else {}
    matrix = xgboost.DMatrix(X, missing=np.nan, nthread=1, **is_categorical)
    answers = booster.predict(matrix, output_margin=is_margin, validate_features=False)
    if is_margin or len(getattr(est, "classes_", [])) != 2:
        return answers
    return np.stack([np.float32(1) - answers, answers], axis=1)


def xgboost_categories(p, learner, kinds, value, path):
    """Categories as the codes of the model, which keeps them since 3.1, or of the sample; all others are refused."""
    kept = learner["gradient_booster"].get("model", {}).get("cats", {}).get("enc", [])
    some = [i for i, kind in enumerate(kinds) if kind == "c"]
    p.encoders.add(len(p.steps))
    tables = []
    for i in some:
        levels, place = value.levels[i], f"{path}: column {i}"
        is_kept = len(kept) == len(kinds)
        names = kept_categories(kept[i], levels, place) if is_kept else sample_categories(p, value, i, place)
        keys = [levels.code(name) if levels is not None else float(name) for name in names]
        table = {key: float(code) for code, key in enumerate(keys)}
        tables.append((with_codes(p, value, i, table, None), -1.0, np.nan))
    return with_mapped(p, value, some, tables)


def kept_categories(column, levels, place):
    names = column["values"]
    if "offsets" in column:
        text = bytes(one & 255 for one in column["values"])
        if not text.isascii():
            # It counts characters where it keeps bytes, so that parts of them are lost.
            raise Unsupported(f"{place}: XGBoost keeps categories whole only where all of their letters are ASCII")
        ends = column["offsets"]
        names = [text[start:end].decode() for start, end in zip(ends, ends[1:])]
    if any(is_text(name) for name in names) != (levels is not None):
        raise Unsupported(f"{place} was trained with other categories than the sample has")
    return names


def sample_categories(p, value, i, place):
    """Before 3.1 the codes are those that pandas gives the column that is asked about: the sample's own."""
    names, levels = listed_categories(p, value, i), value.levels[i]
    if names is None:
        raise Unsupported(
            f"{place} holds categories of XGBoost before 3.1, which are not in its model; "
            "give a sample whose column has the dtype 'category' of the training data, straight to the model"
        )
    if levels is not None:
        levels.is_closed = True
    return names


def best_iteration(est):
    try:
        return int(est.best_iteration)
    except Exception:
        return None


@model("CatBoostClassifier", "CatBoostRegressor")
def catboost_model(p, est, value, path):
    import os
    import tempfile

    raw_of = lambda X: columns_2d(est.predict(X, prediction_type="RawFormulaVal"))
    pool, categories = catboost_categories(est, value, path)
    width = columns_2d(raw_of(pool)).shape[1]
    with tempfile.TemporaryDirectory() as folder:
        file = os.path.join(folder, "model.json")
        est.save_model(file, format="json", pool=pool)
        with open(file, "rb") as opened:
            data = opened.read()
    document = json.loads(data) if categories else None
    for i, levels in categories.items():
        levels.is_closed |= not is_told_whole(document, i, levels)
    texts = {str(i): list(levels.codes) for i, levels in categories.items()} or None
    answer = booster_answer(p, est, value, path, f"models/{len(p.files)}.json", data, width, raw_of, categories=texts)
    answer.ulp = 8
    return answer


def catboost_categories(est, value, path):
    """Rows that hold every text of the sample, so that the model is saved with them; the levels of its category columns."""
    import catboost

    some = [int(i) for i in est.get_cat_feature_indices()]
    categories = {}
    for i, levels in enumerate(value.levels):
        if (levels is not None) != (i in some):
            problem = "is no category of CatBoost's" if levels is not None else "holds categories that are numbers, not texts"
            raise Unsupported(f"{path}: column {i} {problem}, which is not supported")
        if levels is not None:
            categories[i] = levels
            for text in levels.seen:
                levels.code(text)
    count = max([len(levels.codes) for levels in categories.values()], default=1)
    columns = [list(categories[i].codes) if i in categories else [0.0] for i in range(value.width)]
    rows = [[column[row % len(column)] for column in columns] for row in range(count)]
    return catboost.Pool(rows, cat_features=some or None, feature_names=list(est.feature_names_)), categories


EMPTY_SLOT, HASH_MIXER, HASHES = (1 << 64) - 1, 0x4906BA494954CB65, 1 << 64


def is_told_whole(document, column, levels):
    """Whether the model knows no text of a column but those of the sample, so that all others count as new."""
    info = document["features_info"]
    hashes = {one["value"]: one["hash"] for one in info.get("cat_features_hash", [])}
    own = {hashes[text] for text in levels.codes if text in hashes}
    signed = {one - (1 << 32) if one >> 31 else one for one in own}
    feature = next((one for one in info["categorical_features"] if one["flat_feature_index"] == column), None)
    if feature is None:
        return True
    if any(one not in signed and one not in own for one in feature.get("values", [])):
        return False
    known, is_alone, is_combined = {HASH_MIXER * (HASH_MIXER * one) % HASHES for one in signed}, False, False
    for name, table in document.get("ctr_data", {}).items():
        elements = json.loads(name)["identifier"]
        if not any(one.get("cat_feature_index") == feature["feature_index"] for one in elements):
            continue
        if len(elements) > 1 or elements[0]["combination_element"] != "cat_feature_value":
            is_combined = True
            continue
        is_alone = True
        keys = {int(one) for one in table["hash_map"][:: table["hash_stride"]]} - {EMPTY_SLOT}
        if not keys <= known:
            return False
    return is_alone or not is_combined
