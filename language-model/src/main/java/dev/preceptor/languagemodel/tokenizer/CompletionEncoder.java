package dev.preceptor.languagemodel.tokenizer;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * Encodes the text that continues a prompt into the tokens that a model generates for it.
 *
 * <p>A tokenizer of SentencePiece (Llama 2, CodeLlama, Mistral) writes a space in front of each text, so that a completion that is
 * encoded alone begins with a space too many. Therefore the first of these whose tokens, decoded after the prompt, begin as the
 * completion does, is taken: the completion alone; what it adds to the tokens of prompt and completion together, if these begin with the
 * prompt's; what it adds to the tokens of a line break; what it adds to the tokens of a character that no token joins with others.
 */
final class CompletionEncoder {

    private static final String LINE_BREAK = "\n";
    private static final String CONTROL_CHARACTER = "\u0001";

    private final Tokenizer tokenizer;

    CompletionEncoder(Tokenizer tokenizer) {
        this.tokenizer = tokenizer;
    }

    int[] encode(PromptTokens prompt, String completion) {
        int[] alone = tokenizer.encode(completion, false);
        List<Supplier<Optional<int[]>>> candidates = List.of(
                () -> Optional.of(alone),
                () -> rest(prompt.ids(), tokenizer.encode(prompt.text() + completion, !prompt.chat())),
                () -> restAfter(LINE_BREAK, completion),
                // A completion that begins with a line break may become one token with that before it.
                () -> restAfter(CONTROL_CHARACTER, completion));
        return candidates.stream()
                .map(Supplier::get)
                .flatMap(Optional::stream)
                .filter(ids -> begins(prompt.ids(), ids, completion))
                .findFirst()
                .orElse(alone);
    }

    private Optional<int[]> restAfter(String beginning, String completion) {
        return rest(tokenizer.encode(beginning, false), tokenizer.encode(beginning + completion, false));
    }

    /** The ids after a beginning; empty if they do not begin so. */
    private static Optional<int[]> rest(int[] beginning, int[] ids) {
        return ids.length >= beginning.length && Arrays.equals(beginning, 0, beginning.length, ids, 0, beginning.length)
                ? Optional.of(Arrays.copyOfRange(ids, beginning.length, ids.length))
                : Optional.empty();
    }

    /** Whether the tokens begin with the same white space as the text; normalizers may change the rest. */
    private boolean begins(int[] prompt, int[] ids, String completion) {
        return leadingSpace(tokenizer.decodeAfter(prompt, ids, false)).equals(leadingSpace(completion));
    }

    private static String leadingSpace(String text) {
        return text.substring(0, text.length() - text.stripLeading().length());
    }
}
