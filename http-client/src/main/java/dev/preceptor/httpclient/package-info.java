/**
 * The HTTP client of the services that call servers of language models: one request with a timeout and a typed outcome, the
 * Retry-After header, and the policy by which failed requests are retried.
 */
package dev.preceptor.httpclient;
