/**
 * The student as an OpenAI-compatible server: completions and chat completions of configured models and trained checkpoints, which share
 * loaded models and batches with the assignments. {@link dev.preceptor.student.endpoint.CompletionRoutes} is the HTTP edge;
 * {@link dev.preceptor.student.endpoint.CompletionCall} is one request from start to end.
 *
 * <p>The format follows OpenAI's API reference, "Completions" and "Chat"; streams are server-sent events of the HTML standard.
 *
 * <p>Vert.x routes and not Quarkus REST, because {@code student.serve.longest-body} limits the bodies of these routes alone, whereas
 * Quarkus REST has one limit for all resources of the JVM, and because a reply chooses its status and media type when the first token or
 * failure arrives, and writes each token on the connection's event loop in the order of generation.
 */
package dev.preceptor.student.endpoint;
