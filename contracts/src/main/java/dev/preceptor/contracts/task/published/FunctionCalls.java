package dev.preceptor.contracts.task.published;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;

/**
 * Creates tests from arguments and expected results. As in the harnesses of APPS and LiveCodeBench, a tuple equals the
 * list of its elements.
 *
 * @param callee the expression to call: {@code f} or {@code Solution().f}
 */
record FunctionCalls(String callee) {

    /** Creates calls of a function; of a method if the starter code has a class {@code Solution}. */
    static FunctionCalls of(String function, String starterCode) {
        return new FunctionCalls(starterCode.contains("class Solution") ? "Solution()." + function : function);
    }

    /** Returns the name that the program must define. */
    String entryPoint() {
        return callee.startsWith("Solution()") ? "Solution" : callee;
    }

    /** Returns a statement that fails unless the call returns the expected value. */
    String test(Iterable<JsonNode> arguments, JsonNode expected) {
        return call(arguments) + "assert got == " + PythonSource.literal(expected);
    }

    /** Like the other method, but also accepts the first element of an expected list, as in APPS. */
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
