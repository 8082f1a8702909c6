package dev.preceptor.run.machine;

import dev.preceptor.contracts.TopicNames;
import dev.preceptor.contracts.event.ReplicaStatus;
import io.smallrye.common.annotation.Blocking;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import java.time.Instant;
import java.util.List;

/** The processes of the installation, their consumer groups and their topics. */
@Path("/")
@Produces(MediaType.APPLICATION_JSON)
@Blocking
public class MachineResource {

    private final StatusFollower follower;
    private final ClusterState cluster;
    private final TopicNames names;

    MachineResource(StatusFollower follower, ClusterState cluster, TopicNames names) {
        this.follower = follower;
        this.cluster = cluster;
        this.names = names;
    }

    /**
     * The state of all processes.
     *
     * @param at when this was read
     * @param replicas the processes that have reported in the last 30 seconds
     * @param groups the consumer groups, as the broker knows them
     */
    public record Machines(Instant at, List<ReplicaStatus> replicas, List<GroupStatus> groups) {}

    /** The processes with their services and health checks, and the consumer groups with their members; at most two seconds old. */
    @GET
    @Path("machines")
    public Machines machines() {
        return new Machines(
                Instant.now(), follower.replicas().present(Instant.now()), new Lag(cluster.recent(), names).groups());
    }

    /** The topics with their throughput, the lag of each group by partition, and the number of dead letters; at most two seconds old. */
    @GET
    @Path("topics")
    public List<TopicStatus> topics() {
        return new Lag(cluster.recent(), names).topics();
    }
}
