"""Templates are compiled once in a process of tests, though each test has an application of its own."""

from functools import partial
from types import CodeType

from jinja2 import BytecodeCache, Environment
from jinja2.bccache import Bucket


class CompiledTemplates(BytecodeCache):
    """What Jinja has compiled in this process."""

    def __init__(self) -> None:
        self._kept: dict[str, CodeType] = {}

    def load_bytecode(self, bucket: Bucket) -> None:
        """Fill a bucket with what was compiled of its template, if it was."""
        if bucket.key in self._kept:
            bucket.code = self._kept[bucket.key]

    def dump_bytecode(self, bucket: Bucket) -> None:
        """Keep what was compiled."""
        assert bucket.code
        self._kept[bucket.key] = bucket.code


ENVIRONMENT = partial(Environment, bytecode_cache=CompiledTemplates())
