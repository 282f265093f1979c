"""``docs/frontends.md`` is followed to the letter, from an empty folder to the page in a browser."""

import os
import re
import signal
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from playwright.sync_api import Browser, expect

from tests.api.browsing import browser
from tests.clients.conftest import run

__all__ = ["browser"]  # a fixture
DOCUMENT = Path(__file__).parents[2] / "docs" / "frontends.md"
SERVED = "http://127.0.0.1:8000"
"""Where the document has its Liane."""
FILE = re.compile(r"^`([\w./]+)` .*:\n\n(?:<!--(?:.|\n)*?-->\n)?```\w+\n((?:.|\n)*?\n)```$", re.MULTILINE)
COMMANDS = re.compile(r"^```sh\n((?:.|\n)*?)```$", re.MULTILINE)
SERVE = "npm run preview\n"
ANSWERS_YES = {"npm_config_yes": "true", "npm_config_prefer_offline": "true", "npm_config_audit": "false"}


@contextmanager
def previewed(folder: Path) -> Iterator[str]:
    """Run the document's last command, and yield the address that it prints."""
    command = [*SERVE.split(), "--", "--host", "127.0.0.1"]
    plain = {**os.environ, "NO_COLOR": "1"}  # colours, which Vite prints in CI too, would stand in the address
    with subprocess.Popen(
        command, cwd=folder, env=plain, stdout=subprocess.PIPE, text=True, start_new_session=True
    ) as process:
        assert process.stdout
        try:
            printed = (re.search(r"http://127\.0\.0\.1:\d+", line) for line in process.stdout)
            yield next(found[0] for found in printed if found)
        finally:
            os.killpg(process.pid, signal.SIGTERM)


def test_the_page_comes_to_be_in_an_empty_folder_as_the_document_says(
    server: str, tmp_path: Path, browser: Browser
) -> None:
    react = DOCUMENT.read_text().split("## React\n")[1].split("\n## ")[0]
    assert react.count(SERVED) == 2
    react = react.replace(SERVED, server)
    create, build = COMMANDS.findall(react)
    run("sh", "-e", "-c", create, folder=tmp_path, **ANSWERS_YES)
    (folder,) = tmp_path.iterdir()
    files = dict(FILE.findall(react))
    assert list(files) == ["tsconfig.json", "src/graphql.ts", "src/IssuePage.tsx", "src/main.tsx"]
    for name, text in files.items():
        (folder / name).write_text(text)
    assert build.endswith(SERVE)
    run("sh", "-e", "-c", build.removesuffix(SERVE), folder=folder, **ANSWERS_YES)
    with previewed(folder) as address:
        page = browser.new_page()
        page.goto(address)
        expect(page.get_by_role("heading", level=1)).to_have_text("Hollywood en grève contre ses doubles")
        expect(page.locator("cite", has_text="The Deepest Breath")).to_be_visible()
