package dev.preceptor.apiaccess;

import io.quarkus.security.ForbiddenException;
import io.quarkus.security.identity.SecurityIdentity;
import io.quarkus.vertx.http.runtime.security.HttpSecurityPolicy;
import io.smallrye.mutiny.Uni;
import io.vertx.core.http.HttpMethod;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.util.Set;

/**
 * GET and HEAD require the role {@code read}, other methods {@code write}, except questions that are too long for an address.
 * {@link PublicPaths} are exempt.
 */
@ApplicationScoped
public class RolePolicy implements HttpSecurityPolicy {

    /** Paths whose POST changes nothing. */
    private static final Set<String> QUESTIONS = Set.of("/specifications/check", "/estimates");

    private final ApiAccess access;

    RolePolicy(ApiAccess access) {
        this.access = access;
    }

    @Override
    public Uni<CheckResult> checkPermission(
            RoutingContext request, Uni<SecurityIdentity> identity, AuthorizationRequestContext context) {
        if (!access.guarded() || PublicPaths.contains(request.normalizedPath())) {
            return CheckResult.permit();
        }
        HttpMethod method = request.request().method();
        boolean reads = method.equals(HttpMethod.GET)
                || method.equals(HttpMethod.HEAD)
                || QUESTIONS.contains(request.normalizedPath());
        String role = reads ? "read" : "write";
        return identity.map(caller -> caller.hasRole(role) ? CheckResult.PERMIT : CheckResult.DENY);
    }

    /** Responds to a known caller without the required role with a message. */
    void install(@Observes Router router) {
        router.route().order(Integer.MIN_VALUE).failureHandler(context -> {
            if (context.failure() instanceof ForbiddenException
                    && !context.response().ended()) {
                Problem.answer(
                        context,
                        403,
                        "the token's role is 'read'; " + context.request().method() + " takes one with 'write'");
            } else {
                context.next();
            }
        });
    }
}
