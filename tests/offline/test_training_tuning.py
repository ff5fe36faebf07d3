"""Trunk and heads together: learning by heart, going on after a kill, several processes, variations."""

import os
import signal
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
import torch

from geo_core.classifier.heads import Heads
from geo_core.classifier.storage import load_heads
from geo_core.cli.parser import run
from geo_core.embedding.embedder import load_embedder
from geo_core.embedding.registry import EMBEDDERS
from geo_core.embedding.weights import load_checkpoint, load_state_dict
from geo_core.errors import GeoCoreError
from geo_core.offline.training import tuning as tuning_module
from geo_core.offline.training.augmentation import augmented
from geo_core.offline.training.checkpoint import write_tensors
from geo_core.offline.training.examples import Examples
from geo_core.offline.training.learner import Learner
from geo_core.offline.training.lessons import lessons_of, training_losses
from geo_core.offline.training.photos import embedded, read_entries
from geo_core.offline.training.pictures import PictureFeed, Pictures
from geo_core.offline.training.problem import pose_problem
from geo_core.offline.training.processes import ALONE, Processes
from geo_core.offline.training.schedule import warmup_cosine
from geo_core.offline.training.settings import TrainingSettings
from geo_core.offline.training.tuning import Task, training_dtype, tune_network
from geo_core.offline.training.tuning_settings import (
    NO_AUGMENTATION,
    Augmentation,
    TuningSettings,
    parse_augmentation,
)
from geo_core.photo.preprocessing import TORCHVISION, photo_to_tensor
from geo_core.photo.reading import read_photo
from geo_core.settings import EmbedderSettings
from tests.offline.tiny_training import NAME, command, network
from tests.tiny import picture

ROOT = Path(__file__).resolve().parents[2]


pytestmark = pytest.mark.usefixtures("tiny_network")

PLAIN = TuningSettings(
    tune="all", epochs=2, batch_size=8, lr=0.02, trunk_lr=0.02, augmentation=NO_AUGMENTATION, workers=0
)
HEADS = TrainingSettings(cells=(3, 6), dropout=0.0, weight_decay=0.0)


def task_of(photos: Path, weights: Path, scratch: Path, tuning: TuningSettings = PLAIN) -> Task:
    """The photos with heads that know nothing yet."""
    settings = EmbedderSettings(name=NAME, weights=weights, device="cpu", precision="float32")
    embedder = load_embedder(settings)
    album = embedded(read_entries([photos], ["reference"]), embedder, scratch)
    problem, rows = pose_problem(album.examples, embedder.identity, HEADS)
    torch.manual_seed(3)
    paths = [[album.entries[row].path for row in part] for part in rows]
    return Task(problem, *paths, embedder, Heads(problem.identity), HEADS, tuning)


def accuracy(learner: Learner, task: Task) -> list[float]:
    """Of each head on the training photos."""
    pictures = Pictures(task.train, task.embedder.preprocessing)
    with torch.no_grad():
        logits = learner.eval()(torch.stack([pictures[row] for row in range(len(pictures))]))
    labels = [lesson.labels for lesson in lessons_of(task.problem, HEADS)]
    return [
        float((one.argmax(1) == truth).double().mean()) for one, truth in zip(logits, labels, strict=True)
    ]


# --- learning ---


def test_a_tiny_set_is_learned_by_heart(photos: Path, weights: Path, tmp_path: Path) -> None:
    task = task_of(photos, weights, tmp_path / "shards", replace(PLAIN, epochs=25, patience=25))
    learner = Learner(task.embedder, task.heads, "all", torch.float32)
    assert max(accuracy(learner, task)) < 0.6
    progress = tune_network(task, tmp_path / "checkpoint.pt")
    assert accuracy(learner, task) == [1.0, 1.0]
    assert progress.history[-1].train_loss < 0.1 < 1 < progress.history[0].train_loss


def test_the_best_epoch_is_one_for_trunk_and_heads(photos: Path, weights: Path, tmp_path: Path) -> None:
    tuning = replace(PLAIN, epochs=200, patience=2, lr=0.5, trunk_lr=0.5, warmup=0.0)
    progress = tune_network(task_of(photos, weights, tmp_path / "shards", tuning), tmp_path / "c.pt")
    losses: dict[int, float] = {}
    for record in progress.history:
        losses[record.epoch] = losses.get(record.epoch, 0.0) + record.validation_loss
    best = min(losses, key=losses.__getitem__)
    assert progress.best_epochs == [best, best]
    assert progress.history[-1].epoch == best + 2 < 200
    state = progress.model.state_dict()
    assert all(torch.equal(state[name], value) for name, value in progress.best[0].weights.items())


def test_frozen_stages_and_all_statistics_stand_still(photos: Path, weights: Path, tmp_path: Path) -> None:
    task = task_of(photos, weights, tmp_path / "shards")
    learner = Learner(task.embedder, task.heads, "last", torch.float32).train()
    training = {name for name, module in learner.named_modules() if module.training}
    assert {"trunk.last", "heads"} <= training
    assert not training & {"trunk", "trunk.first", "trunk.first.0", "trunk.first.1", "trunk.last.1"}
    learning = {name for name, parameter in learner.trunk.named_parameters() if parameter.requires_grad}
    assert learning == {"last.0.weight", "last.0.bias", "last.1.weight", "last.1.bias"}


def test_trunk_and_heads_learn_at_their_own_rates(photos: Path, weights: Path, tmp_path: Path) -> None:
    """AdamW's first step moves a weight by its rate, where nothing decays."""
    task = task_of(photos, weights, tmp_path / "shards")
    tuning = replace(PLAIN, lr=1e-2, trunk_lr=1e-4, warmup=0.0, batch_size=1000, epochs=1)
    before = {k: v.clone() for k, v in task.heads.state_dict().items()}
    trunk_before = task.embedder.trunk.state_dict()["first.0.bias"].clone()
    tune_network(replace(task, tuning=tuning), tmp_path / "c.pt")
    moved = (task.heads.state_dict()["layers.0.bias"] - before["layers.0.bias"]).abs()
    np.testing.assert_allclose(moved, 1e-2, rtol=1e-3)
    moved = (task.embedder.trunk.state_dict()["first.0.bias"] - trunk_before).abs()
    assert 0.5e-4 < moved.max() < 1.1e-4


def test_rates_rise_and_fall() -> None:
    factors = [warmup_cosine(100, 0.1)(step) for step in range(101)]
    np.testing.assert_allclose(factors[:10], np.arange(1, 11) / 10)
    assert factors[10] == 1
    assert factors[55] == pytest.approx(0.5)
    assert factors[100] == pytest.approx(0)
    assert (np.diff(factors[10:]) < 0).all()
    assert warmup_cosine(4, 0.0)(0) == 1
    assert warmup_cosine(4, 1.0)(3) == 1


def test_reduced_precision_trains_too(photos: Path, weights: Path, tmp_path: Path) -> None:
    task = task_of(photos, weights, tmp_path / "shards", replace(PLAIN, precision="bfloat16"))
    history = tune_network(task, tmp_path / "a.pt").history
    exact = task_of(photos, weights, tmp_path / "shards")
    expected = tune_network(exact, tmp_path / "b.pt").history
    assert history != expected
    np.testing.assert_allclose([r.train_loss for r in history], [r.train_loss for r in expected], rtol=0.05)


def test_the_precision_of_training() -> None:
    cpu = torch.device("cpu")
    assert training_dtype(cpu, "auto") == torch.float32
    assert training_dtype(cpu, "bfloat16") == torch.bfloat16


def test_a_loss_that_is_no_number_stops_the_run(photos: Path, weights: Path, tmp_path: Path) -> None:
    task = task_of(photos, weights, tmp_path / "shards")
    with torch.no_grad():
        task.heads.layers[1].bias[0] = torch.inf
    with pytest.raises(GeoCoreError, match="epoch 1 the loss is no number"):
        tune_network(task, tmp_path / "checkpoint.pt")


# --- the trunk's file ---


@pytest.mark.parametrize("name", ["efficientnet-lite0", "efficientnet-lite2", NAME])
def test_a_trunks_checkpoint_is_what_its_network_builds_from(
    name: str, tmp_path: Path, weights: Path
) -> None:
    path = weights if name == NAME else None
    settings = EmbedderSettings(name=name, weights=path, device="cpu", precision="float32")
    embedder = load_embedder(settings)
    with torch.no_grad():
        for parameter in embedder.trunk.parameters():
            parameter.mul_(1.01)
    write_tensors(tmp_path / "trunk.pt", dict(embedder.network.checkpoint_of(embedder.trunk)))
    again = load_embedder(replace(settings, weights=tmp_path / "trunk.pt"))
    images = torch.randn((1, 3, embedder.preprocessing.side_px, embedder.preprocessing.side_px))
    np.testing.assert_array_equal(again.embed(images), embedder.embed(images))
    assert again.identity.digest != load_embedder(settings).identity.digest


@pytest.mark.parametrize(("name", "share"), [("efficientnet-lite0", 0.75), ("efficientnet-lite2", 0.75)])
def test_the_last_stages_are_those_of_the_lowest_resolution(name: str, share: float) -> None:
    """Every convolution from the last stride on, which is most of the weights, and no earlier one."""
    trunk = EMBEDDERS[name]().build(load_checkpoint(EMBEDDERS[name]().published_weights()))
    names = EMBEDDERS[name]().last_stages
    modules = [trunk.get_submodule(one) for one in names]
    sizes: dict[torch.nn.Module, int] = {}
    for module in modules:
        module.register_forward_hook(lambda m, _, out: sizes.__setitem__(m, out.shape[-1]))
    maps = trunk(torch.zeros((1, 3, 224, 224)))
    assert set(sizes.values()) == {maps.shape[-1]}
    tuned = sum(p.numel() for module in modules for p in module.parameters())
    assert tuned / sum(p.numel() for p in trunk.parameters() if p.requires_grad) > share


def test_vgg16_takes_a_step(tmp_path: Path) -> None:
    """The paper's trunk with random weights: one step of its last stage, and its file builds again."""
    from torchvision.models import vgg16

    with torch.device("meta"):
        shapes = {k: v.shape for k, v in vgg16(weights=None).features.state_dict().items()}
    generator = torch.Generator().manual_seed(0)
    state = {f"features.{k}": 0.03 * torch.randn(shape, generator=generator) for k, shape in shapes.items()}
    torch.save(state, tmp_path / "vgg16.pt")
    settings = EmbedderSettings(
        name="vgg16", weights=tmp_path / "vgg16.pt", device="cpu", precision="float32"
    )
    embedder = load_embedder(settings)
    vectors = np.random.default_rng(0).normal(size=(12, 512)).astype(np.float32)
    lat, lon = np.linspace(-60, 60, 12), np.linspace(-150, 150, 12)
    examples = Examples(vectors, lat, lon, np.array([f"photographer {n}" for n in range(12)], dtype=object))
    problem, _ = pose_problem(examples, embedder.identity, replace(HEADS, cells=(3,)))
    learner = Learner(embedder, Heads(problem.identity), "last", torch.float32).train()
    optimizer = learner.optimizer(PLAIN, 0.0)
    images = torch.randn((1, 3, 224, 224), generator=generator)
    lessons = lessons_of(problem, HEADS)
    before = {k: v.clone() for k, v in learner.trunk.state_dict().items()}
    loss = training_losses(learner(images), lessons, torch.tensor([0])).sum()
    loss.backward()
    optimizer.step()
    after = learner.trunk.state_dict()
    assert {k for k in before if not torch.equal(before[k], after[k])} == {
        f"{layer}.{kind}" for layer in (24, 26, 28) for kind in ("weight", "bias")
    }
    write_tensors(tmp_path / "trunk.pt", dict(embedder.network.checkpoint_of(learner.trunk)))
    again = load_embedder(replace(settings, weights=tmp_path / "trunk.pt"))
    np.testing.assert_array_equal(again.embed(images), embedder.embed(images))


# --- going on after a kill ---


class KilledError(Exception):
    pass


RESULTS = ("heads.pt", "trunk.pt", "curves.csv", "curves.png", "training.json")
TUNED = ("--tune", "all", "--epochs", "3", "--batch-size", "8", "--checkpoint-steps", "1")


def test_resumed_is_uninterrupted(
    photos: Path, weights: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Byte for byte, with dropout and variations, wherever it stopped: amid an epoch or between two."""
    whole = [*command(photos, weights, tmp_path / "whole"), *TUNED, "--workers", "0"]
    assert run(whole) == 0
    write, written = tuning_module.write_checkpoint, []

    def dies(*given: object) -> None:
        write(*given)  # type: ignore[arg-type]
        written.append(None)
        if len(written) in (1, 4, 6, 11):  # of 12: a step, an epoch, a step of a resumed run, the last step
            raise KilledError

    monkeypatch.setattr(tuning_module, "write_checkpoint", dies)
    killed = [*command(photos, weights, tmp_path / "killed"), *TUNED, "--workers", "0"]
    for more in ([], *[["--resume"]] * 3):
        with pytest.raises(KilledError):
            run([*killed, *more])
        torch.rand(17)
    assert run([*killed, "--resume"]) == 0
    assert len(written) == 12
    for name in RESULTS:
        assert (tmp_path / "killed" / name).read_bytes() == (tmp_path / "whole" / name).read_bytes(), name


def started(arguments: list[str], *launcher: str, **environment: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, *launcher, "-m", "tests.offline.tiny_training", *arguments],
        cwd=ROOT,
        env=os.environ | {"OMP_NUM_THREADS": "1"} | environment,
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.mark.slow
def test_a_process_that_is_killed_goes_on(photos: Path, weights: Path, tmp_path: Path) -> None:
    """SIGKILL amid the second epoch; resumed with another number of workers, the bytes are the same."""
    whole = [*command(photos, weights, tmp_path / "whole"), *TUNED]
    assert run([*whole, "--workers", "0"]) == 0
    arguments = [*command(photos, weights, tmp_path / "killed"), *TUNED]
    done = started([*arguments, "--workers", "1"], KILL_AT="6")
    assert done.returncode == -signal.SIGKILL, done.stderr
    assert not (tmp_path / "killed" / "heads.pt").exists()
    assert run([*arguments, "--workers", "0", "--resume"]) == 0
    for name in RESULTS:
        if name != "training.json":  # which says how many workers there were
            assert (tmp_path / "killed" / name).read_bytes() == (tmp_path / "whole" / name).read_bytes(), name


def test_another_runs_checkpoint_is_refused(photos: Path, weights: Path, tmp_path: Path, capsys) -> None:
    arguments = [*command(photos, weights, tmp_path / "out"), *TUNED, "--workers", "0"]
    assert run(arguments) == 0
    for other in (["--epochs", "4"], ["--augment", "none"]):
        assert run([*arguments, *other, "--resume"]) == 2
        assert "other settings or photos" in capsys.readouterr().err
    assert run([*arguments, "--checkpoint-steps", "7", "--resume"]) == 0


# --- several processes ---


@pytest.mark.slow
def test_two_processes_train_as_one(photos: Path, weights: Path, tmp_path: Path) -> None:
    """Batches of 23, uneven for two, and a last one of 1, of which the second process has nothing.

    Nothing is drawn, so that only the order of the sums differs.
    """
    same = ["--dropout", "0", "--augment", "none", "--workers", "0", *TUNED]
    same += ["--batch-size", "23", "--lr", "0.01", "--trunk-lr", "0.01"]
    assert run([*command(photos, weights, tmp_path / "one"), *same]) == 0
    two = [*command(photos, weights, tmp_path / "two"), *same]
    torchrun = ("-m", "torch.distributed.run", "--standalone", "--nproc-per-node", "2")
    done = started(two, *torchrun)
    assert done.returncode == 0, done.stderr
    assert "Warning" not in done.stderr
    assert done.stdout.count("trained on") == 2  # before and after, by one process
    one, two_ = (load_state_dict(tmp_path / name / "trunk.pt") for name in ("one", "two"))
    start = load_state_dict(weights)
    for name in one:
        np.testing.assert_allclose(two_[name], one[name], atol=2e-5, err_msg=name)
    assert max(float((one[n] - start[n]).abs().max()) for n in one if n.endswith("weight")) > 1e-3
    found = [(tmp_path / name / "curves.csv").read_text().splitlines() for name in ("one", "two")]
    for mine, theirs in zip(*found, strict=True):
        if not mine.startswith("epoch"):
            np.testing.assert_allclose(
                np.array(theirs.split(","), float), np.array(mine.split(","), float), rtol=1e-4
            )


def feed_of(count: int, processes: Processes = ALONE, **changes: object) -> PictureFeed:
    paths = [Path(str(n)) for n in range(count)]
    tuning = replace(PLAIN, **changes)  # type: ignore[arg-type]
    return PictureFeed(paths, paths, network().preprocessing, tuning, 5, torch.device("cpu"), processes)


@pytest.mark.parametrize("count", [1, 7, 8, 9, 17, 24])
@pytest.mark.parametrize("world", [1, 2, 3])
def test_the_shares_of_all_processes_are_every_photo_once(
    count: int, world: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Pictures, "__getitem__", lambda self, row: torch.full((1, 1, 1), float(row)))
    for first in (0, 1):
        shares = [list(feed_of(count, Processes(rank, world)).training(2, first)) for rank in range(world)]
        assert len({len(share) for share in shares}) == 1  # or a process would wait for ever
        rows = [int(r) for share in shares for b in share for r in b.rows[: b.counted]]
        assert len(rows) == len(set(rows)) == max(0, count - 8 * first)
        for step in zip(*shares, strict=True):
            assert sum(batch.counted for batch in step) == step[0].total
            assert all(len(batch.rows) >= 1 for batch in step)
            assert all((b.inputs.flatten() == b.rows).all() for b in step)
    seen = [int(r) for rank in range(world) for b in feed_of(count, Processes(rank, world)).validation()
            for r in b.rows]  # fmt: skip
    assert sorted(seen) == list(range(count))


def test_each_epoch_has_its_own_order(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Pictures, "__getitem__", lambda self, row: torch.zeros(1, 1, 1))
    orders = [torch.cat([b.rows for b in feed_of(40).training(epoch, 0)]).tolist() for epoch in (1, 2, 1)]
    assert orders[0] == orders[2] != orders[1]


# --- variations ---


def test_variations_depend_on_seed_epoch_and_photo_alone(photos: Path) -> None:
    paths = sorted(photos.glob("*.jpg"))[:8]
    given = (paths, network().preprocessing, Augmentation())
    one = [Pictures(*given, 1, 1)[row] for row in range(8)]
    torch.rand(5)
    backwards = [Pictures(*given, 1, 1)[row] for row in reversed(range(8))][::-1]
    assert all(map(torch.equal, one, backwards))
    for other in (Pictures(*given, 2, 1), Pictures(*given, 1, 2)):
        assert not any(torch.equal(one[row], other[row]) for row in range(8))
    twins = Pictures([paths[0]] * 2, *given[1:], 1, 1)
    assert not torch.equal(twins[0], twins[1])


def test_workers_change_nothing(photos: Path) -> None:
    paths = sorted(photos.glob("*.jpg"))[:20]
    found = []
    for workers in (0, 2):
        tuning = replace(PLAIN, augmentation=Augmentation(), workers=workers)
        feed = PictureFeed(paths, paths, network().preprocessing, tuning, 5, torch.device("cpu"), ALONE)
        found.append([(batch.inputs, batch.rows) for batch in feed.training(1, 0)])
    for mine, theirs in zip(*found, strict=True):
        assert torch.equal(mine[0], theirs[0])
        assert torch.equal(mine[1], theirs[1])


def test_a_variation_leaves_torchs_random_numbers_alone() -> None:
    photo = read_photo(picture(1))
    torch.manual_seed(5)
    expected = torch.rand(3)
    torch.manual_seed(5)
    augmented(photo, network().preprocessing, Augmentation(), 1)
    assert torch.equal(torch.rand(3), expected)


@pytest.mark.parametrize("preprocessing", [network().preprocessing, TORCHVISION])
def test_no_variation_is_the_plain_preprocessing(preprocessing) -> None:
    photo = read_photo(picture(1))
    expected = photo_to_tensor(photo, preprocessing)
    assert torch.equal(augmented(photo, preprocessing, NO_AUGMENTATION, 1), expected)


def test_each_variation_does_what_it_says() -> None:
    photo, preprocessing = read_photo(picture(1)), network().preprocessing
    plain = photo_to_tensor(photo, preprocessing)
    mirrored = augmented(photo, preprocessing, replace(NO_AUGMENTATION, flip=1.0), 1)
    np.testing.assert_allclose(mirrored.flip(2), plain, atol=2 / 64)  # two grey levels of the resizing
    cropped = augmented(photo, preprocessing, replace(NO_AUGMENTATION, crop=0.3), 1)
    assert cropped.shape == plain.shape
    assert (cropped - plain).abs().max() > 10 / 64
    grey = photo_to_tensor(photo, preprocessing)
    coloured = augmented(photo, preprocessing, replace(NO_AUGMENTATION, colour=0.5), 1)
    assert (coloured - grey).abs().max() > 10 / 64


def test_words_of_augmentation() -> None:
    assert parse_augmentation(["none"]) == NO_AUGMENTATION
    assert parse_augmentation(["crop=0.8", "flip=0"]) == Augmentation(crop=0.8, flip=0.0)
    assert parse_augmentation([]) == Augmentation()


def test_tuned_heads_answer_as_the_learner_did(photos: Path, weights: Path, tmp_path: Path) -> None:
    """The two files together give the logits of the model that was trained, up to the temperature."""
    out = tmp_path / "out"
    assert run([*command(photos, weights, out), *TUNED, "--workers", "0"]) == 0
    best = torch.load(out / "checkpoint.pt", weights_only=True)["state"]["best"][0]["weights"]
    settings = EmbedderSettings(name=NAME, weights=out / "trunk.pt", device="cpu", precision="float32")
    embedder = load_embedder(settings)
    heads = load_heads(out / "heads.pt", embedder=embedder.identity.digest)
    learner = Learner(embedder, Heads(heads.identity), "all", torch.float32).eval()
    learner.load_state_dict(best)
    pictures = Pictures(sorted(photos.glob("*.jpg")), embedder.preprocessing)
    images = torch.stack([pictures[row] for row in range(10)])
    served = load_embedder(settings).embed(images)
    with torch.no_grad():
        expected = learner(images)
    for one, raw, temperature in zip(heads.logits(served), expected, heads.temperature, strict=True):
        np.testing.assert_allclose(one * float(temperature), raw, atol=1e-4)
