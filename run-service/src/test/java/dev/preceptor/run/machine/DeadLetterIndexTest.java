package dev.preceptor.run.machine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.preceptor.run.stream.Page;
import dev.preceptor.run.stream.PageLimits;
import dev.preceptor.run.stream.UnknownCursorException;
import dev.preceptor.stage.deadletter.queue.DeadLetterSummary;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class DeadLetterIndexTest {

    private final DeadLetterIndex index = new DeadLetterIndex(4);

    private void add(String letter, int second, String run) {
        index.add(new DeadLetterSummary(
                letter, "2026-01-01T00:00:0" + second + "Z", "executor", run, "t", "no disk", false, Map.of()));
    }

    private Page<DeadLetterSummary> page(int limit, String after) {
        return index.page(letter -> true, new PageLimits(limit, after));
    }

    private static List<String> letters(Page<DeadLetterSummary> page) {
        return page.items().stream().map(DeadLetterSummary::letter).toList();
    }

    @Test
    void thePagesAreTheNewestFirstAndTogetherAll() {
        add("attempts-dlq/0/0", 1, "a");
        add("drafts-dlq/0/0", 3, "a");
        add("attempts-dlq/0/1", 2, "b");

        Page<DeadLetterSummary> first = page(2, null);
        assertThat(letters(first)).containsExactly("drafts-dlq/0/0", "attempts-dlq/0/1");
        add("drafts-dlq/0/1", 4, "a");
        assertThat(letters(page(2, first.next()))).containsExactly("attempts-dlq/0/0");
        assertThat(page(2, first.next()).next()).isNull();
        assertThat(letters(index.page(letter -> letter.run().equals("b"), new PageLimits(9, null))))
                .containsExactly("attempts-dlq/0/1");
    }

    @Test
    void lettersOfTheSameMomentAreAllListed() {
        add("attempts-dlq/0/0", 1, "a");
        add("attempts-dlq/0/1", 1, "a");
        add("attempts-dlq/0/1", 1, "a");

        Page<DeadLetterSummary> first = page(1, null);
        assertThat(letters(first)).containsExactly("attempts-dlq/0/1");
        assertThat(letters(page(1, first.next()))).containsExactly("attempts-dlq/0/0");
    }

    @Test
    void onlyTheNewestAreKept() {
        for (int second = 0; second < 9; second++) {
            add("attempts-dlq/0/" + second, second, "a");
        }
        add("attempts-dlq/1/0", 0, "a");

        assertThat(letters(page(9, null)))
                .containsExactly("attempts-dlq/0/8", "attempts-dlq/0/7", "attempts-dlq/0/6", "attempts-dlq/0/5");
    }

    @Test
    void anInventedCursorIsRefused() {
        assertThatThrownBy(() -> page(1, "yesterday")).isInstanceOf(UnknownCursorException.class);
        assertThatThrownBy(() -> page(1, "2026 nowhere")).isInstanceOf(UnknownCursorException.class);
    }
}
