package dev.preceptor.teacher.chat;

import dev.preceptor.contracts.event.RefinementOutcome;
import dev.preceptor.contracts.specification.TeacherSpecification;
import dev.preceptor.httpclient.RetryPolicy;
import dev.preceptor.httpclient.credentials.ServerAccess;
import dev.preceptor.httpclient.credentials.ServerRefusedException;
import dev.preceptor.stage.shutdown.ShutdownSignal;
import dev.preceptor.teacher.budget.Budget;
import dev.preceptor.teacher.budget.BudgetRequest;
import dev.preceptor.teacher.budget.RateLimit;
import dev.preceptor.teacher.budget.Requester;
import dev.preceptor.teacher.logprobs.LogprobsStore;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;

/**
 * Client of paid teachers that speak one protocol. It buys every answer through the budget's log, and never the same one twice.
 * Safe for use by many threads.
 */
public final class TeacherClient {

    /** The part of the service that all requests share. */
    record Shared(
            Budget budget,
            RetryPolicy retries,
            ShutdownSignal shutdown,
            TeacherMetrics metrics,
            LogprobsStore logprobs) {}

    private final Map<String, CallLock> locks = new ConcurrentHashMap<>();
    private final Map<Connection.Settings, Connection> connections = new ConcurrentHashMap<>();
    private final ChatBackend backend;
    private final Shared shared;
    private final InstantSource clock;
    private final ServerAccess access;

    /**
     * @param access which servers may be called, and with which keys
     * @param logprobs keeps the log-probabilities of answers
     */
    public TeacherClient(
            ChatBackend backend,
            Budget budget,
            RetryPolicy retries,
            ShutdownSignal shutdown,
            InstantSource clock,
            ServerAccess access,
            TeacherMetrics metrics,
            LogprobsStore logprobs) {
        this.backend = backend;
        this.shared = new Shared(budget, retries, shutdown, metrics, logprobs);
        this.clock = clock;
        this.access = access;
    }

    /**
     * Buys an answer. Blocks until there is one or there can be none, which is a result and not an exception.
     *
     * @param payer whose budget pays
     * @param refinementId the id of the refinement or draft that the answer is for
     * @param attemptKey distinguishes requests that are equal but must not share an answer, such as a second attempt
     * @throws dev.preceptor.stage.shutdown.ShuttingDownException if the service shuts down meanwhile
     */
    public TeacherResponse answer(ChatRequest request, Payer payer, String refinementId, String attemptKey) {
        TeacherSpecification teacher = request.teacher();
        String key;
        Connection connection;
        try {
            key = access.key(teacher.baseUrl(), teacher.apiKeyEnv());
            connection = connections.computeIfAbsent(Connection.Settings.of(teacher), settings -> connect(teacher));
        } catch (ServerRefusedException e) {
            return faulted(e.getMessage());
        } catch (IllegalArgumentException e) {
            return faulted("teacher.baseUrl '" + teacher.baseUrl() + "' is no http or https URL");
        }
        Requester requester = new Requester(payer.purse(), payer.runId(), refinementId);
        shared.metrics().show(requester.purse());
        BudgetRequest budgetRequest = new BudgetRequest(
                shared.budget().callId(requester.purse(), request.callIds(requester.purse(), attemptKey)),
                requester,
                request.greatestCost(),
                payer.cap(),
                Duration.ofSeconds(teacher.timeoutSeconds()),
                new RateLimit(connection.name(), request.interval()),
                payer.rung());
        return exclusively(new TeacherRequest(request, budgetRequest, key, connection, shared));
    }

    private Connection connect(TeacherSpecification teacher) {
        return new Connection(
                Connection.Settings.of(teacher).endpointName(),
                backend.connect(teacher),
                new EndpointLimiter(teacher.concurrency(), shared.shutdown(), clock),
                new EndpointLog());
    }

    /** Runs one request per callId at a time; the second of two equal requests finds the first one's answer in the log. */
    private TeacherResponse exclusively(TeacherRequest request) {
        CallLock lock =
                locks.compute(request.callId(), (id, current) -> (current == null ? new CallLock() : current).joined());
        try {
            shared.shutdown().acquire(lock.permit);
            try {
                return request.run();
            } finally {
                lock.permit.release();
            }
        } finally {
            locks.compute(request.callId(), (id, current) -> current.left());
        }
    }

    /** The lock of one callId. Its users are only counted inside the map's compute, which is atomic per key. */
    private static final class CallLock {
        private final Semaphore permit = new Semaphore(1, true);
        private int users;

        private CallLock joined() {
            users++;
            return this;
        }

        private CallLock left() {
            users--;
            return users == 0 ? null : this;
        }
    }

    private static TeacherResponse faulted(String detail) {
        return new TeacherResponse.Unanswered(RefinementOutcome.FAULTED, detail, 0);
    }
}
