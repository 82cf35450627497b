"""`import aws4web` in a Pyodide that has imported nothing else."""

from time import perf_counter


async def main(given):  # no annotations: they would load typing
    began = perf_counter()
    import aws4web  # noqa: F401

    return (perf_counter() - began) * 1000
