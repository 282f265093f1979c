"""Texts that this installation has signed: nothing is stored of them, and nobody else can make them.

They are signed with a secret of the database, so that every process knows it, and a restored database honours them.
"""

from hashlib import sha256

import sqlalchemy as sa
from itsdangerous import URLSafeSerializer
from sqlmodel import Session

from schema.bases import table_of
from schema.tables import DatabaseIdentity


def serializer(session: Session, purpose: str) -> URLSafeSerializer:
    """Return what signs and reads texts of one purpose; those of another are none to it."""
    secret = session.execute(sa.select(table_of(DatabaseIdentity).c.signing_secret)).scalar_one()
    return URLSafeSerializer(secret, salt=purpose, signer_kwargs={"digest_method": sha256})
