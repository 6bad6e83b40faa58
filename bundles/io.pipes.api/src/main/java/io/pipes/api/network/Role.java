// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.api.network;

import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;

/** What a member may do, strongest first. The codes travel; they never change. */
public enum Role {
    OWNER(0),
    ADMIN(1),
    WRITER(2),
    READER(3),
    /** Passes traffic on and holds no keys. */
    RELAY(4);

    private final int code;

    Role(int code) {
        this.code = code;
    }

    public int code() {
        return code;
    }

    /** How people write it. */
    public String text() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** Whether this role may do what {@code needed} may do. */
    public boolean atLeast(Role needed) {
        return code <= needed.code;
    }

    public static Optional<Role> ofCode(long code) {
        return Stream.of(values()).filter(role -> role.code == code).findFirst();
    }

    public static Optional<Role> ofText(String text) {
        return Stream.of(values()).filter(role -> role.text().equals(text)).findFirst();
    }
}
