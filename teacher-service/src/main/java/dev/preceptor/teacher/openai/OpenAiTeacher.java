package dev.preceptor.teacher.openai;

import dev.preceptor.contracts.event.RefinementKind;
import dev.preceptor.contracts.event.RefinementOutcome;
import dev.preceptor.contracts.event.TeacherCall;
import dev.preceptor.contracts.specification.TeacherSpecification;
import dev.preceptor.contracts.task.AnswerCode;
import dev.preceptor.teacher.budget.Budget;
import dev.preceptor.teacher.lesson.Answer;
import dev.preceptor.teacher.lesson.Question;
import dev.preceptor.teacher.lesson.Teacher;
import dev.preceptor.teacher.prompt.ChatMessage;
import dev.preceptor.teacher.prompt.DirectPrompt;
import dev.preceptor.teacher.prompt.RefinementPrompt;
import dev.preceptor.teacher.waiting.StoppedException;
import dev.preceptor.teacher.waiting.Waits;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.UnaryOperator;

/** A language model behind an OpenAI-compatible endpoint; every answer is bought through the budget's log. */
public final class OpenAiTeacher implements Teacher {

    private final Map<String, CompletableFuture<Answer>> underWay = new ConcurrentHashMap<>();
    private final Map<Connection.Settings, Connection> connections = new ConcurrentHashMap<>();
    private final ChatEndpoint endpoint;
    private final Budget budget;
    private final RetryPolicy retries;
    private final Waits waits;
    private final UnaryOperator<String> environment;
    private final double temperature;

    /**
     * @param environment the value of an environment variable, or null
     * @param temperature of the teacher's sampling
     */
    public OpenAiTeacher(
            Budget budget,
            RetryPolicy retries,
            Waits waits,
            InstantSource clock,
            UnaryOperator<String> environment,
            double temperature) {
        this.endpoint = new ChatEndpoint(clock);
        this.budget = budget;
        this.retries = retries;
        this.waits = waits;
        this.environment = environment;
        this.temperature = temperature;
    }

    /** Two who ask the same question at once share one answer. */
    @Override
    public Answer ask(Question question) {
        CompletableFuture<Answer> ours = new CompletableFuture<>();
        CompletableFuture<Answer> theirs = underWay.putIfAbsent(question.id(), ours);
        if (theirs != null) {
            return joined(theirs);
        }
        try {
            Answer answer = buy(question);
            ours.complete(answer);
            return answer;
        } catch (RuntimeException e) {
            ours.completeExceptionally(e);
            throw e;
        } finally {
            underWay.remove(question.id());
        }
    }

    private static Answer joined(CompletableFuture<Answer> theirs) {
        try {
            return theirs.join();
        } catch (CompletionException e) {
            if (e.getCause() instanceof StoppedException) {
                throw new StoppedException();
            }
            throw new IllegalStateException("the same question, asked at the same time, failed", e.getCause());
        }
    }

    private Answer buy(Question question) {
        TeacherSpecification teacher = question.teacher();
        String key = teacher.apiKeyEnv() == null ? null : environment.apply(teacher.apiKeyEnv());
        if (teacher.apiKeyEnv() != null && (key == null || key.isBlank())) {
            return faulted(
                    teacher,
                    "the environment variable " + teacher.apiKeyEnv()
                            + ", which teacher.apiKeyEnv names, is not set where the teacher runs");
        }
        Connection connection;
        try {
            connection = connections.computeIfAbsent(
                    Connection.Settings.of(teacher), settings -> new Connection(teacher, endpoint, waits));
        } catch (IllegalArgumentException e) {
            return faulted(teacher, "teacher.baseUrl '" + teacher.baseUrl() + "' is no http or https URL");
        }
        List<ChatMessage> messages = question.kind() == RefinementKind.REFINEMENT
                ? RefinementPrompt.messages(question)
                : DirectPrompt.messages(question);
        Errand errand = new Errand(
                question.id(),
                question.runId(),
                new ChatRequest(teacher, messages, temperature),
                key == null ? null : key.strip(),
                connection,
                budget,
                retries,
                waits);
        Bought bought = errand.run();
        if (bought instanceof Bought.Nothing nothing) {
            return new Answer(nothing.outcome(), null, nothing.detail(), teacher.model(), 0, 0, 0);
        }
        return answer(question, ((Bought.Reply) bought).entry());
    }

    private static Answer faulted(TeacherSpecification teacher, String detail) {
        return new Answer(RefinementOutcome.FAULTED, null, detail, teacher.model(), 0, 0, 0);
    }

    private static Answer answer(Question question, TeacherCall entry) {
        TeacherCall.Answer reply = entry.answer();
        String code = AnswerCode.inAnswer(reply.content(), question.task().entryPoint());
        boolean none = code.isBlank();
        return new Answer(
                none ? RefinementOutcome.NO_CODE : RefinementOutcome.ANSWERED,
                none ? null : code,
                none ? "The answer held no program." : null,
                reply.model(),
                reply.promptTokens(),
                reply.completionTokens(),
                entry.costUsd());
    }
}
