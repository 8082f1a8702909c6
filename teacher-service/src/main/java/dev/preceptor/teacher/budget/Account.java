package dev.preceptor.teacher.budget;

import dev.preceptor.contracts.event.TeacherCall;
import dev.preceptor.contracts.event.TeacherCall.State;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Predicate;

/** The calls of one purse, each by its last entry, and their cost. Not thread-safe. */
final class Account {

    private final Map<String, NavigableMap<Integer, StoredCall>> calls = new HashMap<>();
    private final Map<String, TeacherCall> reserved = new HashMap<>();
    private final Map<String, TeacherCall> batches = new HashMap<>();
    private final AnswerFile answers;
    private final Map<String, Long> spentByRung = new HashMap<>();
    private long spent;
    private long unknown;

    Account(AnswerFile answers) {
        this.answers = answers;
    }

    void apply(TeacherCall entry) {
        if (entry.state() == State.BATCH) {
            batches.merge(entry.callId(), entry, Account::later);
            return;
        }
        NavigableMap<Integer, StoredCall> numbers = calls.computeIfAbsent(entry.callId(), id -> new TreeMap<>());
        StoredCall before = numbers.get(entry.number());
        if (before != null && !replaces(entry, before.call()) || isTooLateToDecline(before, entry)) {
            return;
        }
        numbers.put(entry.number(), StoredCall.of(entry, answers));
        long more = LedgerEntries.spent(entry) - (before == null ? 0 : LedgerEntries.spent(before.call()));
        spent += more;
        if (entry.rung() != null) {
            spentByRung.merge(entry.rung(), more, Long::sum);
        }
        unknown += LedgerEntries.unknown(entry) - (before == null ? 0 : LedgerEntries.unknown(before.call()));
        if (entry.state() == State.RESERVED) {
            reserved.put(entry.key(), entry);
        } else {
            reserved.remove(entry.key());
        }
    }

    /** A call whose batch is in the log may be part of the provider's batch. Only its outcome settles it. */
    private boolean isTooLateToDecline(StoredCall before, TeacherCall entry) {
        return entry.state() == State.DECLINED
                && before != null
                && LedgerEntries.isInBatch(before.call())
                && batches.containsKey(before.call().batch().key());
    }

    /** A batch never goes back to an earlier phase. */
    private static TeacherCall later(TeacherCall one, TeacherCall other) {
        return other.batch().phase().compareTo(one.batch().phase()) >= 0 ? other : one;
    }

    /** The last entry of a batch; null where it has none. */
    TeacherCall batch(String key) {
        return batches.get(key);
    }

    boolean knowsBatch(String providersId) {
        return batches.values().stream()
                .anyMatch(batch -> providersId.equals(batch.batch().id()));
    }

    /** The calls of a batch that have no outcome. */
    List<TeacherCall> reservedIn(String batchKey) {
        return reserved.values().stream()
                .filter(call -> call.batch() != null && call.batch().key().equals(batchKey))
                .toList();
    }

    /** The first reservation of a key holds it until it is settled. Its owner may extend it. A settled call stays settled. */
    private static boolean replaces(TeacherCall next, TeacherCall before) {
        State state = next.state();
        return switch (before.state()) {
            case DECLINED -> true;
            case RESERVED -> state != State.RESERVED || LedgerEntries.extendsReservation(next, before);
            case ANSWERED, FAILED -> state == State.ANSWERED || state == State.FAILED;
            case CACHED, BATCH -> throw new IllegalArgumentException("a call is never " + before.state());
        };
    }

    long spent() {
        return spent;
    }

    /** The part of {@link #spent} that a rung spent. */
    long spent(String rung) {
        return spentByRung.getOrDefault(rung, 0L);
    }

    /** The unconfirmed part of {@link #spent}, which includes what is reserved. */
    long unknown() {
        return unknown;
    }

    /** The cost of the reservations that are not settled, whether their owners are alive or not. */
    long reserved() {
        return reserved.values().stream().mapToLong(LedgerEntries::spent).sum();
    }

    /** The entries of a call by number, without the texts of answers. */
    List<TeacherCall> entries(String callId) {
        return calls.getOrDefault(callId, new TreeMap<>()).values().stream()
                .map(StoredCall::call)
                .toList();
    }

    boolean isAnswered(String callId) {
        return firstAnswer(callId).isPresent();
    }

    /** The first ANSWERED entry of a call, with the text of its answer. */
    Optional<TeacherCall> answered(String callId) {
        return firstAnswer(callId).map(stored -> stored.load(answers));
    }

    private Optional<StoredCall> firstAnswer(String callId) {
        return calls.getOrDefault(callId, new TreeMap<>()).values().stream()
                .filter(stored -> stored.call().state() == State.ANSWERED)
                .findFirst();
    }

    /** The entry with the text of its answer; null where there is none. */
    TeacherCall entry(String callId, int number) {
        StoredCall stored = calls.getOrDefault(callId, new TreeMap<>()).get(number);
        return stored == null ? null : stored.load(answers);
    }

    int nextNumber(String callId) {
        NavigableMap<Integer, StoredCall> numbers = calls.get(callId);
        return numbers == null ? 1 : numbers.lastKey() + 1;
    }

    /** The reservations whose requests may be in flight. */
    List<TeacherCall> inFlight(Predicate<TeacherCall> alive) {
        return reserved.values().stream().filter(alive).toList();
    }

    static Instant firstDeadline(List<TeacherCall> inFlight) {
        return inFlight.stream()
                .map(TeacherCall::deadline)
                .min(Instant::compareTo)
                .orElseThrow();
    }
}
