"""What a person states about an interview: front matter at its head, or a side file beside it.

    ---                              talk.srt, and beside it talk.meta.yaml or talk.meta.json:
    title: A winter on the ice       title: A winter on the ice
    date: 2021-01-20                 speakers:
    speakers:                          SPEAKER_00: {name: Ann Lee, role: interviewer}
      Ann: interviewer                 SPEAKER_01: Bob Ray, interviewee
    ---                                Note: none

Values are always texts. What a side file says wins over the front matter, and both over what was
detected.
"""

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import PurePath
from typing import Any, Literal, get_args

from index.blocks import Span
from index.decoding import decode
from index.errors import SourceError
from index.roles import Role, role_word

StatedRole = Literal["interviewer", "interviewee", "other", "none", ""]

SIDE_SUFFIXES = (".meta.yaml", ".meta.yml", ".meta.json")
_LARGEST_SIDE = 1 << 20
_MOST_LINES = 200  # of front matter
_ALIASES: dict[str, tuple[str, ...]] = {
    "title": ("title", "标题", "標題", "题目", "題目"),
    "subtitle": ("subtitle", "副标题", "副標題"),
    "date": ("date", "日期", "时间", "時間"),
    "place": ("place", "location", "地点", "地點"),
    "outlet": ("outlet", "publication", "媒体", "媒體", "来源", "來源"),
    "column": ("column", "series", "栏目", "欄目"),
    "reporter": ("reporter", "author", "by", "记者", "記者", "作者"),
    "photographer": ("photographer", "photo", "摄影", "攝影"),
    "interviewer": ("interviewer", "采访者", "採訪者", "主持人"),
    "interviewee": ("interviewee", "guest", "受访者", "受訪者", "嘉宾", "嘉賓"),
    "position": ("position", "职务", "職務"),
    "speakers": ("speakers", "说话人", "說話人", "发言人", "發言人"),
}
_KEYS = {alias: key for key, aliases in _ALIASES.items() for alias in aliases}
_FRONT = re.compile(
    r"\ufeff?---[ \t]*\r?\n(?P<body>.*?)^(?:---|\.\.\.)[ \t]*(?:\r?\n|\Z)", re.DOTALL | re.MULTILINE
)
_KNOWN_LINE = re.compile(rf"^(?:{'|'.join(map(re.escape, _KEYS))})[ \t]*[:：]", re.I | re.M)
_NAME_AND_ROLE = re.compile(r"(?P<name>.+?)\s*(?:[,，;；]\s*|[(（])(?P<role>[^()（）]+?)\s*[)）]?")
_NO_ROLE = frozenset({"none", "no", "无", "無", "不是"})


@dataclass(frozen=True, slots=True)
class Field:
    """One stated value; `span` is where the document itself says it, None in a side file."""

    key: str
    value: str
    span: Span | None = None


@dataclass(frozen=True, slots=True)
class Voice:
    """A label of the text, the name to show for it and its role; "none": nobody's label."""

    label: str
    name: str
    role: StatedRole


@dataclass(frozen=True, slots=True)
class Stated:
    """Everything stated about one interview, in the order it was written."""

    fields: tuple[Field, ...] = ()
    voices: tuple[Voice, ...] = ()

    def value(self, key: str) -> str:
        """Return the first value of a key, "" when it is not stated."""
        return next((each.value for each in self.fields if each.key == key), "")

    def corrected_by(self, other: "Stated") -> "Stated":
        """Return both, where they differ as the other has it."""
        keys = {each.key for each in other.fields}
        labels = {each.label for each in other.voices}
        return Stated(
            (*(each for each in self.fields if each.key not in keys), *other.fields),
            (*(each for each in self.voices if each.label not in labels), *other.voices),
        )

    @property
    def names(self) -> Mapping[str, str]:
        """The name to show for each label."""
        return {each.label: each.name for each in self.voices}

    @property
    def not_labels(self) -> frozenset[str]:
        """What looks like a label and is none."""
        return frozenset(each.label for each in self.voices if each.role == "none")

    @property
    def roles(self) -> dict[str, Role]:
        """The stated role of each name."""
        roles: dict[str, Role] = {
            each.value: each.key  # type: ignore[misc]  # the keys are roles
            for each in self.fields
            if each.key in {"interviewer", "interviewee"}
        }
        return roles | {
            each.name: each.role for each in self.voices if each.role not in {"none", ""}
        }  # type: ignore[return-value]  # what is left are roles


def side_names(name: str) -> Iterator[str]:
    """Yield the names that the side file of a file may have, the most particular first."""
    for stem in (name, PurePath(name).stem):
        yield from (stem + suffix for suffix in SIDE_SUFFIXES)


def read_side_file(where: str, data: bytes) -> Stated:
    """Return what a side file states; raises SourceError when it cannot be understood."""
    if len(data) > _LARGEST_SIDE:
        raise SourceError(f"{where} is too large to be a side file: keep it below 1 MB.")
    text, _ = decode(data, where)
    if where.lower().endswith(".json"):
        try:
            values = json.loads(text)
        except (ValueError, RecursionError) as error:
            raise SourceError(f"{where} is not JSON ({error}): correct it.") from None
    else:
        values = _yaml(text, where)
    return _stated(values, where, {})


def read_front_matter(text: str, where: str) -> tuple[Stated, int]:
    """Return what the front matter states and where the text behind it begins.

    A block between rules that names nothing known is text like any other. Raises SourceError when
    front matter cannot be understood.
    """
    match = _FRONT.match(text)
    if match is None or match["body"].count("\n") > _MOST_LINES:
        return Stated(), 0
    if not _KNOWN_LINE.search(match["body"]):
        return Stated(), 0
    values = _yaml(match["body"], where)
    return _stated(values, where, _places(match["body"], match.start("body"))), match.end()


def _yaml(text: str, where: str) -> Any:
    import yaml

    try:
        # Everything stays the text that was written: a date is no date, "no" is not false. This
        # loader makes texts, lists and mappings, and nothing else.
        return yaml.load(text, Loader=yaml.BaseLoader)  # noqa: S506
    except (yaml.YAMLError, RecursionError) as error:
        mark = getattr(error, "problem_mark", None)
        line = f" line {mark.line + 1} of" if mark else ""
        raise SourceError(
            f"{where}:{line} what it states about the interview is not `key: value` with a blank "
            "after the colon: put values that contain a colon or begin with a sign in quotes."
        ) from None


def _places(text: str, offset: int) -> dict[str, list[Span]]:
    """Return where the values of each key stand, in order."""
    import yaml

    places: dict[str, list[Span]] = {}
    node = yaml.compose(text, Loader=yaml.BaseLoader)
    for key, value in node.value if isinstance(node, yaml.MappingNode) else ():
        several = value.value if isinstance(value, yaml.SequenceNode) else [value]
        for each in several:
            if isinstance(each, yaml.ScalarNode) and isinstance(key, yaml.ScalarNode):
                quoted = each.style in {"'", '"'}
                span = (each.start_mark.index + quoted, each.end_mark.index - quoted)
                places.setdefault(key.value, []).append((span[0] + offset, span[1] + offset))
    return places


def _stated(values: Any, where: str, places: Mapping[str, list[Span]]) -> Stated:
    if not isinstance(values, dict):
        raise SourceError(
            f"{where}: what it states about the interview must be `key: value` lines, with a "
            "half-width colon and a blank behind it: correct them."
        )
    fields: list[Field] = []
    voices: list[Voice] = []
    for name, value in values.items():
        key = _KEYS.get(str(name).strip().lower(), "")
        if key == "speakers":
            voices += _voices(value, where)
        elif key:
            several = value if isinstance(value, list) else [value]
            spans: list[Span | None] = [*places.get(str(name), ())]
            spans += [None] * (len(several) - len(spans))
            fields += [
                Field(key, str(each).strip(), span)
                for each, span in zip(several, spans, strict=False)
                if isinstance(each, str | int | float) and str(each).strip()
            ]
    return Stated(tuple(fields), tuple(voices))


def _voices(value: Any, where: str) -> Iterator[Voice]:
    pairs: list[tuple[Any, Any]] = (
        list(value.items()) if isinstance(value, dict) else [(None, each) for each in value]
        if isinstance(value, list) else [(None, value)]
    )  # fmt: skip
    for written, said in pairs:
        label = "" if written is None else str(written).strip()
        if isinstance(said, dict):
            name, role = str(said.get("name") or label), str(said.get("role") or "")
            label = str(said.get("label") or label)
        else:
            name, role = _name_and_role(str(said or ""), label)
        label = (label or name).strip()
        if label:
            yield Voice(label, name.strip() or label, _role(role, label, where))


def _name_and_role(said: str, label: str) -> tuple[str, str]:
    said = said.strip()
    if label and (not said or _known_role(said) is not None):
        return label, said
    match = _NAME_AND_ROLE.fullmatch(said)
    if match and _known_role(match["role"]) is not None:
        return match["name"], match["role"]
    return said, ""


def _known_role(said: str) -> StatedRole | None:
    plain = said.strip().lower()
    if plain in get_args(StatedRole):
        return plain  # type: ignore[return-value]  # one of the literals
    return "none" if plain in _NO_ROLE else role_word(plain) or None


def _role(said: str, label: str, where: str) -> StatedRole:
    role = _known_role(said)
    if role is None:
        raise SourceError(
            f"{where} gives '{label}' the role '{said}': use interviewer, interviewee, other or "
            "none."
        )
    return role
