package dev.preceptor.teacher.chat;

import dev.preceptor.contracts.event.RefinementOutcome;
import dev.preceptor.contracts.specification.TeacherSpecification;
import dev.preceptor.credentials.ServerAccess;
import dev.preceptor.credentials.ServerRefusedException;
import dev.preceptor.teacher.budget.Asker;
import dev.preceptor.teacher.budget.Budget;
import dev.preceptor.teacher.waiting.Waits;
import java.time.InstantSource;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;

/** Language models behind endpoints of one protocol; every answer is bought through the budget's log. */
public final class PaidChat {

    private final Map<String, Turn> underWay = new ConcurrentHashMap<>();
    private final Map<Connection.Settings, Connection> connections = new ConcurrentHashMap<>();
    private final ChatBackend backend;
    private final Budget budget;
    private final RetryPolicy retries;
    private final Waits waits;
    private final InstantSource clock;
    private final ServerAccess access;
    private final TeacherMetrics metrics;

    /** @param access which servers may be called, and with which keys */
    public PaidChat(
            ChatBackend backend,
            Budget budget,
            RetryPolicy retries,
            Waits waits,
            InstantSource clock,
            ServerAccess access,
            TeacherMetrics metrics) {
        this.backend = backend;
        this.budget = budget;
        this.retries = retries;
        this.waits = waits;
        this.clock = clock;
        this.access = access;
        this.metrics = metrics;
    }

    /**
     * Blocks until there is an answer, or no hope of one, which is an outcome too.
     *
     * @param runId who pays, unless the teacher's specification names a purse
     * @param askerId the id of what the answer is for
     * @param occasion tells equal requests apart: the same one is answered once
     */
    public Bought answer(ChatRequest request, String runId, String askerId, String occasion) {
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
        String purse = teacher.purseOf(runId);
        metrics.show(purse);
        Errand errand = new Errand(
                request, new Asker(purse, runId, askerId), occasion, key, connection, budget, retries, waits, metrics);
        return oneAtATime(errand);
    }

    private Connection connect(TeacherSpecification teacher) {
        Connection.Settings settings = Connection.Settings.of(teacher);
        return new Connection(
                settings.endpoint(), backend.connect(teacher), new EndpointGate(teacher.concurrency(), waits, clock));
    }

    /** Of two who ask the same at once, the second finds the first one's answer in the log. */
    private Bought oneAtATime(Errand errand) {
        Turn turn =
                underWay.compute(errand.callId(), (id, current) -> (current == null ? new Turn() : current).joined());
        try {
            waits.acquire(turn.free);
            try {
                return errand.run();
            } finally {
                turn.free.release();
            }
        } finally {
            underWay.compute(errand.callId(), (id, current) -> current.left());
        }
    }

    /** Who asks one thing; only changed while its place in the map is held. */
    private static final class Turn {
        private final Semaphore free = new Semaphore(1, true);
        private int askers;

        private Turn joined() {
            askers++;
            return this;
        }

        private Turn left() {
            askers--;
            return askers == 0 ? null : this;
        }
    }

    private static Bought faulted(String detail) {
        return new Bought.Nothing(RefinementOutcome.FAULTED, detail, 0);
    }
}
