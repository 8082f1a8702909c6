/**
 * Access to a service's HTTP API. {@link dev.preceptor.apiaccess.TokenMechanism} authenticates callers by their tokens,
 * {@link dev.preceptor.apiaccess.RolePolicy} authorizes them by their roles, {@link dev.preceptor.apiaccess.RequestGuard} refuses requests of
 * foreign web pages and bodies that are too large, and {@link dev.preceptor.apiaccess.ApiAccess} prevents the start of a service without
 * tokens that other machines can reach.
 *
 * <p>Paths under {@code /q/}, such as health and metrics, are for probes and need no token.
 */
package dev.preceptor.apiaccess;
