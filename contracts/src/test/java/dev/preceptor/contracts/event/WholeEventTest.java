package dev.preceptor.contracts.event;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.preceptor.contracts.Json;
import org.junit.jupiter.api.Test;

/** What a stage says of a record that is not what its topic holds. */
class WholeEventTest {

    @Test
    void whatHasItsIdRunAndKeyIsTakenAsItIs() throws Exception {
        TrainingJob job = Json.mapper().readValue("{\"id\": \"j\", \"runId\": \"r\", \"round\": 1}", TrainingJob.class);

        assertThat(Event.whole(job, "training job")).isSameAs(job);
    }

    @Test
    void aRecordThatWasNotReadIsNoEvent() {
        assertThatThrownBy(() -> Event.whole(null, "submission"))
                .isInstanceOf(IncompleteEventException.class)
                .hasMessage("the record is not JSON of the type submission");
    }

    @Test
    void anObjectOfOtherPropertiesIsNoWholeEvent() throws Exception {
        Assignment assignment = Json.mapper().readValue("{\"no\": \"event\"}", Assignment.class);
        TestResult result = Json.mapper().readValue("{\"no\": \"event\"}", TestResult.class);

        assertThatThrownBy(() -> Event.whole(assignment, "assignment"))
                .hasMessage("the record is an incomplete assignment: its id, its run or its key is missing");
        assertThatThrownBy(() -> Event.whole(result, "test result"))
                .hasMessage("the record is an incomplete test result: its id, its run or its key is missing");
    }
}
