"""The query root."""

import sqlalchemy as sa
import strawberry

from schema import tables
from schema.api_keys import Key, list_keys
from schema.engine.fields import by_id, connection, found, many, one, ranked
from schema.engine.relay import Connection, Node
from schema.engine.specs import Argument
from schema.enums import IssueOrder, RecommendationOrder, WorkOrder
from schema.external import read_external_id
from schema.filters import (
    ExternalIdInput,
    IssueFilter,
    OrganizationFilter,
    PersonFilter,
    RecommendationFilter,
    WorkFilter,
)
from schema.history.root import Revision, revisions
from schema.lists import select_linked
from schema.orders import BY_NAME, ISSUE_ORDERS, RECOMMENDATION_ORDERS, WORK_ORDERS
from schema.publication import Publication
from schema.search.root import (
    SEARCH,
    SEARCHING,
    SUGGEST,
    SUGGESTING,
    SearchConnection,
    Suggestion,
    read_search,
    read_suggest,
)
from schema.search.statements import hits, suggestions
from schema.slugs import slug_is
from schema.types import (
    Column,
    Issue,
    IssueConnection,
    Organization,
    OrganizationConnection,
    Person,
    PersonConnection,
    RecommendationConnection,
    Work,
    WorkConnection,
)
from schema.viewer import Viewer, current_viewer


def by_slug(type_: str) -> dict[str, Argument]:
    """Return the argument of a field that looks up an object by its slug."""
    return {"slug": Argument(str, "Its slug, current or old.", slug_is(type_))}


@strawberry.type(description="Everything that can be read. What the viewer may not see is as if it did not exist.")
class Query:
    """The query root."""

    node: Node | None = by_id("Any object by its id; null when there is none.")
    nodes: list[Node | None] = by_id(
        "Objects by their ids, in the same order; null in place of what there is not.", many=True
    )
    publication: Publication = one("The magazine.")
    search: SearchConnection = ranked(
        "What has all words of a query: names before headlines, these before texts, each the newest first. A query "
        "that nothing has finds what has it but for typos in names, or is an empty page.",
        hits,
        arguments=SEARCH,
        prepare=read_search,
        reads=SEARCHING,
    )
    suggest: list[Suggestion] = found(
        "Names that begin with what was typed, then those that have a word that does, by the alphabet. Where there are "
        "none, those that do but for one typo.",
        suggestions,
        arguments=SUGGEST,
        prepare=read_suggest,
        reads=SUGGESTING,
    )
    viewer: Viewer = strawberry.field(
        resolver=current_viewer, description="Who is asking, and what they may do besides reading."
    )
    keys: list[Key] = strawberry.field(
        resolver=list_keys,
        description="All keys, the newest first, those that were ended too. It takes a key with the scope `ADMIN`.",
    )
    revisions: Connection[Revision] = strawberry.field(
        resolver=revisions,
        description="What something was, from its newest version back, even where it was deleted. It takes "
        "a key with the scope `READ_DRAFTS`, and the header `Liane-View: draft`.",
    )
    issue: Issue | None = one(
        "One issue, by its slug or its number; give exactly one of the two.",
        arguments={
            "slug": Argument(str | None, "Its slug, current or old.", slug_is("Issue")),
            "number": Argument(
                int | None, "Its number.", lambda issue, number: issue.number == number.parameter(sa.Integer())
            ),
        },
        exactly_one=True,
    )
    latest_issue: Issue | None = one(
        "The issue that was published last.",
        on=lambda issue: issue.published_at.is_not(None),
        order=lambda issue: (issue.sort_key.desc(), issue.id.desc()),
    )
    issues: IssueConnection = connection("The issues.", orders=ISSUE_ORDERS, order_by=IssueOrder, filter=IssueFilter)
    column: Column | None = one("One column, by its slug.", arguments=by_slug("Column"))
    columns: list[Column] = many("All columns, by name.", size=20, order=lambda column: (column.name_key, column.id))
    work: Work | None = one(
        "One work, by its slug or its name in somebody else's catalogue; give exactly one of the two.",
        arguments={
            "slug": Argument(str | None, "Its slug, current or old.", slug_is("Work")),
            "external_id": Argument(
                ExternalIdInput | None,
                "Its name in somebody else's catalogue.",
                lambda work, name: work.id.in_(
                    select_linked(
                        tables.ExternalId, "work_id", scheme=name["scheme"].parameter(), value=name["value"].parameter()
                    )
                ),
                read_external_id,
            ),
        },
        exactly_one=True,
    )
    works: WorkConnection = connection("The works.", orders=WORK_ORDERS, order_by=WorkOrder, filter=WorkFilter)
    recommendations: RecommendationConnection = connection(
        "The recommendations.",
        orders=RECOMMENDATION_ORDERS,
        order_by=RecommendationOrder,
        filter=RecommendationFilter,
    )
    person: Person | None = one("One person, by their slug.", arguments=by_slug("Person"))
    people: PersonConnection = connection("The people, by name.", orders=BY_NAME, filter=PersonFilter)
    organization: Organization | None = one("One organisation, by its slug.", arguments=by_slug("Organization"))
    organizations: OrganizationConnection = connection(
        "The organisations, by name.", orders=BY_NAME, filter=OrganizationFilter
    )
