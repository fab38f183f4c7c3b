"""Makes the data and the models of docs/tutorials/first-model.md.

Made-up sales of ice cream in three shops, one row a shop and day: more on warm dry days, some days without
a reading of the thermometer. `sales.txt` learns from January to June, `sales-retrained.txt` until September.

    python -m pip install -r requirements.txt && python train.py
"""
from pathlib import Path

import lightgbm as lgb
import numpy as np
import pandas as pd

FOLDER = Path(__file__).resolve().parent.parent
FEATURES = ["shop", "temperature", "rain", "weekend"]
SHOPS = {"Harbour": 60, "Old Town": 45, "Station": 30}


def make_sales() -> pd.DataFrame:
    rng = np.random.default_rng(2024)
    days = pd.date_range("2024-01-01", "2024-12-31", freq="D")
    warmth = 12 - 11 * np.cos(2 * np.pi * (days.day_of_year - 20) / 366) + rng.normal(0, 3, len(days))
    rain = np.round(np.where(rng.random(len(days)) < 0.35, rng.gamma(1.5, 4, len(days)), 0), 1)
    weekend = (days.day_of_week >= 5).astype(int)
    parts = []
    for shop, usual in SHOPS.items():
        mean = usual * np.exp(0.055 * (warmth - 12) - 0.03 * rain + 0.35 * weekend)
        read = np.where(rng.random(len(days)) < 0.08, np.nan, np.round(warmth, 1))
        columns = {"date": days.strftime("%Y-%m-%d"), "shop": shop, "temperature": read}
        sold = rng.poisson(mean)
        parts.append(pd.DataFrame({**columns, "rain": rain, "weekend": weekend, "sold": sold}))
    return pd.concat(parts).sort_values(["date", "shop"], ignore_index=True)


def train(sales: pd.DataFrame, until: str) -> lgb.Booster:
    rows = sales[sales.date < until]
    features = rows[FEATURES].assign(shop=rows["shop"].astype("category"))
    settings = {"objective": "regression", "num_leaves": 8, "learning_rate": 0.1, "verbose": -1}
    settings |= {"seed": 1, "deterministic": True, "force_row_wise": True, "num_threads": 1}
    return lgb.train(settings, lgb.Dataset(features, rows["sold"]), num_boost_round=60)


if __name__ == "__main__":
    sales = make_sales()
    sales.to_csv(FOLDER / "sales.csv", index=False)
    train(sales, "2024-07-01").save_model(FOLDER / "sales.txt")
    train(sales, "2024-10-01").save_model(FOLDER / "sales-retrained.txt")
