package dev.preceptor.contracts;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.preceptor.contracts.event.DropReason;
import dev.preceptor.contracts.event.Event;
import dev.preceptor.contracts.event.Run;
import dev.preceptor.contracts.event.TeacherCall;
import dev.preceptor.contracts.event.TeacherCallBuilder;
import dev.preceptor.contracts.specification.Until;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
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
    void theEventIsWrittenWithAllThatTheGoldenJsonHolds(Topic topic) throws IOException {
        JsonNode written = writtenAndRead(Examples.all().get(topic));

        assertThat(withoutAdditions(written, Json.mapper().readTree(golden(topic))))
                .isEqualTo(Json.mapper().readTree(golden(topic)));
    }

    @ParameterizedTest
    @EnumSource(
            value = Topic.class,
            mode = EnumSource.Mode.MATCH_NONE,
            names = "BATCHED_REQUESTS|DRAFT.*|RUN_DELETIONS|COMPARISONS|TASK_GENERATIONS|SERVICE_STATUS")
    void whatTheFirstVersionWroteIsReadAndNothingOfItIsLost(Topic topic) throws IOException {
        String first = golden("first/" + topic.topicName());

        Event event = Json.mapper().readValue(first, topic.eventType());

        assertThat(withoutAdditions(writtenAndRead(event), Json.mapper().readTree(first)))
                .isEqualTo(Json.mapper().readTree(first));
    }

    @Test
    void whatWasAddedToRunsIsReadAndWritten() throws IOException {
        Run run = Json.mapper().readValue(golden("runs-with-rounds"), Run.class);

        assertThat(run.wish()).isEqualTo(Run.Wish.PAUSE);
        assertThat(run.recorded().count()).isEqualTo(90);
        assertThat(run.specification().until()).isEqualTo(new Until(0.02, 2, null));
        assertThat(run.specification().training().fromBase()).isTrue();
        assertThat(run.specification().training().fraction()).isEqualTo(0.33);
        assertThat(run.specification().exam().baseline()).isFalse();
        assertThat(run.specification().exam().publicTests()).isEqualTo(2);
        assertThat(run.specification().practice().recorded()).isEqualTo("attempts.jsonl");
        JsonNode kept = Json.mapper().readTree(golden("runs-with-rounds"));
        assertThat(withoutAdditions(writtenAndRead(run), kept)).isEqualTo(kept);
    }

    @Test
    void theBatchOfACallIsReadAndWritten() throws IOException {
        TeacherCall call = Json.mapper().readValue(golden("teacher-calls-with-a-batch"), TeacherCall.class);
        TeacherCall batch = Json.mapper().readValue(golden("teacher-calls-with-a-batch-created"), TeacherCall.class);

        assertThat(call.batch()).isEqualTo(TeacherCall.Batch.named("batch-key").refused());
        assertThat(batch.batch())
                .isEqualTo(TeacherCall.Batch.intended("batch-key", 3, "05").created("batch_1"));
        assertThat(Json.mapper()
                        .readValue(golden("teacher-calls-with-a-postponed-batch"), TeacherCall.class)
                        .batch())
                .isEqualTo(TeacherCall.Batch.named("batch-key").putOff());
        assertThat(batch.unknownUsd()).isZero();
        assertThat(Json.mapper().<JsonNode>valueToTree(call))
                .isEqualTo(Json.mapper().readTree(golden("teacher-calls-with-a-batch")));
        assertThat(Json.mapper().<JsonNode>valueToTree(batch))
                .isEqualTo(Json.mapper().readTree(golden("teacher-calls-with-a-batch-created")));
    }

    @Test
    void theOwnerOfARunIsReadAndWritten() throws IOException {
        Run run = Json.mapper().readValue(golden("runs-with-an-owner"), Run.class);

        assertThat(run.owner()).isEqualTo("alice");
        assertThat(run.withWish(Run.Wish.CANCEL).owner()).isEqualTo("alice");
        JsonNode kept = Json.mapper().readTree(golden("runs-with-an-owner"));
        assertThat(withoutAdditions(writtenAndRead(run), kept)).isEqualTo(kept);
        assertThat(((Run) Examples.all().get(Topic.RUNS)).owner()).isNull();
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
        TeacherCall entry = TeacherCallBuilder.builder()
                .callId("call")
                .runId(old.runId())
                .number(2)
                .state(TeacherCall.State.CACHED)
                .greatestCostUsd(0)
                .costUsd(0.5)
                .owner(old.owner())
                .at(old.at())
                .deadline(old.deadline())
                .answer(new TeacherCall.Answer("m", null, 10, 5, "stop", 4))
                .purse("june")
                .refinementId("refinement-id")
                .turn(new TeacherCall.Turn("endpoint", 0.12))
                .build();

        assertThat(Json.mapper().readValue(Json.mapper().writeValueAsString(entry), TeacherCall.class))
                .isEqualTo(entry);
        assertThat(entry.key()).isEqualTo("june/call/2");
        assertThat(old.key()).isEqualTo(Examples.RUN_ID + "/" + old.callId() + "/1");
    }

    private static void addUnknownFields(JsonNode node) {
        node.forEach(WireFormatTest::addUnknownFields);
        // Maps and positional values have no fields of their own.
        boolean isMap =
                !node.has("id") && (node.has("1") || node.has(DropReason.UNREADABLE.name()) || node.has("isolation"));
        if (node instanceof ObjectNode object && !isMap) {
            object.put("addedLater", true);
        }
    }

    static JsonNode writtenAndRead(Event event) throws IOException {
        return Json.mapper().readTree(Json.mapper().writeValueAsString(event));
    }

    /** What is written less the fields that the golden JSON, being older, does not know. */
    static JsonNode withoutAdditions(JsonNode written, JsonNode golden) {
        if (written instanceof ObjectNode object && golden.isObject()) {
            List<String> known = new ArrayList<>();
            golden.fieldNames().forEachRemaining(known::add);
            object.retain(known);
            known.stream().filter(object::has).forEach(name -> withoutAdditions(object.get(name), golden.get(name)));
        } else if (written.isArray()) {
            for (int i = 0; i < Math.min(written.size(), golden.size()); i++) {
                withoutAdditions(written.get(i), golden.get(i));
            }
        }
        return written;
    }

    private static String golden(Topic topic) throws IOException {
        return golden(topic.topicName());
    }

    private static String golden(String file) throws IOException {
        String name = "/golden/" + file + ".json";
        try (InputStream in = WireFormatTest.class.getResourceAsStream(name)) {
            assertThat(in).as(name).isNotNull();
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
    }
}
