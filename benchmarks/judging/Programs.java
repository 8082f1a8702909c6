import com.fasterxml.jackson.databind.JsonNode;
import dev.preceptor.contracts.Json;
import dev.preceptor.contracts.task.AnswerCode;
import dev.preceptor.contracts.task.PromptKind;
import dev.preceptor.contracts.task.Task;
import dev.preceptor.contracts.task.TaskBuilder;
import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * Finds the program in each of the models' answers on standard input, as a run does: JSON lines with {@code answer} and {@code entryPoint},
 * and perhaps {@code prompt} (code that the answer continues) and {@code known} (programs that the model was shown). Writes the programs to
 * standard output, in the same order, as JSON lines with {@code code}.
 */
public class Programs {

    public static void main(String[] arguments) throws Exception {
        BufferedReader lines = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        PrintStream out = new PrintStream(System.out, false, StandardCharsets.UTF_8);
        for (String line = lines.readLine(); line != null; line = lines.readLine()) {
            JsonNode answer = Json.mapper().readTree(line);
            List<String> known = new ArrayList<>();
            answer.path("known").forEach(program -> known.add(program.asText()));
            String code = AnswerCode.program(task(answer), answer.get("answer").asText(), true, known, false);
            out.println(Json.mapper().writeValueAsString(Map.of("code", code)));
        }
        out.flush();
    }

    private static Task task(JsonNode answer) {
        boolean continues = answer.hasNonNull("prompt");
        return TaskBuilder.builder()
                .id("answer")
                .prompt(continues ? answer.get("prompt").asText() : "Write it.")
                .promptKind(continues ? PromptKind.COMPLETION : PromptKind.INSTRUCTION)
                .entryPoint(answer.path("entryPoint").asText(null))
                .tests(List.of("assert True"))
                .build();
    }
}
