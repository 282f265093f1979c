"""Expected failures, in one tree. Each message is one plain sentence for the person who ran the command.

::

    LianeError
    ├── DatabaseTooOld       the SQLite library cannot run Liane's statements         schema.db
    ├── DatabaseTooNew       a newer version of Liane has migrated the database       schema.migrations.runner
    ├── DatabaseNotMigrated  tables are missing or older than this program            api.commands.database
    ├── NoFile               PostgreSQL, where a file is needed                       api.commands.database
    ├── BackupRefused        a backup that cannot be made or put back                 schema.backups
    ├── ExplainError         a text is not an operation of this schema                schema.explain
    ├── WriteRefused         content that cannot be written as given                  schema.writes.errors
    │   ├── Invalid          a value is missing, unknown, malformed or forbidden
    │   │   ├── EmailTaken   the e-mail address is another user's                     schema.writes.users
    │   │   └── LastAdmin    there would be no administrator any more                 schema.writes.users
    │   ├── NotFound         no row has the slug
    │   ├── SlugTaken        the slug belongs to another row
    │   └── StillUsed        a row that others refer to
    ├── NotImported          a newsletter that cannot be read or stored               schema.newsletters
    ├── BadContent           a content file that cannot be used                       seed.errors
    ├── UnknownDetail        a detail that works of this kind do not have             seed.files.mapping
    ├── Unreadable           an input that no importer can read                       seed.importers.parsed_issue
    ├── PictureRefused       a file that is no picture that can be kept               seed.pictures.reading
    ├── BadPicture           a file of an export that is another than it says         seed.pictures.carrying
    ├── StoreAway            the pictures cannot be read or written to                seed.pictures.store
    ├── NoPicture            a file that cannot be kept as a picture                  api.commands.pictures
    ├── BadInstant           a time that cannot be understood, or that comes twice    api.commands.publishing
    ├── EditedSince          a folder that would replace what was edited since        api.commands.seeding
    ├── NotEmpty             a magazine that is begun where there is one              api.commands.seeding
    ├── BadMagazine          a language or a time zone that is none                   api.commands.seeding
    ├── NotKnown             a name of content, or a kind of it, that there is not     api.commands.content
    ├── UnknownScope         a scope that there is not                                api.commands.key_list
    ├── NoPrefix             a text that names no key                                 api.commands.key_list
    ├── UnknownRole          a role that there is not                                 api.commands.user_list
    ├── UnknownUser          an e-mail address that is no user's                      api.commands.user_list
    ├── NoPassword           a password that was not given, or not the same twice     api.commands.user_list
    ├── PasswordRefused      a password that nobody should have                       api.identity.passwords
    └── SettingsError        an environment variable with a wrong value               api.settings

The command line prints any of them as one line and exits with 1. Other exceptions are bugs and keep their traceback.

Errors that clients of the API are answered are not in the tree: the engine's ``RequestErrors`` and ``Refused`` become
errors of a GraphQL response, and the endpoint's ``HTTPException`` becomes an HTTP status.
"""


class LianeError(Exception):
    """A failure that is expected, with a message for people."""
