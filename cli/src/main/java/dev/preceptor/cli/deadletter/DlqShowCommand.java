package dev.preceptor.cli.deadletter;

import dev.preceptor.cli.ExitStatus;
import dev.preceptor.cli.kafka.KafkaOptions;
import dev.preceptor.stage.deadletter.queue.DeadLetter;
import dev.preceptor.stage.deadletter.queue.DeadLetterAddress;
import java.io.PrintWriter;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code dlq show}: one dead letter with all of its headers. */
@Command(
        name = "show",
        description = "Show a dead letter with all headers and its event.",
        mixinStandardHelpOptions = true)
final class DlqShowCommand implements Callable<Integer> {

    @Parameters(
            paramLabel = "LETTER",
            description = "The dead letter's address as 'dlq list' shows it, for example attempts-dlq/2/17.")
    private String letter;

    @Mixin
    private KafkaOptions kafka;

    @Spec
    private CommandSpec self;

    @Override
    public Integer call() {
        PrintWriter out = self.commandLine().getOut();
        DeadLetterAddress address = DeadLetterAccess.address(letter);
        DeadLetter found = DeadLetterAccess.with(kafka, queue -> queue.letter(address))
                .orElseThrow(() -> DeadLetterAccess.missing(address));
        out.println(address + " of " + found.time() + ", written by " + found.service(kafka.names()));
        out.println("key: " + found.key());
        found.headers().forEach((name, value) -> out.println(name + ": " + value));
        out.println();
        out.println(found.text());
        out.flush();
        return ExitStatus.SUCCESS;
    }
}
