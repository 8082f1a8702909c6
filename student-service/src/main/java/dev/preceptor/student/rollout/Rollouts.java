package dev.preceptor.student.rollout;

import dev.preceptor.artifactstore.ArtifactStore;
import dev.preceptor.contracts.event.Assignment;
import dev.preceptor.contracts.event.Run;
import dev.preceptor.contracts.event.ServiceStatus;
import dev.preceptor.httpclient.credentials.ServerAccess;
import dev.preceptor.languagemodel.checkpoint.ModelConfiguration;
import dev.preceptor.languagemodel.source.ModelSource;
import dev.preceptor.stage.retry.Backoff;
import dev.preceptor.stage.shutdown.ShutdownSignal;
import dev.preceptor.stage.shutdown.ShuttingDownException;
import dev.preceptor.stage.shutdown.StopPriority;
import dev.preceptor.student.StudentConfiguration;
import io.quarkus.runtime.ShutdownEvent;
import jakarta.annotation.Priority;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.event.Reception;
import jakarta.inject.Inject;
import java.net.InetAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jboss.logging.Logger;

/**
 * The rollouts of checkpoints to the servers of students. An assignment asks for the {@link #use use} of its checkpoint, and waits until
 * it is served. Safe for use by many threads.
 */
@ApplicationScoped
public class Rollouts {

    private static final Logger LOG = Logger.getLogger(Rollouts.class);

    private static final String CHECKED = "the student's servers are being checked";
    private static final String LOADED = "the student's servers are loading the checkpoint";
    private static final Duration LONGEST_BACKOFF = Duration.ofSeconds(15);
    private static final Duration LONGEST_MEMORY = Duration.ofSeconds(5);

    private final ShutdownSignal shutdown = new ShutdownSignal();
    private final Map<RolloutTarget, Arrival> arrivals = new ConcurrentHashMap<>();
    private final Map<String, Arrival> rehearsals = new ConcurrentHashMap<>();
    private final Map<List<String>, WeightsTurns> turns = new ConcurrentHashMap<>();
    private final StudentConfiguration.Rollout settings;
    private final RolloutLimits limits;
    private final RunReader runs;
    private final Replicas replicas;
    private final LoraRollout lora;
    private final LoraRehearsal rehearsal;
    private final Map<String, Rollout> byName;
    private final RolloutCheck check;

    @Inject
    public Rollouts(StudentConfiguration configuration, RunTopicReader runs) {
        this(
                configuration,
                ServerAccess.of(
                        "student",
                        configuration.credentials(),
                        configuration.allowedUrls().orElse(List.of()),
                        System::getenv),
                runs::read,
                InetAddress::getAllByName);
    }

    /**
     * @param access which servers may be called, and with which keys
     * @param runs reads runs
     * @param resolver resolves the host names of replicas
     */
    Rollouts(StudentConfiguration configuration, ServerAccess access, RunReader runs, Replicas.Resolver resolver) {
        this.settings = configuration.rollout();
        this.runs = runs;
        this.limits = new RolloutLimits(
                settings.timeout(), backoff(configuration.openai().firstBackoff()), failureMemory(settings));
        this.replicas = new Replicas(access, settings.requestTimeout(), resolver);
        AdapterFolders folders = new AdapterFolders(
                settings.adaptersDirectory(),
                settings.adaptersDirectoryOnServers()
                        .orElse(settings.adaptersDirectory().toAbsolutePath().toString()),
                new ArtifactStore(configuration.artifactsDirectory()));
        this.lora = new LoraRollout(replicas, folders);
        this.rehearsal = new LoraRehearsal(
                replicas,
                folders,
                lora,
                model -> ModelConfiguration.read(
                        ModelSource.resolveConfiguration(model, configuration.modelsDirectory(), LOG::info)));
        this.byName = Map.of(
                "lora",
                lora,
                "sglang",
                new SglangRollout(replicas, settings.artifactsOnServers()),
                "command",
                new CommandRollout(
                        replicas, settings.command(), settings.artifactsOnServers(), settings.timeout(), shutdown));
        this.check = new RolloutCheck(replicas, folders, lora, runs);
    }

    /** Short: after it, the assignments of a run that a person resumes ask the server again. */
    private static Duration failureMemory(StudentConfiguration.Rollout settings) {
        return settings.checkInterval().compareTo(LONGEST_MEMORY) < 0 ? settings.checkInterval() : LONGEST_MEMORY;
    }

    private static Backoff backoff(Duration first) {
        return new Backoff(first, first.compareTo(LONGEST_BACKOFF) < 0 ? LONGEST_BACKOFF : first);
    }

    /**
     * The use of an assignment's checkpoint. Returns when every replica of the student's server serves it; the caller closes it after the
     * answer.
     *
     * @throws RolloutException if the checkpoint cannot be served; the message is one line for a person
     * @throws ShuttingDownException if the service shuts down meanwhile
     */
    public ServedUse use(Assignment assignment) {
        if (assignment.student().rollout() == null) {
            return ServedUse.UNMANAGED;
        }
        RolloutTarget target = RolloutTarget.of(assignment);
        if (!assignment.student().servesAdapters()) {
            return useInTurn(target);
        }
        Arrival arrival = target.isBase()
                ? rehearsals.computeIfAbsent(
                        target.runId(), run -> new Arrival(CHECKED, () -> rehearse(target), limits, shutdown))
                : arrival(target);
        arrival.await();
        return new ArrivedUse(arrival);
    }

    private Arrival arrival(RolloutTarget target) {
        Rollout rollout = byName.get(target.student().rollout());
        return arrivals.computeIfAbsent(
                target, each -> new Arrival(LOADED, () -> rollout.advance(each), limits, shutdown));
    }

    private ServedUse useInTurn(RolloutTarget target) {
        Arrival arrival = arrival(target);
        WeightsTurns server = turns.computeIfAbsent(
                target.student().replicaUrls(), urls -> new WeightsTurns(settings.turn(), shutdown));
        server.enter(arrival);
        boolean tellsVersion = target.student().rollout().equals("sglang");
        return new ArrivedUse(arrival) {
            @Override
            public boolean accepts(String weights) {
                return weights == null || !tellsVersion || SglangRollout.isVersionOf(target, weights);
            }

            @Override
            public void close() {
                server.leave();
            }
        };
    }

    private Optional<String> rehearse(RolloutTarget target) {
        Optional<Run> run = runs.read(Set.of(target.runId())).stream().findFirst();
        return run.isEmpty()
                ? Optional.of("the run is not in the topic of runs yet")
                : rehearsal.perform(
                        target.runId(),
                        target.student(),
                        run.get().specification().training());
    }

    /** The rollouts for which assignments wait in this process. */
    public List<ServiceStatus.Rollout> awaited() {
        List<ServiceStatus.Rollout> awaited = new ArrayList<>();
        rehearsals.forEach((run, arrival) ->
                arrival.awaited().ifPresent(detail -> awaited.add(new ServiceStatus.Rollout(run, 0, detail))));
        arrivals.forEach((target, arrival) -> arrival.awaited()
                .ifPresent(detail -> awaited.add(new ServiceStatus.Rollout(
                        target.runId(), target.checkpoint().round(), detail))));
        return awaited;
    }

    /**
     * Compares what servers have with what they should have: loads the adapters that a replica lacks, and unloads those of runs that have
     * ended.
     */
    void check() {
        Set<String> known = new HashSet<>(rehearsals.keySet());
        arrivals.keySet().forEach(target -> known.add(target.runId()));
        Set<String> ended = check.perform(known);
        arrivals.keySet().removeIf(target -> ended.contains(target.runId()));
        rehearsals.keySet().removeAll(ended);
    }

    /** How often {@link #check} is due. */
    Duration checkInterval() {
        return settings.checkInterval();
    }

    void stop(@Observes(notifyObserver = Reception.IF_EXISTS) @Priority(StopPriority.TELL) ShutdownEvent event) {
        stop();
    }

    /** Cancels requests in flight and ends every wait. */
    void stop() {
        shutdown.signal();
        replicas.cancelAll();
    }
}
