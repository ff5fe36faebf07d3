import numpy as np
import pytest

from geo_core.density.mean_shift import mean_shift
from geo_core.errors import GeoCoreError, SettingsError
from geo_core.sphere.coordinates import latlon_to_vector, vector_to_latlon
from geo_core.sphere.distance import great_circle_km
from tests.density.mixtures import neighbours_at, rotation

PARIS, TOKYO, SUVA = (48.86, 2.35), (35.68, 139.69), (-18.12, 178.45)


def clustered(seed: int, k: int = 60):
    """Neighbours about 12 places, of 100 km spread, and a third anywhere."""
    rng = np.random.default_rng(seed)
    centre = rng.normal(size=(12, 3))
    centre /= np.linalg.norm(centre, axis=1, keepdims=True)
    near = centre[rng.integers(0, 12, k - k // 3)] + 0.016 * rng.normal(size=(k - k // 3, 3))
    lat, lon = vector_to_latlon(rng.permutation(np.concatenate([near, rng.normal(size=(k // 3, 3))])))
    return neighbours_at(lat, lon)


def naive(neighbours, bandwidth_km: float):
    """One window at a time, one neighbour at a time, in degrees and kilometres."""
    places = list(zip(neighbours.lat, neighbours.lon, strict=True))
    modes = []
    for start in places:
        here, held = start, None
        while True:
            inside = [p for p in places if great_circle_km(*here, *p) <= bandwidth_km]
            if inside == held:
                break
            held = inside
            total = sum(latlon_to_vector(*p) for p in inside)
            here = tuple(float(v) for v in vector_to_latlon(total))
        modes.append((here, len(held)))
    clusters: list[tuple[tuple[float, float], list[int]]] = []
    for row in sorted(range(len(modes)), key=lambda r: -modes[r][1]):
        for mode, members in clusters:
            if great_circle_km(*mode, *modes[row][0]) <= bandwidth_km / 2:
                members.append(row)
                break
        else:
            clusters.append((modes[row][0], [row]))
    return sorted(clusters, key=lambda c: (-len(c[1]), min(c[1])))


@pytest.mark.parametrize("bandwidth_km", [50.0, 200.0, 1500.0])
@pytest.mark.parametrize("seed", range(4))
def test_it_is_the_naive_mean_shift(seed: int, bandwidth_km: float) -> None:
    neighbours = clustered(seed)
    found, expected = mean_shift(neighbours, bandwidth_km=bandwidth_km), naive(neighbours, bandwidth_km)
    assert [sorted(members) for _, members in expected] == [
        np.flatnonzero(found.member == c).tolist() for c in range(len(found.size))
    ]
    assert found.size.tolist() == [len(members) for _, members in expected]
    lat, lon = np.array([mode for mode, _ in expected]).T
    assert great_circle_km(found.lat, found.lon, lat, lon).max() < 1e-6


def test_the_largest_cluster_comes_first_and_its_mode_is_its_mean() -> None:
    around = np.array([(0.0, 0.0), (0.3, 0.0), (-0.3, 0.0), (0.0, 0.3)])
    lat, lon = np.concatenate([np.add(TOKYO, around[:3]), np.add(PARIS, around), [SUVA]]).T
    found = mean_shift(neighbours_at(lat, lon))
    assert found.size.tolist() == [4, 3, 1]
    assert found.member.tolist() == [1, 1, 1, 0, 0, 0, 0, 2]
    mean = vector_to_latlon(latlon_to_vector(lat[3:7], lon[3:7]).sum(axis=0))
    assert great_circle_km(found.lat[0], found.lon[0], *mean) < 1e-6


def test_of_equal_clusters_the_best_ranked_neighbours_comes_first() -> None:
    lat, lon = np.array([SUVA, PARIS, PARIS, SUVA, TOKYO]).T
    found = mean_shift(neighbours_at(lat, lon))
    assert found.member.tolist() == [0, 1, 1, 0, 2]
    assert great_circle_km(found.lat[0], found.lon[0], *SUVA) < 1e-6


def test_every_vote_counts_the_same() -> None:
    """The nearest neighbour alone does not outvote two."""
    lat, lon = np.array([TOKYO, PARIS, PARIS]).T
    found = mean_shift(neighbours_at(lat, lon, [1e-9, 1.0, 1.0]))
    assert great_circle_km(found.lat[0], found.lon[0], *PARIS) < 1e-6


@pytest.mark.parametrize("seed", range(3))
def test_turning_the_world_turns_the_clusters(seed: int) -> None:
    """Whatever falls on a pole or the antimeridian thereby."""
    neighbours, turn = clustered(seed), rotation(seed)
    lat, lon = vector_to_latlon(latlon_to_vector(neighbours.lat, neighbours.lon) @ turn.T)
    found, turned = mean_shift(neighbours), mean_shift(neighbours_at(lat, lon))
    assert turned.member.tolist() == found.member.tolist()
    expected = vector_to_latlon(latlon_to_vector(found.lat, found.lon) @ turn.T)
    assert great_circle_km(turned.lat, turned.lon, *expected).max() < 1e-5


def test_across_the_antimeridian_and_at_the_pole() -> None:
    found = mean_shift(neighbours_at([-17.0, -17.0], [179.5, -179.5]))
    assert found.size.tolist() == [2]
    assert abs(found.lon[0]) == pytest.approx(180)
    found = mean_shift(neighbours_at([-89.0] * 4, [0.0, 90.0, 180.0, 270.0]), bandwidth_km=250)
    assert found.size.tolist() == [4]
    assert found.lat[0] == pytest.approx(-90)


def test_one_neighbour_and_copies_of_one() -> None:
    for k in (1, 7):
        found = mean_shift(neighbours_at([PARIS[0]] * k, [PARIS[1]] * k))
        assert found.size.tolist() == [k]
        assert (found.lat[0], found.lon[0]) == pytest.approx(PARIS, abs=1e-9)


def test_a_small_window_leaves_every_place_alone() -> None:
    neighbours = clustered(5)
    found = mean_shift(neighbours, bandwidth_km=1)
    assert found.size.tolist() == [1] * 60
    assert found.member.tolist() == list(range(60))


def test_nothing_and_impossible_windows_are_refused() -> None:
    with pytest.raises(GeoCoreError, match="at least one neighbour"):
        mean_shift(neighbours_at([], []))
    for bandwidth in (0.0, -1.0, 20_000.0, float("nan")):
        with pytest.raises(SettingsError, match="bandwidth_km"):
            mean_shift(neighbours_at(*np.array([PARIS]).T), bandwidth_km=bandwidth)
