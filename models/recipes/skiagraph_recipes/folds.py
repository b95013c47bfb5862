"""Dividing cases into folds so that no patient is on both sides."""

import numpy as np
from sklearn.model_selection import StratifiedGroupKFold


def grouped_folds(strata: np.ndarray, groups: np.ndarray, count: int, seed: int) -> np.ndarray:
    """Give every case the fold in which it is held out.

    All cases of a group share a fold; the folds have about equal parts of each stratum.
    strata, groups: [cases], any hashable values. Returns int [cases] in 0..count-1.
    """
    splitter = StratifiedGroupKFold(n_splits=count, shuffle=True, random_state=seed)
    fold_of_case = np.full(len(strata), -1)
    for fold, (_, held_out) in enumerate(splitter.split(np.zeros(len(strata)), strata, groups)):
        fold_of_case[held_out] = fold
    return fold_of_case
