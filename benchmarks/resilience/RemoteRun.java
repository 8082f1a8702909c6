import dev.preceptor.contracts.Json;
import dev.preceptor.contracts.event.Run;
import dev.preceptor.contracts.report.RunReport;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * A scripted run on services that somebody else has started, such as containers or pods. Student and teacher listen here. The file
 * gets all that the run left behind, so that two runs on new brokers can be compared with diff.
 */
public final class RemoteRun {

    private static final Duration PATIENCE = Duration.ofMinutes(30);
    private static final double BUDGET_PER_TASK = 0.01;

    private RemoteRun() {}

    /**
     * @param arguments the root of the repository, the number of practice and of exam tasks, run-service's address, the broker, the folder
     *     of the model as the trainer sees it, HOST:PORT where student and teacher listen, the longest time of an answer in ms, the file;
     *     and {@code own-student} if the student answers with the model and its checkpoints instead of the script
     */
    public static void main(String[] arguments) throws Exception {
        int tasks = Integer.parseInt(arguments[1]);
        int exam = Integer.parseInt(arguments[2]);
        RunService service = new RunService(arguments[3], System.getenv("PRECEPTOR_TOKEN"));
        String[] listen = arguments[6].split(":");
        InetSocketAddress address = new InetSocketAddress(listen[0], Integer.parseInt(listen[1]));
        try (ScriptedModels models = new ScriptedModels(listen[0], address, Integer.parseInt(arguments[7]))) {
            long start = System.nanoTime();
            Path model = Path.of(arguments[5]);
            ScriptedRun run = new ScriptedRun("remote", 0, tasks, exam, models, model, BUDGET_PER_TASK * tasks);
            boolean ownStudent = arguments.length > 9 && arguments[9].equals("own-student");
            String runId = service.submit(ownStudent ? run.requestWithOwnStudent() : run.request()).runId();
            RunReport report = service.awaitEnd(runId, PATIENCE);
            double seconds = (System.nanoTime() - start) / 1e9;
            Outcome outcome = Outcome.of(arguments[4], report, service.lessons(runId));
            Files.write(Path.of(arguments[8]), outcome.lines());
            Map<String, Object> line = new LinkedHashMap<>();
            line.put("run", runId);
            line.put("state", report.state());
            line.put("reason", report.reason());
            line.put("seconds", Math.round(seconds));
            line.put("lessons", outcome.count("ledger"));
            line.put("checkpoints", outcome.count("checkpoints"));
            line.put("evaluations", outcome.count("evaluations"));
            line.put("examAnswersThatChanged", outcome.examAnswersThatChanged());
            line.put("deliveredAgain", outcome.repeated());
            line.put("contradictions", outcome.contradictions().size());
            line.put("deadLetters", outcome.deadLetters());
            line.put("paidAgain", outcome.paidAgain(models.payments()).size());
            System.out.println(Json.mapper().writeValueAsString(line));
            System.exit(report.state() == Run.State.FINISHED ? 0 : 1);
        }
    }
}
