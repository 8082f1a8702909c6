package dev.preceptor.run.machine;

import dev.preceptor.contracts.Topic;
import dev.preceptor.contracts.TopicNames;
import dev.preceptor.run.api.InvalidRequestException;
import dev.preceptor.run.api.UnknownIdException;
import dev.preceptor.run.stream.Page;
import dev.preceptor.run.stream.PageLimits;
import dev.preceptor.run.topic.BrokerUnavailableException;
import dev.preceptor.stage.deadletter.queue.DeadLetter;
import dev.preceptor.stage.deadletter.queue.DeadLetterAddress;
import dev.preceptor.stage.deadletter.queue.DeadLetterQueue;
import dev.preceptor.stage.deadletter.queue.DeadLetterSummary;
import dev.preceptor.stage.deadletter.queue.ReplayException;
import dev.preceptor.stage.deadletter.queue.ReplayedOffsets;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.function.Predicate;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;

/** Lists dead letters from memory, and opens their topics to show one and to send some again. */
@ApplicationScoped
class DeadLetterAccess {

    private static final int LONGEST_EVENT = 1_000_000;
    private static final String TIMEOUT_MILLIS = "15000";

    private final StatusFollower follower;
    private final ClusterState cluster;
    private final KafkaClient client;
    private final TopicNames names;

    /**
     * A dead letter with its event.
     *
     * @param key of the event
     * @param event as text: indented JSON if it is JSON; null if the letter has none
     */
    record Whole(DeadLetterSummary summary, String key, String event) {}

    /**
     * What a replay did.
     *
     * @param sent the letters that were sent by this replay
     * @param sentBefore how many had been sent before
     */
    record Replayed(List<String> sent, int sentBefore) {}

    DeadLetterAccess(StatusFollower follower, ClusterState cluster, KafkaClient client, TopicNames names) {
        this.follower = follower;
        this.cluster = cluster;
        this.client = client;
        this.names = names;
    }

    /**
     * @param origin the full name of the topic that they came from; null for all
     * @param run null for all
     */
    Page<DeadLetterSummary> newest(String origin, String run, PageLimits limits) {
        Predicate<DeadLetterSummary> wanted =
                letter -> (origin == null || topicOf(letter).equals(Topic.deadLettersOf(origin)))
                        && (run == null || run.isEmpty() || letter.run().equals(run));
        Page<DeadLetterSummary> page = follower.letters().page(wanted, limits);
        if (page.items().isEmpty()) {
            return page;
        }
        Map<TopicPartition, OffsetAndMetadata> replayed = cluster.replayed();
        return page.map(letter -> withReplay(letter, replayed));
    }

    private static String topicOf(DeadLetterSummary letter) {
        return DeadLetterAddress.of(letter.letter()).topic();
    }

    private static DeadLetterSummary withReplay(
            DeadLetterSummary letter, Map<TopicPartition, OffsetAndMetadata> replayed) {
        DeadLetterAddress address = DeadLetterAddress.of(letter.letter());
        boolean sent = ReplayedOffsets.of(replayed.get(new TopicPartition(address.topic(), address.partition())))
                .contains(address.offset());
        return new DeadLetterSummary(
                letter.letter(),
                letter.time(),
                letter.service(),
                letter.run(),
                letter.task(),
                letter.cause(),
                sent,
                letter.headers());
    }

    /** @throws UnknownIdException if there is no such letter */
    Whole whole(DeadLetterAddress address) {
        return with(queue -> {
            DeadLetter found = queue.letter(address).orElseThrow(() -> missing(address));
            boolean replayed = !queue.replayed(List.of(found)).isEmpty();
            return new Whole(
                    DeadLetterSummary.of(found, replayed, names),
                    found.key(),
                    found.hasEvent() ? cut(found.text()) : null);
        });
    }

    private static String cut(String event) {
        return event.length() <= LONGEST_EVENT ? event : event.substring(0, LONGEST_EVENT) + " ...";
    }

    /**
     * @throws UnknownIdException if there is no such letter
     * @throws InvalidRequestException if a letter has no event
     */
    Replayed replay(List<DeadLetterAddress> addresses) {
        return with(queue -> {
            List<DeadLetter> found = new ArrayList<>();
            for (DeadLetterAddress address : addresses) {
                found.add(queue.replayable(address).orElseThrow(() -> missing(address)));
            }
            return send(queue, found);
        });
    }

    /** @param origin the full name of the topic that they came from */
    Replayed replayAll(String origin) {
        return with(queue -> send(queue, queue.replayable(origin)));
    }

    private Replayed send(DeadLetterQueue queue, List<DeadLetter> letters) {
        List<DeadLetter> sent = queue.replay(letters);
        cluster.changed();
        return new Replayed(
                sent.stream().map(letter -> letter.address().toString()).toList(), letters.size() - sent.size());
    }

    private static UnknownIdException missing(DeadLetterAddress address) {
        return new UnknownIdException(
                "there is no dead letter " + address + "; GET /dead-letters lists those there are");
    }

    private <T> T with(Function<DeadLetterQueue, T> work) {
        Map<String, Object> settings = new HashMap<>(client.settings());
        settings.put("default.api.timeout.ms", TIMEOUT_MILLIS);
        settings.put("request.timeout.ms", TIMEOUT_MILLIS);
        try (DeadLetterQueue queue = new DeadLetterQueue(settings, names)) {
            return work.apply(queue);
        } catch (ReplayException e) {
            throw new InvalidRequestException(e.getMessage());
        } catch (KafkaException e) {
            throw new BrokerUnavailableException("the broker did not give the dead letters: " + e.getMessage());
        }
    }
}
