package dev.preceptor.run.api;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.preceptor.contracts.RecordLimit;
import dev.preceptor.contracts.Topic;
import dev.preceptor.contracts.event.GenerationSettings;
import dev.preceptor.contracts.event.PracticeGeneration;
import dev.preceptor.contracts.event.Run;
import dev.preceptor.contracts.event.RunBuilder;
import dev.preceptor.contracts.specification.RunSpecification;
import dev.preceptor.contracts.specification.SpecificationReader;
import dev.preceptor.contracts.specification.TaskGeneration;
import dev.preceptor.contracts.specification.TeacherSpecification;
import dev.preceptor.run.RunSettings;
import dev.preceptor.run.ledger.RunLedger;
import dev.preceptor.run.stream.RunQueries;
import dev.preceptor.run.taskgeneration.GenerationArtifacts;
import dev.preceptor.run.taskgeneration.GenerationIds;
import dev.preceptor.run.topic.EventPublisher;
import jakarta.enterprise.context.ApplicationScoped;
import java.io.InputStream;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;

/** Takes requests for runs, from the API and from jobs. */
@ApplicationScoped
public class RunRequests {

    /** @param created whether the request made it */
    public record Accepted(RunLedger run, boolean created) {}

    private final EventPublisher publisher;
    private final RunQueries queries;
    private final LedgerPolling polling;
    private final RequestBodies bodies;
    private final AllowedServers allowedServers;
    private final Ownership ownership;
    private final DataSetLock dataSets;
    private final GenerationArtifacts generations;
    private final RecordLimit records;

    RunRequests(
            EventPublisher publisher,
            RunQueries queries,
            LedgerPolling polling,
            RunSettings settings,
            RequestBodies bodies,
            AllowedServers allowedServers,
            Ownership ownership,
            DataSetLock dataSets,
            GenerationArtifacts generations) {
        this.publisher = publisher;
        this.queries = queries;
        this.polling = polling;
        this.bodies = bodies;
        this.allowedServers = allowedServers;
        this.ownership = ownership;
        this.dataSets = dataSets;
        this.generations = generations;
        this.records = new RecordLimit(settings.topics().maxMessageBytes());
    }

    /**
     * Starts the run, or finds the run that the same request started before. It returns when the run can be read back. What the
     * same request changes of a run is in {@code RepeatedRequest}.
     *
     * @param caller whose run it is; null where the API is open
     * @throws InvalidRequestException if the request cannot be used
     * @throws TooLargeException if it holds more than this service takes
     * @throws NotTheOwnerException if it names another's purse
     */
    Accepted accept(InputStream body, String caller) {
        return bodies.read(body, Set.of(), request -> accept(() -> bodies.stored(request), caller));
    }

    /**
     * As {@link #accept(InputStream, String)}, for a request whose tasks are in the artifact store.
     *
     * @param request stores the tasks that are not there yet. No deletion removes data sets until the run is known
     */
    public Accepted accept(Supplier<StoredRequest> request, String caller) {
        return dataSets.whileKept(() -> accept(request.get(), caller));
    }

    private Accepted accept(StoredRequest request, String caller) {
        allowedServers.require(request.specification());
        if (caller != null && found(request, null).known().isPresent()) {
            // The run was requested before there were tokens: what was paid for it then is not paid again.
            return acceptOwned(request, null);
        }
        return acceptOwned(request.with(inOwnPurse(request.asked(), caller)), caller);
    }

    /**
     * The specification with the full name of the purse that the caller means.
     *
     * @throws NotTheOwnerException if the purse is another's
     */
    public RunSpecification inOwnPurse(ObjectNode asked, String caller) {
        return SpecificationReader.read(ownership.inOwnPurse(asked, caller));
    }

    private Accepted acceptOwned(StoredRequest request, String owner) {
        RequestedRun requested = found(request, owner);
        RunSpecification asked = requested.specification();
        Optional<RunLedger> known = requested.known();
        if (known.isPresent() && !known.get().changes(asked)) {
            return new Accepted(known.get(), false);
        }
        String runId = requested.runId();
        Instant now = Instant.now().truncatedTo(ChronoUnit.MILLIS);
        Run wanted = RunBuilder.builder()
                .runId(runId)
                .specification(asked)
                .practice(request.practice())
                .exam(request.exam())
                .state(Run.State.RUNNING)
                .createdAt(now)
                .recorded(request.recorded())
                .wish(Run.Wish.START)
                .owner(owner)
                .generation(generation(request, runId, asked, owner))
                .warning(request.warning())
                .build();
        records.excess(wanted).ifPresent(problem -> {
            throw new InvalidRequestException("specification: " + problem);
        });
        publisher.publish(Topic.RUNS, wanted);
        RunLedger seen = polling.untilPresent(
                () -> queries.run(runId).filter(run -> !run.changes(asked) || failedAnew(run, known)),
                "the run " + runId + " is not visible yet");
        return new Accepted(seen, known.isEmpty());
    }

    /** How the practice tasks are generated; null where the request contains them. */
    private PracticeGeneration generation(StoredRequest request, String runId, RunSpecification asked, String owner) {
        if (request.seeds() == null) {
            return null;
        }
        TaskGeneration wanted = asked.tasks().generate();
        // A run that begins anew has the purse of an earlier run. The drafts stay in the purse that paid for them.
        TeacherSpecification teacher = asked.inventor()
                .withPurse(request.specification().teacher().purse())
                .withBudget(wanted.budgetUsd());
        GenerationSettings settings = new GenerationSettings(
                teacher,
                request.seeds(),
                request.exam(),
                wanted.count(),
                wanted.mostDrafts(),
                GenerationSettings.DEFAULT_OVERLAP);
        String draftsId = GenerationIds.ofDrafts(teacher, generations.tasks(request.seeds()), 0, owner);
        return new PracticeGeneration(
                GenerationIds.ofRun(draftsId, runId), draftsId, request.seeds(), generations.put(settings));
    }

    private RequestedRun found(StoredRequest request, String owner) {
        return polling.whenReadable(() ->
                RequestedRun.find(request.identity(owner), request.specification(), queries::run, queries::runsNamed));
    }

    /**
     * Pauses, resumes or cancels a run. It returns when that is visible, or when the run has ended.
     *
     * @param caller who asks for it; null where the API is open
     * @throws ConflictException if the state of the run does not allow it
     * @throws NotTheOwnerException if the run is another's
     */
    RunLedger wish(Run run, Run.Wish wish, String caller) {
        ownership.requireOwn(run, caller);
        Run.State wanted =
                switch (wish) {
                    case PAUSE -> Run.State.PAUSED;
                    case CANCEL -> Run.State.CANCELLED;
                    case START, RESUME -> Run.State.RUNNING;
                    case DELETE -> throw new IllegalArgumentException("RunDeletions deletes");
                };
        if (run.state() != wanted) {
            if (run.state().ended()) {
                throw new ConflictException("the run " + run.runId() + " is " + run.state() + " already");
            }
            publisher.publish(Topic.RUNS, run.withWish(wish));
        }
        return polling.untilPresent(
                () -> queries.run(run.runId()).filter(seen -> {
                    Run.State state = seen.run().state();
                    return state == wanted || state.ended();
                }),
                "the run " + run.runId() + " does not answer yet");
    }

    /** @throws NotTheOwnerException if the caller may not change the run */
    void requireOwn(Run run, String caller) {
        ownership.requireOwn(run, caller);
    }

    private static boolean failedAnew(RunLedger seen, Optional<RunLedger> before) {
        return before.isEmpty()
                || !Objects.equals(seen.run().endedAt(), before.get().run().endedAt());
    }
}
