"""What users of fsspec write: each program has an S3 file system and the path of a folder, and returns what it read.

They say s3:// and nothing more wherever the library lets them: who answers for it, and with which options, is fsspec's
configuration. The same objects are stored whoever answers.
"""

import io
from collections.abc import Callable
from typing import Any

Program = Callable[[Any, str], Any]
PROGRAMS: dict[str, Program] = {}
_COLUMNS = {"city": ["Zürich", "東京", "São Paulo"], "visits": [3, 7, 5]}


def program(function: Program) -> Program:
    """One that is run."""
    PROGRAMS[function.__name__] = function
    return function


@program
def pandas_csv(_: Any, folder: str) -> Any:
    """By the URL alone; packed, by its ending."""
    import pandas as pd

    table = pd.DataFrame(_COLUMNS)
    table.to_csv(f"s3://{folder}/plain.csv", index=False)
    table.to_csv(f"s3://{folder}/packed.csv.gz", index=False, compression={"method": "gzip", "mtime": 1})
    plain, packed = (pd.read_csv(f"s3://{folder}/{name}") for name in ("plain.csv", "packed.csv.gz"))
    parts = pd.read_csv(f"s3://{folder}/plain.csv", chunksize=2)
    return [plain.to_dict("list"), packed.equals(plain), [len(part) for part in parts]]


@program
def pandas_json(_: Any, folder: str) -> Any:
    """Lines of JSON."""
    import pandas as pd

    url = f"s3://{folder}/table.jsonl"
    pd.DataFrame(_COLUMNS).to_json(url, orient="records", lines=True, force_ascii=False)
    return pd.read_json(url, lines=True).to_dict("list")


@program
def pandas_parquet(fs: Any, folder: str) -> Any:
    """Without options, or a filesystem, pandas would take pyarrow's own S3, which asks AWS."""
    import pandas as pd

    url = f"s3://{folder}/table.parquet"
    pd.DataFrame(_COLUMNS).to_parquet(url, storage_options={})
    by_options = pd.read_parquet(url, storage_options={})
    by_file_system = pd.read_parquet(url, filesystem=fs, columns=["visits"])
    return [by_options.to_dict("list"), by_file_system.to_dict("list")]


@program
def pyarrow_files(fs: Any, folder: str) -> Any:
    """pyarrow's own file system, around fsspec's."""
    import pyarrow as pa
    import pyarrow.parquet as pq
    from pyarrow.fs import FileSelector, FSSpecHandler, PyFileSystem

    around: Any = PyFileSystem(FSSpecHandler(fs))
    pq.write_table(pa.table(_COLUMNS), f"{folder}/a/table.parquet", filesystem=around)
    with around.open_output_stream(f"{folder}/b.txt") as stream:
        stream.write(b"hello")
    around.copy_file(f"{folder}/b.txt", f"{folder}/c.txt")
    around.move(f"{folder}/c.txt", f"{folder}/d.txt")
    around.delete_file(f"{folder}/b.txt")
    found = around.get_file_info(FileSelector(folder, recursive=True))
    with around.open_input_file(f"{folder}/d.txt") as file:
        end = file.read_at(3, 2)
    names = sorted((each.path.removeprefix(folder), each.is_file) for each in found)
    return [names, end.decode(), pq.read_table(f"{folder}/a/table.parquet", filesystem=fs).to_pydict()]


@program
def pyarrow_dataset(fs: Any, folder: str) -> Any:
    """In partitions."""
    import pyarrow as pa
    import pyarrow.dataset as ds

    table = pa.table({"year": [2024, 2024, 2025], **_COLUMNS})
    ds.write_dataset(table, folder, format="parquet", partitioning=["year"], partitioning_flavor="hive", filesystem=fs)
    found = ds.dataset(folder, format="parquet", partitioning="hive", filesystem=fs)
    return [found.count_rows(), found.to_table(filter=ds.field("year") == 2025).to_pydict()]


@program
def pyarrow_filter(_: Any, folder: str) -> Any:
    """Of four partitions one is asked for, and of its columns the small one. Without a cache no more is read."""
    import fsspec
    import numpy as np
    import pyarrow as pa
    import pyarrow.dataset as ds

    chance = np.random.default_rng(1)
    noise = [chance.bytes(100) for _ in range(40_000)]
    table = pa.table({"year": np.repeat(range(2022, 2026), 10_000), "n": range(40_000), "noise": noise})
    exact = fsspec.filesystem("s3", default_cache_type="none")
    how: Any = {"format": "parquet", "filesystem": exact}
    ds.write_dataset(table, folder, partitioning=["year"], partitioning_flavor="hive", **how)
    exact.invalidate_cache()
    found = ds.dataset(folder, partitioning="hive", **how)
    read = found.to_table(columns=["n"], filter=ds.field("year") == 2024)
    return sum(read["n"].to_pylist())


@program
def duckdb_sql(fs: Any, folder: str) -> Any:
    """A file system that is registered is asked before duckdb's own."""
    import duckdb

    fs.pipe({f"{folder}/part-{number}.csv": f"n,word\n{number},w{number}\n".encode() for number in range(3)})
    with duckdb.connect() as connection:
        connection.register_filesystem(fs)
        connection.sql(f"copy (select 42 as answer) to 's3://{folder}/answer.parquet' (format parquet)")
        answer = connection.sql(f"select answer from 's3://{folder}/answer.parquet'").fetchall()
        rows = connection.sql(f"select n, word from read_csv('s3://{folder}/part-*.csv') order by n").fetchall()
    fs.rm(f"{folder}/answer.parquet")  # it names duckdb's version, and is not compared
    return [answer, rows]


@program
def polars_files(fs: Any, folder: str) -> Any:
    """It never asks fsspec: it gets open files."""
    import polars as pl

    table = pl.DataFrame(_COLUMNS)
    with fs.open(f"{folder}/table.csv", "wb") as file:
        table.write_csv(file)
    with fs.open(f"{folder}/table.parquet", "wb") as file:
        table.write_parquet(file)
    with fs.open(f"{folder}/table.csv") as file:
        from_csv = pl.read_csv(file)
    with fs.open(f"{folder}/table.parquet") as file:
        visits = pl.read_parquet(file, columns=["visits"])
    return [from_csv.to_dict(as_series=False), visits.to_dict(as_series=False)]


@program
def numpy_files(fs: Any, folder: str) -> Any:
    """An open file is what most of Python takes."""
    import numpy as np

    with fs.open(f"{folder}/array.npy", "wb") as file:
        np.save(file, np.arange(1000))
    with fs.open(f"{folder}/array.npy") as file:
        return int(np.load(io.BytesIO(file.read())).sum())


@program
def zarr_groups(fs: Any, folder: str) -> Any:
    """An asynchronous store around it; that of a synchronous file system runs in threads."""
    import zarr

    root = zarr.open_group(f"s3://{folder}/group", mode="w")
    array = root.create_array("numbers", shape=(100, 100), chunks=(50, 50), dtype="int32")
    array[:] = 7
    array[10, 20:23] = [1, 2, 3]
    again: Any = zarr.open_array(fs.get_mapper(f"{folder}/group/numbers"), mode="r")
    return [again[10, 18:25].tolist(), int(again[:].sum()), [*zarr.open_group(f"s3://{folder}/group", mode="r")]]


@program
def xarray_zarr(_: Any, folder: str) -> Any:
    """By zarr."""
    import numpy as np
    import xarray as xr

    url = f"s3://{folder}/data.zarr"
    weather = xr.Dataset({"temperature": (("time", "place"), np.arange(12.0).reshape(4, 3))}, {"time": range(4)})
    weather.to_zarr(url, consolidated=False)
    with xr.open_zarr(url, consolidated=False) as read:
        return [read.temperature.mean("place").values.tolist(), read.equals(weather)]


@program
def dask_pickles(_: Any, folder: str) -> Any:
    """Its tasks carry the file system into other processes."""
    import dask.bag as db
    import fsspec

    with fsspec.open(f"s3://{folder}/a.txt", "w", newline="\n") as file:
        file.write("one\ntwo\n")
    with fsspec.open(f"s3://{folder}/b.txt", "w", newline="\n") as file:
        file.write("three\n")
    lines = db.read_text(f"s3://{folder}/*.txt").map(str.strip)
    return [sorted(lines.compute(scheduler=name)) for name in ("threads", "processes")]
