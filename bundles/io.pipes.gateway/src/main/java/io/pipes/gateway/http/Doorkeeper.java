// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.gateway.http;

import java.util.Locale;
import java.util.Set;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Decides by a request's Host and Origin whether it may come in at all. The Host check keeps out pages whose name was pointed at this
 * machine (DNS rebinding), the Origin check every page that was not served from here or from where the owner has allowed it.
 */
public final class Doorkeeper {
    private static final Set<String> LOOPBACK = Set.of("127.0.0.1", "localhost", "[::1]");

    private static final Pattern PORT = Pattern.compile(":[0-9]{1,5}$");

    private final Supplier<String> console;
    private final Origins origins;

    /**
     * @param console where the API listens now: host and port
     * @param origins of pages from elsewhere that may come in
     */
    public Doorkeeper(Supplier<String> console, Origins origins) {
        this.console = console;
        this.origins = origins;
    }

    /** @param host the header; requests without one are refused */
    public boolean knowsHost(@Nullable String host) {
        if (host == null) {
            return false;
        }
        String asked = host.toLowerCase(Locale.ROOT);
        return asked.equals(console.get().toLowerCase(Locale.ROOT)) || LOOPBACK.contains(withoutPort(asked));
    }

    /** @param origin the header; programs that are no browsers send none and have to show their token anyway */
    public boolean trustsOrigin(@Nullable String origin, @Nullable String host) {
        return origin == null || host != null && origin.equalsIgnoreCase("http://" + host) || origins.contains(origin);
    }

    private static String withoutPort(String host) {
        return PORT.matcher(host).replaceFirst("");
    }
}
