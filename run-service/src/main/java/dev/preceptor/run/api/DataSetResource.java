package dev.preceptor.run.api;

import dev.preceptor.contracts.event.DataSet;
import dev.preceptor.run.api.KnownDataSets.KnownDataSet;
import dev.preceptor.run.api.KnownDataSets.Origin;
import io.smallrye.common.annotation.Blocking;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import java.io.InputStream;
import java.util.List;
import org.jboss.resteasy.reactive.RestResponse;
import org.jboss.resteasy.reactive.RestResponse.Status;

/** The sets of tasks that {@code POST /runs} can name instead of containing them. */
@Path("/data-sets")
@Produces(MediaType.APPLICATION_JSON)
@Blocking
public class DataSetResource {

    private final KnownDataSets known;
    private final RequestBodies bodies;

    DataSetResource(KnownDataSets known, RequestBodies bodies) {
        this.known = known;
        this.bodies = bodies;
    }

    /** The task files of the installation, and the data sets of the newest 200 runs. */
    @GET
    public List<KnownDataSet> dataSets() {
        return known.all();
    }

    /**
     * Uploads a file of tasks: {@code {"name": "practice.jsonl", "text": "..."}}. The text is JSON lines in any format that the command
     * line reads. An error names the line. {@code POST /runs} takes {@code {"dataSet": ID}} in place of the list of tasks.
     */
    @POST
    @Consumes(MediaType.WILDCARD)
    public RestResponse<KnownDataSet> upload(InputStream body) {
        KnownDataSet stored = bodies.read(body, DataSetReader::read, uploaded -> {
            DataSet set = bodies.kept(uploaded.tasks());
            return new KnownDataSet(set.sha256(), uploaded.name(), set.count(), Origin.UPLOAD);
        });
        return RestResponse.status(Status.CREATED, stored);
    }
}
