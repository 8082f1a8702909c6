package dev.preceptor.stage.deadletter.queue;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class ReplayedOffsetsTest {

    @Test
    void anyOrderIsRememberedAcrossCommits() {
        ReplayedOffsets replayed = ReplayedOffsets.of(null);
        for (long offset : new long[] {3, 0, 7}) {
            replayed = ReplayedOffsets.of(replayed.with(offset).committed());
        }

        assertThat(replayed.contains(0)).isTrue();
        assertThat(replayed.contains(1)).isFalse();
        assertThat(replayed.contains(3)).isTrue();
        assertThat(replayed.contains(7)).isTrue();
        assertThat(replayed.contains(8)).isFalse();
    }

    @Test
    void whatLiesTogetherNeedsNoRoom() {
        ReplayedOffsets replayed = ReplayedOffsets.of(null);
        for (long offset = 9_999; offset >= 0; offset--) {
            replayed = replayed.with(offset);
        }

        assertThat(replayed.fits()).isTrue();
        assertThat(replayed.committed().offset()).isEqualTo(10_000);
        assertThat(replayed.committed().metadata()).isEmpty();
    }

    @Test
    void tooManySinglesAreSaidNotToFit() {
        ReplayedOffsets replayed = ReplayedOffsets.of(null);
        for (long offset = 1; offset < 4_000; offset += 2) {
            replayed = replayed.with(offset);
        }

        assertThat(replayed.fits()).isFalse();
    }

    @Test
    void anAddressIsReadAsItIsShown() {
        DeadLetterAddress address = DeadLetterAddress.of("training-jobs-dlq/2/17");

        assertThat(address)
                .isEqualTo(new DeadLetterAddress("training-jobs-dlq", 2, 17))
                .hasToString("training-jobs-dlq/2/17");
        assertThatThrownBy(() -> DeadLetterAddress.of("attempts/2/17"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("'attempts/2/17' is no dead letter");
    }
}
