"""Cards of all kinds with the least and the most that they may have to say."""

from datetime import UTC, datetime
from typing import Any

from schema import db, writes
from tests.api.pages import ISSUE, NAMED_ONLY, PICK, SUBJECT, WORK

LONGEST = (
    "Les formidables et interminables aventures du capitaine Corcoran, de son équipage et de quelques intelligences "
    "artificielles dans la Méditerranée d’avant-hier, tome troisième (fin)"
)
REASON = (
    "Un documentaire magnifique et tendu, qui parle de confiance autant que de profondeur, sans reprendre haleine. "
)
NETFLIX = "org_cpwqobdy55rmhj52"
SOMEWHERE = [{"access": "SUBSCRIPTION", "platform_id": NETFLIX}, {"access": "CINEMA"}, {"access": "RENT"}]
PICTURE = {"image_url": "https://pictures.example/a.jpg", "image_alt": "", "image_width": 600, "image_height": 900}
WORKS: dict[str, dict[str, Any]] = {
    "everything": {"kind": "AI_MODEL", "title": LONGEST, "reason": REASON * 9, "availability": SOMEWHERE, **PICTURE},
    "title-alone": {"title": LONGEST},
    "one-word": {"title": "Anticonstitutionnellement" * 4, "reason": REASON, "availability": SOMEWHERE},
    "nothing": {"title": "Elle"},
    "little": {"title": "Her", "reason": "À voir.", "availability": SOMEWHERE},
    "between": {"title": "Le monde du silence et les profondeurs de l’océan Indien", "reason": REASON * 2},
    "discontinued": {"kind": "APP", "title": "Ripple", "details": {"stage": "DISCONTINUED"}},
}
ISSUES: dict[str, dict[str, Any]] = {
    "unnumbered": {"title": LONGEST, "language": "fr"},
    "english": {"title": "Doubles", "standfirst": REASON * 4, "number": 1_234, "language": "en"},
    "silent": {"title": "Rien", "number": 12, "language": "fr"},
}
ORDINARY = (ISSUE, WORK, PICK, SUBJECT)
QUIET = (NAMED_ONLY, "/works/nobody")
PATHS = (*(f"/works/{slug}" for slug in WORKS), *(f"/issues/{slug}" for slug in ISSUES), *ORDINARY, *QUIET)


def write_extremes(url: str) -> None:
    """Write them into a database that has the sample content."""
    engine = db.connect(url)
    with db.write_transaction(engine) as session:
        picks = []
        for number, (slug, values) in enumerate(WORKS.items()):
            work = {"slug": slug, "kind": "FILM", "year": 2023, **values}
            reason = work.pop("reason", None)
            role = ("PICK", "SUBJECT")[number % 2]
            picks.append({"work_id": writes.save_work(session, work).id, "role": role, "reason": reason})
        for slug, values in ISSUES.items():
            sections = [] if slug == "silent" else [{"heading": "Une", "recommendations": picks}]
            date = {"status": "PUBLISHED", "published_at": datetime(2023, 8, 1, 6, tzinfo=UTC)}
            writes.save_issue(session, {"slug": slug, "sections": sections, **values, **date})
    engine.dispose()
