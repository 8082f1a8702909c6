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

/** One purse's calls, each as its entries left it. Not safe for threads. */
final class Account {

    private final Map<String, NavigableMap<Integer, Known>> calls = new HashMap<>();
    private final Map<String, TeacherCall> reserved = new HashMap<>();
    private final AnswerTexts texts;
    private long spent;
    private long unknown;

    Account(AnswerTexts texts) {
        this.texts = texts;
    }

    void apply(TeacherCall entry) {
        NavigableMap<Integer, Known> numbers = calls.computeIfAbsent(entry.callId(), id -> new TreeMap<>());
        Known before = numbers.get(entry.number());
        if (before != null && !replaces(entry.state(), before.call().state())) {
            return;
        }
        numbers.put(entry.number(), Known.of(entry, texts));
        spent += Entries.spent(entry) - (before == null ? 0 : Entries.spent(before.call()));
        unknown += Entries.unknown(entry) - (before == null ? 0 : Entries.unknown(before.call()));
        if (entry.state() == State.RESERVED) {
            reserved.put(entry.key(), entry);
        } else {
            reserved.remove(entry.key());
        }
    }

    /** The first reservation of a key owns it until it is settled; what is settled stays so. */
    private static boolean replaces(State next, State before) {
        return switch (before) {
            case DECLINED -> true;
            case RESERVED -> next != State.RESERVED;
            case ANSWERED, FAILED -> next == State.ANSWERED || next == State.FAILED;
            case CACHED -> throw new IllegalArgumentException("CACHED is no call's state");
        };
    }

    long spent() {
        return spent;
    }

    /** The part of what is spent that nobody has confirmed; what is reserved is in it. */
    long unknown() {
        return unknown;
    }

    /** What is reserved and not settled, whether its owner lives or not. */
    long reserved() {
        return reserved.values().stream().mapToLong(Entries::spent).sum();
    }

    /** The entries of a call, in the order of their numbers, without the texts of answers. */
    List<TeacherCall> entries(String callId) {
        return calls.getOrDefault(callId, new TreeMap<>()).values().stream()
                .map(Known::call)
                .toList();
    }

    boolean isAnswered(String callId) {
        return firstAnswer(callId).isPresent();
    }

    /** The first of a call's entries that is ANSWERED, with its text. */
    Optional<TeacherCall> answered(String callId) {
        return firstAnswer(callId).map(known -> known.whole(texts));
    }

    private Optional<Known> firstAnswer(String callId) {
        return calls.getOrDefault(callId, new TreeMap<>()).values().stream()
                .filter(known -> known.call().state() == State.ANSWERED)
                .findFirst();
    }

    /** With the text of its answer; null where there is none. */
    TeacherCall entry(String callId, int number) {
        Known known = calls.getOrDefault(callId, new TreeMap<>()).get(number);
        return known == null ? null : known.whole(texts);
    }

    int nextNumber(String callId) {
        NavigableMap<Integer, Known> numbers = calls.get(callId);
        return numbers == null ? 1 : numbers.lastKey() + 1;
    }

    /** The reservations that may be in flight. */
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
