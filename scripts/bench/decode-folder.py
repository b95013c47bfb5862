"""Decodes the DICOM files of a folder with GDCM on one thread: the rival of our decoding.

For every line on standard input (a folder) one round, answered by a line of JSON. GDCM changes the transfer syntax to an
uncompressed one, so that the decoded pixels never leave its own memory: nothing of Python's is measured with it.
"""

import json
import pathlib
import sys
import time

import gdcm

PLAIN = gdcm.TransferSyntax(gdcm.TransferSyntax.ExplicitVRLittleEndian)

print(json.dumps({"versions": f"GDCM {gdcm.Version.GetVersion()}"}), flush=True)
for line in sys.stdin:
    files = sorted(str(path) for path in pathlib.Path(line.strip()).iterdir())
    start, cpu = time.perf_counter(), time.process_time()
    for file in files:
        reader = gdcm.ImageReader()
        reader.SetFileName(file)
        if not reader.Read():
            raise SystemExit(f"GDCM does not read {file}")
        change = gdcm.ImageChangeTransferSyntax()
        change.SetTransferSyntax(PLAIN)
        change.SetInput(reader.GetImage())
        if not change.Change():
            raise SystemExit(f"GDCM does not decode {file}")
    times = {"ms": (time.perf_counter() - start) * 1000, "cpuMs": (time.process_time() - cpu) * 1000}
    print(json.dumps({"frames": len(files), **times}), flush=True)
