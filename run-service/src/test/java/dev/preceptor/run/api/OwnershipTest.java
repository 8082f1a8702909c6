package dev.preceptor.run.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.preceptor.contracts.Json;
import dev.preceptor.contracts.event.DataSet;
import dev.preceptor.contracts.event.Job;
import dev.preceptor.contracts.event.JobBuilder;
import dev.preceptor.contracts.event.Run;
import dev.preceptor.contracts.specification.Method;
import dev.preceptor.contracts.specification.TeacherSpecification;
import dev.preceptor.run.Runs;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class OwnershipTest {

    private static final String ALICES_RUN = "demo-0a1b2c3d";
    private static final String NOBODYS_RUN = "demo-11111111";

    private final Map<String, Run> runs = Map.of(ALICES_RUN, run("alice"), NOBODYS_RUN, run(null));
    private final Ownership ownership =
            new Ownership(Set.of("alice", "bob")::contains, id -> Optional.ofNullable(runs.get(id)));

    private static Run run(String owner) {
        ObjectNode tree = Json.mapper().valueToTree(Runs.run(Method.PERSD, 1, 1, 5));
        tree.put("runId", ALICES_RUN).put("owner", owner);
        try {
            return Json.mapper().treeToValue(tree, Run.class);
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException(e);
        }
    }

    private static ObjectNode asking(String purse) {
        ObjectNode asked = Json.mapper().createObjectNode();
        asked.putObject("teacher").put("backend", "reference").put("purse", purse);
        return asked;
    }

    @Test
    void thePurseBesideAListOfTeachersBelongsToTheCallerToo() {
        ObjectNode asked = Json.mapper().createObjectNode();
        asked.put("purse", "ours").putArray("teachers");

        assertThat(ownership.inOwnPurse(asked, "alice").path("purse").asText()).isEqualTo("ours.alice");
        assertThat(ownership.inOwnPurse(asked, null)).isEqualTo(asked);
    }

    @Test
    void onlyItsOwnerChangesARun() {
        assertThatThrownBy(() -> ownership.requireOwn(runs.get(ALICES_RUN), "bob"))
                .isInstanceOf(NotTheOwnerException.class)
                .hasMessage("the run demo-0a1b2c3d belongs to alice, and only a token of that name changes it");
        assertThatCode(() -> {
                    ownership.requireOwn(runs.get(ALICES_RUN), "alice");
                    ownership.requireOwn(runs.get(ALICES_RUN), null);
                    ownership.requireOwn(runs.get(NOBODYS_RUN), "bob");
                })
                .doesNotThrowAnyException();
    }

    @Test
    void onlyItsOwnerChangesAJob() {
        Job job = JobBuilder.builder()
                .id("compared-0a1b2c3d")
                .state(Job.State.FINISHED)
                .owner("alice")
                .build();

        assertThatThrownBy(() -> ownership.requireOwn(job, "comparison", "bob"))
                .isInstanceOf(NotTheOwnerException.class)
                .hasMessage(
                        "the comparison compared-0a1b2c3d belongs to alice, and only a token of that name changes it");
        assertThatCode(() -> ownership.requireOwn(job, "comparison", "alice")).doesNotThrowAnyException();
        assertThatCode(() -> ownership.requireOwn(job, "comparison", null)).doesNotThrowAnyException();
    }

    @ParameterizedTest
    @CsvSource({
        "ours, ours.alice",
        "ours.alice, ours.alice",
        "v1.2, v1.2.alice",
        "demo-0a1b2c3d, demo-0a1b2c3d",
        "demo-11111111, demo-11111111",
        "demo-22222222, demo-22222222.alice",
    })
    void aPurseIsTheCallersOwn(String named, String meant) {
        ObjectNode asked = asking(named);

        ObjectNode own = ownership.inOwnPurse(asked, "alice");

        assertThat(own.at("/teacher/purse").asText()).isEqualTo(meant);
        assertThat(ownership.inOwnPurse(own, "alice")).isEqualTo(own);
        assertThat(asked).isEqualTo(asking(named));
        TeacherSpecification read = Json.mapper().convertValue(own.get("teacher"), TeacherSpecification.class);
        assertThat(read.purse()).as("older readers take it").isEqualTo(meant);
    }

    @ParameterizedTest
    @CsvSource({"ours.alice", "demo-0a1b2c3d"})
    void anothersPurseIsRefused(String purse) {
        assertThatThrownBy(() -> ownership.inOwnPurse(asking(purse), "bob"))
                .isInstanceOf(NotTheOwnerException.class)
                .hasMessage("teacher.purse: '" + purse + "' belongs to alice");
    }

    @Test
    void equalNamesOfTwoOwnersAreTwoPurses() {
        assertThat(ownership.inOwnPurse(asking("ours"), "alice"))
                .isNotEqualTo(ownership.inOwnPurse(asking("ours"), "bob"));
    }

    @Test
    void withoutTokensPursesAreWhatTheyAreCalled() {
        assertThat(ownership.inOwnPurse(asking("ours.alice"), null)).isEqualTo(asking("ours.alice"));
    }

    @Test
    void aPurseThatIsTooLongWithItsOwnerIsRefused() {
        assertThatThrownBy(() -> ownership.inOwnPurse(asking("p".repeat(60)), "alice"))
                .isInstanceOf(InvalidRequestException.class)
                .hasMessageContaining("is too long");
    }

    @Test
    void theSameRequestOfTwoOwnersAreTwoRunsAndOfNobodyTheOneOfOlderVersions() {
        Run run = runs.get(NOBODYS_RUN);
        DataSet tasks = new DataSet("file:///t", "aa", 1);
        StoredRequest request = new StoredRequest(null, run.specification(), tasks, tasks, null);

        String nobodys = request.identity(null).id();
        assertThat(nobodys)
                .isEqualTo(RunIdentity.of(run.specification(), tasks, tasks, null, null)
                        .id());
        assertThat(Set.of(
                        nobodys,
                        request.identity("alice").id(),
                        request.identity("bob").id()))
                .hasSize(3)
                .allMatch(id -> id.matches("[a-z0-9-]+-[0-9a-f]{8}"));
        assertThat(request.identity("alice")).isEqualTo(request.identity("alice"));
    }
}
