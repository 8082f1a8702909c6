/**
 * The budget, kept in a log: the one partition of the topic {@code teacher-calls}. For any number of replicas and crashes, the runs
 * of a purse never spend more than its cap, and an answer that was paid for is never bought again. The rules:
 *
 * <ol>
 *   <li>A call is one HTTP request to a paid teacher. Its key names the purse that pays, the answer that is wanted (callId) and the
 *       number of the request for that answer. The last entry of a key holds the state of the call. Every replica reads the whole
 *       partition from its first offset, and serves once it has reached the end.
 *   <li>The amount spent by a purse is the sum over its calls: RESERVED counts at its greatest possible cost, whether its owner is
 *       alive or not; ANSWERED and FAILED at their cost; DECLINED at nothing.
 *   <li>To make a call, a replica writes RESERVED, waits until the entry is read back, and decides by the entries before it. If spent +
 *       greatest cost is within the cap, it may send the request; otherwise it writes DECLINED. All replicas see the same order, so of
 *       two calls that fit only singly the first gets the money.
 *   <li>A call that would fit only if the reservations in flight came to nothing waits for the log to change, at most until
 *       their deadlines, and tries again. A call that would not fit even then is unfunded. A replica checks this before it reserves,
 *       which saves entries.
 *   <li>The outcome is written, and acknowledged by the broker, before it is used. ANSWERED costs the reported tokens at the
 *       run's prices, or the greatest cost where the server reports no tokens, or counts that cannot be true. FAILED costs nothing
 *       where the server refused the request (a status of 300 to 499, except 408 and 499, or an error of status 200 that stands for
 *       one) or was never reached. It costs the greatest cost where the request may have been billed: a 5xx, a timeout, a broken
 *       connection, an unreadable response. A gateway that responds with 504 may have had the answer generated, at an unreported
 *       cost. docs/RELIABILITY.md lists every outcome.
 *   <li>A call with an ANSWERED entry is never made again; its answer is read from the log. The reservation of an owner that
 *       died (its deadline has passed, or it is an earlier incarnation of this replica) stays counted for ever; the next
 *       request gets the next number.
 * </ol>
 *
 * <p>Two further rules cover races. First, replicas that process the same callId at once, as after a rebalance, can write the same
 * key. The first entry holds the key. The second one writes no outcome there, but if its reservation has overwritten a settled
 * entry, it writes that entry again. Second, compaction can remove an entry before a slow reader has seen it, if the key has a
 * later entry; the reader sees a gap in the offsets. A reservation that is read back after such a gap is not used: it stays
 * counted, and the next number is tried.
 *
 * <p>An answer that cannot be recorded yet, as its log-probabilities cannot be stored, keeps its reservation: the owner writes RESERVED again
 * with a later deadline. Only the owner's own entry does this; under a key that another replica holds it has no effect.
 *
 * <p>Kafka never compacts the active segment, nor entries younger than {@code min.compaction.lag.ms}. If it compacted entries within
 * seconds, the cap would still hold, but an answer might be bought twice.
 *
 * <p>The cap of a purse is the greatest budget that one of its runs sets, in a request or in the topic {@code runs}. That topic is read
 * to its end before a call is declared unfunded, so that a larger budget that was set before is never missed. A call that was declined
 * under a smaller budget is decided again under the next number.
 *
 * <p>On a ladder of several teachers, each call names its rung. A call must fit under the cap of the purse and, if its rung has a
 * budget of its own, also under that: the same rules hold for the calls of the rung alone. Runs of one purse share the budget of rungs of
 * the same name.
 *
 * <p>An answer that was bought for another refinement is reused with a CACHED entry, which costs nothing and serves the reports.
 *
 * <p>The callId is a hash of the purse and of what determines the answer: model, messages, sampling, attempt. Requests to correct
 * programs that differ only in comments, docstrings and spacing have the same callId, so they share an answer
 * ({@link dev.preceptor.teacher.budget.CallIds}). The server's URL, rate
 * limits, prices, key and timeout are not part of it and may change from request to request. Failed requests are counted for each
 * refinement separately.
 *
 * <p>A reservation also takes a turn, the next time slot of its endpoint's rate limit, by the order of the log
 * ({@link dev.preceptor.teacher.budget.EndpointRateLimiter}). A reservation that is not used gives its money back, but not its turn.
 * Within a replica the reservations for an endpoint are sent one after the other, each once its turn is near. The next one follows as
 * soon as the producer has accepted the one before, which fixes its place in the log. Until a replica has read its own reservations
 * back, it counts them as if it had: their money, so that it writes none that will be declined, and their turns, so that it takes none
 * too early. The log decides in the end.
 *
 * <p>Money is counted in whole nanodollars.
 */
package dev.preceptor.teacher.budget;
