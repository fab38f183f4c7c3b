# LightGBM, XGBoost and CatBoost: their own model files travel inside the archive.


def booster_answer(p, est, value, path, file, data, raw_width, raw_of, is_float=False):
    value = numbers(p, value, path)
    if len(getattr(est, "classes_", [])) == 0:
        made = p.embed(value, file, data, {"raw": raw_width, "value": raw_width})
        # Without a link both are the same value, which the file alone tells.
        return Answer(made["raw"], raw_of, value=made["value"], is_float=is_float, has_own_link=True)
    classes = classes_of(est, path)
    made = p.embed(value, file, data, {"raw": raw_width, "probability": len(classes), "label": 1})
    names = {"probability": made["probability"], "label": made["label"], "classes": classes}
    return Answer(made["raw"], raw_of, is_float=is_float, **names)


@model("LGBMClassifier", "LGBMRegressor", "LGBMRanker")
def lightgbm_model(p, est, value, path):
    booster = est.booster_
    value = lightgbm_categories(p, booster, value, path)
    raw_of = lambda X: columns_2d(est.predict(X, raw_score=True))
    width = booster.num_model_per_iteration()
    data = booster.model_to_string().encode()
    return booster_answer(p, est, value, path, f"models/{len(p.files)}.txt", data, width, raw_of)


def lightgbm_categories(p, booster, value, path):
    """Texts as the codes that pandas gave them in training."""
    lists = booster.pandas_categorical or []
    texts = [i for i, levels in enumerate(value.levels) if levels is not None]
    if not texts:
        if lists:
            raise Unsupported(f"{path}: trained with pandas categories that are no texts, which is not supported")
        return value
    if len(lists) != len(texts):
        raise Unsupported(f"{path}: {len(lists)} category columns were trained with, and the sample has {len(texts)}")
    tables = []
    for i, known in zip(texts, lists):
        tables.append(({value.levels[i].code(one): code for code, one in enumerate(known)}, np.nan, np.nan))
    mapped = p.ordinal_map(value.take(texts), tables)
    others = [i for i in range(value.width) if i not in texts]
    both = p.concat([value.take(others), mapped])
    order = [len(others) + texts.index(i) if i in texts else others.index(i) for i in range(value.width)]
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
    """Categories as the codes of the model, which keeps them since 3.1; it refuses all others."""
    known = learner["gradient_booster"].get("model", {}).get("cats", {}).get("enc", [])
    some = [i for i, kind in enumerate(kinds) if kind == "c"]
    if len(known) != len(kinds):
        raise Unsupported(f"{path}: categories of XGBoost before 3.1, which are not in its model, are not supported")
    p.encoders.add(len(p.steps))
    tables = []
    for i in some:
        names = xgboost_levels(known[i], f"{path}: column {i}")
        levels = value.levels[i]
        if any(is_text(name) for name in names) != (levels is not None):
            raise Unsupported(f"{path}: column {i} was trained with other categories than the sample has")
        keys = [levels.code(name) if levels is not None else float(name) for name in names]
        table = {key: float(code) for code, key in enumerate(keys)}
        tables.append((with_codes(p, value, i, table, None), -1.0, np.nan))
    mapped = p.ordinal_map(value.take(some), tables)
    both = p.concat([value, mapped])
    return both.take([value.width + some.index(i) if i in some else i for i in range(value.width)])


def xgboost_levels(column, place):
    if "offsets" not in column:
        return column["values"]
    text = bytes(one & 255 for one in column["values"])
    if not text.isascii():
        # It counts characters where it keeps bytes, so that parts of them are lost.
        raise Unsupported(f"{place}: XGBoost keeps categories whole only where all of their letters are ASCII")
    ends = column["offsets"]
    return [text[start:end].decode() for start, end in zip(ends, ends[1:])]


def best_iteration(est):
    try:
        return int(est.best_iteration)
    except Exception:
        return None


@model("CatBoostClassifier", "CatBoostRegressor")
def catboost_model(p, est, value, path):
    import os
    import tempfile

    if est.get_cat_feature_indices():
        raise Unsupported(f"{path}: categories of CatBoost inside a pipeline are not supported; import its model by itself")
    raw_of = lambda X: columns_2d(est.predict(X, prediction_type="RawFormulaVal"))
    width = columns_2d(raw_of(np.zeros((1, value.width)))).shape[1]
    with tempfile.TemporaryDirectory() as folder:
        file = os.path.join(folder, "model.json")
        est.save_model(file, format="json")
        with open(file, "rb") as opened:
            data = opened.read()
    answer = booster_answer(p, est, value, path, f"models/{len(p.files)}.json", data, width, raw_of)
    answer.ulp = 8
    return answer
