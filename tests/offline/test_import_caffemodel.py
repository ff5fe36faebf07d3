"""A Caffe model of VGG-16 to weights: against torchvision's network, and against files that lie."""

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
import torch
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from torchvision.models import vgg16

from geo_core.cli.parser import run
from geo_core.embedding.embedder import Embedder, load_embedder
from geo_core.errors import WeightsError
from geo_core.offline.data.caffemodel import import_caffemodel, vgg16_convolutions
from geo_core.offline.data.protobuf_fields import fields
from geo_core.settings import EmbedderSettings
from tests.offline.caffe import caffemodel

NAMES = [convolution.layer for convolution in vgg16_convolutions()]


@pytest.fixture(scope="module")
def theirs() -> torch.nn.Module:
    torch.manual_seed(7)
    return vgg16(weights=None).features.eval()


def blobs(theirs: torch.nn.Module) -> dict[str, list[np.ndarray]]:
    """Their convolutions by Caffe's names, in the order of the file, and a layer of classes behind."""
    found = [m for m in theirs if isinstance(m, torch.nn.Conv2d)]
    arrays = [[m.weight.detach().numpy(), m.bias.detach().numpy()] for m in found]
    classes = [np.ones((10, 512), np.float32), np.zeros(10, np.float32)]
    return {**dict(zip(NAMES, arrays, strict=True)), "fc8_gps": classes}


@pytest.fixture(scope="module")
def weights(theirs: torch.nn.Module, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("caffe")
    (folder / "gps.caffemodel").write_bytes(caffemodel(blobs(theirs)))
    assert (
        run(["import-caffemodel", str(folder / "gps.caffemodel"), "--out", str(folder / "new" / "w.pt")]) == 0
    )
    return folder / "new" / "w.pt"


def ours(weights: Path, pooling: str | None = None) -> Embedder:
    settings = EmbedderSettings(name="im2gps-vgg16", weights=weights, device="cpu", precision="float32")
    return load_embedder(settings, pooling=pooling)


def pictures() -> torch.Tensor:
    """Two photos' worth of values as Caffe saw them: BGR, minus 100."""
    noise = torch.randint(0, 256, (2, 3, 224, 224), generator=torch.Generator().manual_seed(1))
    return noise.float() - 100.0


def same_within(a: np.ndarray, b: np.ndarray) -> None:
    """To 1e-4 of the largest number: random weights make outputs of some hundred."""
    np.testing.assert_allclose(a, b, rtol=0, atol=1e-4 * np.abs(b).max())


def test_outputs_equal_torchvisions_before_the_last_relu(theirs: torch.nn.Module, weights: Path) -> None:
    embedder, images = ours(weights), pictures()
    with torch.inference_mode():
        maps = theirs[:29](images)
        same_within(embedder.trunk(images).numpy(), maps.numpy())
    pooled = embedder.pool(images)
    same_within(pooled, maps.amax(dim=(2, 3)).numpy())
    assert (pooled < 0).any()  # a maximum after the ReLU would have none
    embedded = embedder.embed(images)
    same_within(embedded, pooled / np.linalg.norm(pooled, axis=1, keepdims=True))


def test_a_network_for_rgb_has_its_first_weights_turned_round(theirs: torch.nn.Module, weights: Path) -> None:
    """The same network, fed RGB as torchvision feeds it, with the first layer's planes in that order."""
    first = theirs[0]
    turned = torch.nn.Conv2d(3, 64, 3, padding=1)
    turned.load_state_dict({"weight": first.weight.flip(1), "bias": first.bias})
    images = pictures()
    with torch.inference_mode():
        expected = theirs[1:29](turned(images.flip(1))).amax(dim=(2, 3)).numpy()
    same_within(ours(weights).pool(images), expected)


def test_rectified_pooling_equals_torchvisions_after_the_relu(theirs: torch.nn.Module, weights: Path) -> None:
    images = pictures()
    with torch.inference_mode():
        expected = theirs[:30](images).amax(dim=(2, 3)).numpy()
    embedder = ours(weights, "rectified max")
    same_within(embedder.pool(images), expected)
    assert embedder.identity.digest != ours(weights).identity.digest


def test_the_checkpoint_holds_the_convolutions_alone(weights: Path, tmp_path: Path, theirs) -> None:
    state = torch.load(weights, weights_only=True)
    assert set(state) == {f"features.{name}" for name in theirs.state_dict()}
    for name, tensor in theirs.state_dict().items():
        assert torch.equal(state[f"features.{name}"], tensor)
    again = tmp_path / "again.pt"
    import_caffemodel(weights.parent.parent / "gps.caffemodel", again)
    assert again.read_bytes() == weights.read_bytes()  # an atlas knows the weights by their bytes


@pytest.mark.parametrize("form", [{"old": True}, {"double": True}, {"packed": False, "old": True}])
def test_every_way_to_write_a_blob(theirs, weights: Path, tmp_path: Path, form: dict[str, bool]) -> None:
    layers = blobs(theirs)
    # Numbers one by one take protobuf long: only the first layers, the rest is cheap elsewhere.
    small = {name: layers[name] for name in NAMES[:2]}
    (tmp_path / "m.caffemodel").write_bytes(
        caffemodel(small, **form) + caffemodel({name: layers[name] for name in NAMES[2:]})
    )
    import_caffemodel(tmp_path / "m.caffemodel", tmp_path / "w.pt")
    assert (tmp_path / "w.pt").read_bytes() == weights.read_bytes()


def zeros() -> dict[str, list[np.ndarray]]:
    """Of two layers only: errors come before the others are missed."""
    return {
        "conv1_1": [np.zeros((64, 3, 3, 3), np.float32), np.zeros(64, np.float32)],
        "conv1_2": [np.zeros((64, 64, 3, 3), np.float32), np.zeros(64, np.float32)],
    }


def with_shape(shape: tuple[int, ...]) -> bytes:
    return caffemodel({**zeros(), "conv1_1": [np.zeros(shape, np.float32), np.zeros(64, np.float32)]})


def lying_shape() -> bytes:
    """A blob that claims 2⁴⁰ numbers and has four."""
    content = caffemodel({"conv1_1": [np.zeros((4, 1), np.float32)]})
    return content.replace(b"\x3a\x04\x0a\x02\x04\x01", b"\x3a\x04\x0a\x02\x80\x7f")


BAD: dict[str, tuple[Callable[[], bytes], str]] = {
    "empty": (lambda: b"", "no Caffe model"),
    "text": (lambda: b"name: 'VGG'\nlayer {\n", "no Caffe model"),
    "zip": (lambda: b"PK\x03\x04" + bytes(50), "no Caffe model"),
    "truncated": (lambda: caffemodel(zeros())[:-20], "bytes where"),
    "half a number": (lambda: caffemodel(zeros()) + b"\xa2", "without an end"),
    "a huge length": (lambda: b"\xa2\x06" + b"\xff" * 8 + b"\x7f", "bytes where"),
    "an endless number": (lambda: b"\xa2\x06" + b"\xff" * 40, "without an end"),
    "a group": (lambda: b"\x0b\x0c", "unknown kind 3"),
    "a lying shape": (lying_shape, "blob of shape"),
    "no layers": (lambda: caffemodel({}), "no layer conv1_1"),
    "a missing layer": (lambda: caffemodel(zeros()), "no layer conv2_1.*conv1_1, conv1_2"),
    "another network": (lambda: with_shape((64, 3, 7, 7)), r"conv1_1.*\(64, 3, 7, 7\).*VGG-16 has"),
    "no bias": (lambda: caffemodel({"conv1_1": [np.zeros((64, 3, 3, 3), np.float32)]}), "conv1_1"),
    "not finite": (
        lambda: caffemodel({"conv1_1": [np.full((64, 3, 3, 3), np.nan), np.zeros(64, np.float32)]}),
        "not finite",
    ),
}


@pytest.mark.parametrize("case", BAD)
def test_a_file_that_is_no_vgg16_is_refused_and_nothing_is_written(tmp_path: Path, case: str) -> None:
    make, message = BAD[case]
    source, target = tmp_path / "bad.caffemodel", tmp_path / "w.pt"
    source.write_bytes(make())
    target.write_bytes(b"the old one")
    with pytest.raises(WeightsError, match=message) as caught:
        import_caffemodel(source, target)
    assert "bad.caffemodel" in str(caught.value)
    assert target.read_bytes() == b"the old one"
    assert not list(tmp_path.glob("*.partial"))


def test_a_missing_file_is_named(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["import-caffemodel", str(tmp_path / "no.caffemodel"), "--out", str(tmp_path / "w.pt")]) == 2
    assert "no.caffemodel" in capsys.readouterr().err


@settings(
    derandomize=True,
    deadline=None,
    max_examples=300,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(st.data())
def test_damaged_bytes_never_do_more_than_be_refused(tmp_path: Path, data: st.DataObject) -> None:
    content = bytearray(caffemodel({"conv1_1": [np.ones((2, 3), np.float32), np.ones(2)], "conv1_2": []}))
    for _ in range(data.draw(st.integers(1, 5))):
        content[data.draw(st.integers(0, len(content) - 1))] = data.draw(st.integers(0, 255))
    (tmp_path / "m.caffemodel").write_bytes(content[: data.draw(st.integers(0, len(content)))])
    with pytest.raises(WeightsError):
        import_caffemodel(tmp_path / "m.caffemodel", tmp_path / "w.pt")


def test_fields_are_what_protobuf_wrote() -> None:
    from google.protobuf.descriptor_pb2 import FieldDescriptorProto

    message = FieldDescriptorProto(name="ä" * 200, number=2**31 - 1, proto3_optional=True)
    found = dict(fields(memoryview(message.SerializeToString())))
    assert bytes(found[1]).decode() == message.name
    assert (found[3], found[17]) == (message.number, 1)
