// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.storage.derby.index;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Properties;
import org.apache.derby.jdbc.EmbeddedDriver;
import org.jspecify.annotations.Nullable;

/**
 * The database engine inside this bundle, started when somebody first needs it and shut down when its last user goes, so that nothing of
 * it stays behind when the bundle goes.
 */
public final class DerbyEngine {
    private static final Object LOCK = new Object();
    private static int users;
    private static @Nullable EmbeddedDriver driver;

    private DerbyEngine() {}

    /** Lets the engine start when it is needed, which it takes half a second for. */
    public static void acquire() {
        synchronized (LOCK) {
            users++;
        }
    }

    /** Shuts the engine down when nobody else uses it. */
    public static void release() {
        synchronized (LOCK) {
            if (--users == 0 && driver != null) {
                try {
                    driver.connect("jdbc:derby:;shutdown=true;deregister=true", new Properties());
                } catch (SQLException always) {
                    // This is how Derby says that it has stopped.
                }
                driver = null;
            }
        }
    }

    private static EmbeddedDriver running() throws SQLException {
        synchronized (LOCK) {
            if (users == 0) {
                throw new SQLException("Derby is not running");
            }
            if (driver == null) {
                configure();
                driver = new EmbeddedDriver();
            }
            return driver;
        }
    }

    /** Read by Derby when it starts. Nothing may appear in the working directory, and nobody needs its JMX beans. */
    private static void configure() {
        set("derby.stream.error.field", DerbyLog.class.getName() + ".NOWHERE");
        set("derby.module.mgmt.jmx", "org.apache.derby.impl.services.jmxnone.NoManagementService");
        set("derby.storage.indexStats.auto", "false");
        set("derby.storage.useDefaultFilePermissions", "false");
        set("derby.storage.pageSize", "8192");
        set("derby.storage.pageCacheSize", "1000");
    }

    private static void set(String property, String value) {
        if (System.getProperty(property) == null) {
            System.setProperty(property, value);
        }
    }

    static Connection open(Path directory) throws SQLException {
        return connect(url(directory) + ";create=true");
    }

    static void close(Path directory) {
        try {
            connect(url(directory) + ";shutdown=true");
        } catch (SQLException always) {
            // This is how Derby says that the database is closed, or was not open.
        }
    }

    private static String url(Path directory) throws SQLException {
        String path = directory.toAbsolutePath().toString();
        if (path.indexOf(';') >= 0) {
            throw new SQLException("Derby cannot keep a database in a directory with a semicolon in its name");
        }
        return "jdbc:derby:directory:" + path;
    }

    private static Connection connect(String url) throws SQLException {
        Connection connection = running().connect(url, new Properties());
        if (connection == null) {
            throw new SQLException("Derby does not know such a database");
        }
        return connection;
    }
}
