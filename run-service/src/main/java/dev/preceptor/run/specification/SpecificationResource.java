package dev.preceptor.run.specification;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.databind.JsonNode;
import dev.preceptor.contracts.specification.Preset;
import dev.preceptor.contracts.specification.SpecificationProblem;
import dev.preceptor.run.api.SmallBody;
import io.smallrye.common.annotation.Blocking;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import java.io.InputStream;
import java.util.List;

/** Specifications before a run. These requests change nothing: the role {@code read} is enough. */
@Path("/")
@Produces(MediaType.APPLICATION_JSON)
@Blocking
public class SpecificationResource {

    private final SpecificationCheck check;
    private final RunEstimates estimates;

    SpecificationResource(SpecificationCheck check, RunEstimates estimates) {
        this.check = check;
        this.estimates = estimates;
    }

    /**
     * A specification to check.
     *
     * @param text in YAML or JSON
     * @param practice the name of the practice tasks, if the text does not name them
     * @param exam the name of the exam tasks, if the text does not name them
     */
    public record Draft(String text, String practice, String exam) {}

    /**
     * What was found.
     *
     * @param problems in the order of their lines; empty if the specification is valid
     * @param specification as {@code POST /runs} takes it, with the settings of the preset; null if there are problems
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record Checked(List<SpecificationProblem> problems, JsonNode specification) {}

    /**
     * A run to estimate.
     *
     * @param text the specification, in YAML or JSON
     * @param practice the id of the practice tasks' data set
     * @param failureRate the share of attempts that fail, from 0 to 1; null if it is not known
     */
    public record Planned(String text, String practice, Double failureRate) {}

    /** Checks a specification as the command line does, and finds all problems, each at its line and column. */
    @POST
    @Path("specifications/check")
    @Consumes(MediaType.WILDCARD)
    public Checked check(InputStream body) {
        return check.of(SmallBody.read(body, Draft.class, "{\"text\": \"student: ...\"}"));
    }

    /** The presets that a specification can name, each with its text. */
    @GET
    @Path("presets")
    public List<Preset> presets() {
        return Preset.all();
    }

    /** The teacher's calls, tokens and cost in a run, before it starts. No model is called. */
    @POST
    @Path("estimates")
    @Consumes(MediaType.WILDCARD)
    public RunEstimates.RunEstimate estimate(InputStream body) {
        return estimates.of(SmallBody.read(
                body, Planned.class, "{\"text\": \"student: ...\", \"practice\": \"ID of a data set\"}"));
    }
}
