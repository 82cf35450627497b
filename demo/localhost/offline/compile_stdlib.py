"""Run in a Pyodide, whose Python's bytecode it is: makes /compiled.zip of /sources.zip, its standard library."""

import importlib.util
import marshal
import sys
import zipfile

# Bytecode that nothing compares with its source, which is not there: PEP 552.
UNCHECKED = (0b01).to_bytes(4, "little")
PLACE = f"/lib/python3{sys.version_info.minor}.zip/"  # where Pyodide puts it, as tracebacks show

with zipfile.ZipFile("/sources.zip") as sources, zipfile.ZipFile("/compiled.zip", "w", zipfile.ZIP_DEFLATED) as out:
    for entry in sources.infolist():
        content = sources.read(entry)
        name = entry.filename
        if name.endswith(".py"):
            code = compile(content, PLACE + name, "exec", dont_inherit=True)
            content = b"".join(
                [importlib.util.MAGIC_NUMBER, UNCHECKED, importlib.util.source_hash(content), marshal.dumps(code)]
            )
            name += "c"
        out.writestr(zipfile.ZipInfo(name, entry.date_time), content, zipfile.ZIP_DEFLATED)
