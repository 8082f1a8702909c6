package dev.preceptor.run.taskgeneration;

import dev.preceptor.contracts.Topic;
import dev.preceptor.contracts.TopicNames;
import dev.preceptor.contracts.event.DataSet;
import dev.preceptor.contracts.event.GenerationSettings;
import dev.preceptor.contracts.event.GenerationState;
import dev.preceptor.contracts.event.Job;
import dev.preceptor.contracts.report.GenerationReport;
import dev.preceptor.contracts.report.GenerationReportBuilder;
import dev.preceptor.run.job.JobFailedException;
import dev.preceptor.run.job.JobKind;
import dev.preceptor.run.job.JobProgress;
import dev.preceptor.run.topic.EventPublisher;
import io.smallrye.common.annotation.Identifier;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/**
 * Generates tasks. The topics are the state: whoever continues a generation reads its drafts and trials from them, and requests only
 * drafts that nobody has requested. A draft is paid for once, because an answer that is in the budget's log is not bought again.
 */
@ApplicationScoped
public class TaskGenerationKind implements JobKind {

    private static final long PROGRESS_NANOS = Duration.ofSeconds(1).toNanos();

    private final Map<String, Object> client;
    private final TopicNames names;
    private final EventPublisher publisher;
    private final GenerationArtifacts artifacts;

    TaskGenerationKind(
            @ConfigProperty(name = "kafka.bootstrap.servers", defaultValue = "localhost:9092") String brokers,
            @Identifier("default-kafka-broker") Map<String, Object> kafka,
            TopicNames names,
            EventPublisher publisher,
            GenerationArtifacts artifacts) {
        this.client = new HashMap<>(kafka);
        this.client.put("bootstrap.servers", brokers);
        this.names = names;
        this.publisher = publisher;
        this.artifacts = artifacts;
    }

    @Override
    public Topic topic() {
        return Topic.TASK_GENERATIONS;
    }

    @Override
    public DataSet perform(Job job, JobProgress progress) throws JobFailedException, InterruptedException {
        GenerationState state = job.generation();
        GenerationPlan plan = plan(state.draftsId(), artifacts.settings(job.request()));
        Generation generation = new Generation(plan);
        GenerationBill bill = new GenerationBill(plan.teacher(), plan.draftsId());
        FollowedRun run = new FollowedRun(state.forRun());
        GenerationTopics.Receivers receivers = new GenerationTopics.Receivers(generation, bill, run);
        try (GenerationTopics topics = new GenerationTopics(client, names, publisher, plan.draftsId(), receivers)) {
            generate(topics, receivers, state, progress);
        } catch (UnreadableRecordException e) {
            throw new JobFailedException(e.getMessage());
        }
        DataSet practice = state.forRun() == null ? null : artifacts.putPractice(generation.tasks());
        progress.reached(state.withProgress(generation.progress(bill.costUsd()))
                .withTasks(artifacts.putTasks(generation.tasks()), practice));
        String problem = run.endReason() == null ? generation.problem().orElse(null) : run.endReason();
        DataSet report = artifacts.put(report(plan, generation, bill, problem));
        if (problem != null) {
            throw new JobFailedException(problem, report);
        }
        return report;
    }

    private GenerationPlan plan(String draftsId, GenerationSettings settings) {
        return new GenerationPlan(
                draftsId,
                settings.teacher(),
                artifacts.tasks(settings.seeds()),
                settings.exam() == null ? List.of() : artifacts.tasks(settings.exam()),
                settings.count(),
                settings.mostDrafts(),
                settings.overlap());
    }

    private static void generate(
            GenerationTopics topics, GenerationTopics.Receivers receivers, GenerationState state, JobProgress progress)
            throws InterruptedException {
        Generation generation = receivers.generation();
        FollowedRun run = receivers.run();
        topics.readExisting();
        generation.finishReadingExisting();
        long shownAt = System.nanoTime() - PROGRESS_NANOS;
        while (run.endReason() == null) {
            generation.setPaused(run.isPaused());
            topics.send(generation.advance());
            if (generation.ended()) {
                break;
            }
            if (System.nanoTime() - shownAt >= PROGRESS_NANOS) {
                progress.reached(
                        state.withProgress(generation.progress(receivers.bill().costUsd())));
                shownAt = System.nanoTime();
            }
            topics.poll();
            if (Thread.interrupted()) {
                throw new InterruptedException();
            }
        }
        topics.readBill();
    }

    private static GenerationReport report(
            GenerationPlan plan, Generation generation, GenerationBill bill, String problem) {
        var counts = generation.progress(bill.costUsd());
        return GenerationReportBuilder.builder()
                .generationId(plan.draftsId())
                .wanted(plan.count())
                .tasks(counts.tasks())
                .drafts(counts.decided())
                .dropped(counts.dropped())
                .unfunded(counts.unfunded())
                .faulted(counts.faulted())
                .problem(problem)
                .teacher(bill.report())
                .refused(generation.refused())
                .build();
    }
}
