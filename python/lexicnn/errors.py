"""The errors of lexicnn, one class a kind.

Each derives from :class:`Error` and from the built-in exception that a Python programmer would expect. The
message is the C++ library's: one sentence that says what is wrong, where, and what to do.
"""

from __future__ import annotations


class Error(Exception):
    """Every error of lexicnn."""

    #: The stable name of the kind, as the command shows it, e.g. ``"output-exists"``.
    kind: str = ""


class InvalidOptionError(Error, ValueError):
    """An option is outside its legal range, or two options contradict each other."""

    kind = "invalid-option"


class InvalidInputError(Error, ValueError):
    """Data of the wrong shape or meaning: lengths that differ, an unknown class, …"""

    kind = "invalid-input"


class NotFiniteError(Error, ValueError):
    """A NaN or an infinity among the activations."""

    kind = "not-finite"


class OneClassError(Error, ValueError):
    """Nothing to compare with: the rest of a class is empty."""

    kind = "one-class"


class FileMissingError(Error, FileNotFoundError):
    """An input does not exist or cannot be read."""

    kind = "file-missing"


class OutputExistsError(Error, FileExistsError):
    """An output exists and overwriting was not asked for."""

    kind = "output-exists"


class CannotResumeError(Error, RuntimeError):
    """What an interrupted run left is of another run, or damaged."""

    kind = "cannot-resume"


class OutputUnwritableError(Error, OSError):
    """An output cannot be created or written: rights, a full disk, a reader's lock."""

    kind = "output-unwritable"


class InvalidFileError(Error, ValueError):
    """A file exists but is not what it should be."""

    kind = "invalid-file"


class InvalidModelError(Error, ValueError):
    """A network that cannot be read or has nothing to tap."""

    kind = "invalid-model"


class InvalidImageError(Error, ValueError):
    """One image that cannot be decoded."""

    kind = "invalid-image"


class NoImagesError(Error, ValueError):
    """An image set without a single usable image."""

    kind = "no-images"


class MemoryLimitError(Error, MemoryError):
    """The memory ceiling is below the stated minimum."""

    kind = "memory-limit"


class EngineError(Error, RuntimeError):
    """The inference engine refused or failed."""

    kind = "engine"


class CancelledError(Error, RuntimeError):
    """The caller asked to stop."""

    kind = "cancelled"


#: The class of each kind, by its name.
BY_KIND: dict[str, type[Error]] = {each.kind: each for each in Error.__subclasses__()}
