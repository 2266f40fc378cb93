"""The page for an address that is none: shown at any depth, in any folder of any host, and from a disk."""

import re

# Before everything else: the nearest folder above with this very style is the site's. Waits, since what follows needs it.
FIND_ROOT = """<script>
if (location.protocol !== "file:") {
  for (let up = new URL(".", location); ; up = new URL("..", up)) {
    const asked = new XMLHttpRequest();
    asked.open("HEAD", new URL("%s", up), false);
    asked.send();
    if (asked.status === 200) { document.write(`<base href="${up.pathname}">`); break; }
    if (up.pathname === "/") break;
  }
}
</script>"""
TELL_THEME = """<script>
{
  const told = document.getElementById("__config");
  const from = (address) => new URL(address, document.baseURI).href, known = JSON.parse(told.textContent);
  told.textContent = JSON.stringify({ ...known, base: from("."), search: from(known.search.slice(1)) });
}
</script>"""


def make_movable(html: str) -> str:
    """The page with addresses from where the site stands, in place of those from the host's first folder.

    >>> make_movable('<head><link rel="stylesheet" href="/a.css"></head>').endswith('<link rel="stylesheet" href="a.css"></head>')
    True
    """
    html = re.sub(r'\b(href|src)="/(?!/)', r'\1="', html).replace('href=""', 'href="."')
    style = re.search(r'rel="stylesheet" href="([^":]+)"', html)
    if style is not None:
        html = html.replace("<head>", "<head>\n" + FIND_ROOT % style[1], 1)
    return re.sub(r'(<script id="__config".*?</script>)', lambda found: found[1] + TELL_THEME, html, count=1, flags=re.DOTALL)
