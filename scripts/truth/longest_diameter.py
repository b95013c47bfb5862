"""Maximum Feret diameters of small areas by scikit-image, for `src-shared/measuring/longest-diameter.test.ts`.

    python scripts/truth/longest_diameter.py > src-shared/measuring/longest-diameter.fixture.json

Only areas that equal their convex image are listed: scikit-image measures that image, and for them it is the area itself.
"""

import json

import numpy as np
from skimage.draw import disk, ellipse, polygon
from skimage.measure import label, regionprops

SIDE = 40


def area(name, draw):
    mask = np.zeros((SIDE, SIDE), np.uint8)
    draw(mask)
    # filled until it is its own convex image
    while True:
        region = regionprops(label(mask))[0]
        if np.array_equal(region.image, region.image_convex):
            break
        top, left, bottom, right = region.bbox
        mask[top:bottom, left:right] = region.image_convex
    digits = "".join(map(str, mask.ravel()))
    return {"name": name, "rows": SIDE, "columns": SIDE, "mask": digits, "feret": float(region.feret_diameter_max)}


def on(shape):
    return lambda mask: mask.__setitem__(shape, 1)


masks = [
    area("one pixel", on((5, 7))),
    area("a row", on((5, slice(3, 20)))),
    area("a square", on((slice(4, 12), slice(4, 12)))),
    area("a disc", on(disk((18, 20), 11.3, shape=(SIDE, SIDE)))),
    area("a turned ellipse", on(ellipse(20, 20, 6, 15, rotation=0.6, shape=(SIDE, SIDE)))),
    area("a triangle", on(polygon([3, 36, 20], [5, 12, 37], (SIDE, SIDE)))),
]
print(json.dumps({"masks": masks}))
