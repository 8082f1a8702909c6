package dev.preceptor.teacher.program;

import dev.preceptor.contracts.python.PythonTokens;
import java.util.List;
import org.apache.commons.text.similarity.LevenshteinDistance;
import org.apache.commons.text.similarity.SimilarityInput;

/** The Levenshtein distance of two Python programs, in tokens. */
public final class EditDistance {

    private EditDistance() {}

    /** How many {@linkplain PythonTokens tokens} must be inserted, deleted or replaced to turn one program into the other. */
    public static int between(String first, String second) {
        return between(PythonTokens.of(first), PythonTokens.of(second));
    }

    static int between(List<String> first, List<String> second) {
        return LevenshteinDistance.getDefaultInstance().apply(new Tokens(first), new Tokens(second));
    }

    private record Tokens(List<String> tokens) implements SimilarityInput<String> {

        @Override
        public String at(int index) {
            return tokens.get(index);
        }

        @Override
        public int length() {
            return tokens.size();
        }
    }
}
