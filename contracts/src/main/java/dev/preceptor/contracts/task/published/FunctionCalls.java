package dev.preceptor.contracts.task.published;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;

/**
 * Tests by arguments and result. As in the harnesses of APPS and LiveCodeBench a tuple counts as the list of its elements.
 *
 * @param callee what is called: {@code f}, or {@code Solution().f}
 */
record FunctionCalls(String callee) {

    /** The function of a program that begins like this: a method where there is a class {@code Solution}. */
    static FunctionCalls of(String function, String starterCode) {
        return new FunctionCalls(starterCode.contains("class Solution") ? "Solution()." + function : function);
    }

    /** The name that the program must define. */
    String entryPoint() {
        return callee.startsWith("Solution()") ? "Solution" : callee;
    }

    /** A statement that fails unless the call gives what is expected. */
    String test(Iterable<JsonNode> arguments, JsonNode expected) {
        return call(arguments) + "assert got == " + PythonSource.literal(expected);
    }

    /** The same where a list may also stand for its first element, as in APPS. */
    String lenientTest(Iterable<JsonNode> arguments, JsonNode expected) {
        boolean wrapped = expected.isArray() && !expected.isEmpty();
        String first = wrapped ? " or got == " + PythonSource.literal(expected.get(0)) : "";
        return test(arguments, expected) + first;
    }

    private String call(Iterable<JsonNode> arguments) {
        String list = StreamSupport.stream(arguments.spliterator(), false)
                .map(PythonSource::literal)
                .collect(Collectors.joining(", "));
        return "got = " + callee + "(" + list + ")\ngot = list(got) if isinstance(got, tuple) else got\n";
    }
}
