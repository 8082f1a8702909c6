package dev.preceptor.cli.flow;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.preceptor.contracts.Json;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;

/** Runs whose tasks and programs hold scripts, letters beyond ASCII and texts of a megabyte. */
final class OddTasks {

    static final String SCRIPT = "<script>alert(1)</script><img src=x onerror=alert(2)>";
    static final String ARABIC = "\u0627\u0643\u062a\u0628 \u062f\u0627\u0644\u0629";
    static final String EMOJI = "\uD83E\uDD80\uD83D\uDE80";
    static final String HOSTILE_TASK = "odd/" + SCRIPT + " " + EMOJI;
    static final String LONG_TASK = "plain/c-long";

    private static final int MEGABYTE = 1 << 20;

    private OddTasks() {}

    static ObjectNode task(String id) {
        return Json.mapper()
                .createObjectNode()
                .put("id", id)
                .put("prompt", "Write double(n): 2 * n.")
                .put("entryPoint", "double")
                .set("tests", Json.mapper().createArrayNode().add("assert double(2) == 4"));
    }

    private static ObjectNode hostileTask() {
        ObjectNode task = task(HOSTILE_TASK).put("prompt", ARABIC + " " + EMOJI + " " + SCRIPT);
        task.putArray("solutions").add("def double(n):\n    # " + SCRIPT + "\n    return 2 * n\n");
        return task;
    }

    /** Its prompt and the attempt at it are longer than a megabyte. */
    private static ObjectNode longTask() {
        return task(LONG_TASK).put("prompt", longPrompt());
    }

    static String longPrompt() {
        String line = ARABIC + " " + EMOJI + " 0123456789\n";
        int bytes = line.getBytes(StandardCharsets.UTF_8).length;
        return line.repeat(MEGABYTE / bytes + 1) + "The end of the prompt";
    }

    static String attemptAt(String taskId) {
        return switch (taskId) {
            case LONG_TASK -> "def double(n):\n" + "    # a comment\n".repeat(MEGABYTE / 16) + "    return n\n";
            case "plain/b" -> "def double(n):\n    raise ValueError('" + EMOJI + "')\n";
            default -> "def double(n):\n    # " + SCRIPT + "\n    return n\n";
        };
    }

    /** A run whose attempts are programs with a mistake. Tasks without a solution end untaught. */
    static ObjectNode recordedRun(Path model) {
        List<ObjectNode> practice = List.of(hostileTask(), task("plain/a"), task("plain/b"), longTask());
        ObjectNode body = run("odd", practice, model);
        ((ObjectNode) body.at("/specification/practice")).put("recorded", "r");
        ArrayNode attempts = body.putArray("recorded");
        practice.forEach(task -> attempts.addObject()
                .put("taskId", task.path("id").asText())
                .put("code", attemptAt(task.path("id").asText())));
        return body;
    }

    /** A run whose attempts the student makes; none of them is a program. */
    static ObjectNode run(String name, List<ObjectNode> practice, Path model) {
        ObjectNode body = Json.mapper().createObjectNode();
        ObjectNode specification = body.putObject("specification").put("name", name);
        specification.putObject("student").put("model", model.toString());
        specification.putObject("teacher").put("backend", "reference");
        specification.putObject("tasks").put("practice", "p").put("exam", "e");
        specification.putObject("practice").put("maxTokens", 8);
        specification.putObject("exam").put("maxTokens", 8);
        specification.putObject("training").put("epochs", 1).put("maxLength", 1024);
        practice.forEach(body.putArray("practice")::add);
        body.putArray("exam").add(task("exam/one"));
        return body;
    }
}
