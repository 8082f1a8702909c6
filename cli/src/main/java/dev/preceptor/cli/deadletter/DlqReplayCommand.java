package dev.preceptor.cli.deadletter;

import dev.preceptor.cli.CommandException;
import dev.preceptor.cli.ExitStatus;
import dev.preceptor.cli.kafka.KafkaOptions;
import java.io.PrintWriter;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Sends letters back to their topics, each once. */
@Command(
        name = "replay",
        description = "Send a dead letter, or all of a topic, back to where it came from; each goes once.",
        mixinStandardHelpOptions = true)
final class DlqReplayCommand implements Callable<Integer> {

    @Parameters(paramLabel = "LETTER", arity = "0..1", description = "As 'dlq list' shows it: attempts-dlq/2/17.")
    private String letter;

    @Option(names = "--topic", paramLabel = "TOPIC", description = "All that came from this topic.")
    private String topic;

    @Mixin
    private KafkaOptions kafka;

    @Spec
    private CommandSpec self;

    @Override
    public Integer call() {
        if ((letter == null) == (topic == null)) {
            throw CommandException.badInput("name one dead letter, or all of a topic with --topic");
        }
        PrintWriter out = self.commandLine().getOut();
        try (DeadLetterBox box = new DeadLetterBox(kafka)) {
            List<DeadLetter> letters = letter == null
                    ? box.letters(OriginTopic.named(topic, kafka.names())).stream()
                            .filter(each -> each.value() != null)
                            .toList()
                    : List.of(whole(box.letter(LetterAddress.of(letter))));
            List<DeadLetter> sent = new Replay(kafka, box).of(letters);
            sent.forEach(each -> out.println(each.address() + " went to " + each.origin()));
            int before = letters.size() - sent.size();
            out.println(sent.size() + " sent" + (before == 0 ? "" : ", " + before + " had been sent before"));
            out.flush();
        }
        return ExitStatus.SUCCESS;
    }

    private static DeadLetter whole(DeadLetter letter) {
        if (letter.value() == null) {
            throw CommandException.badInput("the dead letter " + letter.address()
                    + " holds no event, which was too large or was never there: nothing can be sent again");
        }
        return letter;
    }
}
