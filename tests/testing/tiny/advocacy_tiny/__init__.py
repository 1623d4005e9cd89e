"""The example of docs/writing-a-room.md: a room for a CRM that was made up, small enough to be read at once."""

from .subject import SUBJECT

__all__ = ["SUBJECT"]
