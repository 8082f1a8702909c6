package dev.preceptor.cli.deadletter;

import dev.preceptor.cli.CommandException;
import dev.preceptor.cli.ExitStatus;
import dev.preceptor.cli.kafka.KafkaOptions;
import dev.preceptor.stage.deadletter.queue.DeadLetter;
import dev.preceptor.stage.deadletter.queue.DeadLetterAddress;
import dev.preceptor.stage.deadletter.queue.DeadLetterQueue;
import dev.preceptor.stage.deadletter.queue.ReplayException;
import java.io.PrintWriter;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code dlq replay}: sends dead letters back to their original topics, each at most once. */
@Command(
        name = "replay",
        description = "Send a dead letter, or all of a topic, back to the original topic. Each is sent at most once.",
        mixinStandardHelpOptions = true)
final class DlqReplayCommand implements Callable<Integer> {

    @Parameters(
            paramLabel = "LETTER",
            arity = "0..1",
            description = "The dead letter's address as 'dlq list' shows it, for example attempts-dlq/2/17.")
    private String letter;

    @Option(names = "--topic", paramLabel = "TOPIC", description = "Replay all dead letters from this topic.")
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
        return DeadLetterAccess.with(kafka, queue -> {
            List<DeadLetter> letters = letter == null ? ofTopic(queue) : List.of(one(queue));
            List<DeadLetter> sent = queue.replay(letters);
            sent.forEach(each -> out.println(each.address() + " went to " + each.origin()));
            int before = letters.size() - sent.size();
            out.println(sent.size() + " sent" + (before == 0 ? "" : ", " + before + " had been sent before"));
            out.flush();
            return ExitStatus.SUCCESS;
        });
    }

    private List<DeadLetter> ofTopic(DeadLetterQueue queue) {
        return queue.replayable(DeadLetterAccess.origin(topic, kafka.names()));
    }

    private DeadLetter one(DeadLetterQueue queue) {
        DeadLetterAddress address = DeadLetterAccess.address(letter);
        try {
            return queue.replayable(address).orElseThrow(() -> DeadLetterAccess.missing(address));
        } catch (ReplayException e) {
            throw CommandException.badInput(e.getMessage(), e);
        }
    }
}
