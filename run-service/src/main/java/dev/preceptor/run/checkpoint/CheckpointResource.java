package dev.preceptor.run.checkpoint;

import dev.preceptor.contracts.event.CheckpointReference;
import dev.preceptor.run.api.KnownRuns;
import dev.preceptor.run.api.PageQuery;
import dev.preceptor.run.ledger.RunLedger;
import io.smallrye.common.annotation.Blocking;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.StreamingOutput;
import java.util.List;
import org.jboss.resteasy.reactive.RestResponse;

/** The checkpoints of a run. */
@Path("/runs/{id}/checkpoints")
@Produces(MediaType.APPLICATION_JSON)
@Blocking
public class CheckpointResource {

    private final KnownRuns runs;
    private final CheckpointReports reports;
    private final CheckpointFiles files;
    private final TrainedExampleLines examples;

    CheckpointResource(KnownRuns runs, CheckpointReports reports, CheckpointFiles files, TrainedExampleLines examples) {
        this.runs = runs;
        this.reports = reports;
        this.files = files;
        this.examples = examples;
    }

    /** The student as it came, and the checkpoint of each round. */
    @GET
    public List<CheckpointReport> checkpoints(@PathParam("id") String id) {
        return reports.of(runs.ledger(id));
    }

    /** @param round that trained it; 0 is the student as it came */
    @GET
    @Path("/{round}")
    public CheckpointReport checkpoint(@PathParam("id") String id, @PathParam("round") String round) {
        return reports.of(runs.ledger(id), number(round));
    }

    /** The files of a checkpoint in the artifact store. */
    @GET
    @Path("/{round}/files")
    public List<FileReport> files(@PathParam("id") String id, @PathParam("round") String round) {
        return files.of(reports.stored(runs.ledger(id), number(round)));
    }

    /**
     * A file of a checkpoint. A request may ask for one range of bytes, so that an interrupted download continues.
     *
     * @param name as in the list of files
     * @param range such as {@code bytes=1000-}, RFC 9110
     * @param ifRange the {@code ETag} of the part that the client has; if it is another's, the whole file is sent
     */
    @GET
    @Path("/{round}/files/{name: .+}")
    @Produces(MediaType.APPLICATION_OCTET_STREAM)
    public RestResponse<StreamingOutput> file(
            @PathParam("id") String id,
            @PathParam("round") String round,
            @PathParam("name") String name,
            @HeaderParam("Range") String range,
            @HeaderParam("If-Range") String ifRange) {
        RunLedger run = runs.ledger(id);
        CheckpointReference checkpoint = reports.stored(run, number(round));
        return files.download(
                new CheckpointFiles.Request(checkpoint, name, nameOf(run, checkpoint, name), range, ifRange));
    }

    /** The examples that a checkpoint was trained on, with the ids of the events that they were made from, as JSON lines. */
    @GET
    @Path("/{round}/examples")
    @Produces("application/x-ndjson")
    public RestResponse<StreamingOutput> examples(@PathParam("id") String id, @PathParam("round") String round) {
        RunLedger run = runs.ledger(id);
        CheckpointReference checkpoint = reports.reference(run, number(round));
        return RestResponse.ResponseBuilder.ok(examples.of(run, checkpoint.round()))
                .header(HttpHeaders.CONTENT_DISPOSITION, attachment(nameOf(run, checkpoint, "examples.jsonl")))
                .build();
    }

    private static int number(String round) {
        return PageQuery.number("round", round, 0);
    }

    private static String nameOf(RunLedger run, CheckpointReference checkpoint, String file) {
        return run.run().runId() + "-round-" + checkpoint.round() + "-" + file;
    }

    /** The value of {@code Content-Disposition}. Characters that a header or a file system may not take are replaced. */
    static String attachment(String name) {
        return "attachment; filename=\"" + name.replaceAll("[^A-Za-z0-9._-]", "_") + "\"";
    }
}
