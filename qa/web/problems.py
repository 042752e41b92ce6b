"""An error → a sentence in the language of the page."""

from index.errors import InterviewError, QuestionError, QuestionTooLong, UnknownInterview
from index.normal import Language
from qa.web.asking import Busy
from qa.web.loading import NotReady
from qa.wording import label

# The narrower kind stands before the wider one.
_LABELS: tuple[tuple[type[InterviewError], str], ...] = (
    (QuestionTooLong, "too_long"),
    (QuestionError, "empty"),
    (UnknownInterview, "unknown"),
    (NotReady, "not_ready"),
    (Busy, "busy"),
)


def explained(error: InterviewError, language: Language) -> str:
    """Return what went wrong and what to do; errors that only operators meet stay in English."""
    found = next((name for kind, name in _LABELS if isinstance(error, kind)), None)
    return label(found, language) if found else str(error)
