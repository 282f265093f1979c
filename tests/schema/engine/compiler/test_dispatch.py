"""Each kind of field spec has one function that compiles it."""

from schema.engine import specs
from schema.engine.compiler.dispatch import compile_spec
from schema.engine.compiler.planner import REGISTERED

SPECS = [value for name, value in vars(specs).items() if name.endswith("Field") and value.__module__ == specs.__name__]


def test_every_kind_of_field_spec_is_compiled() -> None:
    assert len(SPECS) == 14
    modules = {compile_spec.dispatch(spec).__module__ for spec in SPECS}
    assert modules == {module.__name__ for module in REGISTERED}
