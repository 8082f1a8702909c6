package dev.preceptor.student.rollout;

import dev.preceptor.contracts.event.Run;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jboss.logging.Logger;

/**
 * Compares the folder of adapters with what the servers serve. A replica that was restarted or added gets the adapters of the runs that
 * have not ended; those of the others are unloaded and deleted. Runs that the topic of runs does not have are left alone, as several
 * installations may share the folder. Not safe for use by several threads; several processes may check at the same time.
 */
final class RolloutCheck {

    private static final Logger LOG = Logger.getLogger(RolloutCheck.class);

    private final Replicas replicas;
    private final AdapterFolders folders;
    private final LoraRollout lora;
    private final RunReader runs;

    RolloutCheck(Replicas replicas, AdapterFolders folders, LoraRollout lora, RunReader runs) {
        this.replicas = replicas;
        this.folders = folders;
        this.lora = lora;
        this.runs = runs;
    }

    /**
     * Performs the check.
     *
     * @param known runs whose state the caller wants to know besides
     * @return the runs, of those known and of those with adapters in the folder, that have ended
     * @throws RuntimeException if the folder or the topic of runs cannot be read now
     */
    Set<String> perform(Set<String> known) {
        Map<String, List<PublishedAdapter>> published = folders.all();
        Set<String> ids = new HashSet<>(known);
        ids.addAll(published.keySet());
        Set<String> ended = new HashSet<>();
        for (Run run : ids.isEmpty() ? List.<Run>of() : runs.read(ids)) {
            if (run.state().ended()) {
                ended.add(run.runId());
            }
            List<PublishedAdapter> adapters = published.get(run.runId());
            if (adapters != null && run.specification().student().servesAdapters()) {
                check(run, adapters);
            }
        }
        return ended;
    }

    private void check(Run run, List<PublishedAdapter> adapters) {
        try {
            List<Replica> present = replicas.of(run.student());
            if (run.state().ended()) {
                unload(run, present);
            } else {
                adapters.forEach(adapter -> load(present, adapter));
            }
        } catch (ReplicaUnavailableException e) {
            LOG.debugf("the servers of %s are not checked: %s", run.runId(), e.getMessage());
        } catch (RolloutException e) {
            LOG.warnf("the servers of %s are not checked: %s", run.runId(), e.getMessage());
        }
    }

    /** A replica that is not there now, or refuses the adapter, is tried again by the next check. */
    private void load(List<Replica> present, PublishedAdapter adapter) {
        for (Replica replica : present) {
            try {
                lora.ensureLoaded(replica, adapter)
                        .ifPresent(problem -> LOG.warnf("%s lacks %s: %s", replica.url(), adapter.name(), problem));
            } catch (ReplicaUnavailableException e) {
                LOG.debugf("%s is not available: %s", replica.url(), e.getMessage());
            } catch (ReplicaRefusedException e) {
                LOG.warnf("%s lacks %s: %s", replica.url(), adapter.name(), e.words());
            } catch (RolloutException e) {
                LOG.warnf("%s lacks %s: %s", replica.url(), adapter.name(), e.getMessage());
            }
        }
    }

    /** Deletes the folder only when no replica has an adapter from it. A process that is not reached has none. */
    private void unload(Run run, List<Replica> present) {
        boolean done = true;
        for (Replica replica : present) {
            try {
                unload(replica, run.runId());
            } catch (ReplicaUnavailableException e) {
                done &= e.isUnreached();
            } catch (ReplicaRefusedException e) {
                LOG.warnf("%s does not unload the adapters of %s: %s", replica.url(), run.runId(), e.words());
                done = false;
            }
        }
        if (done) {
            folders.deleteRun(run.runId());
            LOG.infof("unloaded the adapters of %s, which is %s", run.runId(), run.state());
        }
    }

    /** What was loaded from the run's folder, so also what a process left that was killed while it tried the rollout out. */
    private void unload(Replica replica, String runId) throws ReplicaUnavailableException, ReplicaRefusedException {
        for (ServedModel model : replica.models()) {
            if (model.adapter() && model.isBelow(folders.onServers(runId))) {
                lora.unload(replica, model.name());
            }
        }
    }
}
