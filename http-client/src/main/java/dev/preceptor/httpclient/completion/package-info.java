/**
 * Responses of servers that speak OpenAI's protocol, as they really answer: errors with status 200, streams that nobody asked for, web
 * pages, contents in parts. {@link dev.preceptor.httpclient.completion.CompletionResponse} tells an answer from a refusal.
 */
package dev.preceptor.httpclient.completion;
