package dev.preceptor.run.api;

import static org.assertj.core.api.Assertions.assertThat;

import dev.preceptor.contracts.event.DataSet;
import dev.preceptor.contracts.event.Run;
import dev.preceptor.contracts.specification.Method;
import dev.preceptor.contracts.specification.RunSpecification;
import dev.preceptor.contracts.specification.TeacherSpecification;
import dev.preceptor.run.Runs;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RunIdentityTest {

    private static final DataSet PRACTICE = new DataSet("file:///a", "aa", 1);
    private static final DataSet EXAM = new DataSet("file:///b", "bb", 1);

    private static final String SERVED = "{'student': {'backend': 'openai', 'baseUrl': 'http://student/v1',"
            + " 'checkpointModel': '{runId}-{round}', 'servedModel': 'tiny', 'api': 'chat', 'concurrency': 16,"
            + " 'timeoutSeconds': 300}}";

    @Test
    void isTheNameAndAHash() {
        assertThat(id(specification(Method.PERSD, 1.0))).matches("demo-[0-9a-f]{8}");
    }

    @Test
    void doesNotChangeWithTheBudgetOrThePlaceOfTheTasks() {
        String id = id(specification(Method.PERSD, 1.0));

        assertThat(id(specification(Method.PERSD, 2.0))).isEqualTo(id);
        assertThat(RunIdentity.of(
                                specification(Method.PERSD, 1.0),
                                new DataSet("file:///elsewhere", "aa", 1),
                                EXAM,
                                null,
                                null)
                        .id())
                .isEqualTo(id);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{'teacher': {'requestsPerMinute': 7}}",
                "{'teacher': {'tokensPerMinute': 7}}",
                "{'teacher': {'concurrency': 7}}",
                "{'teacher': {'timeoutSeconds': 7}}",
                "{'teacher': {'baseUrl': 'http://elsewhere/v1'}}",
                "{'teacher': {'apiKeyEnv': 'OTHER_KEY'}}",
                "{'teacher': {'pricePerMillionTokens': {'prompt': 7, 'completion': 7}}}",
                "{'student': {'baseUrl': 'http://elsewhere/v1'}}",
                "{'student': {'apiKeyEnv': 'OTHER_KEY'}}",
                "{'student': {'concurrency': 7}}",
                "{'student': {'timeoutSeconds': 7}}"
            })
    void doesNotChangeWithHowAModelIsReached(String settings) {
        Run run = Runs.with(Runs.run(Method.PERSD, 1, 1, 1), SERVED);

        Run other = Runs.with(run, settings);

        assertThat(id(other.specification())).isEqualTo(id(run.specification()));
        assertThat(identity(other.specification()).idOnItsTerms())
                .isNotEqualTo(identity(run.specification()).idOnItsTerms());
        assertThat(run.specification().onTermsOf(other.specification())).isEqualTo(other.specification());
    }

    @Test
    void doesNotChangeWithTheBudgetsAndTermsOfTheRungsOfALadder() {
        RunSpecification ladder = Runs.onLadder(1, 1, 0.5).specification();
        List<TeacherSpecification> elsewhere = ladder.teachers().stream()
                .map(rung -> rung.withRequestsPerMinute(7))
                .toList();

        assertThat(id(Runs.onLadder(1, 2, 0.75).specification())).isEqualTo(id(ladder));
        assertThat(id(ladder.withTeachers(elsewhere))).isEqualTo(id(ladder));
        assertThat(id(ladder.withTeachers(ladder.teachers().subList(0, 2)))).isNotEqualTo(id(ladder));
    }

    @Test
    void doesNotChangeWithHowACheckpointReachesTheServer() {
        Run run = Runs.with(
                Runs.run(Method.PERSD, 1, 1, 1),
                SERVED.replace("{runId}-{round}", "{runId}-round-{round}-{checkpoint}"));

        Run rolledOut =
                Runs.with(run, "{'student': {'rollout': 'sglang', 'replicas': ['http://a/v1', 'http://b/v1']}}");

        assertThat(id(rolledOut.specification())).isEqualTo(id(run.specification()));
        assertThat(run.specification().onTermsOf(rolledOut.specification())).isEqualTo(rolledOut.specification());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{'teacher': {'model': 'other'}}",
                "{'teacher': {'maxTokens': 7}}",
                "{'teacher': {'attempts': 7}}",
                "{'teacher': {'purse': 'june'}}",
                "{'student': {'servedModel': 'other'}}",
                "{'seed': 7}"
            })
    void changesWithWhatDeterminesTheAnswers(String settings) {
        Run run = Runs.with(Runs.run(Method.PERSD, 1, 1, 1), SERVED);

        Run other = Runs.with(run, settings);

        assertThat(id(other.specification())).isNotEqualTo(id(run.specification()));
        assertThat(run.specification().onTermsOf(other.specification())).isEqualTo(run.specification());
    }

    /** The ids that earlier versions, which included the terms, gave to these specifications. */
    @Test
    void knowsTheIdThatOlderVersionsGave() {
        RunSpecification plain = specification(Method.PERSD, 1.0);
        Run served = Runs.with(Runs.run(Method.PERSD, 1, 1, 1), SERVED);

        assertThat(identity(plain).idOnItsTerms()).isEqualTo("demo-12d27d30");
        assertThat(RunIdentity.of(plain, PRACTICE, EXAM, PRACTICE, null).idOnItsTerms())
                .isEqualTo("demo-8b172620");
        assertThat(identity(served.specification()).idOnItsTerms()).isEqualTo("demo-fdbca92d");
    }

    @Test
    void aPurseOfTheRunsOwnNameIsNone() {
        Run run = Runs.run(Method.PERSD, 1, 1, 1);
        String id = id(run.specification());

        assertThat(id(Runs.with(run, "{'teacher': {'purse': '" + id + "'}}").specification()))
                .isEqualTo(id);
    }

    @Test
    void changesWithWhatIsDoneAndOnWhat() {
        String id = id(specification(Method.PERSD, 1.0));

        assertThat(id(specification(Method.INPD, 1.0))).isNotEqualTo(id);
        assertThat(RunIdentity.of(specification(Method.PERSD, 1.0), EXAM, PRACTICE, null, null)
                        .id())
                .isNotEqualTo(id);
    }

    @Test
    void ofARunWithGeneratedTasksDependsOnTheSeedsAndTheirNumberAndNotOnTheBudgetOfTheGeneration() {
        Run run = Runs.generated(3);
        String id = RunIdentity.of(run).id();

        assertThat(RunIdentity.of(run.withPractice(PRACTICE)).id())
                .as("with the tasks that were generated")
                .isEqualTo(id);
        assertThat(RunIdentity.of(Runs.with(
                                run, "{'tasks': {'generate': {'budgetUsd': 9, 'mostDrafts': 99, 'count': 3}}}"))
                        .id())
                .isEqualTo(id);
        assertThat(RunIdentity.of(Runs.with(run, "{'tasks': {'generate': {'count': 4}}}"))
                        .id())
                .isNotEqualTo(id);
        assertThat(RunIdentity.ofGenerated(run.specification(), PRACTICE, run.exam(), null)
                        .id())
                .isNotEqualTo(id);
        assertThat(id(run.specification())).isNotEqualTo(id);
    }

    private static RunSpecification specification(Method method, double budgetUsd) {
        return Runs.run(method, 1, 1, 1, budgetUsd).specification();
    }

    private static String id(RunSpecification specification) {
        return identity(specification).id();
    }

    private static RunIdentity identity(RunSpecification specification) {
        return RunIdentity.of(specification, PRACTICE, EXAM, null, null);
    }
}
