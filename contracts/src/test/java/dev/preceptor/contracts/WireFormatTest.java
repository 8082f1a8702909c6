package dev.preceptor.contracts;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.preceptor.contracts.event.Event;
import dev.preceptor.contracts.event.TeacherCall;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The golden files are what other versions have written: a change that cannot read them is a break, not a new golden file. */
class WireFormatTest {

    @ParameterizedTest
    @EnumSource(Topic.class)
    void theGoldenJsonIsReadAsTheEvent(Topic topic) throws IOException {
        assertThat(Json.mapper().readValue(golden(topic), topic.eventType()))
                .isEqualTo(Examples.all().get(topic));
    }

    @ParameterizedTest
    @EnumSource(Topic.class)
    void theEventIsWrittenAsTheGoldenJson(Topic topic) throws IOException {
        String written = Json.mapper().writeValueAsString(Examples.all().get(topic));

        assertThat(Json.mapper().readTree(written)).isEqualTo(Json.mapper().readTree(golden(topic)));
    }

    @ParameterizedTest
    @EnumSource(Topic.class)
    void fieldsOfANewerVersionAreIgnoredAtEveryDepth(Topic topic) throws IOException {
        JsonNode newer = Json.mapper().readTree(golden(topic));
        addUnknownFields(newer);

        assertThat(Json.mapper().treeToValue(newer, topic.eventType()))
                .isEqualTo(Examples.all().get(topic));
    }

    @ParameterizedTest
    @EnumSource(Topic.class)
    void everyEventHasAnIdAndAKeyThatStartsWithItsRun(Topic topic) {
        Event event = Examples.all().get(topic);

        assertThat(event.id()).isNotBlank();
        assertThat(event.runId()).isEqualTo(Examples.RUN_ID);
        assertThat(event.key()).startsWith(Examples.RUN_ID);
    }

    @Test
    void allEventsOfATaskHaveOneKey() {
        assertThat(new Topic[] {
                    Topic.ASSIGNMENTS, Topic.ATTEMPTS, Topic.TEST_RESULTS, Topic.REFINEMENTS, Topic.TRAINING_EXAMPLES
                })
                .extracting(topic -> Examples.all().get(topic).key())
                .containsOnly("demo-1a2b3c4d/basics/0001");
    }

    @Test
    void anEntryOfAPurseIsReadAsItWasWrittenAndKeyedByIt() throws IOException {
        TeacherCall old = (TeacherCall) Examples.all().get(Topic.TEACHER_CALLS);
        TeacherCall entry = new TeacherCall(
                "call",
                old.runId(),
                2,
                TeacherCall.State.CACHED,
                0,
                0.5,
                old.owner(),
                old.at(),
                old.deadline(),
                new TeacherCall.Answer("m", null, 10, 5, "stop", 4),
                null,
                "june",
                "refinement-id",
                new TeacherCall.Turn("endpoint", 0.12));

        assertThat(Json.mapper().readValue(Json.mapper().writeValueAsString(entry), TeacherCall.class))
                .isEqualTo(entry);
        assertThat(entry.key()).isEqualTo("june/call/2");
        assertThat(old.key()).isEqualTo(Examples.RUN_ID + "/" + old.callId() + "/1");
    }

    private static void addUnknownFields(JsonNode node) {
        node.forEach(WireFormatTest::addUnknownFields);
        // Maps and positional values have no fields of their own.
        boolean isMap = !node.has("id") && node.has("1");
        if (node instanceof ObjectNode object && !isMap) {
            object.put("addedLater", true);
        }
    }

    private static String golden(Topic topic) throws IOException {
        String name = "/golden/" + topic.topicName() + ".json";
        try (InputStream in = WireFormatTest.class.getResourceAsStream(name)) {
            assertThat(in).as(name).isNotNull();
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
    }
}
