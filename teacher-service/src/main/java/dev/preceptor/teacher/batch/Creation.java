package dev.preceptor.teacher.batch;

import dev.preceptor.httpclient.completion.ServerRefusal;

/** The outcome of the attempt to create a batch. */
sealed interface Creation {

    /** The batch exists. */
    record Created(String id) implements Creation {}

    /** The provider refused the batch, so that it does not exist. */
    record Refused(ServerRefusal refusal) implements Creation {}

    /** The request that creates the batch was not sent, so that it does not exist. */
    record NotSent(String detail) implements Creation {}

    /** The request was sent and has no answer: the batch may exist. */
    record Unknown(String detail) implements Creation {}
}
