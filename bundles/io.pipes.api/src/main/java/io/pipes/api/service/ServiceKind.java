// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.api.service;

import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;

/** What travels between a service and who uses it. The codes travel; they never change. */
public enum ServiceKind {
    /** Requests with answers, see {@link Services}. */
    CALL(0),
    /** Ordered bytes in both directions. */
    STREAM(1),
    /** Datagrams in both directions, each for itself. */
    DATAGRAMS(2);

    private final int code;

    ServiceKind(int code) {
        this.code = code;
    }

    public int code() {
        return code;
    }

    /** How people write it. */
    public String text() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** Empty for what a newer version may know. */
    public static Optional<ServiceKind> ofCode(int code) {
        return Stream.of(values()).filter(kind -> kind.code == code).findFirst();
    }
}
