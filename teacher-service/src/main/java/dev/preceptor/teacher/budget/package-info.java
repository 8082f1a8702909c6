/**
 * The budget is a log: the one partition of {@code teacher-calls}. However many replicas there are and whenever they die,
 * the runs of a purse never spend more than its cap, and an answer that was paid for is not bought again. The rules:
 *
 * <ol>
 *   <li>Each request to a paid teacher is a call, with a key of its own: whose money it is (purse), what is asked (callId)
 *       and which request for it this is (number). The last entry of a key says how the call stands. Every replica follows the whole
 *       partition from its beginning, and serves once it has reached the end.
 *   <li>Spent of a purse is the sum over its calls: RESERVED counts at its greatest possible cost, whether its owner lives
 *       or not; ANSWERED and FAILED at what they cost; DECLINED at nothing.
 *   <li>To call: write RESERVED, wait until it is read back, and decide by the log as it stood just before it. If spent +
 *       greatest cost is within the cap, the request may be made; else DECLINED is written. The order of the partition is
 *       the same for everybody, so of two that fit only singly the first gets the money.
 *   <li>Where a call does not fit now, but would if the reservations in flight came to nothing, it waits, at most until
 *       their deadlines, for the log to change, and tries again; else it is unfunded. The view before reserving already
 *       tells most of this, which saves entries.
 *   <li>The outcome is written, and acknowledged, before anything is made of it. ANSWERED: the reported tokens at the
 *       run's prices, or the greatest cost where none were reported. FAILED: nothing where the server refused the request
 *       (a 429 or another status of 300 to 499, but for 408 and 499) or was never reached; the greatest cost where the request may
 *       have been billed (a 5xx, a time limit that ran out, a broken connection, an unreadable answer). A gateway that answers 504
 *       may have had the answer generated, and nobody says what it cost.
 *   <li>A call with an ANSWERED entry is never made again: its answer is taken from the log. A reservation whose owner
 *       died (its deadline has passed, or it is an earlier life of this very replica) stays counted for ever; the next
 *       request has the next number.
 * </ol>
 *
 * <p>Two rules keep this true in corners. Replicas that take up the same callId at once (a rebalance) can write the same
 * key: the first entry owns it, and whoever comes second writes nothing of its own there, except that a settled entry
 * which it has overwritten is written again. And compaction can remove an entry before a slow reader has seen it, when a
 * later entry of the same key exists; the reader notices the gap in the offsets. A reservation that was read back over
 * such a gap is not used: it stays counted, and the next number is tried.
 *
 * <p>Kafka does not compact what is being written, and leaves entries younger than {@code min.compaction.lag.ms} alone. Were
 * they compacted within seconds all the same, the cap would still hold, but an answer might be bought twice.
 *
 * <p>The cap of a purse is the greatest budget that one of its runs names, in a request or in the topic {@code runs}. Before
 * anything is declared unfunded, that topic is read to its end: a larger budget that was named before is never overlooked,
 * and what a smaller one declined is decided again under the next number.
 *
 * <p>An answer that was bought for another refinement is served with an entry CACHED, which costs nothing and only reports.
 *
 * <p>What is asked is named by the purse and by what determines the answer: model, messages, sampling, attempt. At which address,
 * rate and price it is asked, with which key and time limit, may change from request to request. How often it was asked in vain is
 * counted for each refinement by itself.
 *
 * <p>A reservation also takes the next turn at its endpoint ({@link dev.preceptor.teacher.budget.Turns}), by the order of the
 * log. One that is not used gives its money back, but not its turn. Within a replica reservations for an endpoint are sent one
 * after the other, each once its turn is near; the next one follows as soon as the producer has the one before, whose place in the
 * log is settled with that. Until a replica has read its own reservations back, it counts them as if it had: their money, so that
 * it writes none that will be declined, and their turns, so that none is taken too early to be used. What the log says decides.
 *
 * <p>Money is counted in whole billionths of a dollar.
 */
package dev.preceptor.teacher.budget;
