// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.storage.postgresql;

import java.nio.file.Path;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Where the database is, and as whom we go there.
 *
 * @param passwordFile holds the password; empty offers none
 * @param rootCertificate what the server's certificate is checked against; empty for those that Java trusts
 */
record Server(
        String host,
        int port,
        String database,
        String user,
        Optional<Path> passwordFile,
        Tls tls,
        Optional<Path> rootCertificate) {
    private static final Pattern HOST = Pattern.compile("[A-Za-z0-9._:%-]{1,255}");
    private static final int LAST_PORT = 65_535;

    /** When the connection is encrypted and the server has to prove who it is. */
    enum Tls {
        AUTO,
        VERIFY,
        OFF
    }

    Server {
        if (!HOST.matcher(host).matches()) {
            throw new IllegalArgumentException("The setting host of io.pipes.storage.postgresql is no name or address");
        }
        said("database", database);
        said("user", user);
        if (port < 1 || port > LAST_PORT) {
            throw new IllegalArgumentException("port is from 1 to " + LAST_PORT + ", not " + port);
        }
    }

    static Server of(PostgresqlStorageConfig config) {
        return new Server(
                config.host().strip(),
                config.port(),
                config.database().strip(),
                config.user().strip(),
                path(config.password_file()),
                tls(config.tls().strip()),
                path(config.root_certificate()));
    }

    private static void said(String setting, String value) {
        if (value.isBlank() || value.chars().anyMatch(Character::isISOControl)) {
            throw new IllegalArgumentException(
                    "The setting " + setting + " of io.pipes.storage.postgresql is empty or no name");
        }
    }

    private static Optional<Path> path(@Nullable String text) {
        return Optional.ofNullable(text)
                .map(String::strip)
                .filter(said -> !said.isEmpty())
                .map(Path::of);
    }

    private static Tls tls(String text) {
        return switch (text) {
            case "auto" -> Tls.AUTO;
            case "verify" -> Tls.VERIFY;
            case "off" -> Tls.OFF;
            default -> throw new IllegalArgumentException("tls is auto, verify or off, not '" + text + "'");
        };
    }

    /** As it appears in sentences for people. */
    @Override
    public String toString() {
        return "PostgreSQL at " + host + ":" + port;
    }
}
