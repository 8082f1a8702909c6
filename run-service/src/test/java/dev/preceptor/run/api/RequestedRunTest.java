package dev.preceptor.run.api;

import static org.assertj.core.api.Assertions.assertThat;

import dev.preceptor.contracts.event.DataSet;
import dev.preceptor.contracts.event.Run;
import dev.preceptor.contracts.specification.Method;
import dev.preceptor.contracts.specification.RunSpecification;
import dev.preceptor.run.Runs;
import dev.preceptor.run.ledger.RunLedger;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class RequestedRunTest {

    private static final Run ASKED = Runs.run(Method.PERSD, 1, 1, 1);
    private static final String SLOWER = "{'teacher': {'requestsPerMinute': 7}}";
    private static final String SLOWEST = "{'teacher': {'requestsPerMinute': 1}}";

    private final Map<String, RunLedger> known = new LinkedHashMap<>();

    @Test
    void isANewOneUnderAnIdWithoutItsTerms() {
        RequestedRun found = find(ASKED);

        assertThat(found.known()).isEmpty();
        assertThat(found.runId()).isEqualTo(identity(ASKED).id());
        assertThat(found.specification()).isEqualTo(ASKED.specification());
    }

    @Test
    void isTheSameOneOnOtherTerms() {
        remember(identity(ASKED).id(), ASKED, Run.State.RUNNING);

        assertThat(find(Runs.with(ASKED, SLOWER)).known())
                .contains(known.get(identity(ASKED).id()));
    }

    @Test
    void isTheOneThatAnOlderVersionTook() {
        remember(identity(ASKED).idOnItsTerms(), ASKED, Run.State.RUNNING);

        assertThat(find(ASKED).runId()).isEqualTo(identity(ASKED).idOnItsTerms());
        assertThat(find(Runs.with(ASKED, SLOWER)).runId())
                .isEqualTo(identity(ASKED).idOnItsTerms());
    }

    @Test
    void ofSeveralThatAnOlderVersionTookTheVerySameIsMeant() {
        Run slower = Runs.with(ASKED, SLOWER);
        remember(identity(ASKED).idOnItsTerms(), ASKED, Run.State.RUNNING);
        remember(identity(slower).idOnItsTerms(), slower, Run.State.RUNNING);

        assertThat(find(slower).runId()).isEqualTo(identity(slower).idOnItsTerms());
    }

    @Test
    void whatFailedForGoodOrWasGivenUpIsFoundByTheVerySameRequest() {
        for (Run.State ended : List.of(Run.State.FAILED, Run.State.CANCELLED)) {
            remember(identity(ASKED).id(), ASKED, ended);

            assertThat(find(ASKED).known()).contains(known.get(identity(ASKED).id()));
        }
    }

    @Test
    void whatFailedForGoodBeginsAnewOnOtherTermsInTheSamePurse() {
        Run slower = Runs.with(ASKED, SLOWER);
        String first = identity(ASKED).id();
        remember(first, ASKED, Run.State.FAILED);

        RequestedRun anew = find(slower);

        assertThat(anew.known()).isEmpty();
        assertThat(anew.runId()).isEqualTo(identity(slower).idOnItsTerms());
        assertThat(anew.specification().teacher().purseOf(anew.runId())).isEqualTo(first);

        remember(anew.runId(), Runs.with(slower, "{'teacher': {'purse': '" + first + "'}}"), Run.State.RUNNING);
        assertThat(find(slower).runId()).isEqualTo(anew.runId());
        assertThat(find(Runs.with(ASKED, SLOWEST)).runId()).isEqualTo(anew.runId());
    }

    @Test
    void anotherRunOfTheSameNameIsAnother() {
        Run other = Runs.with(ASKED, "{'seed': 9}");
        remember(identity(other).id(), other, Run.State.RUNNING);

        assertThat(find(ASKED).known()).isEmpty();
    }

    @Test
    void theTasksThatARunGeneratedAreThoseOfThisRun() {
        DataSet practice = new DataSet("file:///generated.jsonl", "11", 3);
        Run generating = Runs.generated(3);
        String id = identity(generating).id();
        remember(id, generating, Run.State.RUNNING);
        Run withTheFile = generating.withGeneration(null).withPractice(practice);
        assertThat(find(withTheFile).known())
                .as("before they have been generated")
                .isEmpty();

        remember(id, generating.withPractice(practice), Run.State.RUNNING);

        assertThat(find(withTheFile).runId()).isEqualTo(id);
        assertThat(find(generating).runId()).isEqualTo(id);
        assertThat(find(withTheFile.withPractice(new DataSet("file:///edited.jsonl", "12", 3)))
                        .known())
                .isEmpty();
    }

    private RequestedRun find(Run asked) {
        RunSpecification specification = asked.specification();
        return RequestedRun.find(
                identity(asked),
                specification,
                id -> Optional.ofNullable(known.get(id)),
                name -> known.values().stream()
                        .filter(ledger -> ledger.run().specification().name().equals(name))
                        .toList());
    }

    private void remember(String runId, Run run, Run.State state) {
        known.put(runId, new RunLedger(run.with(other -> other.runId(runId).state(state))));
    }

    private static RunIdentity identity(Run run) {
        return RunIdentity.of(run);
    }
}
