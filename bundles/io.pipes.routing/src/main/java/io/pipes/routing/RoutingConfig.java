// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.routing;

import org.osgi.service.metatype.annotations.AttributeDefinition;
import org.osgi.service.metatype.annotations.ObjectClassDefinition;

/** Settings of routes through other members. */
@ObjectClassDefinition(
        name = "Pipes routing",
        description = "Ways through other members, and what this process carries for them.")
@interface RoutingConfig {
    @AttributeDefinition(
            name = "Relay",
            description =
                    "What each node of this process carries for others: 'members' for the usual amount (64 MiB of windows), 'off',"
                            + " or an amount: a number and KiB, MiB or GiB. Others cannot read it.")
    String relay() default "members";
}
