"""Configuration: what `loopwell.toml` says is what happens, and a file that cannot be read is told as such."""

import re
import tomllib
from datetime import timedelta
from pathlib import Path

import pytest

from bot.configuration import policy_of, read_policy
from bot.problems import Broken
from handlers.surveys import PROVIDERS
from playbooks.customers import Touch
from playbooks.policy import USUAL_LIMITS, Policy
from playbooks.responses import USUAL_THRESHOLDS, Band, Metric, Scale, Thresholds
from playbooks.sources import HmacHeader

HERE = Path(__file__).parent
EXAMPLE = HERE.parents[1] / "loopwell.example.toml"
CONTRACT = (HERE / "contract.toml").read_text(encoding="utf-8")
SMALL = (HERE / "small.toml").read_text(encoding="utf-8")
ENVIRON = dict.fromkeys(
    ("DELIGHTED_SECRET", "NPS_TOKEN", "TYPEFORM_SECRET", "HELPDESK_SECRET", "SHOP_SECRET"), "hunter2"
) | {"KIOSK_TOKEN": "hunter2hunter2"}


def policy(text: str, environ: dict[str, str] = ENVIRON) -> Policy:
    return policy_of(tomllib.loads(text), environ, PROVIDERS, "loopwell.toml")


def test_every_key_of_the_contract_means_what_it_says() -> None:
    found = policy(CONTRACT)
    (source,), (support, _), (route,) = found.sources, found.teams, found.routes

    assert (source.secret, source.token, source.scale) == ("hunter2", "hunter2", Scale(0, 10))
    assert support.hours is not None
    assert len(support.hours.days[0]) == 2
    assert (route.when.band, route.when.touch) == ((Band.DETRACTOR,), (Touch.HIGH,))
    assert found.limits == USUAL_LIMITS
    assert found.delivery.storm_after == timedelta(seconds=30)
    assert found.bands == USUAL_THRESHOLDS


def test_what_is_left_out_keeps_its_usual_value() -> None:
    found = policy(SMALL + '[limits.high]\nclaim = "2h"\n[bands]\nnps = { detractor = [0, 7] }')

    assert found.limits[Touch.HIGH].claim == timedelta(hours=2)
    assert found.limits[Touch.HIGH].contact == USUAL_LIMITS[Touch.HIGH].contact
    assert found.limits[Touch.LOW] == USUAL_LIMITS[Touch.LOW]
    assert found.bands == {**USUAL_THRESHOLDS, Metric.NPS: Thresholds(7, 9)}
    assert found.company.timezone == "UTC"


def test_the_example_in_the_repository_can_be_copied_as_it_stands() -> None:
    found = read_policy(EXAMPLE, {"DELIGHTED_SECRET": "x"}, PROVIDERS)

    assert [team.name for team in found.teams] == ["support", "key-accounts"]


def test_every_example_that_is_commented_out_can_be_switched_on(tmp_path: Path) -> None:
    path = tmp_path / "loopwell.toml"
    path.write_text(re.sub(r"^#(?=\S)", "", EXAMPLE.read_text(encoding="utf-8"), flags=re.MULTILINE), encoding="utf-8")
    found = read_policy(path, ENVIRON, PROVIDERS)

    assert {source.provider for source in found.sources} == {"delighted", "typeform", "generic"}
    assert any(isinstance(source.signature, HmacHeader) for source in found.sources)
    assert found.bands == USUAL_THRESHOLDS


def test_a_missing_file_points_to_the_example_and_to_the_demo(tmp_path: Path) -> None:
    with pytest.raises(Broken, match=r"no such file\. Copy loopwell\.example\.toml .*`make demo`"):
        read_policy(tmp_path / "loopwell.toml", {}, PROVIDERS)


@pytest.mark.parametrize(
    ("content", "hint"),
    [
        (b"a = 1\nb = = 2\n", "line 2, column 5: is not TOML"),
        (b'secret = "hunter2', "is not TOML"),
        (b"[company]\n[company]\n", "line 2"),
        (b"a = \xff\n", "UTF-8"),
        (b"a = " + b"[" * 100_000, "nested too deeply"),
    ],
)
def test_a_file_that_is_no_toml_is_told_with_its_line(tmp_path: Path, content: bytes, hint: str) -> None:
    path = tmp_path / "loopwell.toml"
    path.write_bytes(content)
    with pytest.raises(Broken) as broken:
        read_policy(path, {}, PROVIDERS)

    (told,) = map(str, broken.value.problems)
    assert str(path) in told
    assert hint in told
    assert "hunter2" not in told


def test_a_folder_in_place_of_the_file_is_told(tmp_path: Path) -> None:
    with pytest.raises(Broken, match="cannot be read"):
        read_policy(tmp_path, {}, PROVIDERS)


def test_a_file_saved_by_a_windows_editor_is_read(tmp_path: Path) -> None:
    path = tmp_path / "loopwell.toml"
    path.write_bytes(b"\xef\xbb\xbf" + SMALL.replace("\n", "\r\n").encode())

    assert read_policy(path, {}, PROVIDERS).company.name == "Acme"
