"""Every error a user can act on, in one tree.

    InterviewError                 anything this project reports in one sentence
    ├── SourceError                a file that cannot become an interview
    ├── StoreError                 the index on disk
    │   ├── IndexMissing           there is none where it was looked for
    │   ├── IndexForeign           the folder holds something else, or another version
    │   ├── IndexBusy              another process is writing to it
    │   └── EncoderMismatch        it was built with another encoder
    ├── EncoderError               the encoder cannot be loaded or gave unusable vectors
    ├── QuestionError              a question that cannot be asked (empty)
    │   └── QuestionTooLong        … or longer than is read
    └── UnknownInterview           no interview of that name is in the index

Messages are one sentence that says what is wrong, where, and what to do about it.
"""


class InterviewError(Exception):
    """Base of every error meant for the user; its text is shown as it is."""


class SourceError(InterviewError):
    """A file cannot be read as an interview."""


class StoreError(InterviewError):
    """The index on disk cannot be used."""


class IndexMissing(StoreError):
    """No index where one was looked for."""


class IndexForeign(StoreError):
    """The folder holds something that is not an index of ours, or of another version."""


class IndexBusy(StoreError):
    """Another process is writing to the index."""


class EncoderMismatch(StoreError):
    """The index was built with another encoder than the one asked for."""


class EncoderError(InterviewError):
    """The encoder cannot be loaded, or gave vectors that cannot be searched."""


class QuestionError(InterviewError):
    """A question that cannot be asked."""


class QuestionTooLong(QuestionError):
    """A question of more characters than are read."""


class UnknownInterview(InterviewError):
    """No interview of that name is in the index."""
