"""The tree of expected failures is complete in its docstring."""

from collections.abc import Iterator
from importlib import import_module
from pkgutil import walk_packages

import api
import schema
import seed
from schema import errors

PACKAGES = (api, seed, schema)
ALEMBICS = "schema.migrations.env"  # runs a migration when it is imported
TREE = [line.strip("│├└─ ").split() for line in str(errors.__doc__).splitlines() if "──" in line]


def descendants(parent: type[Exception]) -> Iterator[type[Exception]]:
    for child in parent.__subclasses__():
        yield child
        yield from descendants(child)


def test_the_tree_names_every_expected_failure() -> None:
    for package in PACKAGES:
        for module in walk_packages(package.__path__, f"{package.__name__}."):
            if module.name != ALEMBICS:
                import_module(module.name)
    assert sorted(words[0] for words in TREE) == sorted(child.__name__ for child in descendants(errors.LianeError))


def test_the_tree_names_the_module_of_each_class_below_the_root() -> None:
    modules = {words[0]: words[-1] for words in TREE}
    for child in errors.LianeError.__subclasses__():
        assert modules[child.__name__] == child.__module__
