package dev.preceptor.teaching.prompt;

import static org.assertj.core.api.Assertions.assertThat;

import dev.preceptor.contracts.event.Verdict;
import dev.preceptor.contracts.specification.Method;
import dev.preceptor.contracts.specification.TeacherSpecification;
import dev.preceptor.contracts.task.InputOutput;
import dev.preceptor.contracts.task.Task;
import dev.preceptor.contracts.task.TaskBuilder;
import dev.preceptor.teacher.Given;
import dev.preceptor.teaching.PreviousAnswer;
import dev.preceptor.teaching.RefinementRequest;
import java.util.List;
import org.junit.jupiter.api.Test;

class PromptTest {

    private final RefinementRequest request =
            RefinementRequest.firstFor(Given.failure(Method.PERSD, Given.reference(2)));

    private static String text(RefinementRequest request) {
        return RefinementPrompt.messages(request).get(1).content();
    }

    @Test
    void aCorrectionIsAskedForWithTaskAttemptAndFeedback() {
        assertThat(text(request))
                .contains("returns twice n", "`double`", Given.WRONG.strip(), Given.FEEDBACK, "given back unchanged");
        assertThat(RefinementPrompt.messages(request))
                .extracting(ChatMessage::role)
                .containsExactly("system", "user");
    }

    @Test
    void bothSayWhatToDefineAndWhatMayBeImported() {
        for (ChatMessage asked : List.of(
                RefinementPrompt.messages(request).get(1),
                DirectPrompt.messages(request).get(1))) {
            assertThat(asked.content())
                    .contains("Answer with the whole program, which defines `double`,", "Python's standard library");
        }
    }

    @Test
    void aWholeProgramIsAskedForByWhatItReadsAndPrints() {
        Task task = TaskBuilder.builder()
                .id("t/1")
                .prompt("Read n; print twice n.")
                .inputOutput(List.of(new InputOutput("2", "4")))
                .build();

        assertThat(PromptParts.of(task))
                .contains("Read n; print twice n.", "reads standard input and prints its answer")
                .doesNotContain("null");
    }

    @Test
    void aFurtherTrySaysWhatBecameOfTheEarlier() {
        assertThat(text(request.next(new PreviousAnswer("def double(n): return 9", "double(1) should be 2, but is 9"))))
                .contains(Given.WRONG.strip(), "def double(n): return 9", "double(1) should be 2, but is 9");
        assertThat(text(request.next(new PreviousAnswer(null, "The answer held no program."))))
                .contains("The answer held no program. Give a program this time.");
    }

    @Test
    void anAttemptWithoutProgramIsSaidToBeOne() {
        RefinementRequest empty = RefinementRequest.firstFor(Given.result(
                Given.attempt(Given.practice(Given.task(), Method.PERSD, Given.reference(1)), ""), Verdict.REJECTED));

        assertThat(text(empty)).contains("held no program").doesNotContain("mend");
    }

    @Test
    void aDirectSolutionIsAskedForWithoutTheAttempt() {
        String text = DirectPrompt.messages(request).get(1).content();

        assertThat(text).contains("returns twice n").doesNotContain("n + 2").doesNotContain(Given.FEEDBACK);
    }

    @Test
    void everyPromptBeginsWithTheSpecificationsContext() {
        TeacherSpecification teacher = Given.reference(1).withContext("# parcel\n`parcel.weigh(x)`: grams\n");
        RefinementRequest with = RefinementRequest.firstFor(Given.failure(Method.PERSD, teacher));
        List<String> prompts = List.of(
                RefinementPrompt.messages(with).get(0).content(),
                DirectPrompt.messages(with).get(0).content(),
                DraftPrompt.messages(List.of(Given.task()), teacher.context())
                        .get(0)
                        .content());

        assertThat(prompts).allSatisfy(prompt -> assertThat(prompt)
                .startsWith(
                        "The tasks are about what this text describes:\n\n# parcel\n`parcel.weigh(x)`: grams\n\nYou "));
        assertThat(RefinementPrompt.messages(with).get(1))
                .isEqualTo(RefinementPrompt.messages(request).get(1));
    }

    @Test
    void theKnownSolutionsAndTheHiddenTestsStayHidden() {
        RefinementRequest known = RefinementRequest.firstFor(Given.failure(Method.PERSD, Given.reference(1), "SECRET"));

        assertThat(text(known)).doesNotContain("SECRET").doesNotContain("assert double(3) == 6");
    }
}
