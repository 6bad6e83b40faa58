// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.cli.launch;

import io.pipes.client.ClientException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A host and a port of this machine, as written in options. */
record Endpoint(String host, int port) {
    private static final Pattern FORM = Pattern.compile("(\\[[0-9a-fA-F:.]+]|[^:\\[\\]/]+):([0-9]{1,5})");

    static Endpoint parse(String text, String what, String example) {
        Matcher parts = FORM.matcher(text);
        if (!parts.matches() || Integer.parseInt(parts.group(2)) > 65_535) {
            throw malformed(text, what, example);
        }
        return new Endpoint(parts.group(1), Integer.parseInt(parts.group(2)));
    }

    static ClientException malformed(String text, String what, String example) {
        return new ClientException("usage", what + " must look like " + example + ", but is '" + text + "'.", false);
    }

    /** Whether the two cannot be listened to at the same time. */
    boolean overlaps(Endpoint other) {
        return port == other.port && (plainHost().equals(other.plainHost()) || isEverywhere() || other.isEverywhere());
    }

    private boolean isEverywhere() {
        return plainHost().equals("0.0.0.0") || plainHost().equals("::");
    }

    boolean isFree() {
        return port == 0 || Ports.isFree(plainHost(), port);
    }

    Endpoint nextFree(int except, PortClaims claims) {
        return new Endpoint(host, Ports.nextFree(plainHost(), port, except, claims));
    }

    private String plainHost() {
        return host.replace("[", "").replace("]", "");
    }

    @Override
    public String toString() {
        return host + ":" + port;
    }
}
