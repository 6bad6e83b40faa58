// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.storage.postgresql;

import io.pipes.spi.storage.StoreException;
import java.net.InetAddress;
import java.net.URLEncoder;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Properties;
import java.util.concurrent.atomic.AtomicLong;
import org.postgresql.Driver;
import org.postgresql.PGProperty;

/** Makes connections with the driver inside this bundle. May be used from any thread; blocks. */
final class Connector {
    private static final String CONNECT_SECONDS = "5";
    private static final String SILENT_SECONDS = "30";

    /**
     * Durable means on the disk, whatever the server's own default is; and the server must notice within a minute that we are gone, or
     * the lock of a store would outlive us.
     */
    private static final String OPTIONS = "-c synchronous_commit=on -c tcp_keepalives_idle=20"
            + " -c tcp_keepalives_interval=10 -c tcp_keepalives_count=3 -c idle_in_transaction_session_timeout=60000"
            + " -c lock_timeout=10000";

    private final Server server;
    private final Driver driver = new Driver();
    private final AtomicLong reached = new AtomicLong();

    Connector(Server server) {
        this.server = server;
    }

    /** For one who changes things. */
    Connection writing() throws SQLException, StoreException {
        return connect(OPTIONS);
    }

    /** For those who only look. */
    Connection reading() throws SQLException, StoreException {
        return connect(OPTIONS + " -c default_transaction_read_only=on");
    }

    /** How often the server was reached so far, by whomever. */
    long reached() {
        return reached.get();
    }

    private Connection connect(String options) throws SQLException, StoreException {
        Properties properties = new Properties();
        PGProperty.USER.set(properties, server.user());
        if (server.passwordFile().isPresent()) {
            PGProperty.PASSWORD.set(
                    properties, PasswordFile.read(server.passwordFile().get()));
        }
        PGProperty.CONNECT_TIMEOUT.set(properties, CONNECT_SECONDS);
        PGProperty.SOCKET_TIMEOUT.set(properties, SILENT_SECONDS);
        PGProperty.TCP_KEEP_ALIVE.set(properties, true);
        PGProperty.LOG_SERVER_ERROR_DETAIL.set(properties, false);
        PGProperty.APPLICATION_NAME.set(properties, "pipes");
        PGProperty.REWRITE_BATCHED_INSERTS.set(properties, true);
        PGProperty.OPTIONS.set(properties, options);
        secure(properties);
        Connection connection = driver.connect(url(), properties);
        if (connection == null) {
            throw new SQLException("The driver does not know its own address", "08001");
        }
        reached.incrementAndGet();
        return connection;
    }

    private String url() {
        String host = server.host().indexOf(':') < 0 ? server.host() : "[" + server.host() + "]";
        return "jdbc:postgresql://" + host + ":" + server.port() + "/"
                + URLEncoder.encode(server.database(), StandardCharsets.UTF_8);
    }

    private void secure(Properties properties) {
        if (server.tls() == Server.Tls.OFF || server.tls() == Server.Tls.AUTO && isHere()) {
            PGProperty.SSL_MODE.set(properties, "disable");
            return;
        }
        PGProperty.SSL_MODE.set(properties, "verify-full");
        server.rootCertificate()
                .ifPresentOrElse(
                        file -> PGProperty.SSL_ROOT_CERT.set(properties, file.toString()),
                        () -> PGProperty.SSL_FACTORY.set(properties, "org.postgresql.ssl.DefaultJavaSSLFactory"));
    }

    private boolean isHere() {
        try {
            return InetAddress.getByName(server.host()).isLoopbackAddress();
        } catch (UnknownHostException nowhere) {
            return false;
        }
    }

    /** Takes the driver out of the JDK's list, where it has entered itself, so that nothing of this bundle stays behind. */
    static void forget() throws SQLException {
        if (Driver.isRegistered()) {
            Driver.deregister();
        }
    }
}
