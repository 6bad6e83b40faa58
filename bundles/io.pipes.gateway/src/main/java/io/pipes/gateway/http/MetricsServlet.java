// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.gateway.http;

import io.pipes.gateway.token.Reach;
import io.pipes.gateway.token.Token;
import io.pipes.gateway.token.Tokens;
import io.pipes.spi.metrics.ApiFigures;
import io.pipes.spi.metrics.Metrics;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** {@code /metrics}: figures for a monitoring system that shows a token with the verb {@value Token#METRICS}. */
public final class MetricsServlet extends HttpServlet {
    private static final long serialVersionUID = 1;
    private static final String SCHEME = "Bearer ";
    private static final int MISDIRECTED_REQUEST = 421;

    private final transient Doorkeeper doorkeeper;
    private final transient Tokens tokens;
    private final transient Supplier<Optional<Metrics>> metrics;
    private final transient Supplier<ApiFigures> api;

    /** @param api what the API has to do now */
    public MetricsServlet(
            Doorkeeper doorkeeper, Tokens tokens, Supplier<Optional<Metrics>> metrics, Supplier<ApiFigures> api) {
        this.doorkeeper = doorkeeper;
        this.tokens = tokens;
        this.metrics = metrics;
        this.api = api;
    }

    @Override
    protected void doGet(HttpServletRequest request, HttpServletResponse response) throws IOException {
        String host = request.getHeader("Host");
        if (!doorkeeper.knowsHost(host)) {
            response.sendError(MISDIRECTED_REQUEST, "This host name is not served here.");
        } else if (!doorkeeper.trustsOrigin(request.getHeader("Origin"), host)) {
            response.sendError(HttpServletResponse.SC_FORBIDDEN, "Pages from elsewhere may not ask for this.");
        } else {
            answer(token(request.getHeader("Authorization")), response);
        }
    }

    private Optional<Token> token(@Nullable String authorization) {
        return authorization != null && authorization.regionMatches(true, 0, SCHEME, 0, SCHEME.length())
                ? tokens.find(authorization.substring(SCHEME.length()).strip())
                : Optional.empty();
    }

    /** Figures are about the process, so a token for one network is not enough. */
    private static boolean mayRead(Token token) {
        return token.allows(Token.METRICS) && token.reach().equals(Reach.EVERYWHERE);
    }

    private void answer(Optional<Token> token, HttpServletResponse response) throws IOException {
        Optional<Metrics> written = metrics.get();
        if (token.isEmpty()) {
            response.setHeader("WWW-Authenticate", "Bearer realm=\"pipes\"");
            response.sendError(
                    HttpServletResponse.SC_UNAUTHORIZED,
                    "A token is needed: 'pipes token create NAME --verbs " + Token.METRICS + "' makes one.");
        } else if (!mayRead(token.get())) {
            response.sendError(
                    HttpServletResponse.SC_FORBIDDEN,
                    "This token is not for the verb '" + Token.METRICS + "' in all networks.");
        } else if (written.isEmpty()) {
            response.sendError(
                    HttpServletResponse.SC_SERVICE_UNAVAILABLE,
                    "The feature 'pipes-metrics' is not installed or is being replaced.");
        } else {
            response.setContentType(written.get().contentType());
            response.setHeader("Cache-Control", "no-store");
            written.get().write(api.get(), response.getOutputStream());
        }
    }
}
