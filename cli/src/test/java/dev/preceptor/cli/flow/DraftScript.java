package dev.preceptor.cli.flow;

import dev.preceptor.contracts.event.DropReason;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Random;

/** Answers of a teacher that is asked for tasks, of which three in ten are bad, each in a way of its own. */
final class DraftScript {

    static final int GOOD = 42;

    /** Together 18 of 60. */
    static final Map<DropReason, Integer> BAD = new EnumMap<>(Map.ofEntries(
            Map.entry(DropReason.UNREADABLE, 2),
            Map.entry(DropReason.TOO_FEW_CALLS, 1),
            Map.entry(DropReason.DOES_NOT_PARSE, 2),
            Map.entry(DropReason.RAISES, 2),
            Map.entry(DropReason.TIMES_OUT, 2),
            Map.entry(DropReason.OBJECT_ADDRESS, 1),
            Map.entry(DropReason.RESULT_TOO_LONG, 1),
            Map.entry(DropReason.NOT_DETERMINISTIC, 2),
            Map.entry(DropReason.TRIVIAL, 1),
            Map.entry(DropReason.NEAR_KNOWN_TASK, 1),
            Map.entry(DropReason.SAME_AS_KNOWN_TASK, 1),
            Map.entry(DropReason.NEAR_EXAM_TASK, 1),
            Map.entry(DropReason.SAME_AS_EXAM_TASK, 1)));

    static final String SEED =
            """
            {"id": "seed/double", "prompt": "Write a function `double(n)` that returns twice the number n.", \
            "entryPoint": "double", "tests": ["assert double(2) == 4", "assert double(-1) == -2"], \
            "solutions": ["def double(n):\\n    return 2 * n\\n"]}
            """;
    static final String EXAM =
            """
            {"id": "exam/first_word", "prompt": "Write a function `first_word(text)` that returns what stands before the \
            first blank.", "entryPoint": "first_word", "tests": ["assert first_word('a b') == 'a'"], \
            "solutions": ["def first_word(text):\\n    return text.split(' ')[0]\\n"]}
            """;

    private DraftScript() {}

    /** All answers in an order of chance, a good one last: when that is used, so are all others. */
    static List<String> answers() {
        List<String> answers = new ArrayList<>(List.of(
                "I would rather talk about the weather.",
                form("Anything", "def f(n):\n    return n", "x = 3"),
                form("Too few", "def few(n):\n    return n", "few(1)\nfew(2)\nfew(3)\nfew(4)"),
                form("Broken", "def broken(n:\n    return n", calls("broken")),
                form("Absent", "def here(n):\n    return n", calls("absent")),
                form("Divides", "def divides(n):\n    return 1 // n", calls("divides")),
                form("Asserts", "def asserts(n):\n    assert n < 3\n    return n", calls("asserts")),
                form("Loops", "def loops(n):\n    while True:\n        n += 1", calls("loops")),
                form("Hoards", "def hoards(n):\n    return len([n] * 10 ** 10)", calls("hoards")),
                form("Object", "class Thing:\n    pass\n\ndef thing(n):\n    return Thing()", calls("thing")),
                form("Long", "def longer(n):\n    return 'ab' * (n + 500)", calls("longer")),
                form("Order", "def order(n):\n    return list({'a' + str(i + n) for i in range(20)})", calls("order")),
                form("Dice", "import random\n\ndef dice(n):\n    return n + random.random()", calls("dice")),
                form("Always", "def always(n):\n    return 7", calls("always")),
                form(
                        "Write a function `twofold(n)` that returns twice the number n.",
                        "def twofold(n):\n    return n + n",
                        calls("twofold")),
                form("Add a value to itself.", "def double(n):\n    return n + n", calls("double")),
                form(
                        "Write a function `head(text)` that returns what stands before the first blank.",
                        "def head(text):\n    return text.partition(' ')[0]",
                        texts("head")),
                form(
                        "Cut a sentence off where it pauses.",
                        "def first_word(text):\n    return text.partition(' ')[0]",
                        texts("first_word"))));
        for (int i = 1; i < GOOD; i++) {
            answers.add(good(i));
        }
        Collections.shuffle(answers, new Random(1));
        answers.add(good(GOOD));
        return answers;
    }

    /** Of words that no other has. */
    static String good(int number) {
        return form(
                "Write `f%1$d(n)`: n%1$d times%1$d the%1$d given%1$d amount%1$d plus%1$d one%1$d.".formatted(number),
                "def f%1$d(n):\n    return %1$d * n + 1".formatted(number),
                calls("f" + number));
    }

    private static String calls(String function) {
        return "%1$s(0)\n%1$s(1)\n%1$s(2)\n%1$s(-3)\n%1$s(10)\n".formatted(function);
    }

    private static String texts(String function) {
        return "%1$s('')\n%1$s('a')\n%1$s('a b')\n%1$s('one two three')\n%1$s(' x')\n".formatted(function);
    }

    private static String form(String task, String solution, String calls) {
        return "### Task\n" + task + "\n### Solution\n```python\n" + solution + "\n```\n### Calls\n```python\n" + calls
                + "```\n";
    }
}
