// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.gateway.http;

import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.function.BooleanSupplier;

/** {@code /health}: 200 and {@code ready} only when messages can be exchanged, otherwise 503 and {@code setup}. Tells nothing else. */
public final class HealthServlet extends HttpServlet {
    private static final long serialVersionUID = 1;

    private final transient Doorkeeper doorkeeper;
    private final transient BooleanSupplier ready;

    public HealthServlet(Doorkeeper doorkeeper, BooleanSupplier ready) {
        this.doorkeeper = doorkeeper;
        this.ready = ready;
    }

    @Override
    protected void doGet(HttpServletRequest request, HttpServletResponse response) throws IOException {
        if (!doorkeeper.knowsHost(request.getHeader("Host"))) {
            response.sendError(421, "This host name is not served here.");
            return;
        }
        boolean good = ready.getAsBoolean();
        response.setStatus(good ? HttpServletResponse.SC_OK : HttpServletResponse.SC_SERVICE_UNAVAILABLE);
        response.setContentType("application/json");
        response.setHeader("Cache-Control", "no-store");
        response.getWriter().print(good ? "{\"state\":\"ready\"}" : "{\"state\":\"setup\"}");
    }
}
