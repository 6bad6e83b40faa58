// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.socket;

import org.osgi.service.metatype.annotations.AttributeDefinition;
import org.osgi.service.metatype.annotations.ObjectClassDefinition;

/** The settings of {@code io.pipes.socket}. A change ends what is open, as a stop does. */
@ObjectClassDefinition(
        name = "Pipes sockets",
        description = "Limits of the sockets that this process has open for other programs, for all networks together.")
public @interface SocketsConfig {
    @AttributeDefinition(
            name = "Sockets",
            description =
                    "Most sockets at a time, of every kind, listeners among them, in number. 1 to 1,000,000; default 20,000.")
    int sockets() default 20_000;

    @AttributeDefinition(
            name = "Waiting callers",
            description =
                    "Most callers of one listener that wait to be accepted, in number; the system may allow fewer. 1 to 65,535; default 1,024.")
    int waiting() default 1_024;
}
