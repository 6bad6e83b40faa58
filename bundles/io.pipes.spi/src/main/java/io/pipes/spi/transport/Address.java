// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.spi.transport;

import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Where a transport can reach somebody, written {@code scheme://host:port}; IPv6 hosts stand in brackets.
 *
 * @param scheme names the transport: 1 to 16 lower-case letters, digits or {@code -}
 * @param host a host name or literal address, at most 253 characters, without brackets
 * @param port 0 to 65,535; 0 asks a listener for any free port
 */
public record Address(String scheme, String host, int port) {
    /** The longest text {@link #parse} looks at, in characters. */
    public static final int MAX_LENGTH = 300;

    private static final Pattern SCHEME = Pattern.compile("[a-z][a-z0-9-]{0,15}");
    private static final Pattern HOST = Pattern.compile("[A-Za-z0-9._%:-]{1,253}");
    private static final Pattern TEXT = Pattern.compile("([^:/]{1,16})://(?:\\[([^\\]]+)]|([^:/\\[\\]]+)):(\\d{1,5})");

    public Address {
        if (!SCHEME.matcher(scheme).matches() || !HOST.matcher(host).matches() || port < 0 || port > 65_535) {
            throw new IllegalArgumentException("Not an address. Write it like tcp://192.0.2.1:7171");
        }
    }

    /** Reads what {@link #toString} writes; anything else is the caller's mistake and thrown as such. */
    public static Address parse(String text) {
        Matcher parts = TEXT.matcher(text.length() <= MAX_LENGTH ? text : "");
        if (!parts.matches()) {
            throw new IllegalArgumentException("Not an address. Write it like tcp://192.0.2.1:7171");
        }
        String host = parts.group(2) != null ? parts.group(2) : parts.group(3);
        return new Address(parts.group(1).toLowerCase(Locale.ROOT), host, Integer.parseInt(parts.group(4)));
    }

    public Address withPort(int newPort) {
        return new Address(scheme, host, newPort);
    }

    @Override
    public String toString() {
        String written = host.indexOf(':') >= 0 ? "[" + host + "]" : host;
        return scheme + "://" + written + ":" + port;
    }
}
