"""The tables of the people who sign in, which are no content: nothing of them is logged, exported or public."""

from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlmodel import Field, SQLModel

from schema.bases import key, now, one_of, reference
from schema.column_types import JsonColumn, UtcDateTime
from schema.vocabulary import UserRole


class User(SQLModel, table=True):
    """Somebody who may sign in. ``email`` is folded; ``password`` is a hash, null until they have chosen one.

    Nobody is deleted: history has their name.
    """

    __tablename__ = "users"
    __table_args__ = (one_of("role", UserRole),)

    id: str = key(primary_key=True)
    email: str = key(unique=True)
    name: str
    password: str | None = None
    role: str
    created_at: datetime = Field(default_factory=now, sa_type=UtcDateTime)
    disabled_at: datetime | None = Field(default=None, sa_type=UtcDateTime)


class SignInSession(SQLModel, table=True):
    """A browser in which somebody is signed in: ``digest`` is the SHA-256 of what its cookie holds."""

    __tablename__ = "sessions"

    digest: str = key(primary_key=True)
    user_id: str = reference("users", cascade=True)
    agent: str
    created_at: datetime = Field(sa_type=UtcDateTime)
    seen_at: datetime = Field(sa_type=UtcDateTime)
    expires_at: datetime = Field(sa_type=UtcDateTime, index=True)


class SignInAttempts(SQLModel, table=True):
    """How often somebody failed to sign in with an e-mail address, whether or not it is a user's.

    Only a digest of the address is kept: people mistake the fields and type their password into it.
    """

    __tablename__ = "sign_in_attempts"

    digest: str = key(primary_key=True)
    failures: int
    at: datetime = Field(sa_type=UtcDateTime, index=True)
    locked_until: datetime | None = Field(default=None, sa_type=UtcDateTime)


class Authenticator(SQLModel, table=True):
    """A user's app that shows codes, by which they sign in besides their password.

    Codes follow from ``secret``, which is therefore stored as it is; ``last_step`` is that of the last code that was
    used, since each counts once.
    """

    __tablename__ = "authenticators"

    user_id: str = reference("users", cascade=True, primary_key=True, index=False)
    secret: str
    last_step: int
    created_at: datetime = Field(sa_type=UtcDateTime)


class RecoveryCode(SQLModel, table=True):
    """A code that takes the place of an authenticator's, once: the SHA-256 of 80 bits of chance."""

    __tablename__ = "recovery_codes"

    digest: str = key(primary_key=True)
    user_id: str = reference("users", cascade=True)


class Passkey(SQLModel, table=True):
    """A passkey of a user: its public key. ``id`` is the credential's, in base64url."""

    __tablename__ = "passkeys"

    id: str = key(primary_key=True)
    user_id: str = reference("users", cascade=True)
    name: str
    public_key: bytes
    sign_count: int = Field(sa_type=sa.BigInteger)
    created_at: datetime = Field(sa_type=UtcDateTime)
    used_at: datetime | None = Field(default=None, sa_type=UtcDateTime)


class UsedChallenge(SQLModel, table=True):
    """A challenge that a passkey has answered: each counts once. It is forgotten when it would have ended anyway."""

    __tablename__ = "used_challenges"

    digest: str = key(primary_key=True)
    expires_at: datetime = Field(sa_type=UtcDateTime, index=True)


class Autosave(SQLModel, table=True):
    """Where somebody has something open in a form: when they were seen there, and what they wrote and have not saved.

    ``form`` holds the names and texts of the fields as they were sent, with the version that they were made of.
    """

    __tablename__ = "autosaves"

    user_id: str = reference("users", cascade=True, index=False, primary_key=True)
    target_id: str = key(primary_key=True, index=True)
    seen_at: datetime = Field(sa_type=UtcDateTime, index=True)
    form: Any = Field(default=None, sa_type=JsonColumn, nullable=True)
    at: datetime | None = Field(default=None, sa_type=UtcDateTime)
