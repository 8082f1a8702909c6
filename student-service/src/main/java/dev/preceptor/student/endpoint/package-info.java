/**
 * The student as an OpenAI-compatible server: completions and chats of configured models and of trained checkpoints, through
 * the same loaded models and batches as the assignments. {@link dev.preceptor.student.endpoint.CompletionRoutes} is the edge
 * to HTTP, {@link dev.preceptor.student.endpoint.CompletionCall} the life of one request.
 *
 * <p>Shapes: OpenAI's API reference, "Completions" and "Chat"; streams are server-sent events as the HTML standard has them.
 */
package dev.preceptor.student.endpoint;
