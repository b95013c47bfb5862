import numpy as np
from skiagraph_recipes.folds import grouped_folds


def test_groups_stay_together_and_strata_are_even():
    generator = np.random.default_rng(0)
    groups = generator.integers(0, 300, 1000)
    strata = np.where(groups % 3 == 0, "a", "b")
    fold = grouped_folds(strata, groups, 5, seed=1)
    assert set(fold) == {0, 1, 2, 3, 4}
    assert all(len(set(fold[groups == group])) == 1 for group in set(groups))
    parts = [np.mean(strata[fold == number] == "a") for number in range(5)]
    assert max(parts) - min(parts) < 0.05
    assert (fold == grouped_folds(strata, groups, 5, seed=1)).all()
