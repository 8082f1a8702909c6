package dev.preceptor.languagemodel.network;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class VectorMathFunctionsTest {

    private static final Path PROGRAMS = Path.of("src/main/resources/dev/preceptor/languagemodel/network");

    /** All functions of aten/src/ATen/cpu/vml.h in PyTorch 2.7 that it delegates to VML, and those that are written by them. */
    private static final Pattern VML_CALL = Pattern.compile(
            "\\.(acos|asin|atan|cos|cosh|erf|erfc|erfinv|exp|expm1|lgamma|log|log10|log1p|log2|logsumexp|sin|sinh|sqrt|tan|tanh)_?\\(");

    @Test
    void eachFunctionThatAProgramUsesWasCalledOnceWhenTheEngineStarted() throws IOException {
        Set<String> used = new TreeSet<>();
        try (Stream<Path> files = Files.list(PROGRAMS)) {
            for (Path file :
                    files.filter(path -> path.toString().endsWith(".py")).toList()) {
                VML_CALL.matcher(Files.readString(file))
                        .results()
                        .map(VectorMathFunctionsTest::functions)
                        .forEach(used::addAll);
            }
        }

        assertThat(used).contains("exp", "log", "sqrt");
        assertThat(Torch.CALLED_ONCE).containsAll(used);
    }

    private static List<String> functions(MatchResult call) {
        return call.group(1).equals("logsumexp") ? List.of("exp", "log") : List.of(call.group(1));
    }
}
