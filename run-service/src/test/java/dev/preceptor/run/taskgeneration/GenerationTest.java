package dev.preceptor.run.taskgeneration;

import static org.assertj.core.api.Assertions.assertThat;

import dev.preceptor.contracts.event.Draft;
import dev.preceptor.contracts.event.DraftBuilder;
import dev.preceptor.contracts.event.DraftOutcome;
import dev.preceptor.contracts.event.DraftRequest;
import dev.preceptor.contracts.event.DraftTrial;
import dev.preceptor.contracts.event.DraftTrialBuilder;
import dev.preceptor.contracts.event.DraftedTask;
import dev.preceptor.contracts.event.DropReason;
import dev.preceptor.contracts.event.Event;
import dev.preceptor.contracts.report.RefusedDraft;
import dev.preceptor.contracts.specification.TeacherSpecification;
import dev.preceptor.contracts.specification.TeacherSpecificationBuilder;
import dev.preceptor.contracts.specification.TokenPrices;
import dev.preceptor.contracts.task.PromptKind;
import dev.preceptor.contracts.task.Task;
import dev.preceptor.contracts.task.TaskBuilder;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class GenerationTest {

    private static final Task SEED = task("seed", "Write `twice(n)` that doubles the number it is given.", "twice");
    private static final Task EXAM = task("exam", "Write `half(n)` that halves the number it is handed.", "half");

    private Generation generation = new Generation(plan(2, 10));

    @Test
    void asksForNoMoreDraftsThanTasksAreMissing() {
        assertThat(numbers(generation.advance())).containsExactly(1, 2);
        accept(1);
        assertThat(generation.advance()).isEmpty();
        generation.take(unusable(2, 1));
        assertThat(numbers(generation.advance())).containsExactly(3);
        accept(3);
        assertThat(generation.advance()).isEmpty();

        assertThat(generation.ended()).isTrue();
        assertThat(generation.problem()).isEmpty();
        assertThat(generation.tasks())
                .extracting(task -> task.draft().request().number())
                .containsExactly(1, 3);
        assertThat(dropped()).containsEntry("UNREADABLE", 1).hasSize(DropReason.values().length);
    }

    @Test
    void decidesInTheOrderOfTheNumbersHoweverDraftsArrive() {
        generation.advance();
        take(answered(2, 1, "Sort the given words by length and then by name", "f2"));
        generation.advance();
        assertThat(generation.progress(0).decided()).isZero();

        take(answered(1, 1, "Sort the given words by length and then by name", "f1"));
        generation.advance();

        assertThat(generation.tasks())
                .extracting(task -> task.draft().request().number())
                .containsExactly(1);
        assertThat(dropped()).containsEntry("NEAR_KNOWN_TASK", 1);
    }

    @Test
    void wordsOfTheExamAreKeptOut() {
        generation.advance();
        take(answered(1, 1, "Write `divide(x)` that halves the number it is handed.", "divide"));
        generation.advance();

        assertThat(dropped()).containsEntry("NEAR_EXAM_TASK", 1);
    }

    @Test
    void aTaskOfTheSameNameIsRunAgainstItsNamesakesTests() {
        generation.advance();
        Draft draft = answered(1, 1, "Split what comes in down the middle, please.", "half");
        take(draft);

        Draft asked = (Draft) generation.advance().get(0);
        assertThat(asked.rivals()).containsExactly(EXAM);
        assertThat(generation.advance()).isEmpty();
        generation.take(trial(asked).rival(EXAM.id()).build());
        generation.advance();

        assertThat(dropped()).containsEntry("SAME_AS_EXAM_TASK", 1);
    }

    @Test
    void aTaskOfTheSameNameThatDoesSomethingElseIsATask() {
        generation.advance();
        take(answered(1, 1, "Split what comes in down the middle, please.", "twice"));
        Draft asked = (Draft) generation.advance().get(0);
        generation.take(trial(asked).build());
        generation.advance();

        assertThat(generation.tasks()).hasSize(1);
        assertThat(generation.tasks().get(0).task().tests()).containsExactly("assert f(2) == 2");
        assertThat(generation.tasks().get(0).task().publicTests()).containsExactly("assert f(1) == 1");
    }

    @Test
    void atTheCapItKeepsWhatItHasAndIsAskedForTheRestLater() {
        generation.advance();
        accept(2);
        generation.take(without(1, 1, DraftOutcome.UNFUNDED));
        generation.advance();
        assertThat(generation.ended()).isTrue();
        assertThat(generation.tasks()).hasSize(1);
        assertThat(generation.problem()).get().asString().contains("budget");

        Generation later = new Generation(plan(2, 10));
        later.take(without(1, 1, DraftOutcome.UNFUNDED));
        Draft second = answered(2, 1, words(2), "f2");
        later.take(second);
        later.take(passed(second));
        later.finishReadingExisting();

        List<Event> due = later.advance();
        assertThat(due).singleElement().isInstanceOfSatisfying(DraftRequest.class, request -> {
            assertThat(request.number()).isEqualTo(1);
            assertThat(request.attempt()).isEqualTo(2);
        });
    }

    @Test
    void whatWasAnsweredInAnEarlierLifeIsNotAskedForAgain() {
        Draft untried = answered(1, 1, words(1), "f1");
        Draft tried = answered(2, 1, words(2), "f2");
        generation.take(untried);
        generation.take(tried);
        generation.take(passed(tried));
        generation.finishReadingExisting();

        assertThat(generation.advance()).containsExactly(untried);
    }

    @Test
    void threeFaultsInARowEndIt() {
        generation = new Generation(plan(5, 50));
        generation.advance();
        for (int number = 1; number <= 5; number++) {
            generation.take(without(number, 1, DraftOutcome.FAULTED));
        }
        generation.advance();

        assertThat(generation.ended()).isTrue();
        assertThat(generation.progress(0).faulted()).isEqualTo(5);
        assertThat(generation.problem()).contains("no answer");
    }

    @Test
    void whatIsAmongTheDeadLettersIsNotWaitedFor() {
        generation = new Generation(plan(1, 2));
        generation.advance();
        generation.lost(1, "dead");
        assertThat(numbers(generation.advance())).containsExactly(2);
        generation.take(unusable(2, 1));
        generation.advance();

        assertThat(generation.ended()).isTrue();
        assertThat(generation.progress(0).faulted()).isEqualTo(1);
        assertThat(generation.problem()).get().asString().contains("2 drafts");
    }

    @Test
    void theSameSeedsMakeTheSameQuestions() {
        GenerationPlan plan = plan(2, 10);

        assertThat(plan.draftsId()).isEqualTo(plan(7, 99).draftsId());
        assertThat(plan.shown(3)).isEqualTo(plan(7, 99).shown(3)).containsExactly(SEED);
    }

    @Test
    void eachRefusedDraftHasItsReasonInWords() {
        generation = new Generation(plan(4, 10));
        generation.advance();
        take(answered(1, 1, "Write `divide(x)` that halves the number it is handed.", "divide"));
        generation.take(draft(2, 1, DraftOutcome.UNUSABLE, null, DropReason.TOO_FEW_CALLS, "2 different calls"));
        Draft raising = answered(3, 1, words(3), "f3");
        generation.take(raising);
        generation.take(trial(raising)
                .dropped(DropReason.RAISES)
                .detail("f(0) raised ValueError: no")
                .build());
        generation.take(without(4, 1, DraftOutcome.UNFUNDED));
        generation.advance();

        assertThat(generation.refused())
                .containsExactly(
                        new RefusedDraft(1, "NEAR_EXAM_TASK", "100 % of its sequences of words are also in exam"),
                        new RefusedDraft(2, "TOO_FEW_CALLS", "2 different calls"),
                        new RefusedDraft(3, "RAISES", "f(0) raised ValueError: no"),
                        new RefusedDraft(4, "UNFUNDED", "no answer"));
    }

    @Test
    void theTaskWithTheSameBehaviourIsNamed() {
        generation.advance();
        Draft draft = answered(1, 1, "Split what comes in down the middle, please.", "half");
        take(draft);
        Draft asked = (Draft) generation.advance().get(0);
        generation.take(trial(asked).rival(EXAM.id()).build());
        generation.advance();

        assertThat(generation.refused())
                .containsExactly(new RefusedDraft(1, "SAME_AS_EXAM_TASK", "its solution passes the tests of exam"));
    }

    @Test
    void whileItIsPausedItDecidesAndAsksForNothing() {
        generation.advance();
        generation.setPaused(true);
        generation.take(unusable(1, 1));

        assertThat(generation.advance()).isEmpty();
        assertThat(generation.progress(0.5))
                .returns(1, progress -> progress.decided())
                .returns(2, progress -> progress.asked())
                .returns(0.5, progress -> progress.costUsd());
        generation.setPaused(false);
        assertThat(numbers(generation.advance())).containsExactly(3);
    }

    private static List<Integer> numbers(List<Event> requests) {
        return requests.stream().map(event -> ((DraftRequest) event).number()).toList();
    }

    private void accept(int number) {
        take(answered(number, 1, words(number), "f" + number));
    }

    private static String words(int number) {
        return "a%1$d b%1$d c%1$d d%1$d e%1$d".formatted(number);
    }

    private void take(Draft draft) {
        generation.take(draft);
        generation.take(passed(draft));
    }

    private static DraftTrial passed(Draft draft) {
        return trial(draft)
                .tests(List.of("assert f(1) == 1", "assert f(2) == 2"))
                .build();
    }

    private static DraftTrialBuilder trial(Draft draft) {
        return DraftTrialBuilder.builder().id(DraftTrial.idOf(draft)).draft(draft);
    }

    private Map<String, Integer> dropped() {
        return generation.progress(0).dropped();
    }

    private static Draft answered(int number, int attempt, String prompt, String entryPoint) {
        DraftedTask task = new DraftedTask(prompt, entryPoint, "def f(n): return n", List.of("f(1)", "f(2)"));
        return draft(number, attempt, DraftOutcome.ANSWERED, task, null, null);
    }

    private static Draft unusable(int number, int attempt) {
        return draft(number, attempt, DraftOutcome.UNUSABLE, null, DropReason.UNREADABLE, null);
    }

    private static Draft without(int number, int attempt, DraftOutcome outcome) {
        return draft(number, attempt, outcome, null, null, "no answer");
    }

    private static Draft draft(
            int number, int attempt, DraftOutcome outcome, DraftedTask task, DropReason dropped, String detail) {
        GenerationPlan plan = plan(2, 10);
        DraftRequest request = DraftRequest.of(plan.draftsId(), number, attempt, plan.teacher(), plan.shown(number));
        return DraftBuilder.builder()
                .id(Draft.idOf(request, List.of()))
                .request(request)
                .outcome(outcome)
                .task(task)
                .dropped(dropped)
                .detail(detail)
                .model("m")
                .promptTokens(1)
                .completionTokens(1)
                .costUsd(0.1)
                .rivals(List.of())
                .build();
    }

    private static GenerationPlan plan(int count, int mostDrafts) {
        TeacherSpecification teacher = TeacherSpecificationBuilder.builder()
                .backend("openai")
                .baseUrl("http://localhost:1/v1")
                .model("m")
                .pricePerMillionTokens(new TokenPrices(1, 2))
                .budgetUsd(1.0)
                .build();
        String draftsId = GenerationIds.ofDrafts(teacher, List.of(SEED), 0, null);
        return new GenerationPlan(draftsId, teacher, List.of(SEED), List.of(EXAM), count, mostDrafts, 0.5);
    }

    private static Task task(String id, String prompt, String entryPoint) {
        return TaskBuilder.builder()
                .id(id)
                .prompt(prompt)
                .promptKind(PromptKind.INSTRUCTION)
                .entryPoint(entryPoint)
                .tests(List.of("assert True"))
                .build();
    }
}
