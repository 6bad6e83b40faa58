// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.gateway.http;

import java.util.Arrays;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Where pages may have been served that call this API, beside its own place. Whole origins only: what matches a part of a name, or everything,
 * sooner or later lets in somebody else.
 *
 * @param allowed scheme, host and port, in lower case, as browsers write them
 */
public record Origins(Set<String> allowed) {
    public static final Origins NONE = new Origins(Set.of());

    private static final Pattern ORIGIN =
            Pattern.compile("https?://([a-z0-9]([a-z0-9.-]{0,252}[a-z0-9])?|\\[[0-9a-f:.]{2,45}])(:[1-9][0-9]{0,4})?");

    private static final Pattern SEPARATOR = Pattern.compile("[,\\s]+");

    private static final Logger LOG = LoggerFactory.getLogger(Origins.class);

    public Origins {
        allowed = Set.copyOf(allowed);
    }

    /** Of what somebody has written into a setting, with commas or spaces between; what is no origin lets nobody in, and the log says so. */
    public static Origins of(String... written) {
        return new Origins(Arrays.stream(written)
                .flatMap(SEPARATOR::splitAsStream)
                .map(text -> text.toLowerCase(Locale.ROOT))
                .filter(text -> !text.isEmpty())
                .filter(Origins::isOne)
                .collect(Collectors.toUnmodifiableSet()));
    }

    private static boolean isOne(String text) {
        boolean good = ORIGIN.matcher(text).matches();
        if (!good) {
            LOG.warn(
                    "The setting 'origins' of io.pipes.gateway has an entry that is no origin, and lets nobody in by it. Write scheme, host"
                            + " and port as in http://127.0.0.1:8080, without a path and without *.");
        }
        return good;
    }

    boolean contains(String origin) {
        return allowed.contains(origin.toLowerCase(Locale.ROOT));
    }
}
