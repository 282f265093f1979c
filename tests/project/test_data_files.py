"""The words and rules that are kept as data: YAML takes the last of two entries of one name, and says nothing."""

from pathlib import Path
from typing import Any

import pytest
import yaml

ROOT = Path(__file__).parents[2]
FILES = sorted(file for layer in ("api", "schema", "seed") for file in (ROOT / layer).rglob("*.yaml"))


class UniqueKeys(yaml.SafeLoader):
    """Refuses a mapping with two entries of one name."""

    def construct_mapping(self, node: yaml.MappingNode, deep: bool = False) -> dict[Any, Any]:
        """Return a mapping."""
        names = [self.construct_object(key, deep=True) for key, _ in node.value]
        twice = {name for name in names if names.count(name) > 1}
        assert not twice, f"{twice} stand twice"
        return super().construct_mapping(node, deep)


@pytest.mark.parametrize("file", FILES, ids=lambda file: str(file.relative_to(ROOT)))
def test_no_entry_stands_twice(file: Path) -> None:
    for document in yaml.load_all(file.read_text(encoding="utf-8"), UniqueKeys):
        assert document is not None
