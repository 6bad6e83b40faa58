// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.spi.socket;

import java.util.Locale;
import java.util.regex.Pattern;

/** How hosts and ports are written in an {@link Endpoint}. */
final class Written {
    static final Pattern TEXT =
            Pattern.compile("(?:(tcp|udp):)?(?:\\[([^\\]]*:[^\\]]*)]|(?!(?:tcp|udp|unix):)([^:\\[\\]]+)):(\\d{1,5})");

    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9_](?:[A-Za-z0-9._-]{0,252})");
    private static final Pattern IPV6 = Pattern.compile("(?=.*:.*:)[0-9A-Fa-f:.]{2,45}(?:%[A-Za-z0-9._-]{1,32})?");
    private static final int HIGHEST_PORT = 65_535;

    private Written() {}

    static String host(String host) {
        if (!NAME.matcher(host).matches() && !IPV6.matcher(host).matches()) {
            throw noEndpoint();
        }
        return host.toLowerCase(Locale.ROOT);
    }

    static void checkPort(int port) {
        if (port < 0 || port > HIGHEST_PORT) {
            throw new IllegalArgumentException("A port is a number from 0 to 65535, as in localhost:8080.");
        }
    }

    static String of(String host, int port) {
        return host.indexOf(':') >= 0 ? "[" + host + "]:" + port : host + ":" + port;
    }

    static IllegalArgumentException noEndpoint() {
        return new IllegalArgumentException(
                "Not where a socket can be. Write it like localhost:8080, [::1]:8080, udp:localhost:53 or unix:/run/app.sock.");
    }
}
