"""What every id looks like."""

import re

ID_CHARACTERS, MAX_ID_LENGTH = "[A-Za-z0-9_-]", 64
ID_PATTERN = re.compile(f"{ID_CHARACTERS}{{1,{MAX_ID_LENGTH}}}")
