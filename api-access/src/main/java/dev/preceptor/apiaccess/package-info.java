/**
 * Access to a service's HTTP API. {@link dev.preceptor.apiaccess.TokenMechanism} authenticates callers by their tokens,
 * {@link dev.preceptor.apiaccess.RolePolicy} authorizes them by their roles, {@link dev.preceptor.apiaccess.RequestGuard} refuses requests of
 * foreign web pages and bodies that are too large, and {@link dev.preceptor.apiaccess.ApiAccess} prevents the start of a service without
 * tokens that other machines can reach.
 *
 * <p>{@link dev.preceptor.apiaccess.Sessions} lets browsers present a token once and keep it in a cookie.
 *
 * <p>Paths under {@code /q/}, such as health and metrics, are for probes and need no token. Neither do the files of web pages.
 */
package dev.preceptor.apiaccess;
