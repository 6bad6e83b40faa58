// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.routing;

import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * How much a node carries for others: what the windows of all circuits that lead through it may hold together.
 *
 * @param bytes 0 for none, at most {@link #MOST}
 */
public record RelayBudget(long bytes) {
    /** Carries nothing for others. */
    public static final RelayBudget OFF = new RelayBudget(0);

    /** Carries for members what a machine bears without noticing. */
    public static final RelayBudget MEMBERS = new RelayBudget(64L << 20);

    /** The most that can be given. */
    public static final long MOST = 64L << 30;

    private static final Pattern AMOUNT = Pattern.compile("(\\d{1,12}) ?(|kib|mib|gib)");

    public RelayBudget {
        if (bytes < 0 || bytes > MOST) {
            throw new IllegalArgumentException("The budget of a relay is 0 to 64 GiB, not " + bytes + " bytes");
        }
    }

    /** Whether anything is carried for others. */
    public boolean relays() {
        return bytes > 0;
    }

    /**
     * Reads the setting {@code relay}.
     *
     * @throws IllegalArgumentException with a sentence for the person who wrote it
     */
    static RelayBudget parse(String setting) {
        String told = setting.strip().toLowerCase(Locale.ROOT);
        return switch (told) {
            case "", "members" -> MEMBERS;
            case "off" -> OFF;
            default -> amount(told);
        };
    }

    private static RelayBudget amount(String told) {
        Matcher amount = AMOUNT.matcher(told);
        if (!amount.matches()) {
            throw new IllegalArgumentException(
                    "'" + told + "' says nothing about relaying. Set 'relay' of io.pipes.routing to"
                            + " 'members', 'off' or an amount such as '16 MiB'.");
        }
        int shift = switch (amount.group(2)) {
            case "kib" -> 10;
            case "mib" -> 20;
            case "gib" -> 30;
            default -> 0;
        };
        long number = Long.parseLong(amount.group(1));
        return new RelayBudget(number > MOST >> shift ? MOST : number << shift);
    }
}
