"""
Makes the tasks of kelda from needs.py: practice.jsonl, exam.jsonl, practice-short.jsonl and exam-short.jsonl with those of them that
are about common needs and easy, and MANUAL.md from the library's docstrings.

    python3 tasks/kelda/generate.py          writes the files
    python3 tasks/kelda/generate.py --check  exits with 1 if a file differs from what would be written
"""
import inspect
import json
import random
import re
import sys
from collections import Counter
from pathlib import Path
from statistics import mean

from needs import ALL, CONVERSIONS, FILTERS, FINDINGS, LITRES, RARE

FOLDER = Path(__file__).parent
SEED = 20
DIFFERENCE = "difference"
PRACTICE, EXAM = 400, 200
RARE_TASKS = 8  # of the 400 practice tasks, for each rare need
TESTS = 6
MOST_CALLS_SHORT = 3
MOST_DRAFTS = 1000
MOST_USES = 4  # exam tasks with the same combination of functions
BOOKS = range(1, 60)
# How many drafts of each level: so many calls, or the difference of two values.
LEVELS = {2: 30, 3: 38, 4: 18, 5: 7, DIFFERENCE: 7}
ODD = [{"lade", "skerry"}, {"ford", "mere"}, {"ford", "fathom"}, {"lade", "bailiff"}]
KINDS = (FILTERS, {**LITRES, **FINDINGS}, CONVERSIONS)


def library_text():
    """kelda.py without docstrings and empty lines: the setup of each task."""
    lines = (FOLDER / "kelda.py").read_text(encoding="utf-8").splitlines()
    return "\n".join(line for line in lines if line.strip() and not line.strip().startswith('"""')) + "\n"


SETUP = library_text()
LIBRARY = {}
exec(SETUP, LIBRARY)
TRIALS = {number: LIBRARY["trial"](number) for number in BOOKS}


def function_of(program, name):
    """The function that a program defines beside kelda."""
    names = dict(LIBRARY)
    exec(program, names)
    return names[name]


class Step:
    """One call in a solution: a function and its argument, a literal or a parameter of the task."""

    def __init__(self, name, values=None, parameter=False):
        self.name = name
        self.values = values
        self.parameter = parameter

    @property
    def need(self):
        return ALL[self.name]

    @property
    def argument(self):
        if self.values is None:
            return None
        return self.need.argument[0] if self.parameter else repr(self.values[0])

    def code(self, inner):
        """The call, applied to an expression."""
        if self.name in FILTERS or "." not in self.name:
            return "%s(%s%s)" % (self.name, inner, "" if self.argument is None else ", " + self.argument)
        kind, method = self.name.split(".")
        return "%s(%s).%s(%s)" % (kind, self.argument, method, inner)

    def said(self, words, **subject):
        if self.values is None:
            return words.format(**subject)
        shown = "`%s`" % self.argument if self.parameter else str(self.values[0])
        return words.format(shown, **subject)

    def like(self, name):
        """The same step with another function that takes the same argument."""
        return Step(name, self.values, self.parameter)


class Draft:
    """A task before its tests: one path of steps from the book to a value, or the difference of two."""

    def __init__(self, paths, words):
        self.paths = paths
        self.words = words

    def steps(self):
        return [step for path in self.paths for step in path]

    def needs(self):
        return frozenset(step.name for step in self.steps())

    def is_odd(self):
        """Whether nobody would ask for it: one argument for two filters of crews, or the wells of one well."""
        return any(pair <= self.needs() for pair in ODD)

    def parameters(self):
        return [step for step in self.steps() if step.parameter]

    def function(self):
        name = self.paths[0][-1].need.name
        return "more_" + name if len(self.paths) > 1 else name

    def head(self):
        return "def %s(%s):\n" % (
            self.function(), ", ".join(["book"] + [step.need.argument[0] for step in self.parameters()]))

    def program(self):
        """The solution as one expression."""
        values = []
        for path in self.paths:
            code = "book"
            for step in path:
                code = step.code(code)
            values.append(code)
        return self.head() + "    return " + " - ".join(values) + "\n"

    def prompt(self):
        parts = [self.phrase(path, words) for path, words in zip(self.paths, self.words)]
        result = parts[0] if len(parts) == 1 else "by how much %s exceeds %s" % tuple(parts)
        arguments = ", ".join(["book"] + [step.need.argument[0] for step in self.parameters()])
        return "With kelda, write a Python function `%s(%s)` that returns %s." % (
            self.function(), arguments, result)

    @staticmethod
    def phrase(path, words):
        draws = "the draws in `book`"
        value = None
        for place, (step, said) in enumerate(zip(path, words)):
            if step.name == "crest":
                draws = step.said(said, draws=draws)
            elif step.name in FILTERS:
                draws += (" and " if place > 0 else " ") + step.said(said)
            elif step.name in CONVERSIONS:
                value = step.said(said, litres=value)
            else:
                value = step.said(said, draws=draws)
        return value

    def mutants(self):
        """Programs with one wrong call: another function of the same form, or a filter left out."""
        for number, path in enumerate(self.paths):
            for place, step in enumerate(path):
                for name in rivals(step):
                    yield self.altered(number, path[:place] + [step.like(name)] + path[place + 1:])
                if step.name in FILTERS:
                    yield self.altered(number, path[:place] + path[place + 1:])
        if len(self.paths) > 1:
            yield Draft(self.paths[::-1], self.words).program()

    def altered(self, number, path):
        paths = self.paths[:number] + [path] + self.paths[number + 1:]
        return self.head() + Draft(paths, self.words).program().split(":\n", 1)[1]


def rivals(step):
    """The other functions that could stand in a step's place."""
    kind = next(kind for kind in KINDS if step.name in kind)
    argument = step.need.argument and step.need.argument[0]
    return [name for name in kind if name != step.name and (kind[name].argument and kind[name].argument[0]) == argument]


def common(kind):
    return {name: need.often for name, need in kind.items() if need.often is not RARE}


class Author:
    """Drafts tasks with a random number generator."""

    def __init__(self, chance):
        self.chance = chance

    def pick(self, kind, without=()):
        weights = {name: often for name, often in common(kind).items() if name not in without}
        return self.chance.choices(list(weights), list(weights.values()))[0]

    def draft(self, focus):
        """A draft that needs this function, and else only common ones; focus None: only common ones."""
        level = self.chance.choices(list(LEVELS), list(LEVELS.values()))[0]
        filters = [focus] if focus in FILTERS else []
        conversion = focus if focus in CONVERSIONS else None
        value = focus if focus in LITRES or focus in FINDINGS else None
        converts = conversion is not None or level in (4, 5) or level == 3 and self.chance.random() < 0.4
        if level == DIFFERENCE:
            return self.difference(filters, value, conversion)
        if value in FINDINGS or level == 2 and conversion is None:
            converts = False
        value = value or self.pick(LITRES if converts else {**LITRES, **FINDINGS})
        count = min(3, level - 1) - (1 if converts and level < 5 else 0)
        while len(filters) < count:
            filters.append(self.pick(FILTERS, filters))
        self.chance.shuffle(filters)
        filters.sort(key=lambda name: name == "crest")
        names = filters + [value] + ([conversion or self.pick(CONVERSIONS)] if converts else [])
        return self.of([[self.step(name) for name in names]])

    def difference(self, filters, value, conversion):
        if value in FINDINGS and value != "knell" or conversion is not None:
            return None
        value = value or self.pick({**LITRES, "knell": FINDINGS["knell"]})
        first = filters[0] if filters else self.pick(FILTERS)
        second = self.pick(FILTERS, [first])
        return self.of([[self.step(first), Step(value)], [self.step(second), Step(value)]])

    def step(self, name):
        argument = ALL[name].argument
        return Step(name, None if argument is None else self.chance.sample(list(argument[1]), min(8, len(argument[1]))))

    def words(self, step, is_result):
        """Words for a step. A value that something is done with is named by its first ones."""
        return self.chance.choice(step.need.words if is_result or step.name in FILTERS else step.need.words[:1])

    def of(self, paths):
        draft = Draft(paths, [[self.words(step, step is path[-1] and len(paths) == 1) for step in path] for path in paths])
        takers = [step for step in draft.steps() if step.values is not None]
        if takers and self.chance.random() < 0.4:
            self.chance.choice(takers).parameter = True
        return draft


def tests_of(draft, chance):
    """Calls and results that tell the solution from every mutant; None if the books have none."""
    solution = function_of(draft.program(), draft.function())
    mutants = [function_of(program, draft.function()) for program in draft.mutants()]
    parameter = (draft.parameters() or [None])[0]
    books = chance.sample(list(BOOKS), 40)
    calls = []
    for place, book in enumerate(books):
        values = [] if parameter is None else [parameter.values[place % len(parameter.values)]]
        arguments = ["trial(%d)" % book] + [repr(value) for value in values]
        calls.append((arguments, result(solution, book, values), [result(m, book, values) for m in mutants]))
    calls = [call for call in calls if call[1] not in (0, None, [], {})]
    chosen, alive = [], set(range(len(mutants)))
    while calls and len(chosen) < TESTS:
        fresh = [call for call in calls if call[1] not in [c[1] for c in chosen]] or calls
        best = max(fresh, key=lambda call: sum(call[2][m] != call[1] for m in alive))
        alive -= {m for m in alive if best[2][m] != best[1]}
        chosen.append(best)
        calls.remove(best)
    different = len({repr(call[1]) for call in chosen})
    if alive or len(chosen) < TESTS or different < (3 if draft.needs() & {"bailiff"} else 4):
        return None
    return ["assert %s(%s) == %r" % (draft.function(), ", ".join(call[0]), call[1]) for call in chosen]


def result(function, book, values):
    try:
        return function(TRIALS[book], *values)
    except (TypeError, AttributeError):
        return "an error"


def task_of(draft, tests):
    return {
        "prompt": draft.prompt(),
        "promptKind": "instruction",
        "entryPoint": draft.function(),
        "setup": SETUP,
        "tests": tests,
        "solutions": [draft.program()],
    }


def task_set():
    """The tasks of both files. A combination of functions is in one of them only."""
    chance = random.Random(SEED)
    author = Author(chance)
    side, prompts, uses, met = {}, set(), Counter(), Counter()
    rare = [name for name, need in ALL.items() if need.often is RARE]

    def task(focus, wanted):
        for _ in range(MOST_DRAFTS):
            draft = author.draft(focus)
            if draft is None or draft.is_odd() or draft.prompt() in prompts:
                continue
            needs = draft.needs()
            if needs not in side:
                # The second of three new combinations of functions is for the exam, the others are for practice.
                kind = (focus, draft.paths[0][-1].name)
                side[needs] = "exam" if met[kind] % 3 == 1 else "practice"
                met[kind] += 1
            if side[needs] != wanted or wanted == "exam" and uses[needs] >= MOST_USES:
                continue
            tests = tests_of(draft, chance)
            if tests is None:
                continue
            prompts.add(draft.prompt())
            uses[needs] += 1
            return task_of(draft, tests), "rare" if needs & set(rare) else "common"
        raise ValueError("no %s task for %s in %d drafts" % (wanted, focus, MOST_DRAFTS))

    focuses = {"practice": [name for name in rare for _ in range(RARE_TASKS)]}
    focuses["practice"] += [None] * (PRACTICE - len(focuses["practice"]))
    # Those of the fewest combinations first.
    needs = [*FINDINGS, *CONVERSIONS, *LITRES, *FILTERS]
    focuses["exam"] = sorted((needs[number % len(needs)] for number in range(EXAM)), key=needs.index)
    sets, number = {}, 0
    for wanted in ("practice", "exam"):
        tasks = [task(focus, wanted) for focus in focuses[wanted]]
        chance.shuffle(tasks)
        sets[wanted] = []
        for content, group in tasks:
            number += 1
            sets[wanted].append({"id": "kelda/%s/%04d" % (group, number), **content})
        sets[wanted + "-short"] = [task for task in sets[wanted] if is_short(task)]
    sets["practice-short"] = covering(sets["practice-short"])
    return sets


def covering(tasks):
    """The tasks in an order that asks for each function early, and for all about equally often: the first round practises on the first ones."""
    left, ordered, asked = list(tasks), [], Counter()
    while left:
        following = min(left, key=lambda task: mean([asked[name] for name in functions(task)]))
        left.remove(following)
        ordered.append(following)
        asked.update(functions(following))
    return ordered


def functions(task):
    """The names of kelda's functions that a solution calls."""
    return [name for name in ALL if re.search(r"\b%s\(" % re.escape(name.split(".")[-1]), task["solutions"][0])]


def is_short(task):
    """Whether a task is about common needs only, and its solution has at most three calls in one expression."""
    expression = task["solutions"][0].split("return ")[1]
    return task["id"].startswith("kelda/common/") and expression.count("(") <= MOST_CALLS_SHORT and " - " not in expression


def manual():
    """The manual: what each function returns, from its docstring."""
    import kelda

    text = [
        "# kelda",
        "",
        "kelda reads the draw books of a water board. A `Book` holds the draws of one day: who drew how many litres from which well, "
        "and when. Functions take a book and return a smaller one or a value, so calls are nested: "
        "`toll(brim(ford(book, \"Aske\")))` is the price of all water from the well Aske.",
    ]
    sections = [
        ("Books to smaller books", FILTERS), ("Books to litres", LITRES), ("Books to other findings", FINDINGS),
        ("Litres to other values", CONVERSIONS)]
    for title, kind in sections:
        text += ["", "## " + title, ""]
        for name in kind:
            text.append("- " + entry(kelda, name))
    return "\n".join(text) + "\n"


def entry(module, name):
    if "." not in name:
        function = getattr(module, name)
        return "`%s%s`: %s" % (name, inspect.signature(function), lowered(inspect.getdoc(function)))
    kind, method = name.split(".")
    maker = getattr(module, kind)
    called = getattr(maker, method)
    arguments = str(inspect.signature(called)).replace("self, ", "")
    return "`%s%s.%s%s`: %s %s" % (
        kind, inspect.signature(maker), method, arguments, lowered(inspect.getdoc(called)), inspect.getdoc(maker))


def lowered(text):
    return text[0].lower() + text[1:]


def files():
    sets = task_set()
    lines = {
        name: "".join(json.dumps(task, ensure_ascii=False) + "\n" for task in tasks) for name, tasks in sets.items()}
    return {**{name + ".jsonl": text for name, text in lines.items()}, "MANUAL.md": manual()}


def main():
    sys.path.insert(0, str(FOLDER))
    made = files()
    if "--check" in sys.argv:
        changed = [
            name for name, text in made.items()
            if not (FOLDER / name).exists() or (FOLDER / name).read_text(encoding="utf-8") != text]
        for name in changed:
            print(name + " differs from what generate.py makes")
        sys.exit(1 if changed else 0)
    for name, text in made.items():
        (FOLDER / name).write_text(text, encoding="utf-8")
        print("wrote %s: %d bytes" % (name, len(text.encode("utf-8"))))


if __name__ == "__main__":
    main()
