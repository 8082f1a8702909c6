package dev.preceptor.teacher.chat;

import dev.preceptor.contracts.event.RefinementKind;
import dev.preceptor.contracts.event.RefinementOutcome;
import dev.preceptor.contracts.event.TeacherCall;
import dev.preceptor.contracts.specification.TeacherSpecification;
import dev.preceptor.contracts.task.AnswerCode;
import dev.preceptor.teacher.budget.Budget;
import dev.preceptor.teacher.budget.Money;
import dev.preceptor.teacher.lesson.Answer;
import dev.preceptor.teacher.lesson.Question;
import dev.preceptor.teacher.lesson.Teacher;
import dev.preceptor.teacher.prompt.ChatMessage;
import dev.preceptor.teacher.prompt.DirectPrompt;
import dev.preceptor.teacher.prompt.RefinementPrompt;
import dev.preceptor.teacher.waiting.Waits;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import java.util.function.UnaryOperator;

/** A language model behind an endpoint; every answer is bought through the budget's log. */
public final class ChatTeacher implements Teacher {

    private final Map<String, Semaphore> underWay = new ConcurrentHashMap<>();
    private final Map<Connection.Settings, Connection> connections = new ConcurrentHashMap<>();
    private final ChatBackend backend;
    private final Budget budget;
    private final RetryPolicy retries;
    private final Waits waits;
    private final InstantSource clock;
    private final UnaryOperator<String> environment;
    private final Temperature temperature;
    private final TeacherMetrics metrics;

    /** @param environment the value of an environment variable, or null */
    public ChatTeacher(
            ChatBackend backend,
            Budget budget,
            RetryPolicy retries,
            Waits waits,
            InstantSource clock,
            UnaryOperator<String> environment,
            Temperature temperature,
            TeacherMetrics metrics) {
        this.backend = backend;
        this.budget = budget;
        this.retries = retries;
        this.waits = waits;
        this.clock = clock;
        this.environment = environment;
        this.temperature = temperature;
        this.metrics = metrics;
    }

    @Override
    public Answer ask(Question question) {
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
            connection = connections.computeIfAbsent(Connection.Settings.of(teacher), settings -> connect(teacher));
        } catch (IllegalArgumentException e) {
            return faulted(teacher, "teacher.baseUrl '" + teacher.baseUrl() + "' is no http or https URL");
        }
        metrics.show(teacher.purseOf(question.runId()));
        Errand errand = new Errand(
                question,
                request(question),
                key == null ? null : key.strip(),
                connection,
                budget,
                retries,
                waits,
                metrics);
        return answer(question, oneAtATime(errand));
    }

    private Connection connect(TeacherSpecification teacher) {
        Connection.Settings settings = Connection.Settings.of(teacher);
        return new Connection(
                settings.endpoint(), backend.connect(teacher), new EndpointGate(teacher.concurrency(), waits, clock));
    }

    private ChatRequest request(Question question) {
        List<ChatMessage> messages = question.kind() == RefinementKind.REFINEMENT
                ? RefinementPrompt.messages(question)
                : DirectPrompt.messages(question);
        return new ChatRequest(question.teacher(), messages, temperature.of(question.number()));
    }

    /** Of two who ask the same at once, the second finds the first one's answer in the log. */
    private Bought oneAtATime(Errand errand) {
        Semaphore turn = underWay.computeIfAbsent(errand.callId(), id -> new Semaphore(1, true));
        waits.acquire(turn);
        try {
            return errand.run();
        } finally {
            turn.release();
            if (!turn.hasQueuedThreads()) {
                underWay.remove(errand.callId(), turn);
            }
        }
    }

    private static Answer faulted(TeacherSpecification teacher, String detail) {
        return Answer.without(RefinementOutcome.FAULTED, detail, teacher.model());
    }

    private static Answer answer(Question question, Bought bought) {
        String model = question.teacher().model();
        if (bought instanceof Bought.Nothing nothing) {
            return nothing.outcome() == RefinementOutcome.UNFUNDED
                    ? Answer.unfunded(nothing.detail(), model, Money.usd(nothing.cap()))
                    : Answer.without(nothing.outcome(), nothing.detail(), model);
        }
        Bought.Reply reply = (Bought.Reply) bought;
        TeacherCall.Answer answer = reply.entry().answer();
        String code = AnswerCode.inAnswer(answer.content(), question.task().entryPoint());
        boolean none = code.isBlank();
        return new Answer(
                none ? RefinementOutcome.NO_CODE : RefinementOutcome.ANSWERED,
                none ? null : code,
                none ? "The answer held no program." : null,
                answer.model(),
                answer.promptTokens(),
                answer.completionTokens(),
                reply.paid() ? reply.entry().costUsd() : 0,
                0);
    }
}
