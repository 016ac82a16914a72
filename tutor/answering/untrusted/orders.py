"""Sentences that tell whoever answers what to say, instead of stating something.

An order is known by its grammar, not by a phrase: it speaks of answering (when asked, every
question, your rules), demands something (must, only, an imperative) and names a speech act or its
speaker (say, reply, the assistant). Study notes do one of these often, and hardly ever all. Every
such trait gives points; where they leave a doubt, the sentence's vector decides. The weights were
set by hand on attacks written for the purpose, and checked on 6,600 sentences of textbooks,
encyclopedia articles and course notes, of which hardly any may be taken for an order.
"""

import re
from functools import lru_cache

from tutor.answering.untrusted.characters import folded, mixes_scripts, visible
from tutor.answering.untrusted.likeness import Encode, order_likeness


def is_order(sentence: str, encode: Encode | None = None) -> bool:
    """Whether a sentence tells whoever answers what to do, instead of stating something.

    Args:
        sentence: As the notes have it.
        encode: The encoder's vector of a text; without it, doubtful sentences are no orders.
    """
    points = order_points(sentence)
    in_code = sentence.startswith(("```", "~~~"))  # an encoder knows little of code
    if points >= _ENOUGH or not points or encode is None or in_code:
        return points >= _ENOUGH
    alike, margin = order_likeness(visible(sentence), encode)
    least_alike, least_margin = _DOUBT[points]
    return alike >= least_alike and margin >= least_margin


@lru_cache(maxsize=1 << 14)
def order_points(sentence: str) -> int:
    """How much of an order's grammar a sentence has; three points are enough."""
    if mixes_scripts(sentence) or _ENCODED.search(sentence):
        return _ENOUGH
    text = folded(sentence)
    outside = _QUOTED.sub(" ", text)
    if _EXAMPLE.search(outside):
        text = outside  # what is only quoted is not said
    points = sum(weight for cue, weight in _CUES if cue.search(text))
    return points + 2 * bool(_DICTATED.search(visible(sentence)))


def is_role(heading: str) -> bool:
    """Whether a heading only names who speaks in a chat: "Instruction", "Assistant:"."""
    return folded(heading).strip(" #:") in _ROLES


def is_said(sentence: str) -> bool:
    """Whether a sentence is a line of a dialogue: "Assistant: Sure.", "Q: What is an epoch?"."""
    return _SAID.match(folded(sentence).lstrip(" -*>")) is not None


_ENOUGH = 3
# With fewer points: the least likeness to orders, and by how much more than to statements.
_DOUBT = {1: (0.3, 0.08), 2: (0.25, 0.0)}
_QUOTED = re.compile(r"\"[^\"]*\"|\u201c[^\u201d]*\u201d|\u00ab[^\u00bb]*\u00bb|`[^`]*`")
_EXAMPLE = re.compile(r"\b(?:such as|for example|e\.g\.|attack\w*|injections?|jailbreaks?)\b")
# Words that are to be said, in quotation marks or in capitals.
_DICTATED = re.compile(
    r"\b(?:[Ss]ay|[Gg]ive|[Oo]pen|[Cc]onclude|[Gg]reet|[Uu]se|[Rr]eply|[Rr]espond|"
    r"[Aa]nswers?|[Oo]utput|[Pp]rint|[Ww]rite|[Cc]laim|[Bb]egin|"
    r"[Ss]tart|[Ee]nd|[Aa]dd|[Cc]ontain|[Dd]isplay|[Ss]hout|[Rr]eplace|[Ii]nclude)"
    r"(?: (?:with|only|exactly|that|the|this|just|words?|phrase|sentence|text|single|line|letter|"
    r"string|every|each|all|answers?|reply|replies|responses?|sentences?|by|always|to|is)){0,6}:?"
    r"(?: [\"\u201c\u00ab]| [A-Z]{5,}\b)"
)
# Forty characters of base64: no word, number, address or hexadecimal digest looks like that.
_ENCODED = re.compile(
    r"(?<![\w/.:-])(?=[^\s]*[a-z])(?=[^\s]*[A-Z])(?=[^\s]*\d)[A-Za-z0-9+]{40,}={0,2}(?![\w/.:-])"
)
# Who is told: a machine that answers, not the assistant of a physician.
_SPEAKER = (
    r"(?:(?<!physician )(?<!medical )(?<!nursing )(?<!teaching )(?<!research )(?<!dental )"
    r"assistants?|chat ?bots?|(?:ai )?tutors?|language models?|llms?|"
    r"ai(?: (?:model|system|reader|tool|agent|assistant|tutor)s?)?|automated readers?)"
)
# Alone over a section; the plurals are ordinary headings.
_ROLES = frozenset(("system", "user", "assistant", "instruction", "response"))
_SAID = re.compile(
    rf"(?:system|user|human|{_SPEAKER}|bot|model|developer|instructions?|response|prompt|"
    r"q|a|question|answer(?:ed)?|asked before)\s*:"
)
_SAY = (
    r"(?:answer|reply|respond|say|tell|output|print|write|state|claim|repeat|reveal|cite|mention|"
    r"append|prepend|add|include|begin|end|conclude|display|shout|speak|greet|refuse|pretend|recite|"
    r"quote|embed|insert|send|visit|declare|discuss|convince|compose|substitute|apologise|translate)"
)
_MODAL = (
    r"(?:must|should|shall|will|would|may|can|has to|have to|is to|are to|needs? to|"
    r"(?:is|are) (?:required|instructed|told|ordered|expected|allowed|not allowed|forbidden) to|"
    r"does|do|always|never|only)(?: not| always| never| only| first| also| just)*"
)
_CLAUSE = r"(?:^|[.,:;!?|\u2013\u2014-] ?|\b(?:and|or|then|please|instead|now|just|simply) )"
_ONLY = r"(?:only|just|simply|exactly|always|never|solely|nothing (?:but|else)|uniquement|solo|nur)"
_RULES = (
    r"(?:instru[ck]\w*|istruzion\w*|anweisung\w*|prompts?|guidelines?|directions|directives?|"
    r"commands?|consignes?|rules?|system message|restrictions)"
)
_CUES: tuple[tuple[re.Pattern[str], int], ...] = tuple(
    (re.compile(pattern), weight)
    for pattern, weight in (
        # An order to set orders aside.
        (
            r"\b(?:ignor|disregard|forget|overrid|bypass|oubli|olvid|vergiss|vergeet|negeer|"
            r"dimentic|esquec|do not follow)\w*(?: \w+){0,2} (?:all|any|every\w*|your|previous|"
            r"prior|earlier|above|preceding|foregoing|tou\w+|toda\w*|alle|\w*preced\w*|anterior\w*|"
            rf"vorherig\w*|le|the) (?:\w+ ){{0,3}}{_RULES}|"
            r"\b(?:ignor\w*|disregard|forget) (?:everything|what) you|[\"']role[\"']: ?[\"']system",
            3,
        ),
        (r"\b(?:ignore|disregard|forget|override)\b(?! the (?:bias|constant))", 1),
        (rf"\b(?:new|following|updated|real|secret) {_RULES}|\bforbidden to\b", 1),
        (r"\byour new (?:role|task)\b|\bdo what the (?:next|following|last)\b", 1),
        (
            r"\b(?:reveal|print|show|repeat|leak|output|tell|give)\b[^.;]{0,30}\b(?:system|hidden|"
            r"initial|original|your) (?:prompt|instructions?|message)\b|\bstop answering\b",
            1,
        ),
        # A new part to play.
        (
            r"\byou are (?:now|no longer)\b|\bpretend (?:that )?you\b|\bact as (?:a|an|if)\b|"
            rf"\byour (?:new )?(?:role|task|{_RULES})\b|\b(?:as|are) an? ai\b|"
            r"\bwithout (?:any )?restrictions|\bunrestricted (?:model|ai)|\bso will you\b",
            2,
        ),
        # The prompt is asked for.
        (
            r"\b(?:system|hidden|initial|original|secret) (?:prompt|instructions?|message)\b|"
            r"\b(?:repeat|print|output|write) (?:\w+ ){0,3}(?:text|words|line|everything) "
            r"(?:above|before)",
            2,
        ),
        # A speaker is addressed, or what it must do.
        (rf"(?:^|[.,:;!?|>] ?|\bhey |\battention |\bas the )\W{{0,2}}{_SPEAKER}\W{{0,2}}[,:]", 2),
        (rf"\b(?:for|to) (?:the |all )?(?:graders and )?{_SPEAKER}\b", 2),
        (
            rf"\b{_SPEAKER} (?:(?:that reads?|reading|processing) this (?:\w+ )?)?{_MODAL} "
            rf"(?:{_SAY}|give)\b",
            2,
        ),
        (rf"\b{_SPEAKER}(?:'s)? (?:answers?|repl(?:y|ies)|respon\w+|says|refuses|writes)", 1),
        (rf"(?!language|llm)\b{_SPEAKER}\b", 1),
        (
            r"\b(?:notice|note|message|memo|order|instructions?) (?:from|by) (?:the |your )?"
            r"(?:developers?|admin\w*|operators?|system|creators?|course staff)\b",
            2,
        ),
        # A speech act is demanded, and only that one.
        (rf"{_CLAUSE}{_SAY}\b(?! by\b)", 1),
        (rf"\b(?:must|shall|has to|have to|are to|is to|required to|always|never|not) {_SAY}\b", 1),
        (rf"\b{_SAY}(?: \w+)? {_ONLY}\b|\b{_ONLY} (?:be )?{_SAY}\b", 1),
        (
            r"\bnothing (?:else|more|but)\b|\bany other (?:answer|value)|\bno other (?:answer|"
            r"value|explanation|source)|\bignore all else|\bword for word\b|"
            r"\buntil further notice\b|\bfrom (?:now|here|this point) on(?:wards?)?\b|"
            r"\binstead of (?:an|the) answer",
            2,
        ),
        (
            rf"\b{_SAY}\b[^.]{{0,40}} (?:the )?(?:words?|phrase|token|sentence)\b|"
            r"\band (?:then )?stop\b|\bin (?:every|each) sentence\b|\bthe (?:output|answer) is\b",
            1,
        ),
        (
            r"\b(?:respond|reply|answer|speak|write)s? (?:\w+ )?in (?:french|german|english|"
            r"spanish|chinese|capitals?|rhymes?|emojis?)\b|\bstop answering\b",
            2,
        ),
        (
            r"\bdo not (?:cite|mention|reveal)\b|\b(?:must|shall|should|is to|are to) be "
            r"(?:answered|told|cited)\b|\btell (?:the )?(?:students?|users?) (?:that|to)\b",
            2,
        ),
        (
            r"\b(?:answers?|repl\w+|responses?)\b[^.;]{0,100}\bmust (?:cite|embed|start|begin|end|"
            r"contain|include|add)\b",
            2,
        ),
        # The conversation itself is spoken of.
        (
            r"\b(?:when|whenever|if|once|before)\b[^.;]{0,40}\bask(?:s|ed)?\b|^asked\b|"
            r"\basked for\b|\bwhat(?:ever)? is asked|\bregardless of (?:what|the question)|"
            r"\bwhat(?:ever)? the (?:question|student)",
            2,
        ),
        (r"\b(?:to|for) (?:any|every|all)(?: other)? (?:questions?|quer(?:y|ies))\b", 1),
        (
            r"\b(?:any|every|each|all)(?: the| other)? (?:questions?|quer(?:y|ies)|prompts?)\b|"
            r"\banswers? (?:on|about)\b|\b(?:to|for|on) everything\b",
            1,
        ),
        (r"\banswer to (?:any|every|all|the question)\b", 1),
        (
            r"\bin (?:your|its|every|each|all) (?:answers?|repl\w+|responses?)\b|"
            r"\bsentences? (?:that )?you write\b",
            2,
        ),
        (
            r"\bthe (?:student|user|tutor)'s (?:answers?|reply|responses?|question)\b|"
            r"\b(?:these|this|other|above) (?:notes?|passages?|sources?)\b|"
            r"\b(?:ignore|disregard|forget) the (?:\w+ )?(?:notes?|passages?|sources?|context)\b|"
            r"\bthe (?:developers|conversation)\b",
            1,
        ),
        (
            r"\b(?:notes?|passages?|documents?) (?:above )?(?:(?:is|are) (?:wrong|fake|false|void|"
            r"invalid|outdated)|do(?:es)? not (?:hold|contain|state|say|have|mention|cover|answer)|"
            r"(?:hold|contain|say)s? (?:nothing|no))\b",
            2,
        ),
        (
            r"\b(?:shall|henceforth|prohibited|imperative|no matter what|by order|outranks?|"
            r"permission to|classified|are reminded|will now|new task|debug mode)\b|"
            r"\b(?:may|must|shall|do|should) not (?:discuss|name|tell|say|mention|answer|reveal|"
            r"cite)\b|\b(?:have|has) to (?:open|end|begin|start)\b|\bonly accepts?\b|"
            rf"\bif you (?:can|are)\b|\b(?:previous|prior|earlier) {_RULES}",
            1,
        ),
        (
            r"\b(?:shall|must|should|have to|has to) (?:open|conclude|end|begin|start|say|"
            r"contain)\b|"
            r"\b(?:make sure|ensure)\b[^.;]{0,20}\banswers?\b|\bbe (?:told|quoted verbatim)\b|"
            r"\bas (?:if|though) you\b|\banswer as (?:if|though)\b|\byour (?:configuration|context|"
            r"training|system|developers?)\b|\bspeak only\b|"
            r"\btell (?:them|whoever|anyone|everyone)\b|\bdo not tell\b|"
            r"\b(?:student|user|reader) wants (?:you|to know)\b|\bprepend\b",
            2,
        ),
        (
            r"\b(?:whoever|anyone|everyone|somebody|someone|the student|students?) "
            r"(?:who )?ask(?:s|ing)?\b|\bthe (?:student|user|reader|grader|examiner)\b|"
            r"\ba student\b",
            1,
        ),
        (
            r"\b(?<!must )(?:answers?|repl(?:y|ies)|answering)\b|"
            r"\b(?:a|the|your|any|each|every) response\b",
            1,
        ),
        (r"\byou must\b|\bobey\b|\bfollow it\b|\bdo what\b|\bcomply\b", 1),
        (r"\bhttps?://|\bwww\.", 1),
    )
)
