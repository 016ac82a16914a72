"""The words of signing in and out."""

from typing import Final

from tutor.web.text.counting import count

TITLE = "Sign in"
NAME = "Name"
PASSWORD = "Password"  # noqa: S105 - what the field is called
SIGN_IN = "Sign in"
FORGOTTEN = "Ask whoever runs this tutor if you have no name or don't remember your password."
WRONG = "There is no user with that name and password; check both and try again."
NEEDED = "Sign in first; the address is /sign-in."
TOO_LARGE = "That is too long for a name and a password."

# For the script that shows who is signed in.
ACCOUNT: Final = {"signedIn": "Signed in as {name}", "signOut": "Sign out"}


def wait(seconds: int) -> str:
    """What is said after too many wrong passwords."""
    return f"That were too many wrong passwords; try again in {count(seconds, 'second')}."
