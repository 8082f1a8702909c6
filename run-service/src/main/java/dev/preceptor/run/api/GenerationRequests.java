package dev.preceptor.run.api;

import dev.preceptor.contracts.Topic;
import dev.preceptor.contracts.event.DataSet;
import dev.preceptor.contracts.event.GenerationProgress;
import dev.preceptor.contracts.event.GenerationSettings;
import dev.preceptor.contracts.event.GenerationState;
import dev.preceptor.contracts.event.Job;
import dev.preceptor.contracts.event.JobBuilder;
import dev.preceptor.contracts.report.GenerationStatus;
import dev.preceptor.contracts.specification.SpecificationReader;
import dev.preceptor.contracts.specification.TeacherSpecification;
import dev.preceptor.run.job.Jobs;
import dev.preceptor.run.stream.NewestFirst;
import dev.preceptor.run.stream.Page;
import dev.preceptor.run.stream.PageLimits;
import dev.preceptor.run.taskgeneration.GenerationArtifacts;
import dev.preceptor.run.taskgeneration.GenerationIds;
import jakarta.enterprise.context.ApplicationScoped;
import java.io.InputStream;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** Takes requests for generations of tasks, and shows generations. */
@ApplicationScoped
public class GenerationRequests {

    /** @param created whether the request made it */
    record Accepted(GenerationStatus status, boolean created) {}

    private static final NewestFirst<Job> NEWEST_FIRST = new NewestFirst<>(Job::createdAt, Job::id);

    private final Jobs jobs;
    private final LedgerPolling polling;
    private final RequestBodies bodies;
    private final AllowedServers allowedServers;
    private final Ownership ownership;
    private final DataSetLock dataSets;
    private final GenerationArtifacts artifacts;

    GenerationRequests(
            Jobs jobs,
            LedgerPolling polling,
            RequestBodies bodies,
            AllowedServers allowedServers,
            Ownership ownership,
            DataSetLock dataSets,
            GenerationArtifacts artifacts) {
        this.jobs = jobs;
        this.polling = polling;
        this.bodies = bodies;
        this.allowedServers = allowedServers;
        this.ownership = ownership;
        this.dataSets = dataSets;
        this.artifacts = artifacts;
    }

    /**
     * Starts the generation, or finds the one that the same request started before. One that FAILED continues on the terms of the
     * request. It returns when the generation can be read back.
     *
     * @param caller whose generation it is; null where the API is open
     * @throws InvalidRequestException if the request cannot be used
     * @throws TooLargeException if it holds more than this service takes
     * @throws NotTheOwnerException if it names another's purse
     */
    Accepted accept(InputStream body, String caller) {
        return bodies.read(body, GenerationRequestReader::read, request -> {
            allowedServers.require(request.teacher());
            TeacherSpecification teacher = SpecificationReader.readTeacher(
                    ownership.inOwnPurse(request.asked(), caller).get("teacher"));
            return dataSets.whileKept(() -> accept(request, teacher, caller));
        });
    }

    private Accepted accept(GenerationRequestReader.Requested request, TeacherSpecification teacher, String owner) {
        GenerationSettings settings = new GenerationSettings(
                teacher,
                bodies.kept(request.seeds()),
                bodies.kept(request.exam()),
                request.count(),
                request.mostDrafts(),
                request.overlap());
        String draftsId = GenerationIds.ofDrafts(teacher, artifacts.tasks(settings.seeds()), request.seed(), owner);
        Job wanted = JobBuilder.builder()
                .id(GenerationIds.ofRequest(draftsId, settings))
                .state(Job.State.RUNNING)
                .request(artifacts.put(settings))
                .inputs(
                        settings.exam() == null
                                ? List.of(settings.seeds())
                                : List.of(settings.seeds(), settings.exam()))
                .createdAt(Instant.now().truncatedTo(ChronoUnit.MILLIS))
                .owner(owner)
                .generation(new GenerationState(draftsId, null, GenerationProgress.none(settings.count()), null, null))
                .build();
        Jobs.Accepted accepted = polling.whenReadable(() -> jobs.accept(Topic.TASK_GENERATIONS, wanted));
        return new Accepted(status(accepted.job()), accepted.created());
    }

    /** @throws dev.preceptor.run.stream.LedgersNotReadyException while the jobs are being read */
    Optional<GenerationStatus> find(String id) {
        return jobs.find(Topic.TASK_GENERATIONS, id).map(this::status);
    }

    /**
     * Generations without their reports, the newest first.
     *
     * @throws dev.preceptor.run.stream.LedgersNotReadyException while the jobs are being read
     */
    Page<GenerationStatus> newest(PageLimits page) {
        return NEWEST_FIRST
                .page(jobs.all(Topic.TASK_GENERATIONS).iterator(), job -> true, page)
                .map(job -> status(job.withResult(null)));
    }

    /**
     * The tasks of a generation that has ended, as lines of a task file; empty if there is no such generation.
     *
     * @throws ConflictException if it is still RUNNING
     */
    Optional<Stream<String>> tasks(String id) {
        return jobs.find(Topic.TASK_GENERATIONS, id).map(job -> {
            if (job.state() == Job.State.RUNNING) {
                throw new ConflictException(
                        "the generation " + id + " is RUNNING: its tasks can be read when it has ended");
            }
            DataSet tasks = job.generation().tasks();
            return tasks == null ? Stream.<String>of() : artifacts.lines(tasks).stream();
        });
    }

    private GenerationStatus status(Job job) {
        return new GenerationStatus(
                job.id(),
                job.state(),
                job.reason(),
                job.generation().forRun(),
                job.createdAt(),
                job.endedAt(),
                job.generation().progress(),
                job.result() == null ? null : artifacts.report(job.result()));
    }
}
