"""The `python -m qa` commands: ask, eval, verify, feedback, doctor, backup, source."""

import argparse
import json
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, TextIO

from index.errors import InterviewError, SourceError

if TYPE_CHECKING:
    from qa.answer import Answer
    from qa.assistant import Assistant
    from qa.verify import Verified

EXIT_FAILED, EXIT_USAGE, EXIT_INTERRUPTED = 1, 2, 130


def build_parser() -> argparse.ArgumentParser:
    """Return the parser of every command."""
    parser = argparse.ArgumentParser(prog="python -m qa", description="Ask interviews questions.")
    commands = parser.add_subparsers(dest="command", required=True)
    common = argparse.ArgumentParser(add_help=False)
    common.add_argument("--index", default="data/index", help="the index folder (%(default)s)")
    common.add_argument("--encoder", help="the model the index was built with")
    common.add_argument("--threads", type=int, help="processor threads to use (all)")
    common.add_argument(
        "--threshold",
        type=float,
        metavar="P",
        help="confidence, 0 to 1, below which no answer is given",
    )

    ask = commands.add_parser("ask", parents=[common], help="answer one question or a file of them")
    ask.add_argument("question", nargs="?")
    ask.add_argument("--history", action="append", default=[], metavar="Q", help="earlier question")
    ask.add_argument("--interview", metavar="ID", help="ask this interview only")
    ask.add_argument("--json", action="store_true", help="print the whole answer as JSON")
    ask.add_argument("--batch", type=Path, metavar="FILE", help="one question a line, as JSON")
    ask.set_defaults(run=run_ask)

    evaluation = commands.add_parser("eval", parents=[common], help="measure on a question set")
    evaluation.add_argument("questions", type=Path)
    evaluation.add_argument("--json", action="store_true", help="print the figures as JSON")
    evaluation.set_defaults(run=run_eval)

    verification = commands.add_parser(
        "verify", parents=[common], help="find out whether a quotation was said"
    )
    verification.add_argument("text", help="a sentence, or a text with quotations in it")
    verification.add_argument("--interview", metavar="ID", help="look in this interview only")
    verification.add_argument("--json", action="store_true", help="print everything as JSON")
    verification.set_defaults(run=run_verify)

    feedback = commands.add_parser("feedback", help="print what askers voted, as a question set")
    feedback.add_argument("--feedback", type=Path, default=Path("data/feedback.sqlite"))
    feedback.set_defaults(run=run_feedback)

    doctor = commands.add_parser(
        "doctor", parents=[common], help="check everything and say what to do"
    )
    doctor.add_argument("--json", action="store_true", help="print the findings as JSON")
    doctor.add_argument("--feedback", type=Path, default=Path("data/feedback.sqlite"))
    doctor.set_defaults(run=run_doctor)

    backup = commands.add_parser("backup", help="copy an index, also while it is written to")
    backup.add_argument("target", type=Path, metavar="DIR", help="a folder that is made for it")
    backup.add_argument("--index", type=Path, default=Path("data/index"))
    backup.set_defaults(run=run_backup)

    source = commands.add_parser("source", parents=[common], help="print what spans refer to")
    source.add_argument("interview")
    source.set_defaults(run=run_source)
    return parser


def _open(arguments: argparse.Namespace) -> "Assistant":
    from qa.assistant import Assistant, Settings

    return Assistant.open(
        arguments.index,
        encoder=arguments.encoder,
        threads=arguments.threads,
        settings=Settings.with_threshold(arguments.threshold),
    )


def run_ask(arguments: argparse.Namespace, out: TextIO) -> None:
    """Answer the question on the command line, or every line of the batch file."""
    if (arguments.question is None) == (arguments.batch is None):
        raise SystemExit(_usage("give either a QUESTION or --batch FILE"))
    if arguments.batch is not None:
        for line in answer_batch(arguments):
            print(json.dumps(line, ensure_ascii=False), file=out, flush=True)
        return
    from qa.question import read_question

    # A question that cannot be asked should not cost the loading of a model.
    read_question(arguments.question)
    with _open(arguments) as assistant:
        answer = assistant.ask(arguments.question, arguments.history, arguments.interview)
    if arguments.json:
        print(json.dumps(answer.to_dict(), ensure_ascii=False, indent=2), file=out)
    else:
        print(readable(answer), file=out)


def readable(answer: "Answer") -> str:
    """Return an answer for a terminal: the text, then one line for each citation."""
    from index.normal import language_of
    from qa.wording import label

    lines = [answer.answer, ""] if answer.citations else [answer.answer]
    if answer.abstention and answer.abstention.nearest:
        nearest = answer.abstention.nearest
        language = language_of(answer.question)
        lines += [f"{label('nearest', language)}{nearest.question}", nearest.url]
    for citation in answer.citations:
        where = " · ".join(
            filter(None, (citation.section, citation.speaker, f"#p{citation.paragraph}"))
        )
        spans = ", ".join(f"{start}-{end}" for start, end in citation.spans)
        lines.append(f"[{citation.n}] {citation.source} · {where} · {spans}")
    return "\n".join(lines)


def _batch_lines(path: Path) -> Iterator[tuple[int, str]]:
    try:
        with path.open(encoding="utf-8") as file:
            for number, line in enumerate(file, 1):
                if line.strip():
                    yield number, line
    except (OSError, UnicodeDecodeError) as error:
        raise SourceError(f"Cannot read the batch file {path}: {error}.") from None


def answer_batch(arguments: argparse.Namespace) -> Iterator[dict[str, Any]]:
    """Yield one answer for each line of the batch file, in order; a bad line yields its error."""
    if not arguments.batch.is_file():
        raise SourceError(f"No batch file at {arguments.batch}: check the path.")
    with _open(arguments) as assistant:
        for number, line in _batch_lines(arguments.batch):
            yield _answer_line(assistant, number, line)


def _answer_line(assistant: "Assistant", number: int, line: str) -> dict[str, Any]:
    from qa.evaluate import scope_of

    entry: Any = None
    try:
        entry = json.loads(line)
        if not isinstance(entry, dict) or not isinstance(entry.get("question"), str):
            raise SourceError(f'Line {number} needs a "question" that is text.')
        answer = assistant.ask(entry["question"], entry.get("history") or (), scope_of(entry))
    except json.JSONDecodeError as error:
        return {"id": None, "error": f"Line {number} is not JSON: {error.msg}."}
    except InterviewError as error:
        return {"id": entry.get("id") if isinstance(entry, dict) else None, "error": str(error)}
    return {"id": entry.get("id")} | answer.to_dict()


def run_eval(arguments: argparse.Namespace, out: TextIO) -> None:
    """Print the figures of one question set."""
    from qa.evaluate import evaluate, read_questions, table

    questions = read_questions(arguments.questions)
    with _open(arguments) as assistant:
        figures = evaluate(assistant, questions)
    print(json.dumps(figures, indent=2) if arguments.json else table(figures), file=out)


def run_verify(arguments: argparse.Namespace, out: TextIO) -> None:
    """Print where each quotation was said; exit with 1 when one was not said like that."""
    from index.store import Store
    from qa.verify import verify

    with Store.open(arguments.index, encoder_fingerprint=None, dimension=None) as store:
        found = verify(arguments.text, store, arguments.interview)
    if arguments.json:
        lines = [each.to_dict() for each in found]
        print(json.dumps(lines, ensure_ascii=False, indent=2), file=out)
    else:
        print("\n\n".join(_verdict(each) for each in found), file=out)
    if any(each.status != "exact" for each in found):
        raise SystemExit(EXIT_FAILED)


def _verdict(found: "Verified") -> str:
    """Return one quotation's outcome for a terminal, differences as [-missing-] and {+added+}."""
    signs = {"same": "{}", "missing": "[-{}-]", "added": "{{+{}+}}"}
    lines = [f"{found.status}: {found.quoted}"]
    if found.differences:
        lines.append("  " + "".join(signs[mark].format(text) for mark, text in found.differences))
    if found.words:
        spans = ", ".join(f"{start}-{end}" for start, end in found.spans)
        speaker = f"{found.speaker} · " if found.speaker else ""
        lines.append(f"  {found.interview} · {speaker}#p{found.paragraph} · {spans}")
        lines.append(f"  {found.words}")
    return "\n".join(lines)


def run_feedback(arguments: argparse.Namespace, out: TextIO) -> None:
    """Print every vote as a line of a question set."""
    from qa.feedback import FeedbackStore

    if not arguments.feedback.is_file():
        raise SourceError(f"No feedback file at {arguments.feedback}: nobody has voted yet.")
    for entry in FeedbackStore(arguments.feedback).entries():
        print(json.dumps(entry, ensure_ascii=False), file=out)


def run_doctor(arguments: argparse.Namespace, out: TextIO) -> None:
    """Print what was found; exit with 1 when something keeps questions from being answered."""
    from qa.doctor import as_json, examined, told

    findings = list(examined(arguments.index, arguments.encoder, arguments.feedback))
    report = as_json(findings)
    if arguments.json:
        print(json.dumps(report, ensure_ascii=False, indent=2), file=out)
    else:
        print(told(findings), file=out)
    if not report["ok"]:
        raise SystemExit(EXIT_FAILED)


def run_backup(arguments: argparse.Namespace, out: TextIO) -> None:
    """Copy an index to a new folder and say how large it is."""
    from index.backup import back_up

    size = back_up(arguments.index, arguments.target)
    print(f"{arguments.target} holds the index, {size / 2**20:,.1f} MB, checked.", file=out)


def run_source(arguments: argparse.Namespace, out: TextIO) -> None:
    """Print the canonical source text of one interview, exactly, without a line end added."""
    from index.store import Store

    with Store.open(arguments.index, encoder_fingerprint=None, dimension=None) as store:
        text = store.interview(arguments.interview).text
    # The text layer would translate line ends and choke on what the terminal cannot show.
    out.flush()
    if hasattr(out, "buffer"):
        out.buffer.write(text.encode("utf-8", "surrogatepass"))
        out.buffer.flush()
    else:
        out.write(text)


def _usage(problem: str) -> int:
    print(f"python -m qa: {problem}; see python -m qa ask --help", file=sys.stderr)
    return EXIT_USAGE


def main(argv: Sequence[str] | None = None) -> int:
    """Run one command; return the exit code."""
    arguments = build_parser().parse_args(argv)
    try:
        arguments.run(arguments, sys.stdout)
    except InterviewError as error:
        print(error, file=sys.stderr)
        return EXIT_FAILED
    except KeyboardInterrupt:
        print("Stopped.", file=sys.stderr)
        return EXIT_INTERRUPTED
    except BrokenPipeError:
        # The reader of a pipe (`| head`) has seen enough.
        sys.stderr.close()
        return 0
    return 0


if __name__ == "__main__":
    sys.exit(main())
