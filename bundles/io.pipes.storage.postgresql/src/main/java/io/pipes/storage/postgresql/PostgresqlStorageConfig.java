// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.storage.postgresql;

import org.osgi.service.metatype.annotations.AttributeDefinition;
import org.osgi.service.metatype.annotations.AttributeType;
import org.osgi.service.metatype.annotations.ObjectClassDefinition;

/** Settings of the stores in PostgreSQL. The password is never among them: it stands in a file. */
@ObjectClassDefinition(
        name = "Pipes storage: PostgreSQL",
        description = "Where the database is in which nodes keep what they know.")
@interface PostgresqlStorageConfig {
    @AttributeDefinition(name = "Host", description = "Name or address of the machine that PostgreSQL runs on.")
    String host() default "127.0.0.1";

    @AttributeDefinition(
            name = "Port",
            description = "TCP port of PostgreSQL, 1 to 65535.",
            type = AttributeType.INTEGER,
            min = "1",
            max = "65535")
    int port() default 5432;

    @AttributeDefinition(
            name = "Database",
            description = "Name of the database; it must be there. Tables are made in a schema 'pipes' of it.")
    String database() default "pipes";

    @AttributeDefinition(
            name = "User",
            description = "Role of PostgreSQL that owns the database or may make schemas in it.")
    String user() default "pipes";

    @AttributeDefinition(
            name = "Password file",
            description =
                    "Path of a file with the password in its only line, readable by this user alone (mode 0600). It is read again at each connection. Empty: no password is offered.")
    String password_file() default "";

    @AttributeDefinition(
            name = "TLS",
            description =
                    "off; verify: only to a server whose certificate is valid for the host; auto: off on this machine, verify elsewhere.")
    String tls() default "auto";

    @AttributeDefinition(
            name = "Root certificate",
            description =
                    "Path of the certificate that the server's one is checked against. Empty: those that Java trusts.")
    String root_certificate() default "";

    @AttributeDefinition(
            name = "Pool size",
            description =
                    "How many connections read and how many threads work, 1 to 64. Each open store has one connection more, which writes.",
            type = AttributeType.INTEGER,
            min = "1",
            max = "64")
    int pool_size() default 4;
}
