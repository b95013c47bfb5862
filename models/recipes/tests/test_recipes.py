"""What a recipe would make is what its manifest describes."""

import json

import numpy as np
import pytest
import torch
from conftest import RECIPES
from skiagraph_recipes.sequence_network import halve

IDS = sorted(path.parent.name for path in RECIPES.glob("*/train.py"))


def manifest_of(identity: str) -> dict:
    return json.loads((RECIPES.parent / identity / "manifest.json").read_text(encoding="utf-8"))


@pytest.mark.parametrize("identity", IDS)
def test_its_network_answers_in_the_manifests_shape(recipe, identity):
    program, manifest = recipe(identity), manifest_of(identity)
    network = program.new_network().eval()
    wanted, first = manifest["input"], manifest["outputs"][0]
    rows, columns = (side or 32 for side in wanted["size"][-2:])
    if wanted["kind"] == "sequence":
        picture = halve(torch.zeros(1, 6, rows, columns))
    else:
        picture = torch.zeros(1, wanted["channels"], rows, columns)
    with torch.inference_mode():
        answer = network(picture)
    if first["kind"] == "image":
        assert answer.shape == (1, 1, rows * first["scale"], columns * first["scale"])
    elif first["kind"] == "mask":
        assert answer.shape == (1, len(first["labels"]), rows, columns)
    else:
        # one logit stands for two labels that exclude each other
        assert answer.shape[1] in {len(first["labels"]), len(first["labels"]) - 1}


@pytest.mark.parametrize("identity", IDS)
def test_two_networks_of_one_seed_are_one(recipe, identity):
    program = recipe(identity)
    made = []
    for _ in range(2):
        torch.manual_seed(program.SEED)
        made.append(torch.cat([value.flatten().float() for value in program.new_network().state_dict().values()]))
    assert torch.equal(*made)


def test_glands_are_moved_but_stay_in_the_cube(recipe):
    program = recipe("adrenal-ct-shape")
    volumes = torch.zeros(4, 32, 32, 32)
    volumes[:, 10:22, 8:24, 12:20] = 1
    generator = torch.Generator().manual_seed(1)
    moved = program.randomly_placed(volumes, program.NEAR, generator)
    assert moved.shape == volumes.shape and 0 <= moved.min() and moved.max() <= 1 + 1e-5
    sizes = moved.sum(dim=(1, 2, 3)) / volumes.sum(dim=(1, 2, 3))
    assert (sizes - 1).abs().max() < 0.35 and not torch.equal(moved[0], moved[1])
    again = program.randomly_placed(volumes, program.NEAR, torch.Generator().manual_seed(1))
    assert torch.equal(moved, again)


def test_a_click_off_centre_shows_another_part_of_the_same_crop(recipe):
    program = recipe("lung-ct-nodule")
    crops = np.random.default_rng(0).integers(0, 255, (2, 128, 128)).astype(np.uint8)

    class Nodules:
        pass

    nodules = Nodules()
    nodules.crops = crops
    centre, below = (program.crops_around(nodules, click) for click in ((0, 0), (10, 0)))
    assert centre.shape == (2, 1, program.SIZE, program.SIZE)
    assert np.corrcoef(centre[0, 0, 10:].ravel(), below[0, 0, :-10].ravel())[0, 1] > 0.999


def test_no_film_is_judged_whose_patient_had_a_say_in_the_denoiser(recipe):
    program = recipe("chest-xr-denoise")
    judgement = program.compare_all.__globals__
    number = np.arange(900)
    patient = np.array([f"{'covid' if n // 2 % 7 == 0 else 'person'}{n // 2}" for n in number])
    films, held_out = program.Films([], patient, np.where(number < 600, "chest", "lungs")), number // 2 % 5 == 0
    chosen, seen = judgement["chosen_films"](films, held_out), judgement["looked_at"](films, held_out)
    assert len(chosen) > 20 and held_out[chosen].all() and (seen & held_out).any()
    assert not set(films.patient[chosen]) & set(films.patient[seen])
    assert set(films.adult[chosen]) == {True, False}


def test_a_nodule_has_no_say_in_the_cut_by_which_it_is_judged(recipe):
    program = recipe("lung-ct-nodule")
    distance, radius = np.hypot(*(np.mgrid[:40, :40] - 19.5)), np.tile([4, 9], 6)[:, None, None]
    count, size, edge = len(radius), 24, 8
    marked = np.repeat((distance < radius)[:, None], program.READERS, axis=1)
    nodules = program.Nodules(np.zeros((count, 40, 40), np.uint8), marked, np.full(count, 4), np.arange(count).astype(str))
    fold, near = np.arange(count) // 2 % 3, (radius - distance[edge:-edge, edge:-edge]) * 0.4
    noise = np.random.default_rng(0).normal(0, 0.7, (3, 1, count, size, size))
    logits = (near + noise).astype(np.float16)
    # in the first fold the networks call too much; for it a higher cut would be right
    wide = logits + np.where(fold == 0, 0.35, 0.0)[:, None, None].astype(np.float16)
    plain, changed = (program.judge(nodules, values, fold, ((0, 0),), size) for values in (logits, wide))
    assert changed.choices[0] == plain.choices[0] and changed.choice != plain.choice
    assert changed.dice.estimate.value < plain.dice.estimate.value


def test_the_fold_that_settled_the_training_counts_in_no_figure_of_pneumonia(recipe):
    program = recipe("chest-xr-pneumonia")
    generator = np.random.default_rng(0)
    kind = np.repeat(generator.choice(["normal", "bacteria", "virus"], 250), 2)
    films = program.Films([], kind, np.arange(500) // 2)
    fold = films.patient % 5
    logits = np.stack([3.0 * films.pneumonia, 1.0 * films.bacterial], axis=1) + generator.normal(0, 1.5, (500, 2))
    other = np.where(fold[:, None] == 0, -logits, logits)
    plain, turned = (program.assess(films, fold, values, 0) for values in (logits, other))
    assert plain.pneumonia_auc.cases == 400 and len(plain.fold_aucs) == 4
    assert plain.fold_aucs == pytest.approx(turned.fold_aucs)
    assert plain.shift != turned.shift and plain.temperature != turned.temperature
    assert plain.point.sensitivity.cases + plain.point.specificity.cases == 400
