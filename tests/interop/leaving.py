"""Links that are hostile to the syntax of web servers, and what a command writes of them."""

import contextlib
import random

from shortener.clock import now_ms
from shortener.links.drafts import Draft, Edit
from shortener.links.errors import Refused
from shortener.links.library import Library

DAY = 86_400_000
OTHER = "other.example"

# Slug and target of links that simply redirect; each has something that Apache, nginx or a regular expression reads.
NASTY = (
    ("dollar$1", "https://a.example/$1/$uri/${PATH}/$$/%24"),
    ("percent", "https://a.example/%41%2F%20%25/%{HTTP_HOST}/%1?x=%26%3D"),
    ("quote'it", "https://a.example/'single'/\"double\"/`tick`"),
    ("back", "https://a.example/a\\b\\\\c\\1\\n?d=\\"),
    ("braces", "https://a.example/{a}/{{b}}/${c}/}"),
    ("semi;colon", "https://a.example/;;#;"),
    ("hash", "https://a.example/#a#b"),
    ("question", "https://a.example/?"),
    ("ends&", "https://a.example/?a=1&"),
    ("twice", "https://a.example/??a=?b?"),
    ("a.b", "https://a.example/dot"),
    ("a(b", "https://a.example/parens(1)[2]|3^4"),
    ("a[b", "https://a.example/<angle>"),
    ("a+b", "https://a.example/plus+plus"),
    ("a*b", "https://a.example/star*"),
    ("~tilde", "https://a.example/~me"),
    ("-dash", "https://a.example/-"),
    ("under_", "https://a.example/under_"),
    ("under", "https://a.example/under"),
    ("a:b", "https://a.example/colon:"),
    ("a,b=c@d!e&f", "https://a.example/,=@!&"),
    ("$uri", "https://a.example/$shortener_slug"),
    ("a..b", "https://a.example/../x"),
    (".hidden", "https://a.example/.hidden"),
    ("_", "https://a.example/_"),
    ("~", "https://a.example/~"),
    ("p/el-GR/Go", "https://a.example/with/slashes"),
    ("p/el-GR", "https://a.example/with"),
    ("Case", "https://a.example/Case"),
    ("case", "https://a.example/case"),
    ("cASE", "https://a.example/cASE"),
    ("Alone", "https://a.example/only-with-a-capital"),
    ("ärger", "https://bücher.example/straße?größe=ü#ö"),
    ("ÄRGER", "https://a.example/%C3%84"),
    ("日本語/リンク", "https://a.example/日本語"),
    ("العربية", "https://a.example/عربي"),
    ("🎉", "https://🎉.example/🎉"),
    ("default", "https://a.example/default"),
    ("include", "https://a.example/include"),
    ("hostnames", "https://a.example/hostnames"),
    ("index.html", "https://a.example/index"),
    ("RewriteRule", "https://a.example/rule"),
    ("long", "https://a.example/" + "x$" * 3000),
    ("longer", "https://a.example/" + "ü" * 4000),
    ("s" * 255, "https://a.example/longest"),
    ("mail", "mailto:a@b.example?subject=Hi%20there&body=$1"),
    ("ftp", "ftp://a.example/pub/%7Efile"),
    ("ipv6", "http://[2001:db8::1]:8080/"),
)


def add_nasty(library: Library, domain: str = "") -> None:
    """Those, and links in every state."""
    for slug, target in NASTY:
        library.create(Draft(target=target, slug=slug, domain=domain), None)
    for status in (301, 302, 303, 307, 308):
        library.create(Draft(target="https://a.example/", slug=f"s{status}", status=status, domain=domain), None)
    now = now_ms()
    library.create(Draft(target="https://a.example/off", slug="off", enabled=False, domain=domain), None)
    library.create(Draft(target="https://a.example/", slug="early", starts_at=now + DAY, domain=domain), None)
    library.create(Draft(target="https://a.example/", slug="over", ends_at=now - DAY, domain=domain), None)
    library.create(Draft(target="https://a.example/", slug="begun", starts_at=now - DAY, domain=domain), None)
    gone = library.create(Draft(target="https://a.example/", slug="gone", domain=domain), None)
    library.delete(gone.id, None)
    moved = library.create(Draft(target="https://a.example/moved", slug="old-name", domain=domain), None)
    library.edit(moved.id, Edit(slug="new-name"), None)


_MEANT = (*"$%{}\\\"'#?&;:[]()|^*+.~`<>1230", "${", "%{", "%1", "$1", "\\1", "é", "ß", "日", "İ", "ſ")
_PRINTABLE = tuple(map(chr, range(0x21, 0x7F)))


def add_random(library: Library, seed: int, count: int) -> None:
    """Links of characters that mean something to somebody; what may be no link is left out."""
    chosen = random.Random(seed)
    made = 0
    with library.writing(None) as editor:
        while made < count:
            slug = "".join(chosen.choices(_MEANT + _PRINTABLE, k=chosen.randint(1, 8)))
            rest = "".join(chosen.choices(_MEANT * 2 + _PRINTABLE, k=chosen.randint(0, 25)))
            status = chosen.choice([None, 301, 302, 303, 307, 308])
            with contextlib.suppress(Refused):
                editor.create(Draft(slug=slug, target=f"https://a.example/{rest}", status=status))
                made += 1
