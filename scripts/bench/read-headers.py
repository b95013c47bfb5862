"""Reads the headers of the DICOM files in a folder with pydicom, round after round: the rival of our index.

For every line on standard input one round, answered by a line of JSON: milliseconds for the headers alone, for the
headers and SHA-256 of every file, and of the processor for both.
"""

import hashlib
import json
import pathlib
import sys
import time

import pydicom

files = sorted(path for path in pathlib.Path(sys.argv[1]).rglob("*") if path.is_file())
print(json.dumps({"versions": f"Python {sys.version.split()[0]} pydicom {pydicom.__version__}"}), flush=True)
for _ in sys.stdin:
    start, processor = time.perf_counter(), time.process_time()
    for path in files:
        pydicom.dcmread(path, stop_before_pixels=True)
    headers = time.perf_counter()
    for path in files:
        hashlib.sha256(path.read_bytes()).hexdigest()
    end = time.perf_counter()
    answer = {
        "headersMs": (headers - start) * 1000,
        "allMs": (end - start) * 1000,
        "processorMs": (time.process_time() - processor) * 1000,
    }
    print(json.dumps(answer), flush=True)
