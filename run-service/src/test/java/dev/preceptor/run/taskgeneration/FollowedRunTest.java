package dev.preceptor.run.taskgeneration;

import static org.assertj.core.api.Assertions.assertThat;

import dev.preceptor.contracts.event.Run;
import dev.preceptor.run.Runs;
import org.junit.jupiter.api.Test;

class FollowedRunTest {

    private static final Run RUN = Runs.generated(3).withWish(null);

    private final FollowedRun followed = new FollowedRun(Runs.RUN);

    @Test
    void aGenerationPausesWithItsRun() {
        followed.take(RUN);
        assertThat(followed.isPaused()).isFalse();
        followed.take(RUN.withWish(Run.Wish.PAUSE).withState(Run.State.PAUSED));
        assertThat(followed.isPaused()).as("a request alone").isFalse();

        followed.take(RUN.withState(Run.State.PAUSED));
        assertThat(followed.isPaused()).isTrue();
        assertThat(followed.endReason()).isNull();
        followed.take(RUN);
        assertThat(followed.isPaused()).isFalse();
    }

    @Test
    void aGenerationEndsWithItsRun() {
        followed.take(RUN.withState(Run.State.CANCELLED));
        assertThat(followed.endReason()).isEqualTo("the run demo-1 is CANCELLED");

        followed.take(null);
        assertThat(followed.endReason()).isEqualTo("the run demo-1 was deleted");
    }

    @Test
    void aGenerationWaitsForAFailedRunThatIsRequestedAgain() {
        followed.take(RUN.withState(Run.State.FAILED));
        assertThat(followed.endReason()).isNull();
        assertThat(followed.isPaused()).isTrue();

        followed.take(RUN);
        assertThat(followed.isPaused()).isFalse();
    }

    @Test
    void aGenerationForNoRunFollowsNone() {
        FollowedRun none = new FollowedRun(null);

        assertThat(none.isFollowed(Runs.RUN)).isFalse();
        assertThat(none.isPaused()).isFalse();
        assertThat(none.endReason()).isNull();
    }
}
