package dev.preceptor.teacher.budget;

import dev.preceptor.contracts.event.TeacherCall;
import dev.preceptor.contracts.event.TeacherCall.State;
import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Predicate;

/** One purse's calls, each as its entries left it. Not safe for threads. */
final class Account {

    private final Map<String, NavigableMap<Integer, TeacherCall>> calls = new HashMap<>();
    private final Map<String, TeacherCall> reserved = new HashMap<>();
    private long spent;

    void apply(TeacherCall entry) {
        NavigableMap<Integer, TeacherCall> numbers = calls.computeIfAbsent(entry.callId(), id -> new TreeMap<>());
        TeacherCall before = numbers.get(entry.number());
        if (before != null && !replaces(entry.state(), before.state())) {
            return;
        }
        numbers.put(entry.number(), entry);
        spent += Entries.spent(entry) - (before == null ? 0 : Entries.spent(before));
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

    /** What is reserved and not settled, whether its owner lives or not. */
    long reserved() {
        return reserved.values().stream().mapToLong(Entries::spent).sum();
    }

    /** The entries of a call, in the order of their numbers. */
    Collection<TeacherCall> entries(String callId) {
        return calls.getOrDefault(callId, new TreeMap<>()).values();
    }

    Optional<TeacherCall> answered(String callId) {
        return entries(callId).stream()
                .filter(entry -> entry.state() == State.ANSWERED)
                .findFirst();
    }

    TeacherCall entry(String callId, int number) {
        return calls.getOrDefault(callId, new TreeMap<>()).get(number);
    }

    int nextNumber(String callId) {
        NavigableMap<Integer, TeacherCall> numbers = calls.get(callId);
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
