"""The rival: the steps of an analysis as somebody would write them with Pillow, numpy and onnxruntime.

usage: analyze.py MODEL_FOLDER THREADS [FILE...]     without files they are read from standard input, one a line

One JSON line a file: the probability of every label, the map's largest value and the milliseconds of every step.
"""

import json
import sys
import time
from pathlib import Path

import numpy as np
import onnxruntime
from PIL import Image


def milliseconds() -> float:
    return time.perf_counter() * 1000


class Network:
    def __init__(self, folder: Path, threads: int):
        self.manifest = json.loads((folder / "manifest.json").read_text(encoding="utf-8"))
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = threads
        options.inter_op_num_threads = 1
        self.session = onnxruntime.InferenceSession(
            str(folder / self.manifest["file"]["name"]), options, providers=["CPUExecutionProvider"]
        )
        self.names = [output["name"] for output in self.manifest["outputs"]]
        self.labels = [label["id"] for label in self.output("logits")["labels"]]

    def output(self, kind: str) -> dict:
        return next(output for output in self.manifest["outputs"] if output["kind"] == kind)

    def read(self, file: str) -> np.ndarray:
        with Image.open(file) as picture:
            return np.asarray(picture.convert("L"), dtype=np.float32)

    def prepare(self, grey: np.ndarray) -> np.ndarray:
        """Percentile range, antialiased triangle resize, standardise. Returns float32 [1, 1, rows, columns]."""
        wanted = self.manifest["input"]
        low, high = np.percentile(grey, [wanted["range"]["low"], wanted["range"]["high"]]).astype(np.float32)
        unit = np.clip((grey - low) / (high - low), 0, 1) if high > low else np.zeros_like(grey)
        rows, columns = wanted["size"]
        small = Image.fromarray(unit).resize((columns, rows), Image.Resampling.BILINEAR)
        mean, deviation = wanted["normalisation"]["mean"][0], wanted["normalisation"]["std"][0]
        return ((np.asarray(small) - mean) / deviation).astype(np.float32)[None, None]

    def explain(self, outputs: dict) -> tuple[dict, float]:
        """Calibrated probabilities by label, and the largest value of the first label's map."""
        logits = outputs[self.output("logits")["name"]][0]
        temperatures = self.manifest["calibration"]["labels"]
        probabilities = {
            label: float(1 / (1 + np.exp(-logit / temperatures.get(label, {}).get("temperature", 1))))
            for label, logit in zip(self.labels, logits, strict=True)
        }
        activation = outputs[self.output("activation")["name"]][0, 0].astype(float).tolist()
        return probabilities, max(map(max, activation))

    def analyze(self, file: str) -> dict:
        times = [milliseconds()]
        grey = self.read(file)
        times.append(milliseconds())
        tensor = self.prepare(grey)
        times.append(milliseconds())
        found = self.session.run(self.names, {self.manifest["input"]["name"]: tensor})
        times.append(milliseconds())
        probabilities, strongest = self.explain(dict(zip(self.names, found, strict=True)))
        times.append(milliseconds())
        steps = dict(zip(["read", "prepare", "run", "explain"], np.diff(times).tolist(), strict=True))
        return {"file": file, "probabilities": probabilities, "strongest": strongest, "timingsMs": steps}


def main() -> None:
    network = Network(Path(sys.argv[1]), int(sys.argv[2]))
    files = sys.argv[3:]
    if not files:
        print("ready", flush=True)
    for file in files or (line.rstrip("\n") for line in iter(sys.stdin.readline, "")):
        print(json.dumps(network.analyze(file)), flush=True)


main()
