// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.gateway.http;

import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** {@code /api/v1/asyncapi.json}: what the API has, for whoever may ask at all. It says nothing of this node, so it needs no token. */
public final class DescriptionServlet extends HttpServlet {
    private static final long serialVersionUID = 1;

    private final transient Doorkeeper doorkeeper;
    private final transient Supplier<String> document;
    private transient volatile byte @Nullable [] written;

    /** @param document the AsyncAPI document, always the same; asked for when somebody wants it */
    public DescriptionServlet(Doorkeeper doorkeeper, Supplier<String> document) {
        this.doorkeeper = doorkeeper;
        this.document = document;
    }

    @Override
    protected void doGet(HttpServletRequest request, HttpServletResponse response) throws IOException {
        String host = request.getHeader("Host");
        if (!doorkeeper.knowsHost(host)) {
            response.sendError(421, "This host name is not served here.");
        } else if (!doorkeeper.trustsOrigin(request.getHeader("Origin"), host)) {
            response.sendError(HttpServletResponse.SC_FORBIDDEN, "Pages from elsewhere may not call this API.");
        } else {
            byte[] bytes = bytes();
            response.setContentType("application/json");
            response.setContentLength(bytes.length);
            response.getOutputStream().write(bytes);
        }
    }

    private byte[] bytes() {
        byte[] bytes = written;
        if (bytes == null) {
            bytes = document.get().getBytes(StandardCharsets.UTF_8);
            written = bytes;
        }
        return bytes;
    }
}
