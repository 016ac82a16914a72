"""The words of the page's parts about practice: Practice, Review, Exam and Progress."""

from collections.abc import Mapping
from datetime import date, datetime, timedelta

PRACTICE = "Practice"
REVIEW = "Review"
PROGRESS = "Progress"
EXAM = "Exam"

KIND_NAMES: Mapping[str, str] = {
    "multiple-choice": "Multiple choice",
    "true-false": "True or false",
    "cloze": "Fill the gap",
    "short-answer": "Short answer",
    "flashcard": "Flashcard",
}
DIFFICULTY_NAMES: Mapping[str, str] = {"easy": "Easy", "medium": "Medium", "hard": "Hard"}
RATING_NAMES: Mapping[int, str] = {1: "Again", 2: "Hard", 3: "Good", 4: "Easy"}
VERDICTS: Mapping[str, str] = {"right": "Right", "partly": "Partly right", "wrong": "Not right"}
TRUTHS = ("True", "False")

# -- choosing a set --
SCOPE = "About"
EVERYTHING = "Everything in the notes"
TOPIC = "Topic"
TOPIC_PLACE = "any, or a heading of the notes"
KIND = "Kind"
ANY_KIND = "All kinds"
DIFFICULTY = "Difficulty"
ANY_DIFFICULTY = "Any"
NUMBER = "Questions"
START = "Start"
PRACTICE_LEAD = "Questions made from your notes, each with the passage that it comes from."
EXAM_LEAD = "Sitting an exam soon?"
TO_EXAM = "Try a mock exam"
NO_QUESTIONS = (
    "I could not make a question about that from the notes; choose a larger part of them."
)

# -- one item --
CHECK = "Check"
SHOW_ANSWER = "Show the answer"
NEXT = "Next"
FINISH_SET = "See how it went"
HINT = "Hint"
NEXT_HINT = "Next hint"
YOUR_ANSWER = "Your answer"
READING = "I am reading your answer…"
NO_ANSWER = "Choose or write an answer first."
RIGHT_ANSWER = "right answer"
YOUR_CHOICE = "your answer"
YOU_WROTE = "You wrote"
YOU_SAID = "You said"
THE_ANSWER = "The answer"
POINT_HIT = "said"
POINT_MISSED = "missing"
POINTS = "What a full answer says"
SOURCE = "Where it stands"
OPEN_SOURCE = "open"
RATE = "How well did you know it?"
RATED = "rated"
DISPUTE = "I think this grade is wrong"
DISPUTE_WHY = "What is wrong with it?"
DISPUTE_SEND = "Put it on record"
DISPUTE_EMPTY = "Say in a few words what is wrong with the grade."
DISPUTED = "Your objection is on record, with your answer and the passage."
LEAVE = "End this set"
STOP_MAKING = "Stop making more"
MAKING_FIRST = "Reading the notes and writing your first question…"
MAKING_STOPPED = "I stopped making questions; these are the ones that there are."
UNDO_HINT = "Your rating decides when I ask this again."

# -- the end of a set --
DONE = "How it went"
BY_TOPIC = "By topic"
MISSED = "The ones you missed"
AGAIN_MISSED = "Review the ones you missed"
ANOTHER = "Another set like this"
CHOOSE_OTHER = "Choose something else"
ALL_RIGHT = "You missed none."

# -- review --
NOTHING_DUE = "Nothing is due."
NOTHING_YET = "There is nothing to review yet. Every question that you answer comes back here."
START_REVIEW = "Start reviewing"
REVIEW_LEAD = "I bring a question back shortly before you would forget it."
TO_PRACTICE = "Practise something new"
REVIEW_DONE = "That was everything for now."

# -- exam --
EXAM_TITLE = "Mock exam"
EXAM_ABOUT = (
    "Questions from all chapters, more where there is more to know. Each answer is kept as you "
    "give it: you can close this page and go on later, while the clock runs."
)
MINUTES = "Minutes"
EXAM_START = "Start the exam"
EXAM_PREPARING = "I am choosing the questions…"
EXAM_BACK = "Back to practice"
EXAM_MAP = "Questions of this exam"
CLOCK_HIDE = "Hide the clock"
CLOCK_SHOW = "Show the clock"
CLOCK_LABEL = "Time left"
FLAG = "Flag for later"
FLAGGED = "flagged"
ANSWERED = "answered"
PREVIOUS = "Back"
FINISH = "Hand in"
FINISH_SURE = "Hand in and see the report"
FINISH_NOT = "Go on with the exam"
GRADING = "I am grading your answers…"
SAVED = "Every answer is saved as you give it."
SAVING = "Saving…"
TIME_UP = "The time is up; your answers are handed in."
REPORT = "Report"
BY_CHAPTER = "By chapter"
ANSWERS = "Question by question"
NOT_ANSWERED = "No answer"
PRINT_SHEET = "Print the questions"
PRINT_KEY = "Print the key"
EARLIER = "Earlier exams"
NEW_EXAM = "Another exam"
UNKNOWN_EXAM = "There is no such exam; it may have been deleted."
NO_KEY_YET = "The key can be printed once the exam is handed in."

# -- progress --
MASTERY = "What you know, by chapter"
MASTERY_ABOUT = (
    "The bar is what you are likely to answer rightly; the line through its end is where it may "
    "really be. Few answers, long line."
)
DUE_CHART = "Reviews due in the next 14 days"
ANSWERS_CHART = "Answers a day"
ANSWERS_ABOUT = "The strong part of each column is what was right."
WEAKEST = "Start with these sections"
NO_WEAK = "Answer a few questions, and I can say where to begin."
PLAN = "Plan up to your exam"
EXAM_DATE = "Exam on"
NO_DATE = "Set the date of your exam, and I plan the days up to it."
CLEAR_DATE = "No date"
AS_TABLE = "The same as a table"
PRACTISE_THIS = "practise"
NO_ANSWERS = "No answers yet"
NO_RECORD = "You have not answered anything yet. A first set takes five minutes."
FIRST_SET = "Start a first set"
TABLE_MASTERY = ("Chapter", "Answers", "Known", "Between")
TABLE_DUE = ("Day", "Reviews due")
TABLE_ANSWERS = ("Day", "Answers", "Average score")
TABLE_PLAN = ("Day", "Reviews", "New questions", "Topics")

# -- the rest --
LOADING = "One moment…"
NO_IDENTITY = (
    "This browser keeps nothing for the page, so I can't tell your answers from others'; allow it "
    "to store data and load the page again."
)
BAD_DEED = "I could not understand that; load the page again."
UNEXPECTED = "Something went wrong with your practice; the details are in the log."
KEYS_CHOOSING = "1 to 4 choose · Enter check · h hint"
KEYS_WRITING = "Enter check · Esc leaves the box, then h hint"
KEYS_CARD = "Enter show the answer · h hint"
KEYS_TURNED = "1 to 4 say how well you knew it"
KEYS_MARKED = "Enter go on · 1 to 4 say how well you knew it · d dispute"
KEYS_EXAM = "1 to 4 choose · ← → move · f flag"
TO_QUIZ = "Go to the quiz"

_DAYS = "Mon Tue Wed Thu Fri Sat Sun".split()
_MONTHS = "Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec".split()


def of(number: int, total: int) -> str:
    """Which item of how many it is."""
    return f"Question {number} of {total}"


def opened_quiz(number: int, about: list[str]) -> str:
    """What is said in the chat when a quiz was asked for."""
    subject = f" about {', '.join(about)}" if about else ""
    return f"I opened {questions(number)}{subject} for you in Practice."


def making(ready: int, wanted: int) -> str:
    """How far the making of a set is."""
    return f"{ready} of {wanted} questions are ready; I am making the next."


def fewer(there: int, wanted: int) -> str:
    """That a set is smaller than was asked for."""
    return f"The notes gave {questions(there)} of the {wanted} that you asked for."


def questions(number: int) -> str:
    """So many questions."""
    return f"{number} question{'' if number == 1 else 's'}"


def answers(number: int) -> str:
    """So many answers."""
    return f"{number} answer{'' if number == 1 else 's'}"


def score(points: float, total: int) -> str:
    """Points of a set in words: "7 of 10", "6.5 of 10"."""
    return f"{points:.1f}".removesuffix(".0") + f" of {total}"


def percent(share: float) -> str:
    """A share from 0 to 1."""
    return f"{share:.0%}"


def due(number: int) -> str:
    """How many reviews wait."""
    return f"{questions(number)} due"


def nothing_until(moment: str) -> str:
    """When the next review is due."""
    return f"Nothing is due until {moment}."


def later_today(number: int) -> str:
    """That reviews will be due on this day."""
    verb = "comes" if number == 1 else "come"
    return f"Nothing is due just now; {questions(number)} {verb} back later today."


def hint(level: int, levels: int) -> str:
    """The name of one step of the ladder."""
    return f"Hint {level} of {levels}"


def until_exam(days: int) -> str:
    """How far the exam is."""
    if days < 0:
        return "That day is over."
    if days == 0:
        return "Your exam is today."
    return f"{days} day{'' if days == 1 else 's'} to go."


def unanswered(number: int, flagged: int) -> str:
    """What is still open when an exam is to be handed in."""
    parts = []
    if number:
        parts.append(f"{questions(number)} {'has' if number == 1 else 'have'} no answer")
    if flagged:
        parts.append(f"{flagged} {'is' if flagged == 1 else 'are'} flagged")
    return (" and ".join(parts) + ".") if parts else "Every question has an answer."


def minutes(seconds: float) -> str:
    """A length of time in minutes."""
    number = round(seconds / 60)
    return f"{number} minute{'' if number == 1 else 's'}"


def clock(seconds: float) -> str:
    """A time that is left, as h:mm:ss or m:ss."""
    whole = max(0, int(seconds))
    hours, rest = divmod(whole, 3600)
    left = f"{rest // 60:02}:{rest % 60:02}"
    return f"{hours}:{left}" if hours else left.removeprefix("0")


def day_below(moment: date, *, first: bool) -> str:
    """A day as it is written under a column: its number, and the month where one begins."""
    named = first or moment.day == 1
    return f"{moment.day}\n{_MONTHS[moment.month - 1]}" if named else str(moment.day)


def weekday(moment: date) -> str:
    """A day with its name: "Thu 12 Mar"."""
    return f"{_DAYS[moment.weekday()]} {moment.day} {_MONTHS[moment.month - 1]}"


def again(moment: datetime, now: datetime) -> str:
    """When a question comes back, in words: "in 10 min", "tomorrow", "in 12 days"."""
    left = moment - now
    if left < timedelta(minutes=1):
        return "now"
    if left < timedelta(hours=1):
        return f"in {round(left.total_seconds() / 60)} min"
    days = (moment.astimezone().date() - now.astimezone().date()).days
    if days == 0:
        return f"in {round(left.total_seconds() / 3600)} h"
    if days == 1:
        return "tomorrow"
    if days < 60:
        return f"in {days} days"
    return f"in {round(days / 30.4)} months"
