import os
import re
import shutil
import signal
import subprocess
import sys
from pathlib import Path

import pytest
from hashing_encoder import HashingEncoder

import ingest
from index.store import Store

ROOT = Path(__file__).resolve().parent.parent
TALK = (
    "The harbour\n\nHost: When did it open?\n\nAnna: It opened in 1931.\n\n"
    "Host: By whom was it dug?\n\nAnna: By the people of the town.\n"
)


@pytest.fixture(autouse=True)
def _hashing(monkeypatch):
    monkeypatch.setattr(
        "index.encoder.load_encoder",
        lambda name, **_: HashingEncoder(name=name or "hashing"),
    )


@pytest.fixture
def talk(tmp_path):
    """One interview file."""
    path = tmp_path / "harbour.txt"
    path.write_text(TALK)
    return path


def run(capsys, *arguments):
    """Run the command here; return its exit code, output and errors."""
    code = ingest.main([str(argument) for argument in arguments])
    captured = capsys.readouterr()
    return code, captured.out, captured.err


def test_the_last_line_counts(talk, tmp_path, capsys):
    """The last line says what was done and what the index now holds."""
    code, output, errors = run(capsys, talk, "--index", tmp_path / "index")
    last = output.splitlines()[-1]
    assert (code, errors) == (0, "")
    assert re.fullmatch(
        r"added 1, changed 0, unchanged 0, removed 0, failed 0 — 1 interview, 5 paragraphs, "
        rf"5 units in {tmp_path}/index \(\d+\.\d s\)",
        last,
    )


def test_what_was_detected_is_shown(talk, tmp_path, capsys):
    """Title, speakers with their roles, and counts stand under the file's name."""
    _, output, _ = run(capsys, talk, "--index", tmp_path / "index")
    assert f"added {talk}\n  harbour: The harbour | " in output
    assert "Host (interviewer)" in output
    assert "Anna (interviewee)" in output
    assert "2 questions, 2 answers, 5 paragraphs" in output


def test_an_unchanged_file_is_only_counted(talk, tmp_path, capsys):
    """The second time there is one line."""
    run(capsys, talk, "--index", tmp_path / "index")
    code, output, _ = run(capsys, talk, "--index", tmp_path / "index")
    assert code == 0
    assert len(output.splitlines()) == 1
    assert "unchanged 1" in output


def test_a_file_that_fails_gives_1_and_keeps_the_others(talk, tmp_path, capsys):
    """A bad file is named on the error stream, the good one is in, and the exit code is 1."""
    (tmp_path / "empty.txt").write_text(" \n")
    code, output, errors = run(
        capsys,
        talk,
        tmp_path / "empty.txt",
        tmp_path / "nowhere.txt",
        "--index",
        tmp_path / "index",
    )
    assert code == 1
    assert "added 1" in output
    assert "failed 2" in output
    assert len(errors.splitlines()) == 2
    assert "empty.txt is empty" in errors
    assert "nowhere.txt" in errors


@pytest.mark.parametrize("what", ["missing", "empty folder", "foreign index", "encoder"])
def test_what_stops_everything_is_one_sentence(talk, tmp_path, capsys, what):
    """Each of these gives exit code 1, one line that names the place, and no traceback."""
    path, index, more = talk, tmp_path / "index", []
    if what == "missing":
        path = tmp_path / "nowhere"
    elif what == "empty folder":
        path = tmp_path / "nothing"
        path.mkdir()
    elif what == "foreign index":
        index = tmp_path / "taken"
        index.mkdir()
        (index / "thesis.doc").write_text("x")
    else:
        run(capsys, talk, "--index", index)
        more = ["--encoder", "another"]
    code, output, errors = run(capsys, path, "--index", index, *more)
    assert (code, output) == (1, "")
    assert len(errors.splitlines()) == 1
    assert str(path if what in {"missing", "empty folder"} else index) in errors


def test_prune_removes(talk, tmp_path, capsys):
    """--prune takes out a file that was deleted and says so."""
    index = tmp_path / "index"
    run(capsys, talk, "--index", index)
    talk.unlink()
    code, output, _ = run(capsys, talk, "--index", index, "--prune")
    assert code == 0
    assert output.splitlines()[0] == f"removed {talk}"
    assert "removed 1, failed 0 — 0 interviews" in output


def test_an_interruption_is_one_sentence(talk, tmp_path, capsys, monkeypatch):
    """Ctrl-C ends with exit code 130 and no traceback, and the index opens."""

    def interrupted(*_, **__):
        raise KeyboardInterrupt

    run(capsys, talk, "--index", tmp_path / "index")
    talk.write_text(TALK + "\nAnna: More.\n")
    monkeypatch.setattr(HashingEncoder, "passages", interrupted)
    code, _, errors = run(capsys, talk, "--index", tmp_path / "index")
    assert code == 130
    assert errors.startswith("Stopped")
    assert len(errors.splitlines()) == 1
    with Store.open(tmp_path / "index") as store:
        assert store.interview("harbour").text == TALK


def test_usage_errors_give_2(capsys):
    """An unknown option is a usage error."""
    with pytest.raises(SystemExit) as stopped:
        ingest.main(["--no-such-option"])
    assert stopped.value.code == 2
    assert "usage" in capsys.readouterr().err


def command(*arguments, **options):
    """Run the real command in a process of its own."""
    return subprocess.run(
        [sys.executable, str(ROOT / "ingest.py"), *map(str, arguments)],
        capture_output=True,
        text=True,
        cwd=ROOT,
        check=False,
        **options,
    )


def test_help_loads_nothing_heavy():
    """--help names the options without importing a model library."""
    code = (
        "import sys, ingest\n"
        "try:\n    ingest.main(['--help'])\nexcept SystemExit as stop:\n    print(stop.code)\n"
        "heavy = {'torch', 'faiss', 'onnxruntime', 'numpy', 'opencc', 'sentence_transformers'}\n"
        "print(sorted(heavy & set(sys.modules)))"
    )
    output = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, cwd=ROOT, check=True
    ).stdout
    assert "--prune" in output
    assert output.endswith("0\n[]\n")


def test_the_real_command_ingests_the_default_interview(tmp_path):
    """With the bundled encoder, in a process of its own, the interview gets in."""
    done = command("--index", tmp_path / "index", env={**os.environ, "OMP_NUM_THREADS": "1"})
    assert (done.returncode, done.stderr) == (0, "")
    assert "shandong-miit" in done.stdout
    assert "added 1," in done.stdout.splitlines()[-1]


def test_a_reader_that_goes_away_is_no_traceback(talk, tmp_path):
    """When the output is closed early nothing is printed about it."""
    process = subprocess.Popen(
        [sys.executable, str(ROOT / "ingest.py"), str(talk), "--index", str(tmp_path / "index")],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    process.stdout.close()
    assert "Traceback" not in process.stderr.read()
    process.wait()


@pytest.mark.slow
def test_ctrl_c_in_the_real_command(tmp_path):
    """SIGINT while a large file is embedded ends with 130, one sentence and a whole index."""
    folder = tmp_path / "talks"
    folder.mkdir()
    shutil.copy(ROOT / "data" / "interviews" / "shandong-miit.txt", folder / "a.txt")
    (folder / "b.txt").write_text("\n\n".join(f"Sentence {n} of many." for n in range(9000)))
    # Tests started in the background inherit that SIGINT is ignored; a terminal's command does not.
    process = subprocess.Popen(
        ["env", "--default-signal=INT", sys.executable, "-u", str(ROOT / "ingest.py"), str(folder),
         "--index", str(tmp_path / "index")],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
    )  # fmt: skip
    assert process.stdout.readline().startswith("added")
    process.send_signal(signal.SIGINT)
    _, errors = process.communicate()
    assert process.returncode == 130
    assert errors.splitlines()[-1].startswith("Stopped")
    assert "Traceback" not in errors
    with Store.open(tmp_path / "index") as store:
        assert [each.id for each in store.interviews()] == ["a"]
