package dev.preceptor.student.openai;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.preceptor.contracts.Json;
import dev.preceptor.contracts.event.Assignment;
import dev.preceptor.contracts.event.Sampling;
import dev.preceptor.contracts.specification.StudentSpecification;
import dev.preceptor.contracts.task.StudentPrompt;
import dev.preceptor.httpclient.ModelServerClient;
import dev.preceptor.student.AssignedPrompt;
import java.net.URI;
import java.time.Duration;
import java.util.List;

/**
 * A request to an OpenAI-compatible server.
 *
 * @param model the name under which the server serves the weights
 * @param key bearer token; null for none
 */
record ServerRequest(URI uri, String model, String key, String body, Duration timeout) {

    /** @param maxTokensParameter name of the parameter that limits the answer's tokens; servers differ in it */
    static ServerRequest of(Assignment assignment, String key, String maxTokensParameter) {
        StudentSpecification student = assignment.student();
        String model = student.requested(assignment.runId(), assignment.checkpoint());
        boolean chat = isChat(student);
        return new ServerRequest(
                ModelServerClient.uri(student.baseUrl(), chat ? "/chat/completions" : "/completions"),
                model,
                key,
                body(assignment, model, chat, maxTokensParameter),
                Duration.ofSeconds(student.timeoutSeconds()));
    }

    static boolean isChat(StudentSpecification student) {
        return student.api().equals("chat");
    }

    private static String body(Assignment assignment, String model, boolean chat, String maxTokensParameter) {
        StudentPrompt prompt = AssignedPrompt.of(assignment);
        Sampling sampling = assignment.sampling();
        ObjectNode body = Json.mapper().createObjectNode().put("model", model);
        StudentSpecification student = assignment.student();
        if (chat) {
            ArrayNode messages = body.putArray("messages");
            if (student.systemPrompt() != null) {
                messages.addObject().put("role", "system").put("content", student.systemPrompt());
            }
            messages.addObject().put("role", "user").put("content", prompt.asMessage());
            if (student.template() != null) {
                body.putPOJO("chat_template_kwargs", student.template());
            }
        } else {
            body.put("prompt", prompt.asText());
        }
        List<String> stop = prompt.stopStrings(chat, student.stop());
        if (!stop.isEmpty()) {
            stop.forEach(body.putArray("stop")::add);
        }
        if (AssignedPrompt.wantsTokens(assignment)) {
            // A parameter of vLLM, which other servers ignore.
            body.put("return_token_ids", true);
        }
        return body.put(maxTokensParameter, sampling.maxTokens())
                .put("temperature", sampling.temperature())
                .put("top_p", sampling.topP())
                .put("seed", seed31(assignment.seed()))
                .put("n", 1)
                .put("stream", false)
                .toString();
    }

    /** Servers differ in the largest seed that they accept; all accept 31 bits. */
    private static int seed31(long seed) {
        return (int) (seed >>> 33);
    }
}
