"""The words of the list of keys."""

TITLE = "Keys"
OPEN = "Keys"
CLOSE = "Close"

# What the keys do, by where they work; several keys of one line are parted by spaces.
EVERYWHERE = (
    "Everywhere",
    (
        ("?", "show these keys"),
        ("/", "go to the question box, or to the search box of the part that is shown"),
        ("Esc", "close what is open"),
    ),
)
CHAT = (
    "Chat",
    (
        ("Enter", "send the question"),
        ("Shift+Enter", "begin a new line in it"),
        ("Esc", "stop the answer; without one, leave the question box, so that letters are keys"),
        ("n", "begin a new conversation"),
    ),
)
SEARCH = ("Search", (("s", "go to the search box from anywhere"),))
PRACTICE = (
    "Practice and Review",
    (
        ("p", "go to Practice from anywhere"),
        ("1 2 3 4", "choose an option, or say how well you knew it"),
        ("Enter", "check, then go on"),
        ("h", "show a hint"),
        ("d", "dispute a question"),
    ),
)
EXAM = (
    "Exam",
    (
        ("1 2 3 4", "choose an option"),
        ("← →", "go to the question before or after"),
        ("f", "flag a question for later"),
    ),
)
