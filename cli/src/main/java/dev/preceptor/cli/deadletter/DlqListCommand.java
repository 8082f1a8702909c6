package dev.preceptor.cli.deadletter;

import dev.preceptor.cli.ExitStatus;
import dev.preceptor.cli.kafka.KafkaOptions;
import dev.preceptor.cli.terminal.JsonOutput;
import dev.preceptor.stage.deadletter.queue.DeadLetter;
import dev.preceptor.stage.deadletter.queue.DeadLetterAddress;
import dev.preceptor.stage.deadletter.queue.DeadLetterQueue;
import dev.preceptor.stage.deadletter.queue.DeadLetterSummary;
import java.io.PrintWriter;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code dlq list}: one line per dead letter. */
@Command(name = "list", description = "List the dead letters of all topics.", mixinStandardHelpOptions = true)
final class DlqListCommand implements Callable<Integer> {

    @Option(names = "--topic", paramLabel = "TOPIC", description = "Only dead letters from this topic.")
    private String topic;

    @Option(names = "--run", paramLabel = "RUN", description = "Only dead letters of this run.")
    private String run;

    @Option(
            names = "--json",
            paramLabel = "FILE",
            description = "Also write the list to FILE as JSON; - is standard output.")
    private String json;

    @Mixin
    private KafkaOptions kafka;

    @Spec
    private CommandSpec self;

    @Override
    public Integer call() {
        PrintWriter out = self.commandLine().getOut();
        JsonOutput output = new JsonOutput(json).checked();
        List<DeadLetterSummary> lines = DeadLetterAccess.with(kafka, this::lines);
        output.write(lines, out);
        PrintWriter people = output.takesStandardOutput() ? self.commandLine().getErr() : out;
        for (DeadLetterSummary line : lines) {
            people.printf(
                    "%s  %s  %-8s  %s %s%s%n    %s%n",
                    line.letter(),
                    line.time(),
                    line.service(),
                    line.run(),
                    line.task(),
                    line.replayed() ? "  (sent again)" : "",
                    line.cause());
        }
        people.println(lines.size() + (lines.size() == 1 ? " dead letter" : " dead letters"));
        people.flush();
        return ExitStatus.SUCCESS;
    }

    private List<DeadLetterSummary> lines(DeadLetterQueue queue) {
        List<DeadLetter> letters = queue.letters(DeadLetterAccess.origin(topic, kafka.names())).stream()
                .filter(letter -> run == null || run.equals(letter.run()))
                .toList();
        Set<DeadLetterAddress> replayed = queue.replayed(letters);
        return letters.stream()
                .map(letter -> DeadLetterSummary.of(letter, replayed.contains(letter.address()), kafka.names()))
                .toList();
    }
}
