package dev.preceptor.languagemodel.finetuning;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.preceptor.languagemodel.tokenizer.ChatMessage;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * Parses examples for fine-tuning. Each example is a JSON object in one of these common forms:
 *
 * <ul>
 *   <li>{@code {"prompt", "completion"}}: two texts, or two lists of messages ({@code {"role", "content"}}). The second list has
 *       one message of the assistant;
 *   <li>{@code {"messages"}}: a conversation. Each message of the assistant is a completion, and the preceding messages are its
 *       prompt;
 *   <li>{@code {"instruction", "input", "output"}}: the form of Alpaca;
 *   <li>{@code {"promptIds", "completionIds"}}: token ids.
 * </ul>
 */
public final class ExampleFile {

    private static final String FORMS =
            "write \"prompt\" and \"completion\", or \"messages\", or \"instruction\" and \"output\", or \"promptIds\" and \"completionIds\"";

    /**
     * A JSON object in a file.
     *
     * @param line the line number in the file, starting at 1
     */
    public record Row(int line, ObjectNode fields) {}

    private final String name;
    private final List<Example> examples = new ArrayList<>();

    private ExampleFile(String name) {
        this.name = name;
    }

    /**
     * Parses the rows of a file, in their order.
     *
     * @param name the name of the file in error messages
     * @throws ExampleFileException if there is no row, or a row is not an example; the message names the file and the line
     */
    public static List<Example> parse(String name, List<Row> rows) {
        ExampleFile file = new ExampleFile(name);
        rows.forEach(row -> file.add(row.line(), row.fields()));
        if (file.examples.isEmpty()) {
            throw new ExampleFileException(name + ": contains no example");
        }
        return file.examples;
    }

    private void add(int line, ObjectNode fields) {
        if (fields.path("messages").isArray()) {
            addConversation(line, messages(line, "messages", fields.path("messages")), 0);
        } else if (fields.has("prompt") && fields.has("completion")) {
            addCompletion(line, fields.path("prompt"), fields.path("completion"));
        } else if (fields.path("promptIds").isArray()
                && fields.path("completionIds").isArray()) {
            int[] prompt = ids(line, fields.path("promptIds"));
            examples.add(Example.ofTokens(line, prompt, ids(line, fields.path("completionIds"))));
        } else if (fields.has("instruction") && fields.has("output")) {
            addInstruction(line, fields);
        } else {
            throw invalid(line, "is not an example in a known form; " + FORMS);
        }
    }

    private void addCompletion(int line, JsonNode prompt, JsonNode completion) {
        if (prompt.isArray() && completion.isArray()) {
            List<ChatMessage> messages = messages(line, "prompt", prompt);
            int promptLength = messages.size();
            messages.addAll(messages(line, "completion", completion));
            if (completion.size() != 1) {
                throw invalid(
                        line,
                        "\"completion\" has " + completion.size()
                                + " messages; write one answer of the assistant, or \"messages\" for a longer conversation");
            }
            addConversation(line, messages, promptLength);
            return;
        }
        examples.add(Example.ofText(line, text(line, "prompt", prompt), text(line, "completion", completion)));
    }

    private void addInstruction(int line, ObjectNode fields) {
        String input = fields.hasNonNull("input") ? text(line, "input", fields.path("input")) : "";
        String system = fields.hasNonNull("system") ? text(line, "system", fields.path("system")) : "";
        String instruction = text(line, "instruction", fields.path("instruction"));
        List<ChatMessage> messages = new ArrayList<>();
        if (!system.isBlank()) {
            messages.add(ChatMessage.system(system));
        }
        messages.add(ChatMessage.user(input.isBlank() ? instruction : instruction + "\n\n" + input));
        examples.add(Example.ofConversation(line, messages, text(line, "output", fields.path("output"))));
    }

    /** Adds an example for each message of the assistant, starting at an index. */
    private void addConversation(int line, List<ChatMessage> messages, int from) {
        int before = examples.size();
        for (int i = Math.max(1, from); i < messages.size(); i++) {
            if (messages.get(i).role().equals("assistant")) {
                examples.add(Example.ofConversation(
                        line, messages.subList(0, i), messages.get(i).content()));
            }
        }
        if (examples.size() == before) {
            throw invalid(line, "contains no answer; write a message of the role \"assistant\" after the user's");
        }
    }

    private List<ChatMessage> messages(int line, String field, JsonNode list) {
        List<ChatMessage> messages = new ArrayList<>();
        for (int i = 0; i < list.size(); i++) {
            String element = field + "[" + i + "]";
            JsonNode message = list.get(i);
            if (!message.isObject()) {
                throw invalid(
                        line,
                        "\"" + element + "\" is " + message + "; write {\"role\": \"user\", \"content\": \"...\"}");
            }
            messages.add(new ChatMessage(
                    text(line, element + ".role", message.path("role")),
                    text(line, element + ".content", message.path("content"))));
        }
        return messages;
    }

    private String text(int line, String field, JsonNode value) {
        if (!value.isTextual()) {
            String found = value.isMissingNode() || value.isNull()
                    ? "lacks a value"
                    : "is not a string but a " + value.getNodeType().name().toLowerCase(Locale.ROOT);
            throw invalid(line, "\"" + field + "\" " + found + "; write a string");
        }
        return value.asText();
    }

    private int[] ids(int line, JsonNode list) {
        int[] ids = new int[list.size()];
        for (int i = 0; i < ids.length; i++) {
            if (!list.get(i).canConvertToInt() || !list.get(i).isIntegralNumber()) {
                throw invalid(line, "the token " + list.get(i) + " is not an integer");
            }
            ids[i] = list.get(i).intValue();
        }
        return ids;
    }

    private ExampleFileException invalid(int line, String problem) {
        return new ExampleFileException(name + ":" + line + ": " + problem);
    }
}
