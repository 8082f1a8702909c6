import dev.preceptor.contracts.Ids;
import dev.preceptor.contracts.Json;
import dev.preceptor.contracts.event.TeacherCall;
import dev.preceptor.contracts.event.TeacherCallBuilder;
import dev.preceptor.contracts.event.TeacherCall.Answer;
import dev.preceptor.contracts.event.TeacherCall.State;
import dev.preceptor.teacher.budget.BudgetLedger;
import dev.preceptor.teacher.budget.Owner;
import java.io.IOException;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * How much heap a teacher needs for what was ever paid. Arguments: how many answers, and of how many characters. The entries are
 * read from JSON, as from the log.
 */
final class LedgerMemory {

    private LedgerMemory() {}

    public static void main(String[] arguments) throws IOException {
        int answers = Integer.parseInt(arguments[0]);
        String text = "x".repeat(Integer.parseInt(arguments[1]));
        BudgetLedger ledger = new BudgetLedger(Owner.starting("teacher-1"), 4);
        long before = heap();
        long started = System.nanoTime();
        for (int number = 0; number < answers; number++) {
            ledger.apply(2L * number, entry(number, State.RESERVED, null), Instant.now());
            Answer answer = new Answer("a-model-of-ten-words", text, 300, text.length() / 4, "stop", 0);
            ledger.apply(2L * number + 1, entry(number, State.ANSWERED, answer), Instant.now());
        }
        double seconds = (System.nanoTime() - started) / 1e9;
        Map<String, Object> line = new LinkedHashMap<>();
        line.put("answers", answers);
        line.put("characters", text.length());
        line.put("heapBytesPerAnswer", (heap() - before) / answers);
        line.put("entriesReadPerSecond", Math.round(2 * answers / seconds));
        line.put("spentNanodollars", ledger.spent("a-run"));
        System.out.println(Json.mapper().writeValueAsString(line));
    }

    private static TeacherCall entry(int number, State state, Answer answer) throws IOException {
        Instant now = Instant.now();
        TeacherCall call = TeacherCallBuilder.builder()
                .callId(Ids.of("call", number))
                .runId("a-run")
                .number(1)
                .state(state)
                .greatestCostUsd(0.002)
                .costUsd(0.001)
                .owner("teacher-1/00000000-0000-0000-0000-000000000001")
                .at(now)
                .deadline(now.plusSeconds(90))
                .answer(answer)
                .refinementId(Ids.of("refinement", number))
                .turn(new TeacherCall.Turn("http://localhost:8000/v1 a-model-of-ten-words", 0.001))
                .build();
        return Json.mapper().readValue(Json.mapper().writeValueAsBytes(call), TeacherCall.class);
    }

    private static long heap() {
        System.gc();
        Runtime runtime = Runtime.getRuntime();
        return runtime.totalMemory() - runtime.freeMemory();
    }
}
