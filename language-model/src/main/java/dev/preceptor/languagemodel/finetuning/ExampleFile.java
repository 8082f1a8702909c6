package dev.preceptor.languagemodel.finetuning;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.preceptor.languagemodel.tokenizer.ChatMessage;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * Reads examples, one JSON object each, in the forms that other trainers read, too:
 *
 * <ul>
 *   <li>{@code {"prompt", "completion"}}: two texts, or two lists of messages ({@code {"role", "content"}}), the second of which is
 *       one answer of the assistant;
 *   <li>{@code {"messages"}}: a conversation; each answer of the assistant is an example, with what is before it as its prompt;
 *   <li>{@code {"instruction", "input", "output"}}, Alpaca's: a message of the user and the answer to it;
 *   <li>{@code {"promptIds", "completionIds"}}: token ids.
 * </ul>
 */
public final class ExampleFile {

    private static final String FORMS =
            "write \"prompt\" and \"completion\", or \"messages\", or \"instruction\" and \"output\", or \"promptIds\" and \"completionIds\"";

    /**
     * One object of a file.
     *
     * @param line its number in the file, from 1
     */
    public record Row(int line, ObjectNode fields) {}

    private final String name;
    private final List<Example> examples = new ArrayList<>();

    private ExampleFile(String name) {
        this.name = name;
    }

    /**
     * The examples of a file's rows, in their order.
     *
     * @param name what error messages call the file
     * @throws ExampleFileException naming file and line, if there is no example, or if a row is no example
     */
    public static List<Example> parse(String name, List<Row> rows) {
        ExampleFile file = new ExampleFile(name);
        rows.forEach(row -> file.add(row.line(), row.fields()));
        if (file.examples.isEmpty()) {
            throw new ExampleFileException(name + ": holds no example");
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
            throw broken(line, "is an example in no known form; " + FORMS);
        }
    }

    private void addCompletion(int line, JsonNode prompt, JsonNode completion) {
        if (prompt.isArray() && completion.isArray()) {
            List<ChatMessage> messages = messages(line, "prompt", prompt);
            int given = messages.size();
            messages.addAll(messages(line, "completion", completion));
            if (completion.size() != 1) {
                throw broken(
                        line,
                        "\"completion\" has " + completion.size()
                                + " messages; write one answer of the assistant, or \"messages\" for a longer conversation");
            }
            addConversation(line, messages, given);
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

    /** Adds each answer of the assistant from a message on. */
    private void addConversation(int line, List<ChatMessage> messages, int from) {
        int before = examples.size();
        for (int i = Math.max(1, from); i < messages.size(); i++) {
            if (messages.get(i).role().equals("assistant")) {
                examples.add(Example.ofConversation(
                        line, messages.subList(0, i), messages.get(i).content()));
            }
        }
        if (examples.size() == before) {
            throw broken(line, "holds no answer; write a message of the role \"assistant\" after the user's");
        }
    }

    private List<ChatMessage> messages(int line, String field, JsonNode list) {
        List<ChatMessage> messages = new ArrayList<>();
        for (int i = 0; i < list.size(); i++) {
            String place = field + "[" + i + "]";
            JsonNode message = list.get(i);
            if (!message.isObject()) {
                throw broken(
                        line, "\"" + place + "\" is " + message + "; write {\"role\": \"user\", \"content\": \"...\"}");
            }
            messages.add(new ChatMessage(
                    text(line, place + ".role", message.path("role")),
                    text(line, place + ".content", message.path("content"))));
        }
        return messages;
    }

    private String text(int line, String field, JsonNode value) {
        if (!value.isTextual()) {
            String is = value.isMissingNode() || value.isNull()
                    ? "lacks a value"
                    : "is no string but a " + value.getNodeType().name().toLowerCase(Locale.ROOT);
            throw broken(line, "\"" + field + "\" " + is + "; write a string");
        }
        return value.asText();
    }

    private int[] ids(int line, JsonNode list) {
        int[] ids = new int[list.size()];
        for (int i = 0; i < ids.length; i++) {
            if (!list.get(i).canConvertToInt() || !list.get(i).isIntegralNumber()) {
                throw broken(line, "the token " + list.get(i) + " is no whole number");
            }
            ids[i] = list.get(i).intValue();
        }
        return ids;
    }

    private ExampleFileException broken(int line, String problem) {
        return new ExampleFileException(name + ":" + line + ": " + problem);
    }
}
