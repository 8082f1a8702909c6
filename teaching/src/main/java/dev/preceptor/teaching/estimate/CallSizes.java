package dev.preceptor.teaching.estimate;

import dev.preceptor.contracts.event.Assignee;
import dev.preceptor.contracts.event.Assignment;
import dev.preceptor.contracts.event.AssignmentBuilder;
import dev.preceptor.contracts.event.Attempt;
import dev.preceptor.contracts.event.FinishReason;
import dev.preceptor.contracts.event.Purpose;
import dev.preceptor.contracts.event.RefinementKind;
import dev.preceptor.contracts.event.Teaching;
import dev.preceptor.contracts.event.TestResult;
import dev.preceptor.contracts.event.Verdict;
import dev.preceptor.contracts.specification.RunSpecification;
import dev.preceptor.contracts.task.Task;
import dev.preceptor.teaching.RefinementRequest;
import dev.preceptor.teaching.ScoreRequest;
import dev.preceptor.teaching.prompt.ChatMessage;
import dev.preceptor.teaching.prompt.DirectPrompt;
import dev.preceptor.teaching.prompt.RefinementPrompt;
import dev.preceptor.teaching.prompt.ScorePrompt;
import java.util.List;

/**
 * The sizes of a teacher call in tokens, counted from the prompts that a run would send.
 *
 * @param promptTokens the mean prompt length over tasks, with a known solution in place of the student's attempt
 * @param longestPromptTokens the prompt length of the longest task, with an attempt and feedback of maximum length
 * @param answerTokens the mean length of the known solutions; null if no task has one
 * @param scores the sizes of the requests for scores; null if nothing is scored
 */
public record CallSizes(double promptTokens, int longestPromptTokens, Double answerTokens, ScoreSizes scores) {

    /** The sizes where nothing is scored. */
    public CallSizes(double promptTokens, int longestPromptTokens, Double answerTokens) {
        this(promptTokens, longestPromptTokens, answerTokens, null);
    }

    /** What a model writes around a program: a code fence, an import, a sentence. */
    private static final int TOKENS_AROUND_AN_ANSWER = 16;

    private static final String FEEDBACK =
            "1 of 3 tests failed. The first of them:\nCall: %s(%s)\nExpected: %s\nGot: %s";

    /** Counts the prompts for these tasks, at least one. */
    public static CallSizes of(List<Task> tasks, RunSpecification specification, TokenCount tokens) {
        int attemptBytes = (int) (specification.practice().maxTokens() * TokenCount.BYTES_PER_TOKEN);
        double prompts = 0;
        int longest = 0;
        double answers = 0;
        int solutions = 0;
        for (Task task : tasks) {
            String solution = task.solutions().isEmpty() ? "" : task.solutions().get(0);
            prompts += tokensOf(request(task, specification, solution, feedback(task, 8)), tokens);
            String longestAttempt = "x = 1\n".repeat(Math.max(1, attemptBytes / 6));
            longest = Math.max(
                    longest, tokensOf(request(task, specification, longestAttempt, feedback(task, 400)), tokens));
            for (String known : task.solutions()) {
                answers += tokens.of(known) + TOKENS_AROUND_AN_ANSWER;
                solutions++;
            }
        }
        Double answer = solutions == 0 ? null : answers / solutions;
        return new CallSizes(
                prompts / tasks.size(),
                longest,
                answer,
                specification.opd() == null ? null : scores(tasks, specification, tokens, answer));
    }

    /** @param answer the mean length of the known solutions; null if no task has one */
    private static ScoreSizes scores(
            List<Task> tasks, RunSpecification specification, TokenCount tokens, Double answer) {
        double prompts = 0;
        int longest = 0;
        for (Task task : tasks) {
            String solution =
                    task.solutions().isEmpty() ? null : task.solutions().get(0);
            prompts += tokensOf(ScorePrompt.messages(scored(task, specification, feedback(task, 8), solution)), tokens);
            longest = Math.max(
                    longest,
                    tokensOf(ScorePrompt.messages(scored(task, specification, feedback(task, 400), solution)), tokens));
        }
        int most = specification.practice().maxTokens();
        return new ScoreSizes(
                prompts / tasks.size() + Math.min(most, answer == null ? ScoreSizes.ASSUMED_ATTEMPT_TOKENS : answer),
                longest + most);
    }

    private static ScoreRequest scored(Task task, RunSpecification specification, String feedback, String solution) {
        return new ScoreRequest(request(task, specification, "", feedback).failure(), solution);
    }

    /**
     * The same sizes with the means of an earlier run, as far as it had paid calls. The prompts of answers and of scores are changed in the same
     * ratio, as the run tells only their sum.
     */
    CallSizes replacedBy(Measured measured) {
        Measured.Calls calls = measured.calls();
        if (calls == null) {
            return this;
        }
        double scorePrompt = scores == null ? promptTokens : scores.promptTokens();
        double ratio = calls.promptTokens() / (calls.answers() * promptTokens + calls.scores() * scorePrompt);
        Double answer = calls.answers() == 0
                ? answerTokens
                : (Double) ((calls.completionTokens() - calls.scores()) / (double) calls.answers());
        return new CallSizes(
                promptTokens * ratio,
                longestPromptTokens,
                answer,
                scores == null ? null : new ScoreSizes(scorePrompt * ratio, scores.longestPromptTokens()));
    }

    private static int tokensOf(RefinementRequest request, TokenCount tokens) {
        return tokensOf(
                request.kind() == RefinementKind.REFINEMENT
                        ? RefinementPrompt.messages(request)
                        : DirectPrompt.messages(request),
                tokens);
    }

    private static int tokensOf(List<ChatMessage> messages, TokenCount tokens) {
        return messages.stream()
                .mapToInt(message -> tokens.of(message.content()) + 4)
                .sum();
    }

    private static String feedback(Task task, int digits) {
        String value = "1".repeat(digits);
        return FEEDBACK.formatted(task.entryPoint(), value, value, value);
    }

    private static RefinementRequest request(
            Task task, RunSpecification specification, String attempt, String feedback) {
        Assignment assignment = AssignmentBuilder.builder()
                .id("estimate")
                .runId("estimate")
                .round(1)
                .purpose(Purpose.PRACTICE)
                .assignee(Assignee.STUDENT)
                .task(task)
                .sample(0)
                .step(0)
                .student(specification.student())
                .sampling(specification.practice().sampling())
                .teaching(new Teaching(
                        specification.method(), specification.inventor(), false, List.of(), specification.opd()))
                .build();
        Attempt tried = Attempt.of("estimate", assignment, attempt, attempt, 0, 0, FinishReason.STOP, 0);
        return RefinementRequest.firstFor(
                new TestResult("estimate", tried, Verdict.FAILED, List.of(), feedback, null, 0));
    }
}
