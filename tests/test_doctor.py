import json
import shutil
import sqlite3
from collections import namedtuple

import pytest

from index.errors import EncoderError
from index.schema import DATABASE
from index.seal import SEAL
from qa import doctor, index_health
from qa.__main__ import main
from tests.conftest import ROOT

Usage = namedtuple("Usage", "total used free")


@pytest.fixture
def index(default_index, tmp_path):
    """A copy of the default index that a test may harm."""
    return shutil.copytree(default_index, tmp_path / "index")


@pytest.fixture
def check(index, tmp_path):
    """Run the doctor; return its findings by subject."""

    def run(index=index, encoder=None):
        found = doctor.examined(str(index), encoder, tmp_path / "feedback.sqlite")
        return {each.subject: each for each in found}

    return run


def test_a_healthy_installation(check):
    """Everything is looked at, nothing is a problem, and what is well needs no advice."""
    findings = check()
    assert {
        "python", "packages", "model encoder", "model reader", "settings", "index", "files",
        "disk", "feedback", "fonts",
    } <= set(findings)  # fmt: skip
    assert not [each for each in findings.values() if each.state == "problem"]
    assert not [each for each in findings.values() if each.state == "ok" and each.advice]
    assert findings["index"].found.startswith("every byte")


def damage(index):
    content = bytearray((index / DATABASE).read_bytes())
    content[len(content) // 2] ^= 8
    (index / DATABASE).write_bytes(content)


def age(index):
    with sqlite3.connect(index / DATABASE) as db:
        db.execute("PRAGMA user_version = 1")


@pytest.mark.parametrize(
    ("harm", "state", "found"),
    [
        (damage, "problem", "damaged"),
        (age, "problem", "older version"),
        (shutil.rmtree, "problem", "no index"),
        (lambda index: (index / SEAL).unlink(), "warning", "not sealed"),
    ],
)
def test_what_is_wrong_with_an_index_comes_with_the_command(check, index, harm, state, found):
    """Damage, age, absence and a missing seal are told apart."""
    harm(index)
    finding = check()["index"]
    assert finding.state == state
    assert found in finding.found
    assert "ingest.py" in finding.advice


def test_the_index_of_another_encoder_is_told(check, index):
    """The sentence names both encoders."""
    with sqlite3.connect(index / DATABASE) as db:
        db.execute("UPDATE meta SET encoder = 'another'")
    (index / SEAL).unlink()
    finding = check()["index"]
    assert finding.state == "problem"
    assert "'another'" in finding.found
    assert "--encoder" in finding.advice


def test_an_encoder_that_is_not_there_is_told(check, monkeypatch):
    """A wrong --encoder is a problem before anybody asks."""

    def refuse(name, **_):
        raise EncoderError(f"Cannot load the encoder '{name}': give the folder of a model.")

    monkeypatch.setattr("index.encoder.load_encoder", refuse)
    finding = check(encoder="/no/such/model")["index"]
    assert (finding.state, finding.advice) == ("problem", "give the folder of a model")


def test_files_that_changed_or_went_are_told(check, index):
    """What the index still quotes but the disk no longer holds is named."""
    with sqlite3.connect(index / DATABASE) as db:
        db.execute("UPDATE sources SET sha256 = 'x'")
    (index / SEAL).unlink()
    changed = check()["files"]
    assert (changed.state, "changed" in changed.found) == ("warning", True)
    assert "ingest.py" in changed.advice
    with sqlite3.connect(index / DATABASE) as db:
        db.execute(
            "UPDATE sources SET path = ?", ("/gone/\udcff\nx.txt".encode("utf-8", "surrogatepass"),)
        )
    gone = check()["files"]
    assert (gone.state, "--prune" in gone.advice, "\n" in gone.found) == ("warning", True, False)


def test_models_and_packages_are_compared_with_what_belongs_here(check, tmp_path, monkeypatch):
    """A damaged model file, a missing package and another version are each named."""
    home = tmp_path / "home"
    for name in ("encoder", "reader"):
        (home / "models" / name).mkdir(parents=True)
        source = ROOT / "models" / name
        for line in (source / "SHA256SUMS").read_text().splitlines():
            (home / "models" / name / line.partition("  ")[2]).write_bytes(b"not the model")
        shutil.copy(source / "SHA256SUMS", home / "models" / name)
    pins = home / "requirements.txt"
    monkeypatch.setattr(doctor, "ROOT", home)
    pins.write_text("numpy==0.0.1\n")
    findings = check()
    assert findings["model encoder"].state == findings["model reader"].state == "problem"
    assert "git checkout" in findings["model reader"].advice
    assert findings["packages"].state == "warning"
    assert "numpy" in findings["packages"].found
    pins.write_text("no-such-package[extra]==1.0\n")
    shutil.rmtree(home / "models")
    findings = check()
    assert (findings["packages"].state, findings["model encoder"].state) == ("problem", "problem")
    assert "no-such-package" in findings["packages"].found


def test_a_disk_that_fills_up_is_told_before_it_is_full(check, monkeypatch):
    """Less free space than a change may need is a warning."""
    monkeypatch.setattr(index_health.shutil, "disk_usage", lambda _: Usage(10, 5, 2**20))
    assert check()["disk"].state == "warning"


def test_a_broken_feedback_file_is_a_problem(check, tmp_path):
    """Votes that cannot be read are told, and what to do with the file."""
    (tmp_path / "feedback.sqlite").write_bytes(b"no database" * 400)
    finding = check()["feedback"]
    assert (finding.state, "move" in finding.advice) == ("problem", True)


def test_missing_fonts_are_told(check, monkeypatch):
    """Without a Chinese font the page on this machine would show boxes."""
    monkeypatch.setattr(doctor.shutil, "which", lambda _: "/bin/true")
    assert "fonts-noto-cjk" in check()["fonts"].advice


def test_the_command_gives_0_or_1_and_json(index, capsys, tmp_path):
    """--json is one object; 1 is for problems only."""
    command = ["doctor", "--index", str(index), "--feedback", str(tmp_path / "none")]
    assert main(command) == 0
    assert "index" in capsys.readouterr().out
    damage(index)
    with pytest.raises(SystemExit) as stopped:
        main([*command, "--json"])
    assert stopped.value.code == 1
    report = json.loads(capsys.readouterr().out)
    assert report["ok"] is False
    assert "problem" in {each["state"] for each in report["findings"]}
