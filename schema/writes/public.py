"""What every public write function does around its own work."""

from collections.abc import Callable
from functools import wraps
from typing import Concatenate, ParamSpec, TypeVar

from sqlalchemy.exc import DataError, IntegrityError
from sqlmodel import Session

from schema.writes.errors import Invalid, explain
from schema.writes.log import append_entries, drop_entries, keep_time

Parameters = ParamSpec("Parameters")
Result = TypeVar("Result")


def write(
    function: Callable[Concatenate[Session, Parameters], Result],
) -> Callable[Concatenate[Session, Parameters], Result]:
    """Make a public write function: it ends with its entries in the log, and loaded objects expire.

    Constraint errors become ``Invalid``.
    """

    @wraps(function)
    def guarded(session: Session, /, *args: Parameters.args, **kwargs: Parameters.kwargs) -> Result:
        session.flush()
        keep_time(session)
        try:
            result = function(session, *args, **kwargs)
            append_entries(session)
        except (IntegrityError, DataError) as error:
            raise Invalid(explain(error)) from error
        finally:
            drop_entries(session)
        session.expire_all()
        return result

    return guarded
