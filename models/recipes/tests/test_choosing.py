from types import SimpleNamespace

import numpy as np
import pytest
from skiagraph_recipes.choosing import choose_trainings, try_trainings
from skiagraph_recipes.runs import Run, keep_weights


def reached(values: list[list[float]]) -> np.ndarray:
    table = np.array(values, float)
    np.fill_diagonal(table, np.nan)
    return table


def test_a_fold_has_no_say_in_the_training_by_which_it_is_judged():
    plain = reached([[0, 0.8, 0.8], [0.8, 0, 0.8], [0.8, 0.8, 0]])
    # the second is better only where the first fold was learned or tried
    other = reached([[0, 0.99, 0.99], [0.99, 0, 0.79], [0.99, 0.79, 0]])
    chosen = choose_trainings({"plain": plain, "other": other})
    assert chosen.fold == ["plain", "other", "other"]
    assert chosen.shipped == "other"
    assert chosen.means() == pytest.approx({"plain": 0.8, "other": (4 * 0.99 + 2 * 0.79) / 6})
    for value in (0.0, 1.0):
        changed = other.copy()
        changed[0, 1:] = changed[1:, 0] = value
        assert choose_trainings({"plain": plain, "other": changed}).fold[0] == "plain"


def test_of_equal_trainings_the_first_is_taken():
    same = reached([[0, 1, 1], [1, 0, 1], [1, 1, 0]])
    chosen = choose_trainings({"first": same, "second": same.copy()})
    assert chosen.fold == ["first"] * 3 and chosen.shipped == "first"


def test_two_folds_leave_nothing_to_choose_by():
    with pytest.raises(ValueError, match="third fold"):
        choose_trainings({"plain": reached([[0, 1], [1, 0]])})


def test_each_network_is_tried_on_the_folds_that_it_has_not_learned(tmp_path):
    chosen = SimpleNamespace(data=tmp_path, work=tmp_path, threads=1, processes=1)
    for training in ("plain", "other"):
        for only in range(3):
            folder = tmp_path / f"{training}-only-{only}"
            folder.mkdir()
            (folder / "weights.pt").touch()
    asked = []

    def measure(run: Run, fold: int) -> float:
        asked.append((run.training, run.only, fold))
        return run.only + (run.training == "other")

    result = try_trainings(chosen, ["plain", "other"], 3, keep_weights, measure)
    assert sorted(asked) == sorted({(t, i, j) for t in ("plain", "other") for i in range(3) for j in range(3) if i != j})
    assert result.shipped == "other" and np.isnan(np.diag(result.reached["plain"])).all()


def test_a_network_of_one_fold_sees_nothing_else(tmp_path):
    fold = np.array([0, 1, 2, 1])
    whole, without, alone = (
        Run(None, None, tmp_path, tmp_path, 1),
        Run(1, 0, tmp_path, tmp_path, 1, "plain"),
        Run(None, None, tmp_path, tmp_path, 1, "plain", 1),
    )
    assert [run.name for run in (whole, without, alone)] == ["all", "plain-fold-1-0", "plain-only-1"]
    assert [run.holds_out(fold).tolist() for run in (whole, without, alone)] == [
        [False] * 4,
        [False, True, False, True],
        [True, False, True, False],
    ]
