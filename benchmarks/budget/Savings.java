import com.fasterxml.jackson.databind.JsonNode;
import dev.preceptor.contracts.Json;
import dev.preceptor.contracts.event.RefinementOutcome;
import dev.preceptor.contracts.event.Teaching;
import dev.preceptor.contracts.specification.Method;
import dev.preceptor.contracts.specification.TeacherSpecification;
import dev.preceptor.contracts.specification.TeacherSpecificationBuilder;
import dev.preceptor.contracts.specification.TokenPrices;
import dev.preceptor.teacher.budget.CallIds;
import dev.preceptor.teacher.chat.ChatRequest;
import dev.preceptor.teacher.chat.ChatTeacher;
import dev.preceptor.teacher.chat.Temperature;
import dev.preceptor.teacher.lesson.Answer;
import dev.preceptor.teacher.rule.RuleTeacher;
import dev.preceptor.teaching.RefinementRequest;
import java.io.BufferedWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;

/**
 * How many requests to a teacher a set of recorded failures needs, and what sharing answers and mending by rules save. Arguments: a file of
 * results as {@code ./preceptor judge --out} writes it, or of lessons with {@code attempt} and {@code error}; and the file to which the
 * programs that rules mended are written, as samples for {@code judge}. One line of JSON on standard output.
 */
public final class Savings {

    private static final TokenPrices PRICES = new TokenPrices(0.15, 0.60);
    private static final double BYTES_PER_TOKEN = 4;
    private static final double ANSWER_TOKENS = 200;

    private Savings() {}

    public static void main(String[] arguments) throws Exception {
        TeacherSpecification teacher = TeacherSpecificationBuilder.builder()
                .backend("openai")
                .baseUrl("http://localhost/v1")
                .model("some-model")
                .pricePerMillionTokens(PRICES)
                .budgetUsd(1.0)
                .build();
        ChatTeacher prompts = new ChatTeacher(null, new Temperature(0, 0.4));
        RuleTeacher rules = new RuleTeacher();
        Set<String> exact = new HashSet<>();
        Set<String> shared = new HashSet<>();
        Set<String> withRules = new HashSet<>();
        int failures = 0;
        int mended = 0;
        double usd = 0;
        try (BufferedWriter out = Files.newBufferedWriter(Path.of(arguments[1]))) {
            for (String line : Files.readAllLines(Path.of(arguments[0]))) {
                JsonNode row = Json.mapper().readTree(line);
                if (row.path("passed").asBoolean()) {
                    continue;
                }
                failures++;
                RefinementRequest request = request(row, new Teaching(Method.PERSD, teacher));
                ChatRequest chat = prompts.chatRequest(request);
                CallIds ids = chat.callIds("purse", "1");
                usd += exact.add(ids.exact()) ? cost(chat) : 0;
                shared.add(ids.shared());
                Answer answer = rules.answer(request);
                if (answer.outcome() == RefinementOutcome.ANSWERED) {
                    mended++;
                    out.write(Json.mapper()
                            .writeValueAsString(Map.of("task_id", row.path("task_id").asText(), "code", answer.code())));
                    out.newLine();
                } else {
                    withRules.add(ids.shared());
                }
            }
        }
        Map<String, Object> line = new LinkedHashMap<>();
        line.put("failures", failures);
        line.put("requestsOfDifferentWords", exact.size());
        line.put("requestsAboutDifferentPrograms", shared.size());
        line.put("mendedByRules", mended);
        line.put("requestsThatRulesLeave", withRules.size());
        line.put("usdPerRequest", usd / Math.max(1, exact.size()));
        System.out.println(Json.mapper().writeValueAsString(line));
    }

    private static RefinementRequest request(JsonNode row, Teaching teaching) {
        String feedback = row.path(row.has("error") ? "error" : "feedback").asText();
        String code = row.path(row.has("attempt") ? "attempt" : "code").asText();
        String missing = feedback.replaceFirst("(?s)^The program does not define `(\\w+)`.*", "$1");
        String name = missing.equals(feedback) ? row.path("task_id").asText() : missing;
        return RefinementRequest.firstFor(Failures.failure("run", name, teaching, code, feedback));
    }

    private static double cost(ChatRequest chat) {
        int bytes = chat.messages().stream()
                .mapToInt(message -> message.content().getBytes(StandardCharsets.UTF_8).length)
                .sum();
        return (bytes / BYTES_PER_TOKEN * PRICES.prompt() + ANSWER_TOKENS * PRICES.completion()) / 1e6;
    }
}
