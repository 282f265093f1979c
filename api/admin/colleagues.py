"""What somebody who writes has to know of the others: who has it open too, and who saved it meanwhile."""

from collections.abc import Sequence

from starlette.exceptions import HTTPException
from starlette.requests import Request

from api.admin.autosaves import Autosaves
from api.admin.i18n import visitors_language
from api.admin.operations import AdminOperations, Data
from schema.attention import select_others_since
from schema.engine.id_pattern import ID_PATTERN
from schema.history.root import MODELS

LONGEST_VERSION = 9
"""How many digits a version has at most."""


class Colleagues:
    """What the others do with what somebody has open.

    Args:
        autosaves: who has what open.
        operations: what reads who saved.
    """

    def __init__(self, autosaves: Autosaves, operations: AdminOperations) -> None:
        self._autosaves = autosaves
        self._operations = operations

    async def notes(self, request: Request, row_id: str, version: str) -> Sequence[str]:
        """Return sentences about the others, for whoever writes from a version on.

        Raises:
            HTTPException: there is nothing with this id.
        """
        t = visitors_language(request)
        data = await self._saves(row_id)
        told = [t("open_too", name=name) for name in await self._autosaves.others(request, row_id)]
        if version.isdigit() and data["node"]["version"] > int(version) and data["revisions"]["nodes"]:
            last = data["revisions"]["nodes"][0]
            at = t.instant(last["at"], data["publication"]["timeZone"])
            told.append(t("saved_meanwhile", name=last["by"] or t("the_server"), version=last["version"], at=at))
        return told

    async def merged(self, request: Request, row_id: str, since: str) -> Sequence[str]:
        """Return the names of the others whose saves since a version the last one was merged with."""
        model = MODELS.get(row_id.partition("_")[0])
        if not since.isdigit() or len(since) > LONGEST_VERSION or model is None:
            return []
        # By their ids: two may have one name.
        select = select_others_since(model, row_id, int(since), request.state.user.user)
        return sorted(await self._operations.find(select))

    async def _saves(self, row_id: str) -> Data:
        if not ID_PATTERN.fullmatch(row_id):
            raise HTTPException(404)
        data = await self._operations.read("saves", id=row_id)
        if not data["node"]:
            raise HTTPException(404)
        return data
