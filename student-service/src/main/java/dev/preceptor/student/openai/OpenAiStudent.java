package dev.preceptor.student.openai;

import dev.preceptor.contracts.event.Assignment;
import dev.preceptor.contracts.event.Attempt;
import dev.preceptor.contracts.event.FinishReason;
import dev.preceptor.contracts.specification.StudentSpecification;
import dev.preceptor.contracts.task.AnswerCode;
import dev.preceptor.httpclient.RetryPolicy;
import dev.preceptor.httpclient.completion.Completion;
import dev.preceptor.httpclient.completion.Dialect;
import dev.preceptor.httpclient.completion.ServerRefusal;
import dev.preceptor.httpclient.credentials.ServerAccess;
import dev.preceptor.httpclient.credentials.ServerRefusedException;
import dev.preceptor.stage.shutdown.ShutdownSignal;
import dev.preceptor.stage.shutdown.ShuttingDownException;
import dev.preceptor.stage.shutdown.StopPriority;
import dev.preceptor.student.AssignedPrompt;
import dev.preceptor.student.GeneratedText;
import dev.preceptor.student.Student;
import dev.preceptor.student.StudentConfiguration;
import dev.preceptor.student.rollout.Rollouts;
import dev.preceptor.student.rollout.ServedUse;
import io.quarkus.runtime.ShutdownEvent;
import jakarta.annotation.Priority;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.event.Reception;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import java.util.function.Function;
import org.jboss.logging.Logger;

/** A student on an OpenAI-compatible server: each assignment is one request, with a seed of its own. Safe for use by many threads. */
@ApplicationScoped
public class OpenAiStudent implements Student {

    private static final int NOT_FOUND = 404;
    /** No or a wrong key, and a model that the server does not have. */
    private static final Set<Integer> REFUSING_ALL = Set.of(401, 403, NOT_FOUND);

    private static final Logger LOG = Logger.getLogger(OpenAiStudent.class);

    private final CompletionClient client = new CompletionClient();
    private final Map<Endpoint, Semaphore> permits = new ConcurrentHashMap<>();
    /** By base URL, where the server told its name. */
    private final Map<String, String> maxTokensParameters = new ConcurrentHashMap<>();

    private final ShutdownSignal shutdown = new ShutdownSignal();
    private final RetryPolicy retryPolicy;
    private final Duration checkpointTimeout;
    private final ServerAccess access;
    private final ServedVocabulary vocabularies;
    private final Function<Assignment, ServedUse> rollouts;

    /** Requests to equal endpoints share the limit of concurrent requests. */
    private record Endpoint(String baseUrl, int concurrency) {}

    @Inject
    public OpenAiStudent(StudentConfiguration configuration, Rollouts rollouts) {
        this(
                configuration.openai(),
                ServerAccess.of(
                        "student",
                        configuration.credentials(),
                        configuration.allowedUrls().orElse(List.of()),
                        System::getenv),
                rollouts::use);
    }

    /**
     * @param access which servers may be called, and with which keys
     * @param rollouts waits until the servers serve an assignment's checkpoint
     */
    OpenAiStudent(StudentConfiguration.OpenAi settings, ServerAccess access, Function<Assignment, ServedUse> rollouts) {
        this.retryPolicy = new RetryPolicy(settings.mostRequests(), settings.firstBackoff(), settings.longestWait());
        this.checkpointTimeout = settings.checkpointWait();
        this.access = access;
        this.vocabularies = new ServedVocabulary(access);
        this.rollouts = rollouts;
    }

    @Override
    public Attempt attempt(Assignment assignment) {
        StudentSpecification student = assignment.student();
        String key = key(student);
        // Before the permit: whoever waits for a rollout does not keep others from the server.
        try (ServedUse use = rollouts.apply(assignment)) {
            return answered(assignment, key, use);
        } catch (ShuttingDownException e) {
            throw new StudentServerException(
                    "this process is stopping; the assignment is answered when one starts again");
        }
    }

    private Attempt answered(Assignment assignment, String key, ServedUse use) {
        StudentSpecification student = assignment.student();
        Semaphore permit = permits.computeIfAbsent(
                new Endpoint(student.baseUrl(), student.concurrency()),
                endpoint -> new Semaphore(endpoint.concurrency(), true));
        permit.acquireUninterruptibly();
        try {
            long started = System.nanoTime();
            String vocabulary = AssignedPrompt.wantsTokens(assignment) ? vocabularies.of(student) : null;
            ServerReply.Answered answer = sendWithRetries(assignment, key, use);
            return Attempt.of(
                            Attempt.idOf(assignment),
                            assignment,
                            AnswerCode.program(
                                    assignment.task(),
                                    GeneratedText.answer(answer.text(), ServerRequest.isChat(student)),
                                    ServerRequest.isChat(student),
                                    AssignedPrompt.programsIn(assignment),
                                    Completion.isCut(answer.finishReason())),
                            answer.text(),
                            answer.promptTokens(),
                            answer.completionTokens(),
                            Completion.isCut(answer.finishReason()) ? FinishReason.LENGTH : FinishReason.STOP,
                            (System.nanoTime() - started) / 1e9)
                    .withVocabulary(vocabulary)
                    .withTokens(tokens(assignment, answer));
        } finally {
            permit.release();
        }
    }

    /** The generated tokens, if a teacher scores attempts; null otherwise. */
    private static List<Integer> tokens(Assignment assignment, ServerReply.Answered answer) {
        if (!AssignedPrompt.wantsTokens(assignment)) {
            return null;
        }
        if (answer.tokens() == null) {
            throw new StudentRefusedException("the student's server at "
                    + assignment.student().baseUrl()
                    + " does not tell the token ids of its answers (return_token_ids), which the method opd needs: use a server that"
                    + " does, such as vLLM, or another method");
        }
        return answer.tokens();
    }

    private String key(StudentSpecification student) {
        try {
            return access.key(student.baseUrl(), student.apiKeyEnv());
        } catch (ServerRefusedException e) {
            throw new StudentRefusedException(e.getMessage());
        }
    }

    private ServerReply.Answered sendWithRetries(Assignment assignment, String key, ServedUse use) {
        boolean trained = assignment.checkpoint().round() > 0;
        CompletionRetries retries = new CompletionRetries(retryPolicy, trained, checkpointTimeout);
        while (true) {
            checkRunning();
            use.await();
            String parameter = maxTokensParameters.getOrDefault(
                    assignment.student().baseUrl(), Dialect.DEFAULT.maxTokensParameter());
            ServerRequest request = ServerRequest.of(assignment, key, parameter);
            ServerReply reply = checked(client.send(request), use);
            if (reply instanceof ServerReply.Answered answered) {
                return answered;
            }
            if (learnsFrom(reply, assignment.student(), parameter)) {
                continue;
            }
            String problem = problem(assignment.student(), request, reply);
            Optional<Duration> delay = retries.delayAfter(reply);
            if (delay.isEmpty()) {
                throw refusesAll(reply) ? new StudentRefusedException(problem) : new StudentServerException(problem);
            }
            LOG.infof("retries in %.1f s: %s", delay.get().toMillis() / 1e3, problem);
            shutdown.sleep(delay.get());
        }
    }

    /** A reply of a server that does not serve the checkpoint is no answer of the student, and the rollout is told. */
    private static ServerReply checked(ServerReply reply, ServedUse use) {
        if (reply instanceof ServerReply.Refused refused && refused.refusal().status() == NOT_FOUND) {
            use.lost();
        }
        if (reply instanceof ServerReply.Answered answered && !use.accepts(answered.weights())) {
            use.lost();
            return new ServerReply.Failed("it answered with other weights, of version '" + answered.weights() + "'");
        }
        return reply;
    }

    /**
     * Whether the server refused the name of the parameter that limits the tokens, so that the next request uses another. A refused
     * temperature is an error: without it the answers would be sampled otherwise than the run says.
     */
    private boolean learnsFrom(ServerReply reply, StudentSpecification student, String sent) {
        if (!(reply instanceof ServerReply.Refused refused)) {
            return false;
        }
        String next = new Dialect(sent, true, null).after(refused.refusal()).maxTokensParameter();
        if (next.equals(sent)) {
            return false;
        }
        maxTokensParameters.put(student.baseUrl(), next);
        return true;
    }

    /** Whether the reply is about the key or the model, and not about this request. */
    private static boolean refusesAll(ServerReply reply) {
        return reply instanceof ServerReply.Refused refused
                && REFUSING_ALL.contains(refused.refusal().status());
    }

    private void checkRunning() {
        shutdown.check();
        if (Thread.currentThread().isInterrupted()) {
            throw new ShuttingDownException();
        }
    }

    private static String problem(StudentSpecification student, ServerRequest request, ServerReply reply) {
        String where = "the student's server at " + student.baseUrl();
        if (!(reply instanceof ServerReply.Refused refused)) {
            return where + ": " + ((ServerReply.Failed) reply).detail();
        }
        ServerRefusal refusal = refused.refusal();
        String status = " (" + refusal.status() + "): " + refusal.message();
        return switch (refusal.status()) {
            case 401, 403 ->
                where
                        + (student.apiKeyEnv() == null
                                ? " wants a key" + status + "; name the variable that holds it in student.apiKeyEnv"
                                : " does not accept the key in " + student.apiKeyEnv() + status);
            case 404 ->
                where + " does not know the model '" + request.model() + "'" + status
                        + "; load it there, or set student.servedModel or student.checkpointModel to its name";
            default -> where + " refused the request" + status;
        };
    }

    void stop(@Observes(notifyObserver = Reception.IF_EXISTS) @Priority(StopPriority.TELL) ShutdownEvent event) {
        stop();
    }

    /** Cancels requests in flight and ends every wait. */
    void stop() {
        shutdown.signal();
        client.cancelAll();
    }
}
