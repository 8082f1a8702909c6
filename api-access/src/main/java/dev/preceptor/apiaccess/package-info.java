/**
 * Who may use a service's HTTP API. {@link dev.preceptor.apiaccess.TokenMechanism} knows callers by their tokens,
 * {@link dev.preceptor.apiaccess.RolePolicy} says what their roles allow, {@link dev.preceptor.apiaccess.RequestGuard} keeps web
 * pages and bodies that are too large away, and {@link dev.preceptor.apiaccess.ApiAccess} sees to it that a service that others
 * can reach does not start without tokens.
 *
 * <p>What lies under {@code /q/}, health and metrics, is for probes and needs no token.
 */
package dev.preceptor.apiaccess;
