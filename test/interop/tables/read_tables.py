"""Reads the tables of a log as others would, and prints as JSON what each reader finds.

Arguments: the folder `history` of a data folder. Versions: requirements.txt beside this file.
"""

import glob
import json
import sys

import duckdb
import pandas as pd
import polars as pl
import pyarrow.dataset as ds

root = sys.argv[1]
predictions, outcomes = f"{root}/predictions", f"{root}/outcomes"


def told(rows, days, feature, probability, last, value, distinct):
    return {
        "rows": int(rows), "days": int(days), "feature": float(feature),
        "probability": float(probability), "last": last, "value": float(value),
        "distinct": int(distinct),
    }


def by_pandas():
    frame = pd.read_parquet(predictions)
    known = pd.read_parquet(outcomes)
    return told(
        len(frame), frame["day"].nunique(), frame["feature_f3"].sum(),
        frame.loc[frame["output_label"] == "1", "output_probability_1"].sum(),
        frame["event_time"].max().isoformat(), known["value"].sum(),
        known["outcome_id"].nunique(),
    )


def by_pyarrow():
    table = ds.dataset(predictions, partitioning="hive").to_table()
    known = ds.dataset(outcomes, partitioning="hive").to_table()
    frame = table.select(["output_label", "output_probability_1"]).to_pandas()
    last = max(value for value in table["event_time"].to_pylist())
    return told(
        table.num_rows, len(table["day"].unique()), sum(table["feature_f3"].to_pylist()),
        frame.loc[frame["output_label"] == "1", "output_probability_1"].sum(),
        last.isoformat(), sum(known["value"].to_pylist()), len(known["outcome_id"].unique()),
    )


def by_polars():
    frame = pl.scan_parquet(f"{predictions}/**/*.parquet", hive_partitioning=True).collect()
    known = pl.scan_parquet(f"{outcomes}/**/*.parquet", hive_partitioning=True).collect()
    return told(
        frame.height, frame["day"].n_unique(), frame["feature_f3"].sum(),
        frame.filter(pl.col("output_label") == "1")["output_probability_1"].sum(),
        frame["event_time"].max().isoformat(), known["value"].sum(),
        known["outcome_id"].n_unique(),
    )


def by_duckdb():
    connection = duckdb.connect()
    connection.execute("SET TimeZone='UTC'")
    scan = "read_parquet('{}/**/*.parquet', hive_partitioning=true, union_by_name=true)"
    first = connection.execute(f"""
        SELECT count(*), count(DISTINCT day), sum(feature_f3),
          sum(output_probability_1) FILTER (output_label = '1'), epoch_us(max(event_time))
        FROM {scan.format(predictions)}""").fetchone()
    second = connection.execute(
        f"SELECT sum(value), count(DISTINCT outcome_id) FROM {scan.format(outcomes)}").fetchone()
    last = pd.Timestamp(first[4], unit="us", tz="UTC")
    return told(*first[:4], last.isoformat(), *second)


assert glob.glob(f"{predictions}/endpoint=*/day=*/part-*.parquet"), "there are no files"
readers = {"pandas": by_pandas, "pyarrow": by_pyarrow, "polars": by_polars, "duckdb": by_duckdb}
print(json.dumps({name: reader() for name, reader in readers.items()}))
