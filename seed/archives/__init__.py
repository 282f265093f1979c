"""Archives of letters: mailboxes, exports of newsletter services, feeds, folders of sites, zipped or not.

Each letter in an archive has a name, as if the archive were a folder: ``letters.mbox/2``, ``export.zip/posts/1.html``.
"""
