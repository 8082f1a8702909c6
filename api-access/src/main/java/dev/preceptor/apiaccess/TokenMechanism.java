package dev.preceptor.apiaccess;

import io.quarkus.security.credential.TokenCredential;
import io.quarkus.security.identity.IdentityProviderManager;
import io.quarkus.security.identity.SecurityIdentity;
import io.quarkus.security.runtime.QuarkusPrincipal;
import io.quarkus.security.runtime.QuarkusSecurityIdentity;
import io.quarkus.vertx.http.runtime.security.ChallengeData;
import io.quarkus.vertx.http.runtime.security.HttpAuthenticationMechanism;
import io.smallrye.mutiny.Uni;
import io.vertx.core.http.HttpHeaders;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Optional;

/**
 * Authentication by {@code Authorization: Bearer TOKEN}, RFC 6750, or by the cookie of a session. A caller without a known token is
 * anonymous.
 */
@ApplicationScoped
public class TokenMechanism implements HttpAuthenticationMechanism {

    private static final String CHALLENGE = "WWW-Authenticate";
    private static final String SCHEME = "Bearer ";

    private final ApiAccess access;

    TokenMechanism(ApiAccess access) {
        this.access = access;
    }

    @Override
    public Uni<SecurityIdentity> authenticate(RoutingContext context, IdentityProviderManager identityProviders) {
        SecurityIdentity identity = presented(context)
                .flatMap(token -> access.find(token).map(known -> identity(known, token)))
                .orElse(null);
        return Uni.createFrom().item(identity);
    }

    private static Optional<String> presented(RoutingContext context) {
        String header = context.request().getHeader(HttpHeaders.AUTHORIZATION);
        if (header == null) {
            return SessionCookie.token(context.request());
        }
        return header.regionMatches(true, 0, SCHEME, 0, SCHEME.length())
                ? Optional.of(header.substring(SCHEME.length()).strip())
                : Optional.empty();
    }

    /** The credential lets a service call another one of the installation for the caller. */
    private static SecurityIdentity identity(Token known, String token) {
        return QuarkusSecurityIdentity.builder()
                .setPrincipal(new QuarkusPrincipal(known.name()))
                .addRoles(known.role().names())
                .addCredential(new TokenCredential(token, "bearer"))
                .build();
    }

    @Override
    public Uni<ChallengeData> getChallenge(RoutingContext context) {
        return Uni.createFrom().item(new ChallengeData(401, CHALLENGE, "Bearer"));
    }

    @Override
    public Uni<Boolean> sendChallenge(RoutingContext context) {
        context.response().putHeader(CHALLENGE, "Bearer");
        Problem.answer(
                context,
                401,
                presented(context).isEmpty()
                        ? "a token is required: send 'Authorization: Bearer TOKEN'"
                        : "the token is none that this server knows");
        return Uni.createFrom().item(true);
    }
}
