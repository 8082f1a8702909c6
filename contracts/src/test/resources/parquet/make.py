"""Writes rows of ../published as Parquet, as the Hugging Face hub publishes them. Needs pyarrow.

    python make.py
"""

import json
import pathlib

import pyarrow
import pyarrow.parquet

HERE = pathlib.Path(__file__).parent
FILES = {"mbpp-sanitized": "snappy", "evalplus-mbppplus": "zstd", "codecontests": "gzip", "kodcode": "none"}

for name, codec in FILES.items():
    lines = (HERE.parent / "published" / (name + ".jsonl")).read_text().splitlines()
    table = pyarrow.Table.from_pylist([json.loads(line) for line in lines])
    pyarrow.parquet.write_table(table, HERE / (name + ".parquet"), compression=codec)
