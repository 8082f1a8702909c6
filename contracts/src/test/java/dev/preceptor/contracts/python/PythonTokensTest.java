package dev.preceptor.contracts.python;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class PythonTokensTest {

    static Stream<Arguments> same() {
        return Stream.of(
                Arguments.of("a comment", "x = 1  # one\n", "x = 1"),
                Arguments.of("a comment line inside a block", "if a:\n# no\n    b()\n", "if a:\n    b()\n"),
                Arguments.of("blank lines", "def f():\n\n    return 1\n\n\n", "def f():\n    return 1"),
                Arguments.of("trailing spaces", "x = 1   \ny = 2", "x = 1\ny = 2"),
                Arguments.of("spaces between tokens", "f( a,b )", "f(a, b)"),
                Arguments.of("the width of indentation", "if a:\n  b()\n", "if a:\n        b()\n"),
                Arguments.of("tabs", "if a:\n\tb()\n", "if a:\n    b()\n"),
                Arguments.of("breaks inside brackets", "f(a,\n      b)\n", "f(a, b)\n"),
                Arguments.of("a continued line", "x = 1 + \\\n    2\n", "x = 1 + 2\n"),
                Arguments.of("the kind of quotes", "x = 'a b'", "x = \"a b\""),
                Arguments.of("semicolons", "x = 1; y = 2;\n", "x = 1\ny = 2\n"),
                Arguments.of("a block on the header's line", "if a: return b\nc", "if a:\n    return b\nc"),
                Arguments.of(
                        "a function on one line", "def f(x): y = x; return y", "def f(x):\n    y = x\n    return y"),
                Arguments.of("a lambda in a header", "if (lambda: a)(): b", "if (lambda: a)():\n    b"),
                Arguments.of("annotations", "def f(x: int = 1): return x", "def f(x: int=1):\n    return x"),
                Arguments.of("parentheses of a value", "return (a + b)", "return a + b"),
                Arguments.of("parentheses twice", "return ((a + b))", "return a + b"),
                Arguments.of("parentheses of a condition", "if (a and b):\n    c", "if a and b:\n    c"),
                Arguments.of("parentheses of a tuple", "x = (a, b)", "x = a, b"),
                Arguments.of("a comma after the last argument", "f(a, b,)", "f(a, b)"),
                Arguments.of("a comma after the last element", "x = [1, 2,\n]", "x = [1, 2]"),
                Arguments.of("line endings", "x = 1\r\ny = 2\r\n", "x = 1\ny = 2\n"));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("same")
    void leavesNoTraceOf(String what, String first, String second) {
        assertThat(PythonTokens.sameProgram(first, second)).isTrue();
    }

    static Stream<Arguments> different() {
        return Stream.of(
                Arguments.of("a value", "x = 1", "x = 2"),
                Arguments.of("a tuple of one", "x = [(1,)]", "x = [(1)]"),
                Arguments.of("a tuple of one in return", "return (1,)", "return (1)"),
                Arguments.of("parentheses that group", "return (a + b) * c", "return a + b * c"),
                Arguments.of("two groups", "return (a) + (b)", "return a) + (b"),
                Arguments.of("an empty tuple", "return ()", "return"),
                Arguments.of("an index of one", "x[1,]", "x[1]"),
                Arguments.of("where a block ends", "if a: b; c", "if a: b\nc"),
                Arguments.of("what a block holds", "if a:\n    b()\n    c()\n", "if a:\n    b()\nc()\n"),
                Arguments.of("a hash inside a string", "x = 'a # b'", "x = 'a # c'"),
                Arguments.of("spaces inside a string", "x = 'a b'", "x = 'ab'"),
                Arguments.of("the prefix of a string", "x = 'a{b}'", "x = f'a{b}'"),
                Arguments.of("words", "not a", "nota"),
                Arguments.of("lines", "a\nb", "a b"),
                Arguments.of("after a quote inside other quotes", "x = \"it's\" # a", "x = \"it's\" + a"),
                Arguments.of("after an escaped quote", "x = 'it\\'s'; y = 1", "x = 'it\\'s'; y = 2"),
                Arguments.of("text in triple quotes", "x = '''a\n# b'''", "x = '''a\n# c'''"));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("different")
    void tellsApart(String what, String first, String second) {
        assertThat(PythonTokens.sameProgram(first, second)).isFalse();
    }

    @Test
    void splitsIntoTokensAsPythonDoes() {
        assertThat(PythonTokens.of("def f(n):\n    return n\nf(1)"))
                .containsExactly(
                        "def",
                        "f",
                        "(",
                        "n",
                        ")",
                        ":",
                        "\n",
                        PythonTokens.INDENT,
                        "return",
                        "n",
                        "\n",
                        PythonTokens.DEDENT,
                        "f",
                        "(",
                        "1",
                        ")",
                        "\n");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "'", "\"\"\"", "x = '\\", "((((", "))", "\\", "  )\n ("})
    void survivesWhatIsNoPython(String text) {
        assertThat(PythonTokens.of(text)).isNotNull();
    }
}
