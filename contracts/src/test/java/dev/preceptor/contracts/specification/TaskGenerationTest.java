package dev.preceptor.contracts.specification;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class TaskGenerationTest {

    @Test
    void threeDraftsAreRequestedForEachTaskUnlessTheLimitIsSet() {
        assertThat(new TaskGeneration("seeds.jsonl", 200, 1.0, null).mostDrafts())
                .isEqualTo(600);
        assertThat(new TaskGeneration("seeds.jsonl", 200, 1.0, 250).mostDrafts())
                .isEqualTo(250);
    }

    @Test
    void theLimitOfAHugeCountIsTheLargestNumberAndNotNegative() {
        assertThat(new TaskGeneration("seeds.jsonl", 1_000_000_000, 1.0, null).mostDrafts())
                .isEqualTo(Integer.MAX_VALUE);
    }
}
