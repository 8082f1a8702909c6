/**
 * Batches of requests to paid teachers ({@code teacher.batch}): the provider answers them within a day, at a lower price. The rules:
 *
 * <ol>
 *   <li>A request for a batch goes to the topic {@code batched-requests}, and the event that caused it is acknowledged. The key is the run
 *       and the rung, so one replica has all requests of a rung: Kafka's assignment of partitions decides which. Memory holds an offset and
 *       an id of each request; the text is read from the topic again when it is needed. An offset is committed after the answer was
 *       emitted.
 *   <li>A batch belongs to one run and one rung. It can therefore be cancelled with its run, and each of its answers has one price.
 *   <li>The budget's log decides who sends a request. Each request of a batch is reserved there, at its greatest cost at the price of a
 *       batch, and only requests whose reservations hold are put in. Such a reservation is in flight until its outcome is in the log,
 *       whether its owner lives or not: two replicas never send the same request.
 *   <li>Before the upload, the batch itself is written to the log: INTENDED, with our key of the batch and the hash of the file. Its
 *       id is written as CREATED before the batch is used. A batch that has no id in the log is looked for by its key, in OpenAI's
 *       metadata or in Anthropic's names of requests. If it is not there after the entry's deadline, after which no process may create
 *       it, it was lost: its requests count at nothing and may be repeated.
 *   <li>Reservations whose batch never came into the log are declined after their deadline. The order of the log decides a race: a
 *       replica creates a batch only if all its reservations still hold where the batch is in the log, and a reservation whose batch is in
 *       the log cannot be declined any more.
 *   <li>Results are recorded under the keys of their reservations, which whoever reads them knows from the names of the requests. Reading
 *       them twice records the same outcomes. ENDED is written after the last one.
 *   <li>A request whose answer is in the log is processed as if it had been sent by itself, and finds its answer there. One that its batch
 *       did not answer is put into the next batch or sent by itself ({@code teacher.batch.then}); the attempts count as those of
 *       requests that are sent by themselves.
 *   <li>A batch that the provider does not take at this time (429, 5xx, too many enqueued tokens, no connection) ends with outcomes that are
 *       marked as postponed. They count as no attempt. The requests go into a later batch, after the delay that the provider asks for or
 *       an exponential backoff. {@link dev.preceptor.teacher.batch.BatchTimeouts#postpone} limits how long they wait.
 *   <li>The budget's decision that a request cannot be afforded is the request's answer. If it were decided again on the path of live
 *       requests, a budget that is raised in between would pay the live price.
 * </ol>
 */
package dev.preceptor.teacher.batch;
