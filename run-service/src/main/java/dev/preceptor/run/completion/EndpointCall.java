package dev.preceptor.run.completion;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.preceptor.contracts.Json;
import dev.preceptor.contracts.specification.StudentSpecification;
import dev.preceptor.contracts.task.PromptKind;
import dev.preceptor.contracts.task.StudentPrompt;

/**
 * A request to the endpoint of student-service. The student gets the prompt in the form in which it gets the prompts of tasks.
 *
 * @param model the endpoint's name of the checkpoint
 * @param student of the run
 * @param chat whether the student answers a message; otherwise it continues a text
 */
record EndpointCall(String model, StudentSpecification student, CompletionRequest request, boolean chat) {

    /** Begins as the specification says; where it says nothing, with a chat. */
    static EndpointCall of(String model, StudentSpecification student, CompletionRequest request) {
        return new EndpointCall(model, student, request, !"completion".equals(student.prompt()));
    }

    /** Whether a model without a chat template may be asked to continue a text instead. */
    boolean mayContinueText() {
        return chat && student.prompt() == null;
    }

    EndpointCall continuingText() {
        return new EndpointCall(model, student, request, false);
    }

    String path() {
        return chat ? "/v1/chat/completions" : "/v1/completions";
    }

    String body() {
        StudentPrompt prompt = new StudentPrompt(PromptKind.INSTRUCTION, request.prompt());
        ObjectNode body = Json.mapper()
                .createObjectNode()
                .put("model", model)
                .put("stream", true)
                .put("max_tokens", request.maxTokens())
                .put("temperature", request.temperature());
        if (request.seed() != null) {
            body.put("seed", request.seed());
        }
        if (student.stop() != null && !student.stop().isEmpty()) {
            body.set("stop", Json.mapper().valueToTree(student.stop()));
        }
        if (chat) {
            addMessages(body, prompt.asMessage());
        } else {
            body.put("prompt", prompt.asText());
        }
        return body.toString();
    }

    private void addMessages(ObjectNode body, String message) {
        if (student.systemPrompt() != null) {
            body.withArray("messages").addObject().put("role", "system").put("content", student.systemPrompt());
        }
        body.withArray("messages").addObject().put("role", "user").put("content", message);
        if (student.template() != null) {
            body.set("chat_template_kwargs", Json.mapper().valueToTree(student.template()));
        }
    }
}
