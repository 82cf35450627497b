"""`import aws4web`, and then its classes, in a Pyodide that has imported nothing else."""

from time import perf_counter


async def main(given):  # no annotations: they would load typing
    began = perf_counter()
    import aws4web  # noqa: F401

    alone = perf_counter() - began
    from aws4web import AwsClient, AwsV4Signer  # noqa: F401

    return [alone * 1000, (perf_counter() - began) * 1000]
