package dev.preceptor.teacher.batch;

import dev.preceptor.teacher.chat.ChatReply;

/**
 * The result of one request of a batch.
 *
 * @param customId our name of the request
 * @param reply Unreached if the provider did not process the request, which then costs nothing
 */
record BatchResult(String customId, ChatReply reply) {}
