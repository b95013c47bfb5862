"""Draws masks with OpenCV, scikit-image and SciPy on one thread: the rivals of our annotation tools.

For every line on standard input (rival, task, side of the picture) one run, answered by a line of JSON.
"""

import json
import sys
import time

import cv2
import numpy as np
import scipy
import scipy.ndimage as ndi
import skimage
from skimage.draw import polygon2mask
from skimage.graph import route_through_array
from skimage.segmentation import flood, random_walker

cv2.setNumThreads(1)


def picture(side):
    """A bright disc in noise; the same numbers as in `drawing.ts`."""
    noise, state = np.empty(side * side, np.int64), 1
    for i in range(side * side):
        state = (state * 1103515245 + 12345) & 0x7FFFFFFF
        noise[i] = (state >> 16) % 41 - 20
    y, x = np.mgrid[0:side, 0:side] + 0.5 - side / 2
    return (np.where(x * x + y * y < (0.3 * side) ** 2, 110, 60) + noise.reshape(side, side)).astype(np.uint8)


def ring(side):
    i = np.arange(2000)
    turn, radius = i * np.pi / 1000, side * 0.4 * (1 + 0.02 * np.sin(i))
    return np.stack([side / 2 + radius * np.cos(turn), side / 2 + radius * np.sin(turn)], 1)


def disc(x, y, radius):
    rows, columns = np.mgrid[0:512, 0:512] + 0.5
    return np.hypot(columns - x, rows - y) < radius


PICTURES = {side: picture(side) for side in (512, 2048)}
DISCS = [disc(200, 230, 90), disc(280, 260, 140), disc(256, 256, 200)]


def stroke(rival, side):
    mask = np.zeros((side, side), np.uint8)
    way = [(i * side / 100, side / 2 + side / 8 * np.sin(i / 6)) for i in range(101)]
    points = np.rint(np.array(way) * 16 - 8).astype(np.int32)
    for a, b in zip(points, points[1:]):
        cv2.line(mask, a.tolist(), b.tolist(), 1, 24, cv2.LINE_8, 4)
    return int(mask.sum())


def polygon(rival, side):
    if rival == "scikit-image":
        return int(polygon2mask((side, side), ring(side)[:, ::-1] - 0.5).sum())
    mask = np.zeros((side, side), np.uint8)
    cv2.fillPoly(mask, [np.rint((ring(side) - 0.5) * 16).astype(np.int32)], 1, cv2.LINE_8, 4)
    return int(mask.sum())


def flooded(rival, side):
    image, seed = PICTURES[side], (side // 2, side // 2)
    if rival == "scikit-image":
        # a tolerance around the seed's value that gives the same range, 85 and more
        shifted = np.where(image >= 85, 1, 0).astype(np.uint8)
        return int(flood(shifted, seed, connectivity=1).sum())
    value = int(image[seed])
    mask = np.zeros((side + 2, side + 2), np.uint8)
    flags = 4 | (1 << 8) | cv2.FLOODFILL_FIXED_RANGE | cv2.FLOODFILL_MASK_ONLY
    return int(cv2.floodFill(image, mask, seed, 1, value - 85, 255 - value, flags)[0])


def scissors(side):
    tool = cv2.segmentation.IntelligentScissorsMB()
    tool.setEdgeFeatureCannyParameters(32, 100)
    tool.applyImage(PICTURES[side])
    return tool


TOOLS = {512: scissors(512)}
BLURRED = ndi.gaussian_filter(PICTURES[512].astype(float), 1.5)
COST = 1 + 219 * (1 - np.hypot(*np.gradient(BLURRED)) / np.hypot(*np.gradient(BLURRED)).max())


def edges(rival, side):
    scissors(side)
    return side * side


def wire(rival, side):
    start, end = (int(side / 2 - 0.3 * side), side // 2), (int(side / 2 + 0.3 * side), side // 2)
    if rival == "scikit-image":
        return len(route_through_array(COST, start[::-1], end[::-1], fully_connected=True, geometric=True)[0])
    TOOLS[side].buildMap(start)
    return len(TOOLS[side].getContour(end))


def walk(rival, side):
    marks = np.full((side, side), 2)
    marks[92:420, 92:420] = 0
    marks[disc(256, 256, 82)] = 1
    image = ndi.gaussian_filter(PICTURES[side].astype(float), 2)
    image = (image - image.min()) / np.ptp(image)
    return int((random_walker(image, marks, beta=1000, mode="cg_j") == 1).sum())


def between(rival, side):
    first, second = (
        ndi.distance_transform_edt(m, (0.7, 0.7)) - ndi.distance_transform_edt(~m, (0.7, 0.7)) for m in DISCS[:2]
    )
    return int(sum(((1 - k / 5) * first + k / 5 * second > 0).sum() for k in range(1, 5)))


def rings(rival, side):
    return len(cv2.findContours(DISCS[2].astype(np.uint8), cv2.RETR_CCOMP, cv2.CHAIN_APPROX_NONE)[0])


TASKS = {
    "stroke": stroke,
    "polygon": polygon,
    "flood": flooded,
    "edges": edges,
    "wire": wire,
    "walk": walk,
    "between": between,
    "rings": rings,
}
versions = f"OpenCV {cv2.__version__}, scikit-image {skimage.__version__}, SciPy {scipy.__version__}, one thread"
print(json.dumps({"versions": versions}), flush=True)
for line in sys.stdin:
    rival, task, side = line.split()
    start, cpu = time.perf_counter(), time.process_time()
    pixels = TASKS[task](rival, int(side))
    times = {"ms": (time.perf_counter() - start) * 1000, "cpuMs": (time.process_time() - cpu) * 1000}
    print(json.dumps({**times, "pixels": pixels}), flush=True)
