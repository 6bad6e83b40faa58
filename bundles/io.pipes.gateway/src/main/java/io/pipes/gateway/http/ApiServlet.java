// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.gateway.http;

import io.pipes.base.Scheduler;
import io.pipes.gateway.rpc.Dispatcher;
import io.pipes.spi.metrics.ApiFigures;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import org.eclipse.jetty.ee10.websocket.server.JettyWebSocketServerContainer;

/** {@code /api/v1}: turns good requests into WebSockets and all others away before any of our code hears them. */
public final class ApiServlet extends HttpServlet {
    private static final long serialVersionUID = 1;

    private static final int MISDIRECTED_REQUEST = 421;
    private static final int UPGRADE_REQUIRED = 426;

    private final transient Doorkeeper doorkeeper;
    private final transient Dispatcher dispatcher;
    private final transient Scheduler scheduler;
    private final transient Attendance attendance;

    public ApiServlet(Doorkeeper doorkeeper, Dispatcher dispatcher, Scheduler scheduler, Places places) {
        this.doorkeeper = doorkeeper;
        this.dispatcher = dispatcher;
        this.scheduler = scheduler;
        attendance = new Attendance(places);
    }

    @Override
    protected void service(HttpServletRequest request, HttpServletResponse response)
            throws ServletException, IOException {
        String host = request.getHeader("Host");
        if (!doorkeeper.knowsHost(host)) {
            response.sendError(MISDIRECTED_REQUEST, "This host name is not served here.");
        } else if (!doorkeeper.trustsOrigin(request.getHeader("Origin"), host)) {
            response.sendError(HttpServletResponse.SC_FORBIDDEN, "Pages from elsewhere may not call this API.");
        } else if (!"websocket".equalsIgnoreCase(request.getHeader("Upgrade"))) {
            response.setHeader("Upgrade", "websocket");
            response.sendError(UPGRADE_REQUIRED, "This address speaks JSON-RPC over WebSocket.");
        } else if (attendance.isFull()) {
            response.sendError(HttpServletResponse.SC_SERVICE_UNAVAILABLE, ApiSocket.TOO_MANY);
        } else {
            upgrade(request, response);
        }
    }

    private void upgrade(HttpServletRequest request, HttpServletResponse response) throws IOException {
        JettyWebSocketServerContainer container = JettyWebSocketServerContainer.getContainer(getServletContext());
        boolean upgraded = container.upgrade(
                (asked, answer) -> {
                    // No compression: what an attacker can mix with secrets must not change lengths.
                    answer.setExtensions(List.of());
                    Optional<SubProtocol> chosen = SubProtocol.of(asked.getSubProtocols());
                    chosen.map(SubProtocol::text).ifPresent(answer::setAcceptedSubProtocol);
                    return new ApiSocket(chosen.orElse(SubProtocol.JSON), dispatcher, scheduler, attendance);
                },
                request,
                response);
        if (!upgraded && !response.isCommitted()) {
            response.sendError(HttpServletResponse.SC_BAD_REQUEST, "This is not a WebSocket request.");
        }
    }

    /** What there is to do now, for a monitoring system. */
    public ApiFigures figures() {
        return attendance.figures();
    }

    /** Ends all connections, so that nothing of this bundle lives on after it. */
    public void stop() {
        attendance
                .all()
                .forEach(socket -> socket.close(ApiSocket.RESTARTING, "The API is being replaced; connect again."));
    }
}
