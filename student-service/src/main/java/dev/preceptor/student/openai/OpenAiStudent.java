package dev.preceptor.student.openai;

import dev.preceptor.contracts.event.Assignment;
import dev.preceptor.contracts.event.Attempt;
import dev.preceptor.contracts.event.FinishReason;
import dev.preceptor.contracts.specification.StudentSpecification;
import dev.preceptor.contracts.task.AnswerCode;
import dev.preceptor.credentials.ServerAccess;
import dev.preceptor.credentials.ServerRefusedException;
import dev.preceptor.student.Student;
import dev.preceptor.student.StudentConfiguration;
import jakarta.annotation.PreDestroy;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.jboss.logging.Logger;

/** A student on an OpenAI-compatible server: each assignment is a request with a seed of its own. */
@ApplicationScoped
public class OpenAiStudent implements Student {

    private static final Logger LOG = Logger.getLogger(OpenAiStudent.class);

    private final StudentServer server = new StudentServer();
    private final Map<Address, Semaphore> places = new ConcurrentHashMap<>();
    private final CountDownLatch stopped = new CountDownLatch(1);
    private final StudentConfiguration.OpenAi settings;
    private final ServerAccess access;

    /** Requests of equal addresses share their concurrency. */
    private record Address(String baseUrl, int concurrency) {}

    @Inject
    public OpenAiStudent(StudentConfiguration configuration) {
        this(
                configuration.openai(),
                ServerAccess.of(
                        "student",
                        configuration.credentials(),
                        configuration.allowedUrls().orElse(List.of()),
                        System::getenv));
    }

    /** @param access which servers may be called, and with which keys */
    OpenAiStudent(StudentConfiguration.OpenAi settings, ServerAccess access) {
        this.settings = settings;
        this.access = access;
    }

    @Override
    public Attempt attempt(Assignment assignment) {
        StudentSpecification student = assignment.student();
        ServerRequest request = ServerRequest.of(assignment, key(student));
        Semaphore place = places.computeIfAbsent(
                new Address(student.baseUrl(), student.concurrency()),
                address -> new Semaphore(address.concurrency(), true));
        place.acquireUninterruptibly();
        try {
            long started = System.nanoTime();
            ServerReply.Answered answer = ask(assignment, request);
            return new Attempt(
                    Attempt.idOf(assignment),
                    assignment,
                    AnswerCode.program(assignment.task(), answer.text(), ServerRequest.isChat(student)),
                    answer.text(),
                    answer.promptTokens(),
                    answer.completionTokens(),
                    answer.finishReason().equals("length") ? FinishReason.LENGTH : FinishReason.STOP,
                    (System.nanoTime() - started) / 1e9);
        } finally {
            place.release();
        }
    }

    private String key(StudentSpecification student) {
        try {
            return access.key(student.baseUrl(), student.apiKeyEnv());
        } catch (ServerRefusedException e) {
            throw new StudentServerException(e.getMessage());
        }
    }

    private ServerReply.Answered ask(Assignment assignment, ServerRequest request) {
        Patience patience = new Patience(settings, assignment.checkpoint().round() > 0);
        while (true) {
            requireRunning();
            ServerReply reply = server.send(request);
            if (reply instanceof ServerReply.Answered answered) {
                return answered;
            }
            String problem = problem(assignment.student(), request, reply);
            Optional<Duration> pause = patience.after(reply);
            if (pause.isEmpty()) {
                throw new StudentServerException(problem);
            }
            LOG.infof("asks again in %.1f s: %s", pause.get().toMillis() / 1e3, problem);
            pause(pause.get());
        }
    }

    private static String problem(StudentSpecification student, ServerRequest request, ServerReply reply) {
        String where = "the student's server at " + student.baseUrl();
        if (!(reply instanceof ServerReply.Refused refused)) {
            return where + ": " + ((ServerReply.Failed) reply).detail();
        }
        String status = " (" + refused.status() + "): " + refused.message();
        return switch (refused.status()) {
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

    private void pause(Duration time) {
        try {
            if (stopped.await(time.toNanos(), TimeUnit.NANOSECONDS)) {
                requireRunning();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw stopping();
        }
    }

    private void requireRunning() {
        if (stopped.getCount() == 0 || Thread.currentThread().isInterrupted()) {
            throw stopping();
        }
    }

    private static StudentServerException stopping() {
        return new StudentServerException("this process is stopping; the assignment is answered when one starts again");
    }

    /** Ends every wait. */
    @PreDestroy
    void stop() {
        stopped.countDown();
        server.breakOff();
    }
}
