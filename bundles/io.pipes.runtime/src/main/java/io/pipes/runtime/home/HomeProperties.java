// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.runtime.home;

import io.pipes.spi.home.Settings;
import io.pipes.spi.home.Settings.Peering;
import io.pipes.spi.transport.Address;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * How the process was told to behave, as text: {@code pipes.home}, {@code pipes.listen} (addresses with commas between them, or
 * {@code none}), {@code pipes.discovery} (on or off), {@code pipes.peering} (auto or manual), {@code pipes.passphrase-file},
 * {@code pipes.forget-passphrase} (no or yes).
 */
public final class HomeProperties {
    private static final String DEFAULT_LISTEN = "tcp://0.0.0.0:7171";
    private static final int MOST_ADDRESSES = 16;

    private final Function<String, @Nullable String> properties;

    /** @param properties null or blank for what was not set */
    public HomeProperties(Function<String, @Nullable String> properties) {
        this.properties = properties;
    }

    /**
     * {@code pipes.home}, else the folder {@code pipes} of the Karaf that the node is in, else {@code ~/.pipes}. Not below Karaf's
     * {@code data}, which {@code karaf clean} deletes.
     */
    public Path home() throws HomeException {
        Optional<Path> told = path("pipes.home");
        Optional<Path> karaf = path("karaf.base");
        return told.or(() -> karaf.map(base -> base.resolve("pipes")))
                .orElseGet(() -> Path.of(System.getProperty("user.home", "."), ".pipes"));
    }

    public Settings settings() throws HomeException {
        return new Settings(
                listen(),
                text("pipes.listen").isPresent(),
                choice("pipes.peering", "auto", "manual") ? Peering.AUTO : Peering.MANUAL,
                choice("pipes.discovery", "on", "off"),
                path("pipes.passphrase-file"),
                !choice("pipes.forget-passphrase", "no", "yes"));
    }

    private List<Address> listen() throws HomeException {
        String told = text("pipes.listen").orElse(DEFAULT_LISTEN);
        List<Address> addresses = new ArrayList<>();
        if (told.equals("none")) {
            return List.of();
        }
        for (String one : told.split(",", MOST_ADDRESSES + 1)) {
            addresses.add(address(one.strip()));
        }
        return List.copyOf(addresses);
    }

    private static Address address(String text) throws HomeException {
        try {
            return Address.parse(text);
        } catch (IllegalArgumentException wrong) {
            throw wrong("pipes.listen", "addresses like " + DEFAULT_LISTEN + " with commas between them, or none");
        }
    }

    /** Whether the first of two words was said, which is also the default. */
    private boolean choice(String name, String first, String second) throws HomeException {
        String told = text(name).orElse(first);
        if (!told.equals(first) && !told.equals(second)) {
            throw wrong(name, first + " or " + second);
        }
        return told.equals(first);
    }

    private Optional<Path> path(String name) throws HomeException {
        try {
            return text(name).map(Path::of);
        } catch (InvalidPathException notOne) {
            throw wrong(name, "the path of a file or directory");
        }
    }

    private Optional<String> text(String name) {
        return Optional.ofNullable(properties.apply(name)).map(String::strip).filter(told -> !told.isEmpty());
    }

    private static HomeException wrong(String name, String expected) {
        return new HomeException(
                HomeException.Reason.SETTING,
                "The setting " + name + " makes no sense. It takes " + expected + ". Correct it and start again.");
    }
}
