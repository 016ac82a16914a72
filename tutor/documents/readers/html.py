"""Takes HTML out of Markdown and leaves its words."""

import html
import re

# A name that is not HTML's, as in "<unk>" or "a<b>c", is the writer's own word and stays.
_NAMES = (
    "a abbr address article aside audio b bdi bdo big blockquote body br button caption center "
    "cite code col colgroup dd del details dfn div dl dt em embed fieldset figcaption figure font "
    "footer form h1 h2 h3 h4 h5 h6 head header hr html i iframe img input ins kbd label legend li "
    "link main map mark meta nav noscript object ol optgroup option p picture pre s samp section "
    "select small source span strike strong sub summary sup svg table tbody td tfoot th thead time "
    "title tr tt u ul var video wbr"
)
_TAG = re.compile(rf"</?(?P<name>{'|'.join(_NAMES.split())})(?=[\s/>])[^<>]*>", re.IGNORECASE)
_UNSEEN = re.compile(
    r"<!--.*?(?:-->|\Z)|<(?P<tag>script|style)\b.*?(?:</(?P=tag)\s*>|\Z)|<[?!].*?>",
    re.IGNORECASE | re.DOTALL,
)
# Between these a reader sees no gap.
_INLINE = set(
    "a abbr b bdi bdo big cite code del dfn em font i ins kbd mark q s small span".split()
)
_INLINE |= set("strike strong sub sup tt u var wbr".split())


def without_html(text: str) -> str:
    """The text without comments, scripts and tags; a block's end becomes a space."""

    def gap(match: re.Match[str]) -> str:
        return "" if match["name"].lower() in _INLINE else " "

    return html.unescape(_TAG.sub(gap, _UNSEEN.sub("", text)))
