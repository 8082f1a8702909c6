package dev.preceptor.cli.deadletter;

import dev.preceptor.cli.ExitStatus;
import dev.preceptor.cli.kafka.KafkaOptions;
import java.io.PrintWriter;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** All of one letter. */
@Command(name = "show", description = "Show one dead letter whole.", mixinStandardHelpOptions = true)
final class DlqShowCommand implements Callable<Integer> {

    @Parameters(paramLabel = "LETTER", description = "As 'dlq list' shows it: attempts-dlq/2/17.")
    private String letter;

    @Mixin
    private KafkaOptions kafka;

    @Spec
    private CommandSpec self;

    @Override
    public Integer call() {
        PrintWriter out = self.commandLine().getOut();
        LetterAddress address = LetterAddress.of(letter);
        try (DeadLetterBox box = new DeadLetterBox(kafka)) {
            DeadLetter found = box.letter(address);
            out.println(address + " of " + found.time() + ", put aside by " + found.service(kafka.names()));
            out.println("key: " + found.key());
            found.headers().forEach((name, value) -> out.println(name + ": " + value));
            out.println();
            out.println(found.text());
            out.flush();
        }
        return ExitStatus.SUCCESS;
    }
}
