import pytest

from geo_core.errors import SettingsError
from geo_core.settings import DensitySettings, EmbedderSettings


def test_the_papers_defaults() -> None:
    settings = DensitySettings()
    assert (settings.k, settings.m, settings.sigma_deg, settings.weighting, settings.kernel) == (
        100,
        10,
        4,
        "power",
        "sphere",
    )
    assert settings.snap_km is None


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("k", 0),
        ("k", 201),
        ("m", -1),
        ("m", float("nan")),
        ("sigma_deg", 0.1),
        ("sigma_deg", 33),
        ("sigma_deg", float("inf")),
        ("temperature", 0),
        ("weighting", "loud"),
        ("kernel", "flat"),
        ("snap_km", -1),
    ],
)
def test_a_value_outside_is_refused_with_name_value_and_range(name: str, value: object) -> None:
    with pytest.raises(SettingsError) as caught:
        DensitySettings(**{name: value})  # type: ignore[arg-type]
    assert name in str(caught.value)
    assert repr(value) in str(caught.value)
    assert "allowed is" in str(caught.value)


def test_embedder_settings_are_checked() -> None:
    with pytest.raises(SettingsError, match="device is 'tpu'"):
        EmbedderSettings(device="tpu")  # type: ignore[arg-type]
